//===- MoveChains.h - what tensors cost, as sums over choices ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does it cost to bring a tensor to all the states that it is used in, by
// the choices of who makes it and of who uses it?
//
// That hangs on all of them, as a state that it is once brought to serves the
// users behind. But to these only counts what each state that they may want
// costs from here on, a profile:
//
//   made partial      whole: 9   split: 5
//   used split        whole: 4   split: 0        costs 5
//   used whole        whole: 0   split: 0        costs 4
//
// So profiles are choices themselves, each told by the one in front of it and
// the user in between, and no cost hangs on more than three.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_SHARDING_MOVECHAINS_H
#define AG_LIB_SUPPORT_SHARDING_MOVECHAINS_H

#include "ShardOptions.h"
#include "ag/Support/Graph/MinSum.h"

namespace ag {

class MoveChains {
public:
  /// Variables of ops, then of borders, have their options as values. Each
  /// profile becomes one more; a tensor may have so many at each use.
  MoveChains(const ShardGraph &graph, ShardPrices &prices,
             const ShardOptions &options, unsigned most, MinSum &problem)
      : graph(graph), prices(prices), options(options), most(most),
        problem(problem) {}

  /// Adds what all tensors cost. `hint`, a value for each variable, is given
  /// those of the profiles behind. False if profiles were taken together, which
  /// then cost no less.
  bool add(std::vector<unsigned> &hint);

private:
  /// Of each state that some user may want.
  using Profile = llvm::SmallVector<int64_t, 8>;
  /// A maker or user, and with each option the states that it has or wants.
  struct Link {
    std::optional<unsigned> variable;
    std::vector<llvm::SmallVector<unsigned, 2>> states;
  };
  /// What is left to pay, by the values of a variable, or always.
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
