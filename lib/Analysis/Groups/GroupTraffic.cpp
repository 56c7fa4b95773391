//===- GroupTraffic.cpp - what a group moves ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/GroupTraffic.h"
#include "Cost/Loops.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace ag {

/// The most positions of a dimension inside of the shared ones that are
/// computed in one iteration.
static constexpr int64_t streamedTile = 64;

static int64_t countElementBytes(Value value) {
  Type element = getElementTypeOrSelf(value.getType());
  return element.isIntOrFloat()
             ? llvm::divideCeil(element.getIntOrFloatBitWidth(), 8)
             : 8;
}

int64_t GroupCosts::sizeOf(Value value, int64_t dim) const {
  return sizes.assumeSizeOf(value, dim);
}

int64_t GroupCosts::countBytes(Value value) const {
  int64_t bytes = countElementBytes(value);
  if (auto tensor = dyn_cast<RankedTensorType>(value.getType()))
    for (int64_t dim = 0; dim < tensor.getRank(); ++dim)
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

namespace {
class TrafficCounter {
public:
  TrafficCounter(const GroupSummary &study, ArrayRef<const StatedOp *> ops,
                 ValueRange given, const GroupCosts &costs);

  GroupTraffic count(ValueRange results, int64_t limit);

private:
  /// Returns the position of a dimension in the nest, or the nest's length if
  /// it is not in the nest.
  unsigned placeOf(unsigned dimension) const { return places[dimension]; }
  int64_t lengthOf(unsigned dimension) const { return lengths[dimension]; }
  int64_t countPart(Value value, function_ref<int64_t(unsigned)> lengthIn);
  void findPlaces();
  void findPlaces(unsigned number, Value value, AffineMap map);
  void findLengths();
  int64_t countInside(unsigned place);
  void findStreamedTiles();
  void findHeld();
  bool addsInSteps(unsigned number) const;
  SmallVector<int64_t> countHeldAt();
  int64_t countHeld() { return *llvm::max_element(countHeldAt()); }
  void fitStreamedTile();
  bool isReadAgain(unsigned dimension);
  void growTile(unsigned place);
  void findSharedTiles();
  double countPoints(unsigned number) const;
  GroupReason makeAgain(unsigned number, StringRef when, double times);
  GroupReason whyRepeated();
  std::optional<unsigned> findReductionAlong(unsigned dimension) const;
  GroupReason whyAgain();
  bool addsAlong(unsigned dimension) const;
  GroupReason whyOneByOne() const;
  double countTrips(Value value, double waited);
  double findWaited(ValueRange results);

  const GroupSummary &study;
  ArrayRef<const StatedOp *> ops;
  ValueRange given;
  const GroupNesting &nest;
  const GroupCosts &costs;
  SmallVector<unsigned> places;
  llvm::DenseMap<std::pair<Value, unsigned>, SmallVector<unsigned>> movedBy;
  SmallVector<int64_t> lengths;
  /// Results of ops that other ops read.
  SmallVector<Value> inner;
  /// A value that is held from the op that computes it to the last op that
  /// reads it, in the tile share of the memory for tiles (TileShares.h).
  struct Held {
    Value value;
    unsigned maker, last;
  };
  SmallVector<Held> held;
  /// Bytes of the held values at one position of each shared dimension.
  int64_t leastBytes = 0;
  /// The tile size of each loop of the nest.
  SmallVector<int64_t> tiles;
};
} // namespace

TrafficCounter::TrafficCounter(const GroupSummary &study,
                               ArrayRef<const StatedOp *> ops, ValueRange given,
                               const GroupCosts &costs)
    : study(study), ops(ops), given(given), nest(study.getNest()), costs(costs),
      places(study.getLoops().size(), nest.dimensions.size()) {
  for (auto [place, dimension] : llvm::enumerate(nest.dimensions))
    places[dimension] = place;
  llvm::DenseSet<Value> read;
  for (const StatedOp *op : ops)
    read.insert_range(op->operands);
  for (const StatedOp *op : ops)
    for (Value result : op->op->getResults())
      if (read.contains(result))
        inner.push_back(result);
  findPlaces();
  findLengths();
  findStreamedTiles();
  findHeld();
  fitStreamedTile();
  leastBytes = countHeld();
  findSharedTiles();
}

/// Finds the loops that index dimensions together with others, as in values
/// that are reshaped or read in windows. The values that sums start from are
/// visited as well.
void TrafficCounter::findPlaces() {
  for (auto [number, op] : llvm::enumerate(ops)) {
    for (const SpecInput &input : op->spec.inputs)
      findPlaces(number, op->getValue(input), input.map);
    for (const SpecResult &result : op->spec.results)
      if (result.initOperand)
        findPlaces(number, op->operands[*result.initOperand], result.map);
  }
}

void TrafficCounter::findPlaces(unsigned number, Value value, AffineMap map) {
  for (auto [place, expr] : llvm::enumerate(map.getResults())) {
    if (study.getLoops().dimensionOf(value, place))
      continue;
    SmallVector<unsigned> &moved = movedBy[{value, place}];
    expr.walk([&](AffineExpr part) {
      if (auto loop = dyn_cast<AffineDimExpr>(part))
        moved.push_back(
            study.getLoops().dimensionsOf(number)[loop.getPosition()]);
    });
  }
}

void TrafficCounter::findLengths() {
  for (unsigned dimension = 0; dimension < study.getLoops().size(); ++dimension)
    lengths.push_back(study.getLoops().extentOf(dimension).value_or(1));
  auto look = [&](Value value) {
    auto tensor = dyn_cast<RankedTensorType>(value.getType());
    for (int64_t dim = 0; tensor && dim < tensor.getRank(); ++dim)
      if (auto dimension = study.getLoops().dimensionOf(value, dim))
        lengths[*dimension] =
            std::max(lengths[*dimension], costs.sizeOf(value, dim));
  };
  for (const StatedOp *op : ops) {
    llvm::for_each(op->operands, look);
    llvm::for_each(op->op->getResults(), look);
  }
}

/// Returns the bytes of the tile of a value that has `lengthIn` positions of
/// each dimension.
int64_t TrafficCounter::countPart(Value value,
                                  function_ref<int64_t(unsigned)> lengthIn) {
  int64_t bytes = countElementBytes(value);
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t place = 0; tensor && place < tensor.getRank(); ++place) {
    int64_t size = costs.sizeOf(value, place);
    auto moved = movedBy.find({value, place});
    if (auto dimension = study.getLoops().dimensionOf(value, place)) {
      size = lengthIn(*dimension);
    } else if (moved != movedBy.end()) {
      int64_t part = 1;
      for (unsigned other : moved->second)
        part = times(part, lengthIn(other));
      size = std::min(size, part);
    }
    bytes = times(bytes, size);
  }
  return bytes;
}

