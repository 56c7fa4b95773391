//===- Stream.cpp - groups in one pass over a dimension -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Stream.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormPasses.h"
#include "ag/Support/Forms/FormPrograms.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormShifts.h"
#include "ag/Support/Forms/FormWalk.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/IR/TypeUtilities.h"
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

GroupStream::GroupStream(ArrayRef<const StatedOp *> ops, ValueRange given,
                         ValueRange made)
    : ops(ops), given(given.begin(), given.end()), made(made), dimensions(ops) {
  read(given);
}

bool GroupStream::read(ValueRange given) {
  if (llvm::any_of(ops, [](const StatedOp *op) { return op->rule; }))
    return refuse("an op is not stated by loops");
  forms.emplace(ops, dimensions, given);
  if (forms->getRefused())
    return refuse(forms->getRefusal());
  Operation *lone = nullptr;
  nest = findNest(ops, dimensions, lone);
  if (!nest)
    return refuse("an op has no loop in common with the others");
  for (Value value : made) {
    if (!isa<FloatType>(getElementTypeOrSelf(value)))
      return refuse("a result does not have float elements");
    results.push_back(forms->readForm(value));
  }
  return true;
}

static bool isExtreme(const Spec &spec) {
  std::optional<Primitive> combiner =
      spec.combiner ? findCombiner(*spec.combiner) : std::nullopt;
  return combiner == Primitive::Max || combiner == Primitive::Min;
}

/// Returns maxima and minima that do not occur in the results' forms.
SmallVector<Operation *> GroupStream::findAnchors() {
  SmallVector<Operation *> anchors;
  if (!isRead())
    return anchors;
  const FormTable &table = forms->getTable();
  auto isNoSum = [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Reduction &&
           table.reduction(atom.number).combiner != Primitive::Add;
  };
  for (const FormAtLoops &result : results)
    if (hasAtom(table, {result.form}, isNoSum))
      return anchors;
  for (const StatedOp *op : ops)
    if (isExtreme(op->spec) &&
        llvm::none_of(op->op->getResults(), [&](Value value) {
          return llvm::is_contained(made, value);
        }))
      anchors.push_back(op->op);
  return anchors;
}

/// Returns true if the results need one pass over the dimension, and do not
/// vary along it.
bool GroupStream::isOnce(unsigned dimension) const {
  const FormTable &table = forms->getTable();
  return llvm::all_of(results, [&](const FormAtLoops &result) {
    return countLevels(table, result.form, dimension) <= 1 &&
           llvm::none_of(result.loops, [&](unsigned loop) {
             return table.dimensionOf(loop) == dimension;
           });
  });
}

/// Returns true if an op that is not recomputed computes values that vary along
/// the dimension.
bool GroupStream::isMade(unsigned dimension) const {
  for (auto [number, op] : llvm::enumerate(ops))
    for (auto [loop, own] : llvm::enumerate(dimensions.dimensionsOf(number)))
      if (own == dimension && op->spec.isParallel(loop) &&
          !nest->isRepeated.test(number))
        return true;
  return false;
}

/// Returns the longest reduced dimension that takes one pass and along which
/// ops compute values. Returns std::nullopt, with a reason, if there is none.
std::optional<unsigned> GroupStream::chooseDimension() {
  std::optional<unsigned> chosen;
  auto lengthOf = [&](unsigned dimension) {
    return dimensions.extentOf(dimension).value_or(INT64_MAX);
  };
  for (unsigned dimension : nest->reduced.set_bits()) {
    if (!isMade(dimension))
      continue;
    if (!isOnce(dimension))
      reason = "it needs more than one pass over the dimension that it reduces";
    else if (!chosen || lengthOf(dimension) > lengthOf(*chosen))
      chosen = dimension;
  }
  if (!chosen && reason.empty())
    reason = "no op computes values along the dimension that it reduces";
  return chosen;
}

