//===- ShardStates.h - states as attributes ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are axes and states, which algorithms represent by numbers, written in
// IR?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SHARDING_SHARDSTATES_H
#define AG_DIALECT_AG_IR_SHARDING_SHARDSTATES_H

#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Support/Sharding/ShardState.h"

namespace ag {

/// Returns the names of axes, in the given order.
mlir::ArrayAttr nameAxes(llvm::ArrayRef<unsigned> axes, MeshAttr mesh);

/// Returns a list of such lists.
mlir::ArrayAttr nameAxisLists(llvm::ArrayRef<AxisList> lists, MeshAttr mesh);

/// Returns the sharding of a tensor with the unsplit type `whole` in a state.
ShardingAttr makeSharding(const ShardState &state, mlir::RankedTensorType whole,
                          MeshAttr mesh);

} // namespace ag

#endif // AG_DIALECT_AG_IR_SHARDING_SHARDSTATES_H
