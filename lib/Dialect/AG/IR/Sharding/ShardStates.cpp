//===- ShardStates.cpp - states as attributes -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sharding/ShardStates.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"

using namespace mlir;

namespace ag {

ArrayAttr nameAxes(ArrayRef<unsigned> axes, MeshAttr mesh) {
  auto names = llvm::map_to_vector(
      axes, [&](unsigned axis) -> Attribute { return mesh.getNames()[axis]; });
  return ArrayAttr::get(mesh.getContext(), names);
}

ArrayAttr nameAxisLists(ArrayRef<AxisList> lists, MeshAttr mesh) {
  auto named =
      llvm::map_to_vector(lists, [&](const AxisList &axes) -> Attribute {
        return nameAxes(axes, mesh);
      });
  return ArrayAttr::get(mesh.getContext(), named);
}

ShardingAttr makeSharding(const ShardState &state, RankedTensorType whole,
                          MeshAttr mesh) {
  std::optional<Reduction> kind;
  if (state.monoid)
    kind = getReduction(*state.monoid);
  return ShardingAttr::get(mesh.getContext(), nameAxisLists(state.dims, mesh),
                           whole.getShape(), kind,
                           nameAxes(state.partial, mesh));
}

} // namespace ag
