//===- Reshard.cpp - the cheapest way to hold a tensor otherwise ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/Reshard.h"
#include "MovesFrom.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include <set>
#include <unordered_map>

using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;

namespace ag {
namespace {
/// A reshard to be found; its states have no axes of size 1.
struct Journey {
  ShardState from, to;
  const Mesh &mesh;
  llvm::SmallVector<int64_t, 4> quanta;
  /// Bytes of the unsplit tensor, padding included.
  int64_t bytes;

  int64_t localBytes(const ShardState &state) const {
    int64_t local = bytes;
    for (ArrayRef<unsigned> axes : state.dims)
      local /= mesh.getSize(axes);
    return local;
  }
  MoveCost costFrom(const ShardState &state, const ShardMove &move) const {
    return costOf(move, mesh, localBytes(state));
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// The search
//===----------------------------------------------------------------------===//

namespace {
struct StateHash {
  size_t operator()(const ShardState &state) const { return hashOf(state); }
};

/// The cost of the best sequence that leads to a state.
struct WayCost {
  MoveCost cost;
  unsigned moves = 0;

  bool operator<(const WayCost &other) const {
    return std::tie(cost, moves) < std::tie(other.cost, other.moves);
  }
};

/// Dijkstra's algorithm. Among sequences of equal cost, the first one found
/// stays.
class ReshardSearch {
public:
  ReshardSearch(const Journey &journey, const MoveSpace &space)
      : journey(journey), space(space) {}

  Reshard run() &&;

private:
  struct Reached {
    /// The last move of the sequence. For the start, only its state matters.
    ShardMove move;
    WayCost way;
    unsigned before;
  };

  void reach(ShardMove move, WayCost way, unsigned before);
  void visit(unsigned number);
  Reshard takeWayTo(unsigned number);

  const Journey &journey;
  const MoveSpace &space;
  std::vector<Reached> reached;
  std::unordered_map<ShardState, unsigned, StateHash> numbers;
  /// Reached states that are not visited yet, cheapest first, then by number.
  std::set<std::pair<WayCost, unsigned>> open;
};
} // namespace

Reshard ReshardSearch::run() && {
  reach({MoveKind::Slice, {}, {}, {}, journey.from}, {}, 0);
  while (true) {
    unsigned nearest = open.begin()->second;
    if (reached[nearest].move.after == journey.to)
      return takeWayTo(nearest);
    open.erase(open.begin());
    visit(nearest);
  }
}

void ReshardSearch::reach(ShardMove move, WayCost way, unsigned before) {
  auto [known, isNew] = numbers.try_emplace(move.after, reached.size());
  unsigned number = known->second;
  if (isNew) {
    reached.push_back({std::move(move), way, before});
  } else {
    if (!(way < reached[number].way))
      return;
    open.erase({reached[number].way, number});
    reached[number] = {std::move(move), way, before};
  }
  open.insert({way, number});
}

void ReshardSearch::visit(unsigned number) {
  ShardState state = reached[number].move.after;
  WayCost way = reached[number].way;
  int64_t bytes = journey.localBytes(state);
  forEachMove(state, journey.mesh, space, [&](ShardMove move) {
    MoveCost cost = way.cost + costOf(move, journey.mesh, bytes);
    reach(std::move(move), {cost, way.moves + 1}, number);
  });
}

Reshard ReshardSearch::takeWayTo(unsigned number) {
  Reshard found;
  found.cost = reached[number].way.cost;
  for (; number != 0; number = reached[number].before)
    found.moves.push_back(std::move(reached[number].move));
  std::reverse(found.moves.begin(), found.moves.end());
  return found;
}

/// Returns the length of the longest common prefix.
static size_t commonPrefix(ArrayRef<unsigned> a, ArrayRef<unsigned> b) {
  return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
         a.begin();
}

/// Returns the axes of `a` that are not in `b`; both are in increasing order.
static AxisList difference(ArrayRef<unsigned> a, ArrayRef<unsigned> b) {
  AxisList only;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(),
                      std::back_inserter(only));
  return only;
}

/// Returns the axes of size 2 or more.
static AxisList longAxes(const Mesh &mesh) {
  AxisList axes;
  for (const auto &[number, axis] : llvm::enumerate(mesh.getAxes()))
    if (axis.size > 1)
      axes.push_back(number);
  return axes;
}

/// Returns the axes whose places differ between the two states. They come after
/// all others in the lists of both.
static AxisList axesThatDiffer(const Journey &journey) {
  const auto &[from, to, mesh, quanta, bytes] = journey;
  AxisList same;
  for (const auto &[before, after] : llvm::zip_equal(from.dims, to.dims))
    same.append(before.begin(), before.begin() + commonPrefix(before, after));
  auto addCommon = [&](ArrayRef<unsigned> a, ArrayRef<unsigned> b) {
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(),
                          std::back_inserter(same));
  };
  addCommon(copiedAxes(from, mesh), copiedAxes(to, mesh));
  if (from.monoid == to.monoid)
    addCommon(from.partial, to.partial);
  llvm::sort(same);
  return difference(longAxes(mesh), same);
}

/// Two restrictions make the search smaller and lose no cheapest sequence:
///  - Dimensions that are split in neither state and have equal quanta are
///    interchangeable, so that it is enough to split the first of those that
///    are not split yet.
///  - A value that becomes partial with a monoid that neither it nor the target
///    has might as well stay in copies until it would be completed. A slice,
///    which is free, then replaces a reduce_scatter, and an all_reduce is not
///    needed at all.
static Reshard search(const Journey &journey, AxisList axes) {
  MoveSpace space = {std::move(axes), journey.quanta};
  space.toPartial = journey.to.monoid;
  space.spare.resize(journey.quanta.size());
  for (unsigned dim = 0; dim < journey.quanta.size(); ++dim)
    space.spare[dim] =
        journey.from.dims[dim].empty() && journey.to.dims[dim].empty();
  return ReshardSearch(journey, space).run();
}

//===----------------------------------------------------------------------===//
// The direct sequence
//===----------------------------------------------------------------------===//

namespace {
/// Completes, gathers, slices and makes partial, in this order.
class DirectWay {
public:
  explicit DirectWay(const Journey &journey)
      : journey(journey), state(journey.from) {
    found.isCheapest = false;
  }

