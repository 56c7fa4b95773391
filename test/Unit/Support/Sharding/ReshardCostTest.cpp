//===- ReshardCostTest.cpp - tests of what reshards cost ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "AllStates.h"
#include "Outcome.h"
#include "ag/Support/Sharding/Reshard.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace ag;

namespace {
/// The moves of ShardMove.h's table, each by what it changes. They are
/// implemented again, for one pair of states at a time and without a search.
class MoveTable {
public:
  MoveTable(const Mesh &mesh, llvm::ArrayRef<StoredDim> shape,
            double elementBytes)
      : mesh(mesh), wholeBytes(elementBytes) {
    for (StoredDim dim : shape)
      wholeBytes *= static_cast<double>(dim.getStoredSize());
  }

  /// Returns the seconds of the move between two states, or std::nullopt if no
  /// single move does it.
  std::optional<double> secondsOf(const ShardState &from,
                                  const ShardState &to) const;

private:
  double seconds(llvm::ArrayRef<unsigned> axes, double steps,
                 double bytes) const {
    MeshLink link = mesh.getSlowestLink(axes);
    return steps * link.latency + bytes / link.bandwidth;
  }
  double localBytes(const ShardState &state) const {
    double bytes = wholeBytes;
    for (llvm::ArrayRef<unsigned> axes : state.dims)
      bytes /= static_cast<double>(mesh.getSize(axes));
    return bytes;
  }
  std::optional<double> ofPartial(const ShardState &from,
                                  const ShardState &to) const;
  std::optional<double> ofOneDim(const ShardState &from, const ShardState &to,
                                 unsigned dim) const;
  std::optional<double> ofTwoDims(const ShardState &from, const ShardState &to,
                                  unsigned source, unsigned target) const;
  std::optional<double> ofBlocks(const ShardState &from,
                                 const ShardState &to) const;

  const Mesh &mesh;
  double wholeBytes;
};

/// Returns the axes of `list` after `prefix`, or std::nullopt if `prefix` is
/// not its beginning.
std::optional<AxisList> behind(const AxisList &list, const AxisList &prefix) {
  if (list.size() < prefix.size() ||
      !std::equal(prefix.begin(), prefix.end(), list.begin()))
    return std::nullopt;
  return AxisList(list.begin() + prefix.size(), list.end());
}

/// Returns the partial axes of `more` that `fewer` lacks. Returns std::nullopt
/// if `fewer` has other ones or another monoid.
std::optional<AxisList> partialBeyond(const ShardState &more,
                                      const ShardState &fewer) {
  if (fewer.monoid && fewer.monoid != more.monoid)
    return std::nullopt;
  if (!llvm::includes(more.partial, fewer.partial))
    return std::nullopt;
  AxisList axes = more.partial;
  llvm::erase_if(axes, [&](unsigned axis) {
    return llvm::is_contained(fewer.partial, axis);
  });
  return axes;
}

std::optional<double> MoveTable::ofPartial(const ShardState &from,
                                           const ShardState &to) const {
  if (partialBeyond(to, from))
    return 0;
  std::optional<AxisList> axes = partialBeyond(from, to);
  if (!axes)
    return std::nullopt;
  auto ranks = static_cast<double>(mesh.getSize(*axes));
  return seconds(*axes, 2 * std::ceil(std::log2(ranks)),
                 2 * localBytes(from) * (ranks - 1) / ranks);
}

std::optional<double> MoveTable::ofOneDim(const ShardState &from,
                                          const ShardState &to,
                                          unsigned dim) const {
  bool isSamePartial = from.partial == to.partial && from.monoid == to.monoid;
  if (auto axes = behind(from.dims[dim], to.dims[dim])) {
    auto ranks = static_cast<double>(mesh.getSize(*axes));
    if (isSamePartial)
      return seconds(*axes, std::ceil(std::log2(ranks)),
                     localBytes(from) * (ranks - 1));
  }
  std::optional<AxisList> axes = behind(to.dims[dim], from.dims[dim]);
  if (!axes)
    return std::nullopt;
  if (isSamePartial)
    return 0;
  llvm::sort(*axes);
  if (partialBeyond(from, to) != axes)
    return std::nullopt;
  auto ranks = static_cast<double>(mesh.getSize(*axes));
  return seconds(*axes, std::ceil(std::log2(ranks)),
                 localBytes(from) * (ranks - 1) / ranks);
}

std::optional<double> MoveTable::ofTwoDims(const ShardState &from,
                                           const ShardState &to,
                                           unsigned source,
                                           unsigned target) const {
  auto axes = behind(from.dims[source], to.dims[source]);
  if (!axes || axes != behind(to.dims[target], from.dims[target]) ||
      from.partial != to.partial || from.monoid != to.monoid)
    return std::nullopt;
  auto ranks = static_cast<double>(mesh.getSize(*axes));
  return seconds(*axes, ranks - 1, localBytes(from) * (ranks - 1) / ranks);
}

std::optional<double> MoveTable::ofBlocks(const ShardState &from,
                                          const ShardState &to) const {
  if (from.monoid != to.monoid ||
      mesh.getSize(from.partial) != mesh.getSize(to.partial))
    return std::nullopt;
  for (const auto &[before, after] : llvm::zip_equal(from.dims, to.dims))
    if (mesh.getSize(before) != mesh.getSize(after))
      return std::nullopt;
  return seconds(movedAxes(from, to, mesh), 1, localBytes(from));
}

std::optional<double> MoveTable::secondsOf(const ShardState &from,
                                           const ShardState &to) const {
  std::vector<unsigned> differ;
  for (unsigned dim = 0; dim < from.dims.size(); ++dim)
    if (from.dims[dim] != to.dims[dim])
      differ.push_back(dim);
  std::optional<double> found = ofBlocks(from, to);
  auto consider = [&](std::optional<double> other) {
    if (other)
      found = std::min(found.value_or(*other), *other);
  };
  if (differ.empty())
    consider(ofPartial(from, to));
  if (differ.size() == 1)
    consider(ofOneDim(from, to, differ[0]));
  if (differ.size() == 2) {
    consider(ofTwoDims(from, to, differ[0], differ[1]));
    consider(ofTwoDims(from, to, differ[1], differ[0]));
  }
  return found;
}

/// Returns the least seconds from each state to each (Floyd and Warshall).
std::vector<std::vector<double>> leastSeconds(llvm::ArrayRef<ShardState> states,
                                              const MoveTable &moves) {
  size_t count = states.size();
  std::vector<std::vector<double>> least(count,
                                         std::vector<double>(count, INFINITY));
  for (size_t from = 0; from < count; ++from)
    for (size_t to = 0; to < count; ++to)
      if (from == to)
        least[from][to] = 0;
      else if (auto seconds = moves.secondsOf(states[from], states[to]))
        least[from][to] = *seconds;
  for (size_t by = 0; by < count; ++by)
    for (size_t from = 0; from < count; ++from)
      for (size_t to = 0; to < count; ++to)
        least[from][to] =
            std::min(least[from][to], least[from][by] + least[by][to]);
  return least;
}

/// Compares every `step`th pair of states with the best of all sequences.
void expectCheapest(const Mesh &mesh, const StoredShape &shape,
                    int64_t elementBytes, llvm::ArrayRef<Monoid> monoids,
                    size_t step = 1) {
  std::vector<ShardState> states = allStates(mesh, shape.size(), monoids);
  llvm::erase_if(states, [&](const ShardState &state) {
    return !messageOf(checkStored(state, mesh, shape)).empty();
  });
  MoveTable moves(mesh, shape, static_cast<double>(elementBytes));
  std::vector<std::vector<double>> least = leastSeconds(states, moves);
  for (size_t pair = 0; pair < states.size() * states.size(); pair += step) {
    size_t from = pair / states.size(), to = pair % states.size();
    Reshard found = valueOf(
        findReshard(states[from], states[to], mesh, shape, elementBytes));
    double seconds = static_cast<double>(found.cost.picoseconds) * 1e-12;
    ASSERT_TRUE(found.isCheapest);
    ASSERT_NEAR(seconds, least[from][to], 1e-11)
        << spell(states[from], mesh) << " to " << spell(states[to], mesh);
  }
}

constexpr MeshLink fastLink = {1e-6, 4e11};
constexpr MeshLink slowLink = {1e-5, 1e10};
constexpr Monoid sumAndMax[] = {Monoid::Sum, Monoid::Max};
} // namespace

