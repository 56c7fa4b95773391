//===- GroupTraffic.cpp - what a group moves ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/GroupTraffic.h"
#include "Cost/Loops.h"
#include "Groups/Tiles/GroupTiles.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

int64_t GroupCosts::countElementBytes(Value value) {
  return OperandShape(value.getType()).getElementBytes();
}

int64_t GroupCosts::sizeOf(Value value, int64_t dim) const {
  return sizes.assumeSizeOf(value, dim);
}

int64_t GroupCosts::countBytes(Value value) const {
  OperandShape shape(value.getType());
  int64_t bytes = shape.getElementBytes();
  for (int64_t dim = 0; dim < shape.getRank(); ++dim)
    bytes = times(bytes, sizeOf(value, dim));
  return bytes;
}

double GroupCosts::bandwidthOf(Value value) const {
  return speed.bandwidthHolding(countBytes(value));
}

int64_t GroupCosts::timeMoves(Value value, double times) const {
  double picoseconds = 1e12 * speed.secondsToMove(countBytes(value), times);
  return picoseconds < 9e18 ? int64_t(picoseconds) : INT64_MAX;
}

/// Returns the results of ops that other ops read.
static SmallVector<Value> findInner(ArrayRef<const StatedOp *> ops) {
  llvm::DenseSet<Value> read;
  for (const StatedOp *op : ops)
    read.insert_range(op->operands);
  SmallVector<Value> inner;
  for (const StatedOp *op : ops)
    for (Value result : op->op->getResults())
      if (read.contains(result))
        inner.push_back(result);
  return inner;
}

namespace {
/// Counts how often a group moves its inputs and results, and says what speaks
/// against the group.
class TrafficCounter {
public:
  TrafficCounter(const GroupSummary &study, ArrayRef<const StatedOp *> ops,
                 ValueRange given, const GroupCosts &costs)
      : study(study), ops(ops), given(given), nest(study.getNest()),
        costs(costs), inner(findInner(ops)),
        parts(study.getLoops(), ops, costs),
        tiles(study, ops, given, inner, parts, costs) {}

  GroupTraffic count(ValueRange results, int64_t limit) const;

private:
  GroupReason makeAgain(unsigned number, StringRef when, double times) const;
  GroupReason whyRepeated() const;
  GroupReason whyAgain() const;
  GroupReason whyOneByOne() const;
  double countTrips(Value value, double waited) const;
  double findWaited(ValueRange results) const;

  const GroupSummary &study;
  ArrayRef<const StatedOp *> ops;
  ValueRange given;
  const GroupNesting &nest;
  const GroupCosts &costs;
  SmallVector<Value> inner;
  GroupParts parts;
  GroupTiles tiles;
};
} // namespace

/// Returns true if the op cannot compute some result in tiles.
static bool makesWhole(const StatedOp &op) {
  return op.rule && llvm::any_of(op.rule->results, [&](auto &places) {
           return llvm::any_of(places, [&](const DimensionRule::Place &place) {
             return op.isWhole(place.front());
           });
         });
}

/// Returns the reason that an op computes or moves its results `times` more
/// times. The amount is in bytes if the op has no flops, as on integers.
GroupReason TrafficCounter::makeAgain(unsigned number, StringRef when,
                                      double times) const {
  Operation *op = ops[number]->op;
  const Spec &spec = ops[number]->spec;
  double flops = double(countFlops(spec)) * parts.countPoints(number),
         bytes = 0;
  for (Value made : op->getResults())
    bytes += double(costs.countBytes(made));
  bool isWhole = makesWhole(*ops[number]);
  bool isMoved = isWhole || countSteps(spec, /*lanes=*/1) == 0;
  return {GroupReason::Again,
          llvm::formatv("'{0}' would be {1} again in each {2}: {3} more",
                        op->getName().getStringRef(),
                        isMoved ? "moved" : "computed", when,
                        isWhole || flops == 0 ? spellBytes(bytes * times)
                                              : spellFlops(flops * times))
              .str()};
}

/// Returns a reason if an op that is recomputed in each iteration of some loops
/// is not quick.
GroupReason TrafficCounter::whyRepeated() const {
  for (unsigned number : nest.isRepeated.set_bits()) {
    if (!makesWhole(*ops[number]) && isQuick(*ops[number]))
      continue;
    double iterations = 1;
    for (auto [place, dimension] :
         llvm::enumerate(ArrayRef(nest.dimensions).take_front(nest.shared)))
      if (!nest.has[number].test(dimension))
        iterations *= double(parts.lengthOf(dimension)) / double(tiles[place]);
    return makeAgain(number, "iteration of the group's loops",
                     std::max(1.0, iterations - 1));
  }
  return {};
}

/// Returns an op that varies along the dimension and reduces another one, or
/// std::nullopt.
static std::optional<unsigned>
findReductionAlong(ArrayRef<const StatedOp *> ops, const GroupDimensions &loops,
                   unsigned dimension) {
  for (auto [number, op] : llvm::enumerate(ops)) {
    bool reduces = false, liesAlong = false;
    for (auto [loop, own] : llvm::enumerate(loops.dimensionsOf(number))) {
      bool isParallel = op->isParallel(loop);
      reduces |= !isParallel;
      liesAlong |= isParallel && own == dimension;
    }
    if (reduces && liesAlong)
      return number;
  }
  return std::nullopt;
}

