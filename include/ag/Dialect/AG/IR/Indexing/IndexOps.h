//===- IndexOps.h - ops that make or follow indices -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_INDEXING_INDEXOPS_H
#define AG_DIALECT_AG_IR_INDEXING_INDEXOPS_H

#include "ag/Dialect/AG/IR/Core/AGEnums.h"
#include "ag/Dialect/AG/IR/Core/InferredOp.h"
#include "ag/Dialect/AG/IR/Structured/StructuredChecks.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/IndexingOp.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h.inc"

#endif // AG_DIALECT_AG_IR_INDEXING_INDEXOPS_H
