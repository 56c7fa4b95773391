//===- ForwardedStates.h - values that ops with regions forward -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between which values does the state of a tensor cross the boundary of a
// region? Along control flow (ag/Interfaces/Flow/RegionFlow.h), and into and
// out of the bodies of ops that are defined by their body. A pin forwards its
// operand to its result, without a region.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_FORWARDEDSTATES_H
#define AG_LIB_PHASES_SHARD_PARTITION_FORWARDEDSTATES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Returns true if a state describes how ranks hold `value`. Other values are
/// the same on all ranks.
bool hasState(mlir::Value value);

/// Returns the op that computes `value`, or that has it as an argument.
mlir::Operation *findMaker(mlir::Value value);

/// Returns the operands that are forwarded to `value`, a result of an op or an
/// argument of one of its regions; empty if there are none.
llvm::SmallVector<mlir::OpOperand *> findGivers(mlir::Value value);

/// Returns the values to which `operand`, of such an op or of a terminator in
/// one of its regions, is forwarded.
llvm::SmallVector<mlir::Value> findTakers(mlir::OpOperand &operand);

/// Returns true if all arguments of the op's regions and all its results are
/// forwarded from operands, so that a plan can choose their states.
bool handsOn(mlir::Operation *op);

/// Reports branches between blocks, which do not forward values in this way.
mlir::LogicalResult checkBlocks(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_FORWARDEDSTATES_H