/// Returns true if each element depends on its indices only, as in an iota.
static bool isOfNothing(Value value) {
  Operation *by = value.getDefiningOp();
  if (!by || !isPureOp(by) ||
      llvm::any_of(by->getOperandTypes(), llvm::IsaPred<ShapedType>))
    return false;
  std::optional<StatedOp> stated = StatedOp::read(by);
  return stated && stated->spec.inputs.empty();
}

/// Finds the values that are held: values that one op computes for another, and
/// results of reductions. Values that are recomputed wherever they are read are
/// not held. Neither are values that quick ops compute from indices only.
void TrafficCounter::findHeld() {
  llvm::DenseSet<Value> ofIndices;
  llvm::DenseMap<Value, unsigned> lastReader;
  for (auto [number, op] : llvm::enumerate(ops))
    for (Value operand : op->operands)
      lastReader[operand] = number;
  unsigned end = ops.size() - 1;
  for (auto [number, op] : llvm::enumerate(ops)) {
    bool isOfIndices =
        !op->spec.combiner && !op->rule && isQuick(*op) &&
        llvm::all_of(op->operands, [&](Value operand) {
          return ofIndices.contains(operand) || isOfNothing(operand);
        });
    if (isOfIndices) {
      ofIndices.insert_range(op->op->getResults());
      continue;
    }
    for (Value made : op->op->getResults()) {
      auto last = lastReader.find(made);
      bool isInner = last != lastReader.end();
      if ((isInner || op->spec.combiner) && !nest.isRepeated.test(number))
        held.push_back({made, unsigned(number), isInner ? last->second : end});
    }
  }
}

/// Returns true if the op adds to its results in each iteration of a loop.
bool TrafficCounter::addsInSteps(unsigned number) const {
  for (auto [loop, dimension] :
       llvm::enumerate(study.getLoops().dimensionsOf(number))) {
    unsigned place = placeOf(dimension);
    if (!ops[number]->isParallel(loop) && place < tiles.size() &&
        tiles[place] < lengthOf(dimension))
      return true;
  }
  return false;
}

