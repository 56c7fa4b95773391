//===- ShardStates.h - states as attributes ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are axes and states, which algorithms know by numbers, written in IR?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SHARDSTATES_H
#define AG_DIALECT_AG_IR_SHARDSTATES_H

#include "ag/Dialect/AG/IR/Mesh.h"
#include "ag/Support/Sharding/ShardState.h"

namespace ag {

/// The names of axes, in their order.
mlir::ArrayAttr nameAxes(llvm::ArrayRef<unsigned> axes, MeshAttr mesh);

/// A list of such lists.
mlir::ArrayAttr nameAxisLists(llvm::ArrayRef<AxisList> lists, MeshAttr mesh);

/// How a tensor of type `whole` lies in a state.
ShardingAttr makeSharding(const ShardState &state, mlir::RankedTensorType whole,
                          MeshAttr mesh);

} // namespace ag

#endif // AG_DIALECT_AG_IR_SHARDSTATES_H