  Reshard run() && {
    complete();
    for (unsigned dim = 0; dim < state.dims.size(); ++dim)
      gather(dim);
    for (unsigned dim = 0; dim < state.dims.size(); ++dim)
      slice(dim);
    makePartial();
    return std::move(found);
  }

private:
  void complete();
  void gather(unsigned dim);
  void slice(unsigned dim);
  void makePartial();
  void setPartial(MoveKind kind, AxisList axes, AxisList left);
  void go(ShardMove move);

  const Journey &journey;
  ShardState state;
  Reshard found;
};
} // namespace

void DirectWay::go(ShardMove move) {
  if (move.axes.empty())
    return;
  found.cost = found.cost + journey.costFrom(state, move);
  state = move.after;
  found.moves.push_back(std::move(move));
}

void DirectWay::setPartial(MoveKind kind, AxisList axes, AxisList left) {
  ShardState after = state;
  after.monoid = left.empty()                  ? std::nullopt
                 : kind == MoveKind::ToPartial ? journey.to.monoid
                                               : state.monoid;
  after.partial = std::move(left);
  go({kind, std::move(axes), {}, {}, std::move(after)});
}

void DirectWay::complete() {
  AxisList wanted;
  if (state.monoid == journey.to.monoid)
    wanted = journey.to.partial;
  AxisList axes = difference(state.partial, wanted);
  setPartial(MoveKind::AllReduce, axes, difference(state.partial, axes));
}

void DirectWay::makePartial() {
  setPartial(MoveKind::ToPartial, difference(journey.to.partial, state.partial),
             journey.to.partial);
}

void DirectWay::gather(unsigned dim) {
  ArrayRef<unsigned> axes = journey.from.dims[dim];
  size_t kept = commonPrefix(axes, journey.to.dims[dim]);
  ShardState after = state;
  after.dims[dim].truncate(kept);
  go({MoveKind::AllGather,
      AxisList(axes.drop_front(kept)),
      dim,
      {},
      std::move(after)});
}

void DirectWay::slice(unsigned dim) {
  ArrayRef<unsigned> axes = journey.to.dims[dim];
  ShardState after = state;
  after.dims[dim] = journey.to.dims[dim];
  go({MoveKind::Slice,
      AxisList(axes.drop_front(state.dims[dim].size())),
      {},
      dim,
      std::move(after)});
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

/// With more axes than these, only those that differ may move.
constexpr unsigned mostSearchedAxes = 4;

static Reshard findWay(const Journey &journey) {
  AxisList all = longAxes(journey.mesh);
  if (all.size() <= mostSearchedAxes)
    return search(journey, std::move(all));
  AxisList differing = axesThatDiffer(journey);
  if (differing.size() > mostSearchedAxes)
    return DirectWay(journey).run();
  Reshard found = search(journey, std::move(differing));
  found.isCheapest = found.moves.empty();
  return found;
}

/// Returns the state without axes of size 1.
static ShardState onLongAxes(ShardState state, const Mesh &mesh) {
  auto shorten = [&](AxisList &list) {
    llvm::erase_if(
        list, [&](unsigned axis) { return mesh.getAxes()[axis].size == 1; });
  };
  for (AxisList &axes : state.dims)
    shorten(axes);
  shorten(state.partial);
  if (state.partial.empty())
    state.monoid.reset();
  return state;
}

static Expected<Journey> journeyOf(const ShardState &from, const ShardState &to,
                                   const Mesh &mesh, ArrayRef<StoredDim> shape,
                                   int64_t elementBytes) {
  for (const ShardState *state : {&from, &to})
    if (Error error = checkStored(*state, mesh, shape))
      return std::move(error);
  Journey journey = {
      onLongAxes(from, mesh), onLongAxes(to, mesh), mesh, {}, elementBytes};
  for (StoredDim dim : shape) {
    journey.quanta.push_back(dim.quantum);
    journey.bytes = times(journey.bytes, dim.getStoredSize());
  }
  return journey;
}

Expected<Reshard> findReshard(const ShardState &from, const ShardState &to,
                              const Mesh &mesh, ArrayRef<StoredDim> shape,
                              int64_t elementBytes) {
  Expected<Journey> journey = journeyOf(from, to, mesh, shape, elementBytes);
  if (!journey)
    return journey.takeError();
  return findWay(*journey);
}

Expected<const Reshard *> ReshardTable::find(const ShardState &from,
                                             const ShardState &to,
                                             ArrayRef<StoredDim> shape,
                                             int64_t elementBytes) {
  Expected<Journey> journey = journeyOf(from, to, mesh, shape, elementBytes);
  if (!journey)
    return journey.takeError();
  auto [place, isNew] = known.try_emplace(
      {journey->from, journey->to, journey->quanta, journey->bytes});
  if (isNew)
    place->second = findWay(*journey);
  return &place->second;
}

} // namespace ag
