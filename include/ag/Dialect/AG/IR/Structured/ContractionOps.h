//===- ContractionOps.h - sums of products ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_CONTRACTIONOPS_H
#define AG_DIALECT_AG_IR_STRUCTURED_CONTRACTIONOPS_H

#include "ag/Dialect/AG/IR/Structured/StructuredChecks.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h.inc"

#endif // AG_DIALECT_AG_IR_STRUCTURED_CONTRACTIONOPS_H
