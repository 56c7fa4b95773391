//===- HandedOn.h - values that ops with regions hand on --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between which values does the state of a tensor cross the border of a region?
// Along control flow (ag/Interfaces/Flow/RegionFlow.h), and into and out of the
// bodies of ops whose meaning is that of their body. A pin hands its operand on
// as its result, without a region.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_HANDEDON_H
#define AG_LIB_PHASES_SHARD_PARTITION_HANDEDON_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Whether a state tells how `value` is held: other values are alike on all
/// ranks.
bool hasState(mlir::Value value);

/// Who makes a value, or has it as an argument.
mlir::Operation *findMaker(mlir::Value value);

/// What `value`, a result of an op or an argument of one of its regions, is one
/// of; none where nothing hands it on.
llvm::SmallVector<mlir::OpOperand *> findGivers(mlir::Value value);

/// What `operand`, of such an op or of a terminator in one of its regions, is
/// handed on as.
llvm::SmallVector<mlir::Value> findTakers(mlir::OpOperand &operand);

/// Whether all that regions of an op take, and that it gives, is handed on from
/// somewhere, so that it may be held as a plan says.
bool handsOn(mlir::Operation *op);

/// Reports branches between blocks, along which nothing is handed on so.
mlir::LogicalResult checkBlocks(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_HANDEDON_H
