//===- ShardMove.cpp - one step between two states ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardMove.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>
#include <tuple>

using llvm::ArrayRef;
using llvm::Twine;

namespace ag {

llvm::StringRef spell(MoveKind kind) {
  constexpr llvm::StringLiteral names[] = {
      "slice",      "to_partial", "all_gather", "reduce_scatter",
      "all_reduce", "all_to_all", "permute"};
  return names[static_cast<unsigned>(kind)];
}

bool sends(MoveKind kind) {
  return kind != MoveKind::Slice && kind != MoveKind::ToPartial;
}

bool completes(MoveKind kind) {
  return kind == MoveKind::ReduceScatter || kind == MoveKind::AllReduce;
}

std::string spell(const ShardMove &move, const Mesh &mesh) {
  auto names = llvm::map_range(
      move.axes, [&](unsigned axis) { return mesh.getAxes()[axis].name; });
  std::string text =
      (spell(move.kind) + " {" + llvm::join(names, ", ") + "}").str();
  if (move.source)
    text += (" " + Twine(*move.source)).str();
  if (move.target)
    text += (" to " + Twine(*move.target)).str();
  return text;
}

MoveCost MoveCost::operator+(const MoveCost &other) const {
  return {plus(picoseconds, other.picoseconds), plus(bytes, other.bytes)};
}

bool MoveCost::operator<(const MoveCost &other) const {
  return std::tie(picoseconds, bytes) <
         std::tie(other.picoseconds, other.bytes);
}

bool MoveCost::operator==(const MoveCost &other) const {
  return picoseconds == other.picoseconds && bytes == other.bytes;
}

static int64_t secondsToPicoseconds(double seconds) {
  double picoseconds = seconds * 1e12;
  return picoseconds < 0x1p63 ? std::llround(picoseconds) : INT64_MAX;
}

/// Returns bytes (k - 1) / k, rounded up.
static int64_t allButOwn(int64_t bytes, int64_t ranks) {
  return bytes - bytes / ranks;
}

namespace {
struct Traffic {
  int64_t steps, bytes;
};
} // namespace

static Traffic trafficOf(MoveKind kind, int64_t ranks, int64_t bytes) {
  int64_t log = llvm::Log2_64_Ceil(ranks);
  switch (kind) {
  case MoveKind::Slice:
  case MoveKind::ToPartial:
    return {0, 0};
  case MoveKind::AllGather:
    return {log, times(bytes, ranks - 1)};
  case MoveKind::ReduceScatter:
    return {log, allButOwn(bytes, ranks)};
  case MoveKind::AllReduce:
    return {2 * log, allButOwn(times(2, bytes), ranks)};
  case MoveKind::AllToAll:
    return {ranks - 1, allButOwn(bytes, ranks)};
  case MoveKind::Permute:
    return {1, bytes};
  }
  llvm_unreachable("all kinds are above");
}

MoveCost costOf(const ShardMove &move, const Mesh &mesh, int64_t localBytes) {
  Traffic traffic = trafficOf(move.kind, mesh.getSize(move.axes), localBytes);
  MeshLink link = mesh.getSlowestLink(move.axes);
  double seconds = static_cast<double>(traffic.steps) * link.latency +
                   static_cast<double>(traffic.bytes) / link.bandwidth;
  return {secondsToPicoseconds(seconds), traffic.bytes};
}

namespace {
/// The effect of an axis on a rank's block.
struct AxisPlace {
  /// The number of a dimension, or one of these.
  static constexpr unsigned partial = ~0u, copies = ~1u;
  unsigned in = copies;
  /// The distance between neighbours along the axis, in parts of the dimension.
  int64_t stride = 0;

  bool operator==(const AxisPlace &other) const {
    return in == other.in && stride == other.stride;
  }
};
} // namespace

static llvm::SmallVector<AxisPlace, 4> placesOf(const ShardState &state,
                                                const Mesh &mesh) {
  llvm::SmallVector<AxisPlace, 4> places(mesh.getAxes().size());
  for (const auto &[dim, axes] : llvm::enumerate(state.dims)) {
    int64_t stride = 1;
    for (unsigned axis : llvm::reverse(axes)) {
      places[axis] = {static_cast<unsigned>(dim), stride};
      stride *= mesh.getAxes()[axis].size;
    }
  }
  for (unsigned axis : state.partial)
    places[axis].in = AxisPlace::partial;
  return places;
}

AxisList movedAxes(const ShardState &from, const ShardState &to,
                   const Mesh &mesh) {
  AxisList moved;
  for (const auto &[axis, before, after] :
       llvm::enumerate(placesOf(from, mesh), placesOf(to, mesh)))
    if (!(before == after))
      moved.push_back(axis);
  return moved;
}

/// Returns the rank whose index along `axes` is `index`, and whose other
/// coordinates are those of `rank`.
static int64_t withIndex(int64_t rank, ArrayRef<unsigned> axes, int64_t index,
                         const Mesh &mesh) {
  for (unsigned axis : llvm::reverse(axes)) {
    int64_t size = mesh.getAxes()[axis].size;
    rank = mesh.withCoordinate(rank, axis, index % size);
    index /= size;
  }
  return rank;
}

std::vector<int64_t> permutedRanks(const ShardState &from, const ShardState &to,
                                   const Mesh &mesh) {
  AxisList moved = movedAxes(from, to, mesh);
  auto movedOf = [&](AxisList axes) {
    llvm::erase_if(
        axes, [&](unsigned axis) { return !llvm::is_contained(moved, axis); });
    return axes;
  };
  // Pairs of axes along which a rank and its source have the same index.
  std::vector<std::pair<AxisList, AxisList>> pairs = {
      {movedOf(from.partial), movedOf(to.partial)},
      {movedOf(copiedAxes(from, mesh)), movedOf(copiedAxes(to, mesh))}};
  for (const auto &[before, after] : llvm::zip_equal(from.dims, to.dims))
    pairs.emplace_back(before, after);
  std::vector<int64_t> sources(mesh.getNumRanks());
  for (auto [rank, source] : llvm::enumerate(sources)) {
    source = rank;
    for (const auto &[before, after] : pairs)
      source = withIndex(source, before, mesh.getIndex(rank, after), mesh);
  }
  return sources;
}

} // namespace ag