static FloatType findType(ArrayRef<const StatedOp *> ops) {
  MLIRContext *context = ops.front()->op->getContext();
  for (const StatedOp *op : ops)
    for (Value value : llvm::concat<const Value>(
             op->operands, SmallVector<Value>(op->op->getResults())))
      if (getElementTypeOrSelf(value).isF64())
        return Float64Type::get(context);
  return Float32Type::get(context);
}

bool GroupStream::choose(const Speed &speed) {
  std::optional<unsigned> dimension =
      isRead() ? chooseDimension() : std::nullopt;
  std::optional<FormPlan> found =
      dimension ? begin({*dimension, streamTile}) : std::nullopt;
  if (!found)
    return false;
  chooseLoops();
  if (!rename(std::move(*found)))
    return false;
  if (areRowsShared && plan->bounds.empty() && dimensions.extentOf(*dimension))
    plan->streamed.tile = wideStreamTile;
  return isSaving(speed);
}

bool GroupStream::follow(ArrayRef<NestLoop> outer, NestLoop streamed) {
  if (!isRead())
    return false;
  if (!nest->reduced.test(streamed.dimension) || !isOnce(streamed.dimension))
    return refuse("no op reduces that dimension, or the results need more than "
                  "one pass over it");
  auto shared = ArrayRef(nest->dimensions).take_front(nest->shared);
  if (llvm::any_of(outer, [&](NestLoop loop) {
        return !llvm::is_contained(shared, loop.dimension);
      }))
    return refuse("its ops do not share a loop around it");
  std::optional<FormPlan> found = begin(streamed);
  if (!found)
    return false;
  for (NestLoop loop : outer) {
    plan->outer.push_back(loop);
    if (loop.tile > 1 && isLeftOut(loop.dimension, streamed.dimension) &&
        hasVectorsOf(loop.dimension, streamed.dimension, loop.tile))
      plan->alongRows = loop.dimension;
  }
  return rename(std::move(*found));
}

//===----------------------------------------------------------------------===//
// Computation
//===----------------------------------------------------------------------===//

/// Begins the plan of a stream, and returns its computation. Returns
/// std::nullopt, with a reason, if the ops do not allow it.
std::optional<FormPlan> GroupStream::begin(NestLoop streamed) {
  unsigned dimension = streamed.dimension;
  FormTable &table = forms->getTable();
  SmallVector<Form> computed = llvm::map_to_vector(
      results, [](const FormAtLoops &result) { return result.form; });
  auto none = [&](StringRef why) -> std::optional<FormPlan> {
    refuse(why);
    return std::nullopt;
  };
  // A sum divided by itself, for example, is 1, but NaN if there are no terms.
  if (llvm::any_of(computed, [&](Form form) {
        return !table.facts(form).reduces(dimension);
      }))
    return none("what it reduces cancels in a result");
  if (losesDigits(table, computed, dimension))
    return none("squares of large numbers would be subtracted");
  std::optional<FormPlan> found = ag::makePlan(table, computed, dimension);
  if (!found)
    return none("a reduction has two loops over one dimension");
  if (found->passes.size() != 1)
    return none(
        "it needs more than one pass over the dimension that it reduces");
  if (!countEmpty(dimension, found->results))
    return std::nullopt;
  plan.emplace();
  plan->type = findType(ops);
  plan->streamed = streamed;
  return found;
}

/// Adds the case of an empty dimension to the results, if it is possible, as
/// the ops compute it. A sum is 0 then, even if the result's form no longer has
/// it. Other reduced dimensions may be empty only if no result divides by sums
/// over them. Returns false, with a reason, if the case is not known.
bool GroupStream::countEmpty(unsigned dimension,
                             MutableArrayRef<Form> computed) {
  FormTable &table = forms->getTable();
  for (unsigned other : nest->reduced.set_bits())
    for (const FormAtLoops &result : results)
      if (other != dimension && !table.sizeOf(other) &&
          needsPlaces(table, result.form, other))
        return refuse("it divides by sums over a dimension that may be empty");
  if (table.sizeOf(dimension))
    return true;
  std::optional<SmallVector<Form>> emptied =
      forms->readEmptied(dimension, made);
  if (!emptied)
    return refuse("it moves elements of a dimension that may be empty");
  Form isEmpty = isZero(table, table.size(dimension));
  for (auto [form, none] : llvm::zip_equal(computed, *emptied))
    form = add(table, multiply(table, isEmpty, none),
               multiply(table, negate(table, isEmpty), form));
  return true;
}

