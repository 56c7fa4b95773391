//===- OrderOps.h - when values are computed --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_ORDEROPS_H
#define AG_DIALECT_AG_IR_STRUCTURED_ORDEROPS_H

#include "ag/Dialect/AG/IR/Core/InferredOp.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/IndexingOp.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Structured/OrderOps.h.inc"

#endif // AG_DIALECT_AG_IR_STRUCTURED_ORDEROPS_H
