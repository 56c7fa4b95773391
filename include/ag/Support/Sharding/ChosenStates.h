//===- ChosenStates.h - in which states a plan has tensors ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a plan make each tensor of a graph, and how does it take each one?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_CHOSENSTATES_H
#define AG_SUPPORT_SHARDING_CHOSENSTATES_H

#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

class ChosenStates {
public:
  /// Graph and choice, one for it, outlive what this makes. An error says what
  /// an op can't do.
  static llvm::Expected<ChosenStates>
  read(const ShardGraph &graph, const ShardChoice &choice, const Mesh &mesh);

  /// Whether what is tied lies alike, and twins are done alike.
  bool keepsTies() const;

  const ShardStates &ofOp(unsigned op) const { return ops[op]; }
  ShardState ofMaker(unsigned tensor) const;
  /// None if any state will do.
  std::optional<ShardState> ofUser(const ShardGraph::Use &use) const;

private:
  ChosenStates(const ShardGraph &graph, const ShardChoice &choice)
      : graph(&graph), choice(&choice) {}

  const ShardGraph *graph;
  const ShardChoice *choice;
  std::vector<ShardStates> ops;
};

/// Where an axis stands.
ShardGraph::Place placeOf(unsigned axis, const ShardState &state);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_CHOSENSTATES_H
