//===- MoveChains.cpp - what tensors cost, as sums over choices -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "MoveChains.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using llvm::ArrayRef;

namespace ag {

//===----------------------------------------------------------------------===//
// Parties
//===----------------------------------------------------------------------===//

std::optional<unsigned>
MoveChains::variableOf(const ShardGraph::Party &party) const {
  switch (party.kind) {
  case ShardGraph::Party::Nobody:
    return std::nullopt;
  case ShardGraph::Party::Op:
    return party.number;
  case ShardGraph::Party::Boundary:
    return graph.ops.size() + party.number;
  }
  llvm_unreachable("all kinds are listed");
}

unsigned MoveChains::countOptions(const ShardGraph::Party &party) const {
  switch (party.kind) {
  case ShardGraph::Party::Nobody:
    return 1;
  case ShardGraph::Party::Op:
    return options.ops[party.number].size();
  case ShardGraph::Party::Boundary:
    return options.boundaries[party.number].size();
  }
  llvm_unreachable("all kinds are listed");
}

//===----------------------------------------------------------------------===//
// One tensor
//===----------------------------------------------------------------------===//

class MoveChains::Chain {
public:
  Chain(MoveChains &all, unsigned tensor) : all(all), tensor(tensor) {
    const ShardGraph::Tensor &own = all.graph.tensors[tensor];
    rank = own.sizes.size();
    maker = {all.variableOf(own.maker), {}};
    for (unsigned option = 0; option < all.countOptions(own.maker); ++option)
      maker.states.push_back(
          {number(*all.stateOf(own.maker, option, rank, /*isMaker=*/true))});
  }

  void addUse(const ShardGraph::Party &user);
  bool add(std::vector<unsigned> &hint);

private:
  unsigned number(const ShardState &state);
  int64_t getMove(unsigned from, unsigned to);
  /// Returns the cost of the wanted states, and updates `profile` to that of
  /// the following users.
  int64_t pay(Profile &profile, ArrayRef<unsigned> wanted);
  Front begin();
  Front advance(const Front &front, unsigned user, std::vector<unsigned> &hint);
  void finish(const Front &front, ArrayRef<Link> left);
  void addCost(ArrayRef<std::optional<unsigned>> places,
               llvm::function_ref<int64_t(ArrayRef<unsigned>)> cost);
  void forget(Profile &profile, unsigned user) const;

