//===- MoveChains.h - what tensors cost, as sums over choices ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do all reshards of a tensor cost, as a function of the choices of its
// maker and of its users?
//
// The cost depends on all of them, because a state that the tensor was
// resharded to serves the later users, too. But for the later users, only the
// cost of each state that they may want matters. This vector is a profile:
//
//   made partial      whole: 9   split: 5
//   used split        whole: 4   split: 0        costs 5
//   used whole        whole: 0   split: 0        costs 4
//
// Profiles are therefore variables, too. Each follows from the profile before
// it and from the user in between, so that no cost has more than three
// variables.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_SHARDING_MOVECHAINS_H
#define AG_LIB_SUPPORT_SHARDING_MOVECHAINS_H

#include "ShardOptions.h"
#include "ag/Support/Graph/MinSum.h"

namespace ag {

class MoveChains {
public:
  /// The variables of ops, then of boundaries, must exist; their values are the
  /// numbers of options. Each profile adds one variable, with at most `most`
  /// values.
  MoveChains(const ShardGraph &graph, ShardPrices &prices,
             const ShardOptions &options, unsigned most, MinSum &problem)
      : graph(graph), prices(prices), options(options), most(most),
        problem(problem) {}

  /// Adds the costs of all tensors to the problem. `hint` has a value for each
  /// variable, and is extended by the values of profiles. Returns false if
  /// profiles were merged; their costs are then upper bounds.
  bool add(std::vector<unsigned> &hint);

private:
  /// For each state that some user may want, the cost of making it available.
  using Profile = llvm::SmallVector<int64_t, 8>;
  /// A maker or user, with the states that it has or wants for each option.
  struct Link {
    std::optional<unsigned> variable;
    std::vector<llvm::SmallVector<unsigned, 2>> states;
  };
  /// The profiles for each value of a variable, or one profile if there is
  /// none.
  struct Front {
    std::optional<unsigned> variable;
    std::vector<Profile> profiles;
  };

  class Chain;

  std::optional<unsigned> variableOf(const ShardGraph::Party &party) const;
  unsigned countOptions(const ShardGraph::Party &party) const;
  std::optional<ShardState> stateOf(const ShardGraph::Party &party,
                                    unsigned option, unsigned rank,
                                    bool isMaker) const;

  const ShardGraph &graph;
  ShardPrices &prices;
  const ShardOptions &options;
  unsigned most;
  MinSum &problem;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_SHARDING_MOVECHAINS_H