/// Returns the bytes that are held while each op computes a tile.
SmallVector<int64_t> TrafficCounter::countHeldAt() {
  SmallVector<int64_t> bytes(ops.size());
  for (const Held &each : held) {
    int64_t part = countPart(each.value, [&](unsigned dimension) {
      unsigned place = placeOf(dimension);
      return place < tiles.size() ? tiles[place] : lengthOf(dimension);
    });
    unsigned first = addsInSteps(each.maker) ? 0 : each.maker;
    for (unsigned at = first; at <= each.last; ++at)
      bytes[at] = plus(bytes[at], part);
  }
  return bytes;
}

/// Returns the most elements that a value between ops has at one position of
/// the dimension, with the tiles of the dimensions inside of it. Only values
/// that the dimension indexes count.
int64_t TrafficCounter::countInside(unsigned place) {
  auto tileOf = [&](unsigned dimension) {
    unsigned own = placeOf(dimension);
    return own > place && own < tiles.size() ? tiles[own] : 1;
  };
  int64_t most = 1;
  for (Value value : inner) {
    bool liesAlong = false;
    int64_t bytes = countPart(value, [&](unsigned dimension) {
      liesAlong |= dimension == nest.dimensions[place];
      return tileOf(dimension);
    });
    if (liesAlong)
      most = std::max(most, bytes / countElementBytes(value));
  }
  return most;
}

/// Chooses the tiles of the dimensions inside of the shared ones, from the
/// innermost on. A tile of a value between ops has at most as many elements as
/// two of these tiles give.
void TrafficCounter::findStreamedTiles() {
  constexpr int64_t most = streamedTile * streamedTile;
  tiles.assign(nest.dimensions.size(), 1);
  for (unsigned place = nest.dimensions.size(); place-- > nest.shared;) {
    int64_t length = lengthOf(nest.dimensions[place]);
    tiles[place] = std::max<int64_t>(
        1, std::min({length, streamedTile, most / countInside(place)}));
  }
}

/// Halves the tile of the outermost dimension inside of the shared ones until
/// the held values fit in the tile share.
void TrafficCounter::fitStreamedTile() {
  constexpr int64_t least = 16;
  if (nest.shared == nest.dimensions.size())
    return;
  int64_t &tile = tiles[nest.shared];
  while (countHeld() > costs.countNearBytes() && tile > least)
    tile /= 2;
}

/// Returns true if the dimension does not index some input that exceeds the
/// tile share, so that each of its iterations re-reads the input.
bool TrafficCounter::isReadAgain(unsigned dimension) {
  return llvm::any_of(given, [&](Value value) {
    bool liesAlong = false;
    countPart(value, [&](unsigned other) {
      liesAlong |= other == dimension;
      return int64_t(1);
    });
    return !liesAlong && costs.countBytes(value) > costs.countNearBytes();
  });
}

/// Makes the tile of a shared dimension as large as fits in the tile share,
/// next to held values that the dimension does not index.
void TrafficCounter::growTile(unsigned place) {
  int64_t most = lengthOf(nest.dimensions[place]);
  tiles[place] = 0;
  SmallVector<int64_t> others = countHeldAt();
  tiles[place] = 1;
  for (auto [bytes, other] : llvm::zip_equal(countHeldAt(), others))
    if (bytes > other)
      most = std::min(most, (costs.countNearBytes() - other) / (bytes - other));
  tiles[place] = std::max<int64_t>(1, most);
}

/// Chooses the tiles of the shared dimensions so that the held values fit in
/// the tile share. Grows the one dimension along which an input is re-read, if
/// there is exactly one. Otherwise the innermost dimension gets as many
/// positions as the others together.
void TrafficCounter::findSharedTiles() {
  SmallVector<unsigned> again;
  for (unsigned place = 0; place < nest.shared; ++place)
    if (isReadAgain(nest.dimensions[place]))
      again.push_back(place);
  if (again.size() == 1)
    return growTile(again.front());
  int64_t rows = costs.countNearBytes() / std::max<int64_t>(1, leastBytes);
  for (unsigned place = nest.shared; place-- > 0;) {
    int64_t length = lengthOf(nest.dimensions[place]);
    bool isInnermost = place + 1 == nest.shared && place > 0;
    int64_t most = isInnermost ? static_cast<int64_t>(std::sqrt(rows)) : rows;
    tiles[place] = std::max<int64_t>(1, std::min(length, most));
    rows /= tiles[place];
  }
}