  MoveChains &all;
  unsigned tensor, rank;
  Link maker;
  std::vector<Link> users;
  std::map<ShardState, unsigned> numbers;
  std::vector<ShardState> states;
  std::map<std::pair<unsigned, unsigned>, int64_t> moves;
  /// For each state, the number of users up to the last one that may want it.
  std::vector<unsigned> wantedUntil;
  bool isExact = true;
};

unsigned MoveChains::Chain::number(const ShardState &state) {
  auto [found, isNew] = numbers.try_emplace(state, states.size());
  if (isNew) {
    states.push_back(state);
    wantedUntil.push_back(0);
  }
  return found->second;
}

int64_t MoveChains::Chain::getMove(unsigned from, unsigned to) {
  auto [found, isNew] = moves.try_emplace({from, to}, 0);
  if (isNew)
    found->second = all.prices.getMove(tensor, states[from], states[to]);
  return found->second;
}

/// Adds an op or boundary that uses the tensor. Adjacent uses by the same one
/// are one user.
void MoveChains::Chain::addUse(const ShardGraph::Party &user) {
  std::optional<unsigned> variable = all.variableOf(user);
  unsigned count = all.countOptions(user);
  if (users.empty() || users.back().variable != variable)
    users.push_back({variable, {count, llvm::SmallVector<unsigned, 2>()}});
  for (unsigned option = 0; option < count; ++option)
    if (auto state = all.stateOf(user, option, rank, /*isMaker=*/false)) {
      unsigned wanted = number(*state);
      users.back().states[option].push_back(wanted);
      wantedUntil[wanted] = users.size();
    }
}

int64_t MoveChains::Chain::pay(Profile &profile, ArrayRef<unsigned> wanted) {
  int64_t cost = 0;
  for (unsigned state : wanted) {
    cost = plus(cost, profile[state]);
    for (unsigned other = 0; other < profile.size(); ++other)
      if (profile[other] > 0)
        profile[other] = std::min(profile[other], getMove(state, other));
  }
  return cost;
}

/// Sets the cost of states that no user from `user` on may want to 0.
void MoveChains::Chain::forget(Profile &profile, unsigned user) const {
  for (auto [cost, until] : llvm::zip_equal(profile, wantedUntil))
    if (until <= user)
      cost = 0;
}

MoveChains::Front MoveChains::Chain::begin() {
  Front front{maker.variable, {}};
  for (ArrayRef<unsigned> made : maker.states) {
    Profile &profile = front.profiles.emplace_back();
    for (unsigned state = 0; state < states.size(); ++state)
      profile.push_back(getMove(made.front(), state));
    forget(profile, 0);
  }
  return front;
}

/// Adds a variable whose values are the profiles after `user`.
MoveChains::Front MoveChains::Chain::advance(const Front &front, unsigned user,
                                             std::vector<unsigned> &hint) {
  const Link &link = users[user];
  std::map<Profile, unsigned> known;
  Front next;
  struct Step {
    int64_t cost;
    unsigned profile;
  };
  std::vector<std::vector<Step>> steps;
  for (const Profile &before : front.profiles) {
    std::vector<Step> &row = steps.emplace_back();
    for (ArrayRef<unsigned> wanted : link.states) {
      Profile profile = before;
      int64_t cost = pay(profile, wanted);
      forget(profile, user + 1);
      auto [found, isNew] = known.try_emplace(
          profile, std::min<unsigned>(next.profiles.size(), all.most - 1));
      if (isNew && next.profiles.size() < all.most) {
        next.profiles.push_back(profile);
      } else if (isNew) {
        isExact = false;
        for (auto [a, b] : llvm::zip_equal(next.profiles.back(), profile))
          a = std::max(a, b);
      }
      row.push_back({cost, found->second});
    }
  }
  next.variable =
      all.problem.addVariable(next.profiles.size(), /*isTold=*/true);
  addCost({front.variable, link.variable, next.variable},
          [&](ArrayRef<unsigned> values) {
            const Step &step = steps[values[0]][values[1]];
            return step.profile == values[2] ? step.cost : MinSum::never;
          });
  auto hinted = [&](std::optional<unsigned> variable) {
    return variable ? hint[*variable] : 0;
  };
  unsigned follows =
      steps[hinted(front.variable)][hinted(link.variable)].profile;
  hint.push_back(follows);
  return next;
}

/// Adds the costs of the last one or two users.
void MoveChains::Chain::finish(const Front &front, ArrayRef<Link> left) {
  llvm::SmallVector<std::optional<unsigned>, 3> places = {front.variable};
  for (const Link &link : left)
    places.push_back(link.variable);
  addCost(places, [&](ArrayRef<unsigned> values) {
    Profile profile = front.profiles[values[0]];
    int64_t cost = 0;
    for (auto [link, option] : llvm::zip_equal(left, values.drop_front()))
      cost = plus(cost, pay(profile, link.states[option]));
    return cost;
  });
}

/// Adds a cost to the problem. Its scope has each variable once, and omits
/// places without a variable, whose value is 0.
void MoveChains::Chain::addCost(
    ArrayRef<std::optional<unsigned>> places,
    llvm::function_ref<int64_t(ArrayRef<unsigned>)> cost) {
  llvm::SmallVector<unsigned, 3> scope;
  for (std::optional<unsigned> place : places)
    if (place && !llvm::is_contained(scope, *place))
      scope.push_back(*place);
  all.problem.addCost(scope, [&](ArrayRef<unsigned> values) {
    llvm::SmallVector<unsigned, 3> placed;
    for (std::optional<unsigned> place : places)
      placed.push_back(place ? values[llvm::find(scope, *place) - scope.begin()]
                             : 0);
    return cost(placed);
  });
}

bool MoveChains::Chain::add(std::vector<unsigned> &hint) {
  Front front = begin();
  bool isFree = llvm::all_of(front.profiles, [](const Profile &profile) {
    return llvm::all_of(profile, [](int64_t cost) { return cost == 0; });
  });
  if (isFree)
    return true;
  unsigned user = 0;
  for (; user + 2 < users.size(); ++user)
    front = advance(front, user, hint);
  finish(front, ArrayRef(users).drop_front(user));
  return isExact;
}

//===----------------------------------------------------------------------===//
// All tensors
//===----------------------------------------------------------------------===//

std::optional<ShardState> MoveChains::stateOf(const ShardGraph::Party &party,
                                              unsigned option, unsigned rank,
                                              bool isMaker) const {
  switch (party.kind) {
  case ShardGraph::Party::Nobody:
    return wholeState(rank);
  case ShardGraph::Party::Op: {
    const ShardStates &states = options.ops[party.number][option].states;
    if (isMaker)
      return states.results[party.place];
    return states.operands[party.place];
  }
  case ShardGraph::Party::Boundary:
    return options.boundaries[party.number][option].state;
  }
  llvm_unreachable("all kinds are listed");
}

bool MoveChains::add(std::vector<unsigned> &hint) {
  std::vector<Chain> chains;
  chains.reserve(graph.tensors.size());
  for (unsigned tensor = 0; tensor < graph.tensors.size(); ++tensor)
    chains.emplace_back(*this, tensor);
  for (const ShardGraph::Use &use : graph.uses)
    chains[use.tensor].addUse(use.user);
  bool isExact = true;
  for (Chain &chain : chains)
    isExact &= chain.add(hint);
  return isExact;
}

} // namespace ag
