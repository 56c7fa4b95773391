//===- ChosenStates.h - in which states a plan has tensors ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which state does a plan make each tensor of a graph, and in which states
// does it use the tensor?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_CHOSENSTATES_H
#define AG_SUPPORT_SHARDING_CHOSENSTATES_H

#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

class ChosenStates {
public:
  /// Computes the states of each op's operands and results. `graph` and
  /// `choice` must outlive the result. Returns an error if an op's rule does
  /// not allow its strategy.
  static llvm::Expected<ChosenStates>
  read(const ShardGraph &graph, const ShardChoice &choice, const Mesh &mesh);

  /// Returns true if tied boundaries have the tie's axis on the same dimension,
  /// and twins have the same strategy.
  bool keepsTies() const;

  const ShardStates &ofOp(unsigned op) const { return ops[op]; }
  ShardState ofMaker(unsigned tensor) const;
  /// Returns std::nullopt if the user accepts any state.
  std::optional<ShardState> ofUser(const ShardGraph::Use &use) const;

private:
  ChosenStates(const ShardGraph &graph, const ShardChoice &choice)
      : graph(&graph), choice(&choice) {}

  const ShardGraph *graph;
  const ShardChoice *choice;
  std::vector<ShardStates> ops;
};

/// Returns the dimension that `axis` splits, or std::nullopt if it splits none.
ShardGraph::Place placeOf(unsigned axis, const ShardState &state);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_CHOSENSTATES_H
