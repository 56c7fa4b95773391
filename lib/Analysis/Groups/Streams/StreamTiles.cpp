//===- StreamTiles.cpp - the loops of a stream ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "StreamTiles.h"
#include "Groups/LoopKinds.h"
#include "Groups/Streams/StreamHeld.h"
#include "ag/Analysis/Groups/Streams/StreamSums.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

/// Rows that share streamed operands, and positions of the stream, in one
/// iteration. The stream's tile is wide if its extent is known and no bounds
/// leave out positions. Sums are then rescaled less often, which saves 3 % of
/// attention's time at 2,048 keys. A row by itself takes a tile of
/// `lonelyRowBytes`.
static constexpr int64_t rowTile = 64, streamTile = 64, wideStreamTile = 256;
static constexpr int64_t lonelyRowBytes = 8192;
/// The fewest rows, and the fewest positions of the stream, in an iteration
/// whose sums or tiles would not be held otherwise.
static constexpr int64_t fewestRows = 32, leastStreamTile = 32;

//===----------------------------------------------------------------------===//
// Reads
//===----------------------------------------------------------------------===//

SmallVector<OperandRead> findOperandReads(ArrayRef<const StatedOp *> ops,
                                          const llvm::DenseSet<Value> &given,
                                          const GroupDimensions &dimensions) {
  SmallVector<OperandRead> reads;
  for (auto [number, op] : llvm::enumerate(ops))
    for (const SpecInput &input : op->spec.inputs) {
      Value operand = op->getValue(input);
      if (given.contains(operand))
        reads.push_back({operand, input.map, dimensions.dimensionsOf(number)});
    }
  return reads;
}

static bool dependsOn(AffineMap map, ArrayRef<unsigned> own,
                      unsigned dimension) {
  return llvm::any_of(llvm::enumerate(own), [&](auto loop) {
    return loop.value() == dimension && map.isFunctionOfDim(loop.index());
  });
}

bool OperandRead::isAlong(unsigned dimension) const {
  return dependsOn(map, dimensions, dimension);
}

bool OperandRead::isInnermostAlong(unsigned dimension) const {
  return dependsOn(map.getMinorSubMap(1), dimensions, dimension);
}

bool isLeftOut(ArrayRef<OperandRead> reads, unsigned dimension,
               unsigned streamed) {
  return llvm::any_of(reads, [&](const OperandRead &read) {
    return read.isAlong(streamed) && !read.isAlong(dimension);
  });
}

/// Returns true if an operand is contiguous in the dimension.
static bool isInnermostOfSome(ArrayRef<OperandRead> reads, unsigned dimension) {
  return llvm::any_of(reads, [&](const OperandRead &read) {
    return read.map.getNumResults() > 1 && read.isInnermostAlong(dimension);
  });
}

