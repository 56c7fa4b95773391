//===- AllStates.h - states of small meshes, for tests ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which states can a tensor be, and how is one written down in one line?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SHARDING_ALLSTATES_H
#define AG_TEST_UNIT_SUPPORT_SHARDING_ALLSTATES_H

#include "ag/Support/Sharding/ShardState.h"

namespace ag {

/// The link of axes that have none of their own.
constexpr MeshLink defaultLink = {5e-6, 1e11};

/// A mesh of axes x, y, z, w, u, v of these sizes, with these links
/// or the default one.
Mesh makeMesh(llvm::ArrayRef<int64_t> sizes,
              llvm::ArrayRef<MeshLink> links = {});

/// All states of a rank, each partial one with each of these monoids.
std::vector<ShardState> allStates(const Mesh &mesh, unsigned rank,
                                  llvm::ArrayRef<Monoid> monoids);

/// A shape of these sizes whose dimensions may be split along all axes.
StoredShape makeShape(llvm::ArrayRef<int64_t> sizes, const Mesh &mesh);

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SHARDING_ALLSTATES_H
