//===- SimulatedRanks.cpp - moves of blocks, for tests --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SimulatedRanks.h"
#include "llvm/ADT/STLExtras.h"

using llvm::ArrayRef;

namespace ag {

/// Returns a pseudo-random number for two numbers (splitmix64).
static uint64_t noise(uint64_t a, uint64_t b) {
  uint64_t x = a * 0x9e3779b97f4a7c15 + b + 1;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

static uint64_t combine(uint64_t a, uint64_t b, Monoid monoid) {
  auto isLess = static_cast<int64_t>(a) < static_cast<int64_t>(b);
  switch (monoid) {
  case Monoid::Sum:
    return a + b;
  case Monoid::Product:
    return a * b;
  case Monoid::Max:
    return isLess ? b : a;
  case Monoid::Min:
    return isLess ? a : b;
  }
  llvm_unreachable("all monoids are above");
}

/// Returns the inverse of an odd number, by Newton's iteration.
static uint64_t inverse(uint64_t odd) {
  uint64_t found = odd;
  for (unsigned bits = 3; bits < 64; bits *= 2)
    found *= 2 - odd * found;
  return found;
}

/// Returns value `index` of `count` values that combine to `value`.
static uint64_t partOf(uint64_t value, uint64_t salt, int64_t index,
                       int64_t count, Monoid monoid) {
  if (monoid == Monoid::Max || monoid == Monoid::Min) {
    uint64_t distance = static_cast<int64_t>(salt % count) == index
                            ? 0
                            : 1 + noise(salt, index) % 100;
    return monoid == Monoid::Max ? value - distance : value + distance;
  }
  bool isSum = monoid == Monoid::Sum;
  auto other = [&](int64_t at) { return noise(salt, at) | (isSum ? 0 : 1); };
  if (index + 1 < count)
    return other(index);
  for (int64_t at = 0; at + 1 < count; ++at)
    value = isSum ? value - other(at) : value * inverse(other(at));
  return value;
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

namespace {
/// A dimension's size, and the products of the sizes before and after it
struct Around {
  int64_t outer = 1, size, inner = 1;

  Around(ArrayRef<int64_t> sizes, unsigned dim) : size(sizes[dim]) {
    for (int64_t each : sizes.take_front(dim))
      outer *= each;
    for (int64_t each : sizes.drop_front(dim + 1))
      inner *= each;
  }
};
} // namespace

static LocalBlock pieceOf(const LocalBlock &block, unsigned dim, int64_t count,
                          int64_t index) {
  Around around(block.sizes, dim);
  int64_t length = around.size / count * around.inner;
  LocalBlock piece = {block.sizes, {}};
  piece.sizes[dim] /= count;
  for (int64_t outer = 0; outer < around.outer; ++outer) {
    auto first = block.elements.begin() + outer * around.size * around.inner +
                 index * length;
    piece.elements.insert(piece.elements.end(), first, first + length);
  }
  return piece;
}

static LocalBlock join(ArrayRef<LocalBlock> pieces, unsigned dim) {
  Around around(pieces.front().sizes, dim);
  int64_t length = around.size * around.inner;
  LocalBlock joined = {pieces.front().sizes, {}};
  joined.sizes[dim] *= pieces.size();
  for (int64_t outer = 0; outer < around.outer; ++outer)
    for (const LocalBlock &piece : pieces) {
      auto first = piece.elements.begin() + outer * length;
      joined.elements.insert(joined.elements.end(), first, first + length);
    }
  return joined;
}

static LocalBlock combineAll(ArrayRef<LocalBlock> blocks, Monoid monoid) {
  LocalBlock all = blocks.front();
  for (const LocalBlock &block : blocks.drop_front())
    for (auto [sum, element] : llvm::zip_equal(all.elements, block.elements))
      sum = combine(sum, element, monoid);
  return all;
}

//===----------------------------------------------------------------------===//
// Ranks
//===----------------------------------------------------------------------===//

SimulatedRanks::SimulatedRanks(const Mesh &mesh, StoredShape shape,
                               ShardState state)
    : mesh(mesh), shape(std::move(shape)), state(std::move(state)) {
  for (int64_t rank = 0; rank < mesh.getNumRanks(); ++rank)
    blocks.push_back(makeBlock(rank));
}

/// Returns the complete value of an element of a rank, or std::nullopt for
/// padding.
std::optional<uint64_t> SimulatedRanks::wantedAt(int64_t rank,
                                                 int64_t element) const {
  uint64_t at = 0;
  for (unsigned dim = shape.size(); dim-- > 0;) {
    DimBlock block = blockOf(rank, state.dims[dim], mesh, shape[dim]);
    int64_t index = element % block.size;
    element /= block.size;
    if (index >= block.valid)
      return std::nullopt;
    at = at * 1009 + block.offset + index;
  }
  return 1'000'000 + noise(at, 0) % 1'000'000;
}

LocalBlock SimulatedRanks::makeBlock(int64_t rank) const {
  LocalBlock block = {localSizes(state, mesh, shape), {}};
  int64_t count = 1;
  for (int64_t size : block.sizes)
    count *= size;
  for (int64_t element = 0; element < count; ++element) {
    std::optional<uint64_t> value = wantedAt(rank, element);
    if (!value)
      value = noise(rank, element);
    else if (state.monoid)
      value = partOf(*value, *value, mesh.getIndex(rank, state.partial),
                     mesh.getSize(state.partial), *state.monoid);
    block.elements.push_back(*value);
  }
  return block;
}

LocalBlock SimulatedRanks::afterMove(const ShardMove &move,
                                     ArrayRef<LocalBlock> group,
                                     int64_t index) const {
  int64_t ranks = group.size();
  switch (move.kind) {
  case MoveKind::Slice:
    return pieceOf(group[index], *move.target, ranks, index);
  case MoveKind::ToPartial: {
    LocalBlock block = group[index];
    for (uint64_t &element : block.elements)
      element = partOf(element, element, index, ranks, *move.after.monoid);
    return block;
  }
  case MoveKind::AllGather:
    return join(group, *move.source);
  case MoveKind::ReduceScatter:
    return pieceOf(combineAll(group, *state.monoid), *move.target, ranks,
                   index);
  case MoveKind::AllReduce:
    return combineAll(group, *state.monoid);
  case MoveKind::AllToAll: {
    std::vector<LocalBlock> pieces;
    for (const LocalBlock &block : group)
      pieces.push_back(pieceOf(block, *move.target, ranks, index));
    return join(pieces, *move.source);
  }
  case MoveKind::Permute:
    break;
  }
  llvm_unreachable("a permute is no matter of one group's order");
}

void SimulatedRanks::run(const ShardMove &move) {
  std::vector<LocalBlock> after(blocks.size());
  if (move.kind == MoveKind::Permute) {
    for (const auto &[rank, source] :
         llvm::enumerate(permutedRanks(state, move.after, mesh)))
      after[rank] = blocks[source];
  } else {
    for (const std::vector<int64_t> &group : mesh.getGroups(move.axes)) {
      std::vector<LocalBlock> before;
      for (int64_t rank : group)
        before.push_back(blocks[rank]);
      for (const auto &[index, rank] : llvm::enumerate(group))
        after[rank] = afterMove(move, before, index);
    }
  }
  blocks = std::move(after);
  state = move.after;
}

bool SimulatedRanks::isRight(ArrayRef<int64_t> group) const {
  std::vector<LocalBlock> held;
  for (int64_t rank : group) {
    held.push_back(blocks[rank]);
    if (held.back().sizes != localSizes(state, mesh, shape))
      return false;
  }
  LocalBlock whole = combineAll(held, state.monoid.value_or(Monoid::Sum));
  for (const auto &[number, element] : llvm::enumerate(whole.elements))
    if (wantedAt(group.front(), number).value_or(element) != element)
      return false;
  return true;
}

std::string SimulatedRanks::findFault() const {
  for (const std::vector<int64_t> &group : mesh.getGroups(state.partial))
    if (!isRight(group))
      return "rank " + std::to_string(group.front()) + " of " +
             spell(state, mesh);
  return "";
}

} // namespace ag
