//===- ShardPrices.cpp - what a plan takes --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardPrices.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <numeric>

namespace ag {

/// Returns the maximum number of preferences that a choice can leave unmet.
static int64_t countPreferences(const ShardGraph &graph) {
  int64_t count = 0;
  for (const ShardGraph::Op &op : graph.ops)
    for (std::optional<unsigned> loop : op.preferences)
      count += loop.has_value();
  for (const ShardGraph::Boundary &boundary : graph.boundaries)
    for (llvm::ArrayRef<ShardGraph::Place> places : boundary.preferences)
      count += !places.empty();
  for (const ShardGraph::Use &use : graph.uses)
    count += !graph.tensors[use.tensor].kept.empty();
  return count;
}

ShardPrices::ShardPrices(const ShardGraph &graph, const Mesh &mesh,
                         const RankSpeed &speed, Preferences preferences)
    : graph(graph), mesh(mesh), speed(speed),
      unmet(preferences == Preferences::Counted
                ? (int64_t(1) << 62) / (1 + countPreferences(graph))
                : 0),
      reshards(mesh) {
  for (const ShardGraph::Op &op : graph.ops) {
    operands.emplace_back(op.rule.operands.size());
    results.emplace_back(op.rule.results.size());
  }
  for (const ShardGraph::Use &use : graph.uses)
    if (use.user.kind == ShardGraph::Party::Op)
      operands[use.user.number][use.user.place] = use.tensor;
  for (auto [number, tensor] : llvm::enumerate(graph.tensors))
    if (tensor.maker.kind == ShardGraph::Party::Op)
      results[tensor.maker.number][tensor.maker.place] = number;
}

std::optional<unsigned> ShardPrices::getOperand(unsigned op,
                                                unsigned place) const {
  return operands[op][place];
}

std::optional<unsigned> ShardPrices::getResult(unsigned op,
                                               unsigned place) const {
  return results[op][place];
}

//===----------------------------------------------------------------------===//
// Work
//===----------------------------------------------------------------------===//

static int64_t countIn(int64_t size, int64_t parts) {
  return size / parts + (size % parts != 0);
}

int64_t ShardPrices::countLocalBytes(unsigned tensor,
                                     const ShardState &state) const {
  int64_t bytes = graph.tensors[tensor].elementBytes;
  for (auto [size, axes] :
       llvm::zip_equal(graph.tensors[tensor].sizes, state.dims))
    bytes = times(bytes, countIn(size, mesh.getSize(axes)));
  return bytes;
}

static int64_t toPicoseconds(double seconds) {
  double picoseconds = std::ceil(seconds * 1e12);
  return picoseconds < 9e18 ? static_cast<int64_t>(picoseconds) : INT64_MAX;
}

/// The number of fused ops among which one is assumed to access memory. Fused
/// are elementwise ops and those that combine elements of one operand, as the
/// sums of a norm do.
static constexpr int64_t fusedOps = 8;

static bool isFused(const ShardRule &rule) {
  return !takesSeveral(rule) ||
         llvm::none_of(rule.results, [](const ShardRule::Result &result) {
           return result.combiner.has_value();
         });
}

/// Assumes that a block that fits into the caches is there.
double ShardPrices::getSecondsOfMemory(unsigned op,
                                       const ShardStates &states) const {
  int64_t inCaches = 0, inMemory = 0;
  auto move = [&](unsigned tensor, const ShardState &state) {
    int64_t bytes = countLocalBytes(tensor, state);
    int64_t &sum = bytes <= speed.cacheBytes ? inCaches : inMemory;
    sum = plus(sum, bytes);
  };
  for (auto [tensor, state] : llvm::zip_equal(operands[op], states.operands))
    if (tensor && state)
      move(*tensor, *state);
  for (auto [tensor, state] : llvm::zip_equal(results[op], states.results))
    if (tensor)
      move(*tensor, state);
  return double(inCaches) / speed.cacheBandwidth +
         double(inMemory) / speed.memoryBandwidth;
}

int64_t ShardPrices::getWork(unsigned op, const ShardStrategy &strategy,
                             const ShardStates &states) const {
  const ShardGraph::Op &own = graph.ops[op];
  double flops = own.flops;
  for (auto [extent, axes] : llvm::zip_equal(own.extents, strategy.loops)) {
    int64_t parts = mesh.getSize(axes);
    if (parts > 1 && extent > 0)
      flops *= double(countIn(extent, parts)) / double(extent);
  }
  double moving =
      getSecondsOfMemory(op, states) / (isFused(own.rule) ? fusedOps : 1);
  int64_t cost = times(toPicoseconds(std::max(flops / speed.flops, moving)),
                       own.tripCount);
  for (auto [axis, loop] : llvm::enumerate(own.preferences))
    if (loop && !llvm::is_contained(strategy.loops[*loop], axis))
      cost = plus(cost, unmet);
  return cost;
}

//===----------------------------------------------------------------------===//
// Places and preferences
//===----------------------------------------------------------------------===//

bool ShardPrices::isUnmet(const ShardGraph::Boundary &boundary, unsigned axis,
                          const ShardState &state) {
  return axis < boundary.preferences.size() &&
         !boundary.preferences[axis].empty() &&
         !llvm::is_contained(boundary.preferences[axis], placeOf(axis, state));
}

bool ShardPrices::mayLie(unsigned boundary, const ShardState &state) const {
  const ShardGraph::Boundary &own = graph.boundaries[boundary];
  for (auto [axis, places] : llvm::enumerate(own.places))
    if (!places.empty() && !llvm::is_contained(places, placeOf(axis, state)))
      return false;
  return own.divisors.empty() ||
         llvm::all_of(llvm::zip_equal(own.divisors, state.dims),
                      [&](const auto &dim) {
                        auto [divisor, axes] = dim;
                        return divisor % mesh.getSize(axes) == 0;
                      });
}

int64_t ShardPrices::getBoundary(unsigned boundary,
                                 const ShardState &state) const {
  const ShardGraph::Boundary &own = graph.boundaries[boundary];
  int64_t cost = 0;
  for (unsigned axis = 0; axis < own.preferences.size(); ++axis)
    if (isUnmet(own, axis, state))
      cost = plus(cost, unmet);
  return cost;
}

bool ShardPrices::isHeardOf(unsigned tensor, const Reshard &reshard) const {
  return llvm::any_of(reshard.moves, [&](const ShardMove &move) {
    return sends(move.kind) && llvm::any_of(move.axes, [&](unsigned axis) {
             return llvm::is_contained(graph.tensors[tensor].kept, axis);
           });
  });
}

//===----------------------------------------------------------------------===//
// Moves
//===----------------------------------------------------------------------===//

const Reshard *ShardPrices::findMoves(unsigned tensor, const ShardState &from,
                                      const ShardState &to) {
  const ShardGraph::Tensor &own = graph.tensors[tensor];
  StoredShape shape;
  for (auto [size, before, after] :
       llvm::zip_equal(own.sizes, from.dims, to.dims))
    shape.push_back(
        {size, std::lcm(mesh.getSize(before), mesh.getSize(after))});
  auto found = reshards.find(from, to, shape, own.elementBytes);
  if (found) {
    isCheapest &= (*found)->isCheapest;
    return *found;
  }
  llvm::consumeError(found.takeError());
  return nullptr;
}

int64_t ShardPrices::getMove(unsigned tensor, const ShardState &from,
                             const ShardState &to) {
  if (from == to)
    return 0;
  const Reshard *moves = findMoves(tensor, from, to);
  if (!moves)
    return never;
  int64_t cost =
      times(moves->cost.picoseconds, graph.tensors[tensor].tripCount);
  return isHeardOf(tensor, *moves) ? plus(cost, unmet) : cost;
}

//===----------------------------------------------------------------------===//
// The cost of a choice
//===----------------------------------------------------------------------===//

int64_t ShardPrices::getAll(const ShardChoice &choice) {
  auto states = ChosenStates::read(graph, choice, mesh);
  if (!states) {
    llvm::consumeError(states.takeError());
    return never;
  }
  if (!states->keepsTies())
    return never;
  for (unsigned boundary = 0; boundary < graph.boundaries.size(); ++boundary)
    if (!mayLie(boundary, choice.boundaries[boundary]))
      return never;
  int64_t cost = 0;
  for (unsigned op = 0; op < graph.ops.size(); ++op)
    cost = plus(cost, getWork(op, choice.ops[op], states->ofOp(op)));
  for (unsigned boundary = 0; boundary < graph.boundaries.size(); ++boundary)
    cost = plus(cost, getBoundary(boundary, choice.boundaries[boundary]));
  std::vector<llvm::SmallVector<ShardState, 2>> held;
  held.reserve(graph.tensors.size());
  for (unsigned tensor = 0; tensor < graph.tensors.size(); ++tensor)
    held.push_back({states->ofMaker(tensor)});
  for (const ShardGraph::Use &use : graph.uses) {
    std::optional<ShardState> wanted = states->ofUser(use);
    if (!wanted || llvm::is_contained(held[use.tensor], *wanted))
      continue;
    int64_t least = never;
    for (const ShardState &each : held[use.tensor])
      least = std::min(least, getMove(use.tensor, each, *wanted));
    if (least == never)
      return never;
    cost = plus(cost, least);
    held[use.tensor].push_back(std::move(*wanted));
  }
  return std::min(cost, never - 1);
}

} // namespace ag