TEST(ReshardCost, NoSequenceIsCheaper) {
  for (int64_t bytes : {4, 1 << 10, 1 << 22})
    for (const Mesh &mesh : {makeMesh({2, 2}), makeMesh({2, 3}),
                             makeMesh({4, 2}, {slowLink, fastLink}),
                             makeMesh({8, 8}, {slowLink, fastLink}),
                             makeMesh({3, 3}, {fastLink, slowLink})}) {
      expectCheapest(mesh, {}, bytes, sumAndMax);
      expectCheapest(mesh, makeShape({5}, mesh), bytes, sumAndMax);
      expectCheapest(mesh, makeShape({7, 3}, mesh), bytes, sumAndMax);
      expectCheapest(mesh, makeShape({7, 3, 6}, mesh), bytes, sumAndMax);
    }
}

TEST(ReshardCost, NoSequenceIsCheaperOnThreeAxes) {
  for (int64_t bytes : {4, 1 << 22})
    for (const Mesh &mesh :
         {makeMesh({2, 2, 2}),
          makeMesh({2, 4, 2}, {slowLink, fastLink, defaultLink})})
      expectCheapest(mesh, makeShape({7, 3, 6}, mesh), bytes, {Monoid::Sum},
                     61);
}

/// Detours lead only over dimensions that are padded for them.
TEST(ReshardCost, NoSequenceIsCheaperWhereQuantaDiffer) {
  Mesh mesh = makeMesh({2, 4}, {slowLink, fastLink});
  for (int64_t bytes : {4, 1 << 22})
    for (const StoredShape &shape :
         {StoredShape({{7, 8}, {3, 1}, {5, 4}}),
          StoredShape({{7, 1}, {3, 2}, {5, 8}}),
          StoredShape({{7, 2}, {3, 4}, {5, 2}, {1, 1}}),
          StoredShape({{7, 1}, {3, 4}, {5, 4}, {5, 8}})})
      expectCheapest(mesh, shape, bytes, sumAndMax);
}
