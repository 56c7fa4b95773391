//===- ShardLinks.cpp - makers and users of tensors -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardLinks.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

ShardLinks::ShardLinks(const ShardGraph &graph)
    : users(graph.tensors.size()), operands(graph.ops.size()),
      results(graph.ops.size()), given(graph.boundaries.size()),
      taken(graph.boundaries.size()) {
  using Party = ShardGraph::Party;
  for (const ShardGraph::Use &use : graph.uses) {
    users[use.tensor].push_back(use.user);
    if (use.user.kind == Party::Op)
      operands[use.user.number].push_back(&use);
    else if (use.user.kind == Party::Boundary)
      taken[use.user.number].push_back(use.tensor);
  }
  for (auto [number, tensor] : llvm::enumerate(graph.tensors))
    if (tensor.maker.kind == Party::Op)
      results[tensor.maker.number].push_back(number);
    else if (tensor.maker.kind == Party::Boundary)
      given[tensor.maker.number].push_back(number);
}

} // namespace ag
