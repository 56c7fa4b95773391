//===- GroupTiles.cpp - the tiles that a group is computed in -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GroupTiles.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/DenseSet.h"
#include <cmath>

using namespace mlir;

namespace ag {

/// The most positions of a dimension inside of the shared ones that are
/// computed in one iteration.
static constexpr int64_t streamedTile = 64;

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// Finds the dimensions that index a dimension of a value together. The values
/// that sums start from are visited as well.
GroupParts::GroupParts(const GroupDimensions &loops,
                       ArrayRef<const StatedOp *> ops, const GroupCosts &costs)
    : loops(loops), costs(costs) {
  for (auto [number, op] : llvm::enumerate(ops)) {
    for (const SpecInput &input : op->spec.inputs)
      findMoved(number, op->getValue(input), input.map);
    for (const SpecResult &result : op->spec.results)
      if (result.initOperand)
        findMoved(number, op->operands[*result.initOperand], result.map);
  }
  findLengths(ops);
}

void GroupParts::findMoved(unsigned number, Value value, AffineMap map) {
  for (auto [place, expr] : llvm::enumerate(map.getResults())) {
    if (loops.dimensionOf(value, place))
      continue;
    SmallVector<unsigned> &moved = movedBy[{value, place}];
    expr.walk([&](AffineExpr part) {
      if (auto loop = dyn_cast<AffineDimExpr>(part))
        moved.push_back(loops.dimensionsOf(number)[loop.getPosition()]);
    });
  }
}

void GroupParts::findLengths(ArrayRef<const StatedOp *> ops) {
  for (unsigned dimension = 0; dimension < loops.size(); ++dimension)
    lengths.push_back(loops.extentOf(dimension).value_or(1));
  auto look = [&](Value value) {
    auto tensor = dyn_cast<RankedTensorType>(value.getType());
    for (int64_t dim = 0; tensor && dim < tensor.getRank(); ++dim)
      if (auto dimension = loops.dimensionOf(value, dim))
        lengths[*dimension] =
            std::max(lengths[*dimension], costs.sizeOf(value, dim));
  };
  for (const StatedOp *op : ops) {
    llvm::for_each(op->operands, look);
    llvm::for_each(op->op->getResults(), look);
  }
}

llvm::SmallBitVector GroupParts::findDimensions(Value value) const {
  llvm::SmallBitVector found(loops.size());
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t place = 0; tensor && place < tensor.getRank(); ++place) {
    if (auto dimension = loops.dimensionOf(value, place))
      found.set(*dimension);
    else if (auto moved = movedBy.find({value, place}); moved != movedBy.end())
      for (unsigned other : moved->second)
        found.set(other);
  }
  return found;
}