/// Returns true if the limit is linear in indices of outer loops and in sizes.
static bool isLinear(const FormTable &table, const StreamPlan &plan,
                     const FormBound &bound) {
  std::optional<LinearLimit> limit = readLinear(table, bound.limit);
  return limit && llvm::all_of(limit->indices, [&](auto index) {
           return llvm::any_of(plan.outer, [&](const NestLoop &loop) {
             return loop.dimension == index.first;
           });
         });
}

/// Replaces the loops of all forms so that each dimension has one loop. Returns
/// false, with a reason, if a form has two loops over one dimension.
bool GroupStream::rename(FormPlan found) {
  FormTable &table = forms->getTable();
  auto loopOf = [&](unsigned dimension) {
    auto [entry, isNew] = plan->loops.try_emplace(dimension, 0);
    if (isNew)
      entry->second = table.addLoop(dimension);
    return entry->second;
  };
  bool isUnique = true;
  auto renameAll = [&](ArrayRef<unsigned> loops, ArrayRef<Form *> renamed) {
    SmallVector<IndexReplacement> replacements;
    SmallVector<unsigned> seen;
    for (unsigned loop : loops) {
      unsigned own = loopOf(table.dimensionOf(loop));
      isUnique &= !llvm::is_contained(seen, own);
      seen.push_back(own);
      replacements.push_back({loop, table.index(own)});
    }
    for (Form *form : renamed)
      *form = substitute(table, *form, replacements);
  };
  auto renameLoops = [&](auto &loops) {
    for (unsigned &loop : loops)
      loop = loopOf(table.dimensionOf(loop));
  };
  for (FormAccumulator &own : found.passes.front()) {
    SmallVector<unsigned> loops(own.along.begin(), own.along.end());
    llvm::append_range(loops, own.bound);
    renameAll(loops, {&own.body, &own.moved});
    renameLoops(own.along);
    renameLoops(own.bound);
  }
  for (auto [result, form] : llvm::zip_equal(results, found.results)) {
    FormAtLoops own{form, result.loops};
    renameAll(own.loops, {&own.form});
    renameLoops(own.loops);
    plan->results.push_back(own);
  }
  if (!isUnique)
    return refuse("a form has two loops over one dimension");
  plan->accumulators = std::move(found.passes.front());
  plan->centres = std::move(found.centres);
  plan->bounds =
      findBounds(table, plan->accumulators, loopOf(plan->streamed.dimension));
  llvm::erase_if(plan->bounds, [&](const FormBound &bound) {
    return !isLinear(table, *plan, bound);
  });
  return true;
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Returns true if the map depends on a loop over the dimension. `own` are the
/// dimensions of its loops.
static bool isAlong(AffineMap map, ArrayRef<unsigned> own, unsigned dimension) {
  return llvm::any_of(llvm::enumerate(own), [&](auto loop) {
    return loop.value() == dimension && map.isFunctionOfDim(loop.index());
  });
}

/// Returns true if `how` returns true for the read of an input by some op. It
/// receives the map of the read and the dimensions of the map's loops.
bool GroupStream::isGivenRead(
    function_ref<bool(AffineMap, ArrayRef<unsigned>)> how) {
  for (auto [number, op] : llvm::enumerate(ops))
    for (const SpecInput &input : op->spec.inputs)
      if (given.contains(op->getValue(input)) &&
          how(input.map, dimensions.dimensionsOf(number)))
        return true;
  return false;
}

/// Returns true if an input varies along the streamed dimension but not along
/// the other one, so that all positions of the latter share it.
bool GroupStream::isLeftOut(unsigned dimension, unsigned streamed) {
  return isGivenRead([&](AffineMap map, ArrayRef<unsigned> own) {
    return isAlong(map, own, streamed) && !isAlong(map, own, dimension);
  });
}

/// Returns true if an input is contiguous in the dimension.
bool GroupStream::isContiguous(unsigned dimension) {
  return isGivenRead([&](AffineMap map, ArrayRef<unsigned> own) {
    return map.getNumResults() > 1 &&
           isAlong(map.getMinorSubMap(1), own, dimension);
  });
}

/// Returns true if all tiles of rows fill a vector, and no input that varies
/// along both is contiguous in the stream. Reductions are then combined vector
/// by vector, and a product's operand with the rows is transposed once for all
/// iterations.
bool GroupStream::hasVectorsOf(unsigned rows, unsigned streamed, int64_t tile) {
  constexpr int64_t vector = 16;
  int64_t extent = dimensions.extentOf(rows).value_or(0);
  int64_t rest = extent % tile;
  bool fills = extent > 0 && (rest == 0 || rest >= vector);
  return fills && !isGivenRead([&](AffineMap map, ArrayRef<unsigned> own) {
           return isAlong(map, own, rows) &&
                  isAlong(map.getMinorSubMap(1), own, streamed);
         });
}

/// Chooses the outer loops, with one position in an iteration. One loop has a
/// tile of rows: the longest that does not index some streamed input, or else
/// one in which an input is contiguous.
void GroupStream::chooseLoops() {
  unsigned streamed = plan->streamed.dimension;
  std::optional<unsigned> rows;
  auto isLonger = [&](unsigned a, unsigned b) {
    return dimensions.extentOf(a).value_or(INT64_MAX) >=
           dimensions.extentOf(b).value_or(INT64_MAX);
  };
  ArrayRef<unsigned> shared(nest->dimensions);
  shared = shared.take_front(nest->shared);
  for (unsigned dimension : shared)
    if (isLeftOut(dimension, streamed) && (!rows || isLonger(dimension, *rows)))
      rows = dimension;
  areRowsShared = rows.has_value();
  if (rows && hasVectorsOf(*rows, streamed, rowTile))
    plan->alongRows = rows;
  for (unsigned dimension : shared)
    if (!rows && isContiguous(dimension))
      rows = dimension;
  for (unsigned dimension : shared)
    plan->outer.push_back({dimension, dimension == rows ? rowTile : 1});
  int64_t lonelyTile = lonelyRowBytes / (plan->type.getWidth() / 8);
  if (!rows)
    plan->streamed.tile =
        std::max<int64_t>(1, lonelyTile / countMade(/*streamed=*/1));
}

/// Returns how many positions these dimensions have together in one iteration
/// of the outer loops, with at most `streamed` along the stream. A dimension of
/// unknown extent counts as INT64_MAX.
int64_t GroupStream::countPlaces(ArrayRef<unsigned> along, int64_t streamed) {
  int64_t places = 1;
  for (unsigned dimension : along) {
    int64_t size = dimensions.extentOf(dimension).value_or(INT64_MAX);
    if (dimension == plan->streamed.dimension)
      size = std::min(size, streamed);
    for (const NestLoop &loop : plan->outer)
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
int64_t GroupStream::countMade(int64_t streamed) {
  int64_t most = 1;
  for (auto [number, op] : llvm::enumerate(ops)) {
    SmallVector<unsigned> along;
    for (auto [loop, dimension] :
         llvm::enumerate(dimensions.dimensionsOf(number)))
      if (op->spec.isParallel(loop))
        along.push_back(dimension);
    if (llvm::is_contained(along, plan->streamed.dimension))
      most = std::max(most, countPlaces(along, streamed));
  }
  return most;
}

/// Returns the bytes of these elements.
int64_t GroupStream::countMadeBytes(int64_t streamed) {
  return times(countMade(streamed), plan->type.getWidth() / 8);
}

/// Returns the bytes that an iteration of the stream holds besides its
/// accumulators: a tile of each operand, and of the largest value.
int64_t GroupStream::countTileBytes() {
  llvm::SmallMapVector<Value, int64_t, 4> operands;
  for (auto [number, op] : llvm::enumerate(ops))
    for (const SpecInput &input : op->spec.inputs) {
      Value value = op->getValue(input);
      if (!given.contains(value))
        continue;
      SmallVector<unsigned> along;
      for (auto [loop, dimension] :
           llvm::enumerate(dimensions.dimensionsOf(number)))
        if (input.map.isFunctionOfDim(loop))
          along.push_back(dimension);
      Type type = getElementTypeOrSelf(value);
      int64_t bits = type.isIntOrFloat() ? type.getIntOrFloatBitWidth() : 64;
      int64_t &bytes = operands[value];
      bytes = std::max(bytes, times(countPlaces(along, plan->streamed.tile),
                                    llvm::divideCeil(bits, 8)));
    }
  int64_t bytes = countMadeBytes(plan->streamed.tile);
  for (auto [operand, own] : operands)
    bytes = plus(bytes, own);
  return bytes;
}

int64_t GroupStream::countAccumulated() {
  int64_t places = 0;
  for (const FormAccumulator &own : plan->accumulators) {
    SmallVector<unsigned> along;
    for (unsigned loop : own.along)
      along.push_back(forms->getTable().dimensionOf(loop));
    places = plus(places, countPlaces(along, plan->streamed.tile));
  }
  return times(places, plan->type.getWidth() / 8);
}

/// Shrinks the tile of rows until the accumulators fit in `accumulatorBytes`.
/// Returns false if they do not fit with the smallest one either. With 16 rows,
/// products take a seventh longer. Bounds make up for that, as they usually
/// leave out half of the stream.
bool GroupStream::fitRows(int64_t accumulatorBytes) {
  const int64_t least = plan->bounds.empty() ? 32 : 16;
  for (NestLoop &loop : plan->outer)
    while (countAccumulated() > accumulatorBytes && loop.tile > least) {
      loop.tile /= 2;
      // Bounds move with the rows, so that the stream's tile is no longer than
      // theirs.
      if (!plan->bounds.empty())
        plan->streamed.tile = std::min(plan->streamed.tile, loop.tile);
      if (plan->alongRows == loop.dimension &&
          !hasVectorsOf(loop.dimension, plan->streamed.dimension, loop.tile))
        plan->alongRows.reset();
    }
  return countAccumulated() <= accumulatorBytes;
}

/// Shortens the stream's tile until the tiles of an iteration fit in
/// `tileBytes`. If they do not fit with the shortest tile either, operands come
/// from a slower level with any tile, and the tile keeps its length.
void GroupStream::fitStreamed(int64_t tileBytes) {
  constexpr int64_t least = 32;
  int64_t &tile = plan->streamed.tile, longest = tile;
  while (countTileBytes() > tileBytes && tile > least)
    tile /= 2;
  if (countTileBytes() > tileBytes)
    tile = longest;
}

/// Returns true if a stream saves time. Operands that rows share are re-read
/// for each tile of rows, besides the values of these rows. If these values fit
/// in getUnstreamedBytes, that is as fast as streaming. With attention of 64
/// features on Zen 5, 256 to 1,024 keys take 12 % less time unsplit, and 2,048
/// take 10 % more. A row that shares no operand is read from the last cache as
/// fast as it is summed up.
bool GroupStream::isSaving(const Speed &speed) {
  if (!fitRows(speed.block.accumulators))
    return refuse("its sums would not stay in the nearest cache");
  fitStreamed(speed.block.tiles);
  int64_t length =
      dimensions.extentOf(plan->streamed.dimension).value_or(INT64_MAX);
  bool leavesOut = !plan->bounds.empty() && length > plan->streamed.tile;
  int64_t most = areRowsShared ? getUnstreamedBytes(speed) : speed.block.shared;
  if (!leavesOut && countMadeBytes(/*streamed=*/INT64_MAX) <= most)
    return refuse("its values of a tile of rows stay in cache");
  return true;
}

} // namespace ag
