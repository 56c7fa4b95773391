//===- AllStates.h - states of small meshes, for tests ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which states can a tensor have, and how does a test write one in one line?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SHARDING_ALLSTATES_H
#define AG_TEST_UNIT_SUPPORT_SHARDING_ALLSTATES_H

#include "ag/Support/Sharding/ShardState.h"

namespace ag {

/// The link of axes without one of their own
constexpr MeshLink defaultLink = {5e-6, 1e11};

/// Returns a mesh of axes x, y, z, w, u, v with these sizes, and these links or
/// the default one.
Mesh makeMesh(llvm::ArrayRef<int64_t> sizes,
              llvm::ArrayRef<MeshLink> links = {});

/// Returns all states of a rank. Partial states are listed for each monoid.
std::vector<ShardState> allStates(const Mesh &mesh, unsigned rank,
                                  llvm::ArrayRef<Monoid> monoids);

/// Returns a shape whose dimensions may be split along all axes.
StoredShape makeShape(llvm::ArrayRef<int64_t> sizes, const Mesh &mesh);

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SHARDING_ALLSTATES_H
