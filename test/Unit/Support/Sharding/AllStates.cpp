//===- AllStates.cpp - states of small meshes, for tests ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "AllStates.h"

namespace ag {

Mesh makeMesh(llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<MeshLink> links) {
  std::vector<MeshAxis> axes;
  for (size_t axis = 0; axis < sizes.size(); ++axis)
    axes.push_back({std::string(1, "xyzwuv"[axis]), sizes[axis],
                    links.empty() ? std::nullopt : std::optional(links[axis])});
  return llvm::cantFail(Mesh::get(std::move(axes)))
      .withDefaultLink(defaultLink);
}

/// Returns `states` with one more axis: with copies, partial, and at each
/// position of each dimension.
static std::vector<ShardState> placeAxis(const std::vector<ShardState> &states,
                                         unsigned axis) {
  std::vector<ShardState> placed;
  for (const ShardState &state : states) {
    placed.push_back(state);
    placed.push_back(state);
    placed.back().partial.push_back(axis);
    for (unsigned dim = 0; dim < state.dims.size(); ++dim)
      for (unsigned at = 0; at <= state.dims[dim].size(); ++at) {
        placed.push_back(state);
        AxisList &axes = placed.back().dims[dim];
        axes.insert(axes.begin() + at, axis);
      }
  }
  return placed;
}

std::vector<ShardState> allStates(const Mesh &mesh, unsigned rank,
                                  llvm::ArrayRef<Monoid> monoids) {
  std::vector<ShardState> bare = {wholeState(rank)}, states;
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
    bare = placeAxis(bare, axis);
  for (const ShardState &state : bare) {
    if (state.partial.empty()) {
      states.push_back(state);
      continue;
    }
    for (Monoid monoid : monoids) {
      states.push_back(state);
      states.back().monoid = monoid;
    }
  }
  return states;
}

StoredShape makeShape(llvm::ArrayRef<int64_t> sizes, const Mesh &mesh) {
  StoredShape shape;
  for (int64_t size : sizes)
    shape.push_back({size, mesh.getNumRanks()});
  return shape;
}

} // namespace ag