double TrafficCounter::countPoints(unsigned number) const {
  double points = 1;
  for (unsigned dimension : study.getLoops().dimensionsOf(number))
    points *= double(lengthOf(dimension));
  return points;
}

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
                                      double times) {
  Operation *op = ops[number]->op;
  const Spec &spec = ops[number]->spec;
  double flops = double(countFlops(spec)) * countPoints(number), bytes = 0;
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
GroupReason TrafficCounter::whyRepeated() {
  for (unsigned number : nest.isRepeated.set_bits()) {
    if (!makesWhole(*ops[number]) && isQuick(*ops[number]))
      continue;
    double iterations = 1;
    for (auto [place, dimension] :
         llvm::enumerate(ArrayRef(nest.dimensions).take_front(nest.shared)))
      if (!nest.has[number].test(dimension))
        iterations *= double(lengthOf(dimension)) / double(tiles[place]);
    return makeAgain(number, "iteration of the group's loops",
                     std::max(1.0, iterations - 1));
  }
  return {};
}

/// Returns an op that varies along the dimension and reduces another one, or
/// std::nullopt.
std::optional<unsigned>
TrafficCounter::findReductionAlong(unsigned dimension) const {
  for (auto [number, op] : llvm::enumerate(ops)) {
    bool reduces = false, liesAlong = false;
    for (auto [loop, own] :
         llvm::enumerate(study.getLoops().dimensionsOf(number))) {
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
GroupReason TrafficCounter::whyAgain() {
  for (unsigned dimension : nest.dimensions) {
    std::optional<unsigned> again;
    if (nest.reduced.test(dimension))
      again = findReductionAlong(dimension);
    if (!again)
      continue;
    int64_t held = 0;
    auto hold = [&](Value value) {
      bool liesAlong = false;
      int64_t bytes = countPart(value, [&](unsigned other) {
        liesAlong |= other == dimension;
        return placeOf(other) < placeOf(dimension) ? 1 : lengthOf(other);
      });
      held = plus(held, liesAlong ? bytes : 0);
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
bool TrafficCounter::addsAlong(unsigned dimension) const {
  for (auto [number, op] : llvm::enumerate(ops)) {
    if (nest.isRepeated.test(number))
      continue;
    bool goesAlong = false;
    for (auto [loop, own] :
         llvm::enumerate(study.getLoops().dimensionsOf(number)))
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
      llvm::any_of(nest.dimensions,
                   [&](unsigned dimension) { return addsAlong(dimension); }))
    return {};
  return {GroupReason::Dimension,
          "no loop of its products is left that others share"};
}

/// Returns how long moving a value takes, in multiples of moving it once. A
/// loop that does not index the value re-reads in each iteration what inner
/// loops read of it, from the fastest level that holds that. The core waits for
/// all of these reads in shared loops, and for the fraction `waited` in other
/// loops (findWaited).
double TrafficCounter::countTrips(Value value, double waited) {
  llvm::SmallBitVector lies(study.getLoops().size());
  countPart(value, [&](unsigned dimension) {
    lies.set(dimension);
    return int64_t(1);
  });
  double own = costs.bandwidthOf(value), trips = 1;
  for (auto [place, dimension] : llvm::enumerate(nest.dimensions)) {
    if (lies.test(dimension))
      continue;
    int64_t inside =
        countPart(value, [&, place = place](unsigned other) -> int64_t {
          return placeOf(other) < place ? 1 : lengthOf(other);
        });
    if (inside <= costs.countNearBytes())
      continue;
    double iterations = double(lengthOf(dimension)) / double(tiles[place]);
    double share = (place < nest.shared ? 1 : waited) * own /
                   costs.speed.bandwidthHolding(inside);
    trips *= 1 + (iterations - 1) * share;
  }
  return trips;
}

/// Returns the fraction of re-reads in loops inside of the shared ones that the
/// core waits for. A core fetches the next tile while it computes.
double TrafficCounter::findWaited(ValueRange results) {
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
    computing += countPoints(number) * getSeconds(op->spec, costs.speed);
  return fetching > computing ? 1 - computing / fetching : 0;
}

GroupTraffic TrafficCounter::count(ValueRange results, int64_t limit) {
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
  if (traffic.refusal.isNone() && leastBytes > costs.countNearBytes())
    traffic.refusal = {GroupReason::Tile,
                       "a tile of what is between them would be too large: " +
                           spellBytes(double(leastBytes)) + " of " +
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