/// Returns a reason if several passes over a dimension would repeat a
/// reduction. They do if the values that vary along the dimension do not fit in
/// the tile share.
GroupReason TrafficCounter::whyAgain() const {
  for (unsigned dimension : nest.dimensions) {
    std::optional<unsigned> again;
    if (nest.reduced.test(dimension))
      again = findReductionAlong(ops, study.getLoops(), dimension);
    if (!again)
      continue;
    int64_t held = 0;
    auto hold = [&](Value value) {
      if (!parts.findDimensions(value).test(dimension))
        return;
      int64_t bytes = parts.countBytes(value, [&](unsigned other) -> int64_t {
        return nest.placeOf(other) < nest.placeOf(dimension)
                   ? 1
                   : parts.lengthOf(other);
      });
      held = plus(held, bytes);
    };
    llvm::for_each(inner, hold);
    llvm::for_each(given, hold);
    // Reading the forms takes most of the time, so passes are counted last.
    unsigned passes =
        held > costs.countNearBytes() ? study.getPassesOf()[dimension] : 1;
    if (passes > 1)
      return makeAgain(*again, "pass", passes - 1);
  }
  return {};
}

/// Returns true if all ops that are not recomputed have the dimension, and if
/// only products reduce it. They add to their sums in each iteration.
static bool addsAlong(ArrayRef<const StatedOp *> ops, const GroupSummary &study,
                      unsigned dimension) {
  const GroupDimensions &loops = study.getLoops();
  for (auto [number, op] : llvm::enumerate(ops)) {
    if (study.getNest().isRepeated.test(number))
      continue;
    bool goesAlong = false;
    for (auto [loop, own] : llvm::enumerate(loops.dimensionsOf(number)))
      goesAlong |=
          own == dimension && (op->isParallel(loop) || op->isProduct());
    if (!goesAlong)
      return false;
  }
  return true;
}

/// Returns a reason if the group has products, but no loop that all ops share
/// or add to sums in. All values between the products and other ops would be
/// unsplit.
GroupReason TrafficCounter::whyOneByOne() const {
  bool hasProduct =
      llvm::any_of(ops, [](const StatedOp *op) { return op->isProduct(); });
  if (nest.shared > 0 || !hasProduct ||
      llvm::any_of(nest.dimensions, [&](unsigned dimension) {
        return addsAlong(ops, study, dimension);
      }))
    return {};
  return {GroupReason::Dimension,
          "no loop of its products is left that others share"};
}

/// Returns how long moving a value takes, in multiples of moving it once. A
/// loop that does not index the value re-reads in each iteration what inner
/// loops read of it, from the fastest level that holds that. The core waits for
/// all of these reads in shared loops, and for the fraction `waited` in other
/// loops (findWaited). Products of a GPU have tiles of one size, in groups and
/// alone, so that re-reads make no difference.
double TrafficCounter::countTrips(Value value, double waited) const {
  if (costs.speed.isGPU)
    return 1;
  llvm::SmallBitVector along = parts.findDimensions(value);
  double own = costs.bandwidthOf(value), trips = 1;
  for (auto [place, dimension] : llvm::enumerate(nest.dimensions)) {
    if (along.test(dimension))
      continue;
    int64_t inside =
        parts.countBytes(value, [&, place = place](unsigned other) -> int64_t {
          return nest.placeOf(other) < place ? 1 : parts.lengthOf(other);
        });
    if (inside <= costs.countNearBytes())
      continue;
    double iterations =
        double(parts.lengthOf(dimension)) / double(tiles[place]);
    double share = (place < nest.shared ? 1 : waited) * own /
                   costs.speed.bandwidthHolding(inside);
    trips *= 1 + (iterations - 1) * share;
  }
  return trips;
}

/// Returns the fraction of re-reads in loops inside of the shared ones that the
/// core waits for. A core fetches the next tile while it computes.
double TrafficCounter::findWaited(ValueRange results) const {
  double fetching = 0, computing = 0;
  auto add = [&](Value value) {
    fetching +=
        double(costs.countBytes(value)) *
        (countTrips(value, /*waited=*/1) - countTrips(value, /*waited=*/0)) /
        costs.bandwidthOf(value);
  };
  llvm::for_each(given, add);
  llvm::for_each(results, add);
  for (auto [number, op] : llvm::enumerate(ops))
    computing += parts.countPoints(number) * getSeconds(op->spec, costs.speed);
  return fetching > computing ? 1 - computing / fetching : 0;
}

GroupTraffic TrafficCounter::count(ValueRange results, int64_t limit) const {
  GroupTraffic traffic;
  double waited = findWaited(results);
  auto add = [&](Value value) {
    traffic.picoseconds = plus(
        traffic.picoseconds, costs.timeMoves(value, countTrips(value, waited)));
  };
  llvm::for_each(given, add);
  llvm::for_each(results, add);
  if (traffic.picoseconds >= limit)
    return traffic;
  traffic.refusal = whyRepeated();
  if (traffic.refusal.isNone())
    traffic.refusal = whyAgain();
  if (traffic.refusal.isNone())
    traffic.refusal = whyOneByOne();
  if (traffic.refusal.isNone() &&
      tiles.getLeastBytes() > costs.countNearBytes())
    traffic.refusal = {GroupReason::Tile,
                       "a tile of what is between them would be too large: " +
                           spellBytes(double(tiles.getLeastBytes())) + " of " +
                           spellBytes(double(costs.countNearBytes()))};
  return traffic;
}

GroupTraffic estimateTraffic(const GroupSummary &study,
                             ArrayRef<const StatedOp *> ops, ValueRange given,
                             ValueRange results, const GroupCosts &costs,
                             int64_t limit) {
  return TrafficCounter(study, ops, given, costs).count(results, limit);
}

} // namespace ag
