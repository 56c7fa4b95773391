//===- ShardOps.h - where values lie ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SHARDING_SHARDOPS_H
#define AG_DIALECT_AG_IR_SHARDING_SHARDOPS_H

#include "ag/Dialect/AG/IR/Core/InferredOp.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/IndexingOp.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Sharding/ShardOps.h.inc"

#endif // AG_DIALECT_AG_IR_SHARDING_SHARDOPS_H
