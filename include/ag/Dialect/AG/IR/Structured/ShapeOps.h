//===- ShapeOps.h - the same elements in other places -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_SHAPEOPS_H
#define AG_DIALECT_AG_IR_STRUCTURED_SHAPEOPS_H

#include "ag/Dialect/AG/IR/Core/InferredOp.h"
#include "ag/Dialect/AG/IR/Structured/StructuredChecks.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/IndexingOp.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h.inc"

#endif // AG_DIALECT_AG_IR_STRUCTURED_SHAPEOPS_H