int64_t GroupParts::countBytes(Value value,
                               function_ref<int64_t(unsigned)> lengthIn) const {
  int64_t bytes = GroupCosts::countElementBytes(value);
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t place = 0; tensor && place < tensor.getRank(); ++place) {
    int64_t size = costs.sizeOf(value, place);
    auto moved = movedBy.find({value, place});
    if (auto dimension = loops.dimensionOf(value, place)) {
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

int64_t
GroupParts::countElements(Value value,
                          function_ref<int64_t(unsigned)> lengthIn) const {
  return countBytes(value, lengthIn) / GroupCosts::countElementBytes(value);
}

double GroupParts::countPoints(unsigned number) const {
  double points = 1;
  for (unsigned dimension : loops.dimensionsOf(number))
    points *= double(lengthOf(dimension));
  return points;
}

//===----------------------------------------------------------------------===//
// Held values
//===----------------------------------------------------------------------===//

/// Returns true if each element depends on its indices only, as in an iota.
static bool isOfNothing(Value value) {
  Operation *by = value.getDefiningOp();
  if (!by || !isPureOp(by) ||
      llvm::any_of(by->getOperandTypes(), llvm::IsaPred<ShapedType>))
    return false;
  std::optional<StatedOp> stated = StatedOp::read(by);
  return stated && stated->spec.inputs.empty();
}

/// Returns the values that are held: values that one op computes for another,
/// and results of reductions. Values that are recomputed wherever they are read
/// are not held. Neither are values that quick ops compute from indices only.
static SmallVector<HeldValue> findHeld(ArrayRef<const StatedOp *> ops,
                                       const GroupNesting &nest) {
  SmallVector<HeldValue> held;
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
  return held;
}

/// Returns true if the op adds to its results in each iteration of a loop.
bool GroupTiles::addsInSteps(unsigned number) const {
  for (auto [loop, dimension] : llvm::enumerate(loops.dimensionsOf(number))) {
    unsigned place = nest.placeOf(dimension);
    if (!ops[number]->isParallel(loop) && place < tiles.size() &&
        tiles[place] < parts.lengthOf(dimension))
      return true;
  }
  return false;
}

/// Returns the bytes that are held while each op computes a tile.
SmallVector<int64_t> GroupTiles::countHeldAt() const {
  SmallVector<int64_t> bytes(ops.size());
  for (const HeldValue &each : held) {
    int64_t part = parts.countBytes(each.value, [&](unsigned dimension) {
      unsigned place = nest.placeOf(dimension);
      return place < tiles.size() ? tiles[place] : parts.lengthOf(dimension);
    });
    unsigned first = addsInSteps(each.maker) ? 0 : each.maker;
    for (unsigned at = first; at <= each.last; ++at)
      bytes[at] = plus(bytes[at], part);
  }
  return bytes;
}

int64_t GroupTiles::countHeld() const {
  return *llvm::max_element(countHeldAt());
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

GroupTiles::GroupTiles(const GroupSummary &study,
                       ArrayRef<const StatedOp *> ops, ValueRange given,
                       ArrayRef<Value> inner, const GroupParts &parts,
                       const GroupCosts &costs)
    : loops(study.getLoops()), nest(study.getNest()), ops(ops), given(given),
      inner(inner), parts(parts), costs(costs), held(findHeld(ops, nest)) {
  findStreamedTiles();
  fitStreamedTile();
  leastBytes = countHeld();
  findSharedTiles();
}

/// Returns the most elements that a value between ops has at one position of
/// the dimension, with the tiles of the dimensions inside of it. Only values
/// that the dimension indexes count.
int64_t GroupTiles::countInside(unsigned place) const {
  auto tileOf = [&](unsigned dimension) {
    unsigned own = nest.placeOf(dimension);
    return own > place && own < tiles.size() ? tiles[own] : 1;
  };
  int64_t most = 1;
  for (Value value : inner)
    if (parts.findDimensions(value).test(nest.dimensions[place]))
      most = std::max(most, parts.countElements(value, tileOf));
  return most;
}

/// Chooses the tiles of the dimensions inside of the shared ones, from the
/// innermost on. A tile of a value between ops has at most as many elements as
/// two of these tiles give.
void GroupTiles::findStreamedTiles() {
  constexpr int64_t most = streamedTile * streamedTile;
  tiles.assign(nest.dimensions.size(), 1);
  for (unsigned place = nest.dimensions.size(); place-- > nest.shared;) {
    int64_t length = parts.lengthOf(nest.dimensions[place]);
    tiles[place] = std::max<int64_t>(
        1, std::min({length, streamedTile, most / countInside(place)}));
  }
}

/// Halves the tile of the outermost dimension inside of the shared ones until
/// the held values fit in the tile share.
void GroupTiles::fitStreamedTile() {
  constexpr int64_t least = 16;
  if (nest.shared == nest.dimensions.size())
    return;
  int64_t &tile = tiles[nest.shared];
  while (countHeld() > costs.countNearBytes() && tile > least)
    tile /= 2;
}

/// Returns true if the dimension does not index some input that exceeds the
/// tile share, so that each of its iterations re-reads the input.
bool GroupTiles::isReadAgain(unsigned dimension) const {
  return llvm::any_of(given, [&](Value value) {
    return !parts.findDimensions(value).test(dimension) &&
           costs.countBytes(value) > costs.countNearBytes();
  });
}

/// Makes the tile of a shared dimension as large as fits in the tile share,
/// next to held values that the dimension does not index.
void GroupTiles::growTile(unsigned place) {
  int64_t most = parts.lengthOf(nest.dimensions[place]);
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
void GroupTiles::findSharedTiles() {
  SmallVector<unsigned> again;
  for (unsigned place = 0; place < nest.shared; ++place)
    if (isReadAgain(nest.dimensions[place]))
      again.push_back(place);
  if (again.size() == 1)
    return growTile(again.front());
  int64_t rows = costs.countNearBytes() / std::max<int64_t>(1, leastBytes);
  for (unsigned place = nest.shared; place-- > 0;) {
    int64_t length = parts.lengthOf(nest.dimensions[place]);
    bool isInnermost = place + 1 == nest.shared && place > 0;
    int64_t most = isInnermost ? static_cast<int64_t>(std::sqrt(rows)) : rows;
    tiles[place] = std::max<int64_t>(1, std::min(length, most));
    rows /= tiles[place];
  }
}

} // namespace ag