bool hasVectorsOf(ArrayRef<OperandRead> reads, NestLoop rows,
                  std::optional<int64_t> extent, unsigned streamed) {
  constexpr int64_t vector = 16;
  int64_t length = extent.value_or(0);
  int64_t rest = length % rows.tile;
  bool fills = length > 0 && (rest == 0 || rest >= vector);
  return fills && llvm::none_of(reads, [&](const OperandRead &read) {
           return read.isAlong(rows.dimension) &&
                  read.isInnermostAlong(streamed);
         });
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Chooses the outer loops, with one position in an iteration. One loop has a
/// tile of rows: the longest that does not index some streamed operand, or else
/// one in which an operand is contiguous.
void StreamTiler::chooseLoops(ArrayRef<unsigned> shared) {
  unsigned streamed = plan.streamed.dimension;
  std::optional<unsigned> rows;
  auto isLonger = [&](unsigned a, unsigned b) {
    return dimensions.extentOf(a).value_or(INT64_MAX) >=
           dimensions.extentOf(b).value_or(INT64_MAX);
  };
  for (unsigned dimension : shared)
    if (isLeftOut(reads, dimension, streamed) &&
        (!rows || isLonger(dimension, *rows)))
      rows = dimension;
  areRowsShared = rows.has_value();
  if (rows && hasVectorsOf(reads, {*rows, rowTile}, dimensions.extentOf(*rows),
                           streamed))
    plan.alongRows = rows;
  for (unsigned dimension : shared)
    if (!rows && isInnermostOfSome(reads, dimension))
      rows = dimension;
  for (unsigned dimension : shared)
    plan.outer.push_back({dimension, dimension == rows ? rowTile : 1});
  int64_t lonelyTile = lonelyRowBytes / (plan.type.getWidth() / 8);
  plan.streamed.tile =
      rows ? streamTile
           : std::max<int64_t>(1, lonelyTile / countMade(/*streamed=*/1));
}

//===----------------------------------------------------------------------===//
// Bytes
//===----------------------------------------------------------------------===//

void StreamTiler::findLengths(const LargestSizes &largest) {
  auto read = [&](Value value) {
    auto tensor = dyn_cast<RankedTensorType>(value.getType());
    for (int64_t place = 0; tensor && place < tensor.getRank(); ++place)
      if (std::optional<unsigned> dimension =
              dimensions.dimensionOf(value, place);
          dimension && lengths[*dimension] == INT64_MAX)
        lengths[*dimension] =
            dimensions.extentOf(*dimension)
                .value_or(largest.of(value, place).value_or(INT64_MAX));
  };
  for (const StatedOp *op : ops) {
    llvm::for_each(op->operands, read);
    llvm::for_each(op->op->getResults(), read);
  }
}

/// Returns how many positions these dimensions have together in one iteration
/// of the outer loops, with at most `streamed` along the stream. A dimension
/// without a bound counts as INT64_MAX.
int64_t StreamTiler::countPlaces(ArrayRef<unsigned> along,
                                 int64_t streamed) const {
  int64_t places = 1;
  for (unsigned dimension : along) {
    int64_t size = lengths[dimension];
    if (dimension == plan.streamed.dimension)
      size = std::min(size, streamed);
    for (const NestLoop &loop : plan.outer)
      if (loop.dimension == dimension)
        size = std::min(size, loop.tile);
    if (llvm::MulOverflow(places, size, places))
      return INT64_MAX;
  }
  return places;
}

/// Returns the most elements that an op computes along the streamed dimension,
/// of which there are `streamed` positions, in one iteration of the outer
/// loops.
int64_t StreamTiler::countMade(int64_t streamed) const {
  int64_t most = 1;
  for (auto [number, op] : llvm::enumerate(ops)) {
    SmallVector<unsigned> along;
    for (auto [loop, dimension] :
         llvm::enumerate(dimensions.dimensionsOf(number)))
      if (op->spec.isParallel(loop))
        along.push_back(dimension);
    if (llvm::is_contained(along, plan.streamed.dimension))
      most = std::max(most, countPlaces(along, streamed));
  }
  return most;
}

/// Returns the bytes of these elements.
int64_t StreamTiler::countMadeBytes(int64_t streamed) const {
  return times(countMade(streamed), plan.type.getWidth() / 8);
}

/// Returns the bytes that an iteration of the stream holds besides its
/// accumulators: a tile of each operand, and of the largest value.
int64_t StreamTiler::countTileBytes() const {
  llvm::SmallMapVector<Value, int64_t, 4> operands;
  for (const OperandRead &read : reads) {
    SmallVector<unsigned> along;
    for (auto [loop, dimension] : llvm::enumerate(read.dimensions))
      if (read.map.isFunctionOfDim(loop))
        along.push_back(dimension);
    OperandShape shape(read.operand.getType());
    int64_t &bytes = operands[read.operand];
    bytes = std::max(bytes, times(countPlaces(along, plan.streamed.tile),
                                  shape.getElementBytes()));
  }
  int64_t bytes = countMadeBytes(plan.streamed.tile);
  for (auto [operand, own] : operands)
    bytes = plus(bytes, own);
  return bytes;
}

/// Returns the bytes of the accumulators of a tile of rows.
int64_t StreamTiler::countAccumulatedBytes() const {
  int64_t places = 0;
  for (const FormAccumulator &own : plan.accumulators) {
    SmallVector<unsigned> along;
    for (unsigned loop : own.along)
      along.push_back(table.loops().dimensionOf(loop));
    places = plus(places, countPlaces(along, plan.streamed.tile));
  }
  return times(places, plan.type.getWidth() / 8);
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Returns the bytes of the sums and tiles that a block holds at once.
int64_t StreamTiler::countHeldBytes(int64_t streamed) {
  StreamHeld held(plan, table, dimensions.extentOf(plan.streamed.dimension));
  return held.countBytes(
      plan.type.getWidth() / 8,
      [&](ArrayRef<unsigned> along) { return countPlaces(along, streamed); });
}

/// Returns the most bytes of sums and tiles that a block may hold at once;
/// INT64_MAX if there is no such limit.
int64_t StreamTiler::findHeldLimit(const Speed &speed) const {
  llvm::SmallDenseSet<int64_t, 4> bytes = {plan.type.getWidth() / 8};
  for (const OperandRead &read : reads)
    bytes.insert(OperandShape(read.operand.getType()).getElementBytes());
  return getHeldLimit(speed, bytes);
}

/// Returns what a block holds with `streamed` positions of the stream in a
/// step: its sums if they are too many or if nothing else has a limit, else all
/// tiles.
PlanTrial StreamTiler::measure(int64_t streamed, const Speed &speed) {
  PlanTrial trial{plan.outer, "sums", countAccumulatedBytes(),
                  speed.block.accumulators};
  trial.loops.push_back({plan.streamed.dimension, streamed});
  int64_t limit = findHeldLimit(speed);
  if (!trial.isHeld() || limit == INT64_MAX)
    return trial;
  return {trial.loops, "sums and tiles", countHeldBytes(streamed), limit};
}

/// Returns true if a block holds this. Notes it otherwise.
bool StreamTiler::isHeld(const PlanTrial &trial) {
  if (!trial.isHeld())
    trials.push_back(trial);
  return trial.isHeld();
}

/// Returns the fewest rows that an iteration may have. With 16 rows, products
/// take a seventh longer. Bounds make up for that, as they usually leave out
/// half of the stream. Sums over many tiles have an excess, and take twice the
/// memory.
int64_t StreamTiler::findFewestRows() {
  bool isShort =
      !plan.bounds.empty() ||
      !findLongSums(table, plan, dimensions.extentOf(plan.streamed.dimension))
           .empty();
  return isShort ? fewestRows / 2 : fewestRows;
}

/// Shrinks the tile of rows until a block holds its sums beside the shortest
/// tile of the stream. Returns false if it does not hold those of the fewest
/// rows, either.
bool StreamTiler::fitRows(const Speed &speed) {
  auto isShortestHeld = [&] {
    return isHeld(
        measure(std::min(plan.streamed.tile, leastStreamTile), speed));
  };
  bool isFitted = isShortestHeld();
  for (NestLoop &loop : plan.outer)
    while (loop.tile > fewestRows / 2 && !isFitted &&
           (loop.tile > fewestRows || loop.tile > findFewestRows())) {
      loop.tile /= 2;
      // Bounds move with the rows, so that the stream's tile is no longer than
      // theirs.
      if (!plan.bounds.empty())
        plan.streamed.tile = std::min(plan.streamed.tile, loop.tile);
      if (plan.alongRows == loop.dimension &&
          !hasVectorsOf(reads, loop, dimensions.extentOf(loop.dimension),
                        plan.streamed.dimension))
        plan.alongRows.reset();
      isFitted = isShortestHeld();
    }
  return isFitted;
}

/// Says which limit the fewest rows exceed, which were tried last.
std::string StreamTiler::explainRows() const {
  int64_t rows = 1;
  for (const NestLoop &loop : plan.outer)
    rows = std::max(rows, loop.tile);
  return std::to_string(rows) + " rows need " + trials.back().spell() +
         " that a block has for them";
}

/// Shortens the stream's tile until a block holds what a step makes, and the
/// tiles of its operands are in cache. If the latter are not with the shortest
/// tile either, operands come from a slower level with any tile.
void StreamTiler::fitStreamed(const Speed &speed) {
  int64_t &tile = plan.streamed.tile;
  while (tile > leastStreamTile && !isHeld(measure(tile, speed)))
    tile /= 2;
  auto areOperandsNear = [&] {
    PlanTrial trial{plan.outer, "operands", countTileBytes(),
                    speed.block.operands};
    trial.loops.push_back(plan.streamed);
    return isHeld(trial);
  };
  int64_t longest = tile;
  bool areNear = areOperandsNear();
  while (tile > leastStreamTile && !areNear) {
    tile /= 2;
    areNear = areOperandsNear();
  }
  if (!areNear)
    tile = longest;
}

/// Fits the tiles, and compares the stream with unsplit values. Operands that
/// rows share are re-read for each tile of rows, besides the values of these
/// rows. If these values fit in getUnstreamedBytes, that is as fast as
/// streaming. With attention of 64 features on Zen 5, 256 to 1,024 keys take
/// 12 % less time unsplit, and 2,048 take 10 % more. A row that shares no
/// operand is read from the last cache as fast as it is summed up.
std::string StreamTiler::fit(const Speed &speed) {
  std::optional<int64_t> extent = dimensions.extentOf(plan.streamed.dimension);
  if (areRowsShared && plan.bounds.empty() && extent)
    plan.streamed.tile = wideStreamTile;
  if (speed.isGPU && plan.outer.empty())
    return "no loop around it is left for the blocks of a GPU";
  // A nest has the rows that a stream of few sums has.
  int64_t unsplit = countMadeBytes(/*streamed=*/INT64_MAX);
  if (!fitRows(speed))
    return explainRows();
  fitStreamed(speed);
  bool leavesOut =
      !plan.bounds.empty() && extent.value_or(INT64_MAX) > plan.streamed.tile;
  int64_t most = areRowsShared ? getUnstreamedBytes(speed) : speed.block.shared;
  if (!leavesOut && unsplit <= most)
    return "its values of a tile of rows stay in cache";
  plan.held = measure(plan.streamed.tile, speed);
  return "";
}

} // namespace ag
