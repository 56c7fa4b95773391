//===- ChosenStates.cpp - in which states a plan has tensors --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ChosenStates.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

using Party = ShardGraph::Party;

ShardGraph::Place placeOf(unsigned axis, const ShardState &state) {
  for (auto [dim, axes] : llvm::enumerate(state.dims))
    if (llvm::is_contained(axes, axis))
      return dim;
  return std::nullopt;
}

llvm::Expected<ChosenStates> ChosenStates::read(const ShardGraph &graph,
                                                const ShardChoice &choice,
                                                const Mesh &mesh) {
  ChosenStates states(graph, choice);
  states.ops.reserve(graph.ops.size());
  for (auto [op, strategy] : llvm::zip_equal(graph.ops, choice.ops)) {
    auto found = findStates(op.rule, strategy, mesh);
    if (!found)
      return found.takeError();
    states.ops.push_back(std::move(*found));
  }
  return states;
}

bool ChosenStates::keepsTies() const {
  auto liesAlike = [&](const ShardGraph::Tie &tie) {
    return placeOf(tie.axis, choice->boundaries[tie.first]) ==
           placeOf(tie.axis, choice->boundaries[tie.second]);
  };
  auto isDoneAlike = [&](const ShardGraph::Twins &twins) {
    return choice->ops[twins.first] == choice->ops[twins.second];
  };
  return llvm::all_of(graph->ties, liesAlike) &&
         llvm::all_of(graph->twins, isDoneAlike);
}

ShardState ChosenStates::ofMaker(unsigned tensor) const {
  const Party &maker = graph->tensors[tensor].maker;
  switch (maker.kind) {
  case Party::Nobody:
    return wholeState(graph->tensors[tensor].sizes.size());
  case Party::Op:
    return ops[maker.number].results[maker.place];
  case Party::Boundary:
    return choice->boundaries[maker.number];
  }
  llvm_unreachable("all kinds are listed");
}

std::optional<ShardState>
ChosenStates::ofUser(const ShardGraph::Use &use) const {
  switch (use.user.kind) {
  case Party::Nobody:
    return wholeState(graph->tensors[use.tensor].sizes.size());
  case Party::Op:
    return ops[use.user.number].operands[use.user.place];
  case Party::Boundary:
    return choice->boundaries[use.user.number];
  }
  llvm_unreachable("all kinds are listed");
}

} // namespace ag
