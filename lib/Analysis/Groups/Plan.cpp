//===- Plan.cpp - the nest that a group is computed in --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Plan.h"
#include "Groups/LoopKinds.h"
#include "Groups/Tiles/BlockLoops.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

using Member = SharedLoops::Member;

//===----------------------------------------------------------------------===//
// Need for loops
//===----------------------------------------------------------------------===//

/// Returns true if loops save anything. They do if an op reads a reduction and
/// is not computed on its accumulators anyway, or if a product reads results of
/// element-wise ops. They also do for several reductions without a product.
static bool needsNest(const SharedLoops &loops) {
  // Ops that are, or depend on, a reduction; those whose reduction is not a
  // product; and ops that compute and depend on no reduction.
  DenseSet<Operation *> ofReduction, ofPlain, ofNone;
  unsigned reductions = 0, products = 0;
  for (const Member &member : loops.getMembers()) {
    bool readsReduction = false, readsPlain = false;
    for (Value operand : member.stated->op->getOperands()) {
      Operation *op = operand.getDefiningOp();
      if (member.isProduct && ofNone.contains(op))
        return true;
      readsReduction |= ofReduction.contains(op);
      if (!ofPlain.contains(op))
        continue;
      readsPlain = true;
      // The op broadcasts the tensor, so it also re-reads what was reduced.
      if (OperandShape(operand.getType()).getRank() <
          int64_t(countLoops(member)))
        return true;
    }
    if (readsReduction && member.reduces)
      return true;
    reductions += member.reduces;
    products += member.isProduct;
    if (!readsReduction && !member.reduces && member.stated->computes() &&
        !loops.isStart(member.stated->op))
      ofNone.insert(member.stated->op);
    if (readsReduction || member.reduces)
      ofReduction.insert(member.stated->op);
    if (readsPlain || (member.reduces && !member.isProduct))
      ofPlain.insert(member.stated->op);
  }
  return reductions > 1 && products == 0;
}

//===----------------------------------------------------------------------===//
// Loops and their tiles
//===----------------------------------------------------------------------===//

/// Rows, or columns, of vectorized ops that one iteration computes.
static constexpr int64_t stepTile = 64;

/// Returns the tile of a loop of this length. It is halved for one full tile
/// and a rest, which would be no loop.
static int64_t chooseStepTile(int64_t length) {
  bool isFolded = length > stepTile && !hasFullTiles(length, stepTile);
  return isFolded ? stepTile / 2 : stepTile;
}

/// Returns true if `loop` is one of these.
static bool isOneOf(ArrayRef<NestLoop> loops, std::optional<unsigned> loop) {
  return llvm::any_of(loops,
                      [&](NestLoop each) { return each.dimension == loop; });
}

/// Returns the most bytes of the value, with one position of each dimension for
/// which `isOne` returns true. A size without a bound is `assumed`. Returns
/// std::nullopt if there is no bound.
static std::optional<int64_t>
countMostBytes(const SharedLoops &loops, Value value,
               std::optional<int64_t> assumed = std::nullopt,
               function_ref<bool(int64_t)> isOne = nullptr) {
  OperandShape shape(value.getType());
  int64_t bytes = shape.getElementBytes();
  for (int64_t dim = 0; dim < shape.getRank(); ++dim) {
    if (isOne && isOne(dim))
      continue;
    FailureOr<int64_t> size = loops.getLargest().of(value, dim);
    if (failed(size) && assumed)
      size = *assumed;
    if (failed(size) || llvm::MulOverflow(bytes, *size, bytes))
      return std::nullopt;
  }
  return bytes;
}

/// Returns the most bytes of a result of the op in one iteration of these
/// loops; std::nullopt if there is no bound.
static std::optional<int64_t> countMostBytes(const SharedLoops &loops,
                                             const Member &member,
                                             ArrayRef<NestLoop> steps) {
  int64_t most = 0;
  for (auto [result, made] : llvm::zip_equal(member.stated->op->getResults(),
                                             member.stated->spec.results)) {
    auto isStepped = [&, map = made.map](int64_t dim) {
      return isOneOf(steps, loops.getLoop(member, map.getResult(dim)));
    };
    std::optional<int64_t> bytes =
        countMostBytes(loops, result, std::nullopt, isStepped);
    if (!bytes)
      return std::nullopt;
    most = std::max(most, *bytes);
  }
  return most;
}

/// Returns the bytes of the operands of products that no row indexes, so that
/// each iteration re-reads them. Returns 0 if all of them fit in the tile share
/// (TileShares.h).
static int64_t countReadAgain(const SharedLoops &loops, ArrayRef<NestLoop> rows,
                              const Speed &speed) {
  int64_t bytes = 0;
  llvm::SmallDenseSet<Value> seen;
  for (const Member &member : loops.getMembers()) {
    if (!member.isProduct)
      continue;
    for (const SpecInput &input : member.stated->spec.inputs) {
      Value operand = member.stated->getValue(input);
      std::optional<int64_t> size = countMostBytes(loops, operand);
      bool hasRow = llvm::any_of(input.map.getResults(), [&](AffineExpr place) {
        return isOneOf(rows, loops.getLoop(member, place));
      });
      if (!hasRow && size && seen.insert(operand).second)
        bytes = plus(bytes, *size);
    }
  }
  return bytes > getTileBytes(speed) ? bytes : 0;
}

/// Returns the bytes that reducing ops read from ops with one of these loops.
/// Iterations keep them out of memory. Sizes without a bound are assumed.
static int64_t countBetween(const SharedLoops &loops,
                            ArrayRef<NestLoop> steps) {
  auto isInSteps = [&](const Member &member) {
    SmallVector<unsigned> known = loops.findKnown(member, /*sums=*/true);
    return llvm::any_of(steps, [&](NestLoop each) {
      return llvm::is_contained(known, each.dimension);
    });
  };
  llvm::SmallSetVector<Value, 8> read;
  for (const Member &member : loops.getMembers())
    if (member.reduces)
      for (Value operand : member.stated->op->getOperands())
        if (const Member *maker = loops.find(operand.getDefiningOp());
            maker && isInSteps(*maker))
          read.insert(operand);
  int64_t between = 0;
  for (Value value : read)
    between = plus(
        between, countMostBytes(loops, value, assumedSize).value_or(INT64_MAX));
  return between;
}

/// Returns why products are computed all at once; empty if they are computed in
/// iterations of `rows`. Iterations keep values between ops out of memory, but
/// each of them re-reads `again` bytes. `waited` is the fraction of re-reads
/// that the core waits for.
static StringRef whyAtOnce(const SharedLoops &loops, ArrayRef<NestLoop> rows,
                           const Speed &speed, int64_t again, double waited) {
  int64_t between = countBetween(loops, rows), iterations = 1;
  if (between <= getNestBytes(speed))
    return "the core's own cache holds all that is between them";
  for (NestLoop row : rows)
    iterations =
        times(iterations,
              llvm::divideCeil(findLength(loops, row.dimension), row.tile));
  return waited * speed.secondsToMove(again, double(iterations - 1)) >
                 speed.secondsToMove(between, /*times=*/2)
             ? "its products would read their large operands again for each "
               "few rows"
             : "";
}

/// Returns the most bytes that an op computes in one iteration of the loops,
/// one position of each; INT64_MAX if there is no bound.
static int64_t countLargest(const SharedLoops &loops,
                            ArrayRef<NestLoop> iterations) {
  int64_t most = 0;
  for (const Member &member : loops.getMembers())
    most = std::max(
        most, countMostBytes(loops, member, iterations).value_or(INT64_MAX));
  return most;
}

/// Returns true if the results of each op in an iteration of the loops fit in
/// the nest share of a core's memory (getNestBytes).
static bool isNear(const SharedLoops &loops, ArrayRef<NestLoop> iterations,
                   const Speed &speed) {
  return countLargest(loops, iterations) <= getNestBytes(speed);
}

/// Returns the bytes of the group's large inputs and results of which an
/// iteration of these loops accesses short pieces of many rows. Each piece is
/// in another page.
static int64_t countCut(const SharedLoops &loops, ArrayRef<NestLoop> steps,
                        const Speed &speed) {
  // About as many pages as the first-level TLB of a core holds.
  constexpr int64_t fewestRows = 64;
  int64_t bytes = 0;
  llvm::SmallDenseSet<Value> seen;
  auto add = [&](const Member &member, Value value, AffineMap map) {
    auto isLast = [&](NestLoop step) {
      return map.getNumResults() > 0 &&
             loops.getLoop(member, map.getResults().back()) == step.dimension;
    };
    Operation *by = value.getDefiningOp();
    if (!llvm::any_of(steps, isLast) || (by && isRematerializable(by)) ||
        !seen.insert(value).second)
      return;
    OperandShape shape(value.getType());
    int64_t last = shape.getRank() - 1;
    int64_t all = countMostBytes(loops, value, assumedSize).value_or(INT64_MAX);
    std::optional<int64_t> ofRows = countMostBytes(
        loops, value, assumedSize, [&](int64_t dim) { return dim == last; });
    if (all > getTileBytes(speed) &&
        ofRows.value_or(INT64_MAX) / shape.getElementBytes() >= fewestRows)
      bytes = plus(bytes, all);
  };
  for (const Member &member : loops.getMembers()) {
    const StatedOp &op = *member.stated;
    for (const SpecInput &input : op.spec.inputs)
      if (Value value = op.getValue(input); !loops.find(value.getDefiningOp()))
        add(member, value, input.map);
    if (member.makesResult)
      add(member, op.op->getResult(0), op.spec.results.front().map);
  }
  return bytes;
}

/// Appends loops in which products add to sums, inside of batches that threads
/// may share, until the results of an iteration fit in the nest share.
static void addSums(const SharedLoops &loops, SmallVector<NestLoop> &steps,
                    const Speed &speed) {
  SmallVector<unsigned> shared = loops.findShared();
  for (unsigned loop : loops.findShared(/*sums=*/true))
    if (!llvm::is_contained(shared, loop) && !isNear(loops, steps, speed))
      steps.push_back({loop, stepTile});
}

/// Returns true if the group has products, and a loop along which each op that
/// reduces it adds to a sum. Its iterations are a nest even if no loop is
/// shared.
static bool mayAddInSteps(const SharedLoops &loops) {
  return hasProduct(loops) && !loops.findShared(/*sums=*/true).empty();
}

/// Returns the fewest rows that a product of the group has in one iteration of
/// these loops, one position of each. Sizes without a bound are assumed.
static int64_t countRowsInside(const SharedLoops &loops,
                               ArrayRef<NestLoop> rows) {
  int64_t least = INT64_MAX;
  for (const Member &member : loops.getMembers()) {
    if (!member.isProduct)
      continue;
    const SpecResult &made = member.stated->spec.results.front();
    Value result = member.stated->op->getResult(0);
    int64_t inside = 1;
    for (auto [dim, place] :
         llvm::enumerate(made.map.getResults().drop_back())) {
      if (!isOneOf(rows, loops.getLoop(member, place)))
        inside = times(
            inside, loops.getLargest().of(result, dim).value_or(assumedSize));
    }
    least = std::min(least, inside);
  }
  return least;
}

/// Returns the tile of the last loop, whose extent is `length`, such that an
/// iteration computes 64 rows of each product. Returns a smaller one if these
/// are all rows, but with at least 16 rows, with which products take a seventh
/// longer. Returns a larger one, with up to 256 rows, if each iteration
/// re-reads `again` bytes of operands.
static int64_t chooseRowTile(const SharedLoops &loops, ArrayRef<NestLoop> rows,
                             int64_t length, int64_t again,
                             const Speed &speed) {
  constexpr int64_t fewestRows = 16, mostRows = 256;
  int64_t inside = std::max<int64_t>(1, countRowsInside(loops, rows));
  int64_t tile = llvm::divideCeil(stepTile, inside);
  while (tile >= length && tile > 1 && tile * inside > fewestRows)
    tile /= 2;
  if (again == 0)
    return tile;
  int64_t bytes = std::max<int64_t>(1, countLargest(loops, rows));
  while (2 * tile < length && 2 * tile * inside <= mostRows &&
         2 * tile <= getNestBytes(speed) / bytes)
    tile *= 2;
  return tile;
}

/// Chooses the loops of products without batches: rows, or else loops that add
/// to sums. During the latter, a core fetches re-read operands from a cache
/// while it multiplies. Sets `refusal` if the ops should be computed one by
/// one.
static SmallVector<NestLoop> chooseOfProducts(const SharedLoops &loops,
                                              SmallVector<NestLoop> rows,
                                              const Speed &speed,
                                              StringRef &refusal) {
  refusal = "its products share columns alone, which are computed in vectors";
  if (!rows.empty()) {
    NestLoop &last = rows.back();
    int64_t length = findLength(loops, last.dimension);
    int64_t again = countReadAgain(loops, rows, speed);
    last.tile = chooseRowTile(loops, rows, length, again, speed);
    refusal = whyAtOnce(loops, rows, speed, again, /*waited=*/1);
    if (refusal.empty() && last.tile >= length)
      refusal = "one iteration would compute all of its rows";
  }
  if (refusal.empty())
    return rows;
  constexpr double waited = 0.25;
  SmallVector<NestLoop> steps;
  addSums(loops, steps, speed);
  if (!isNear(loops, steps, speed) ||
      !whyAtOnce(loops, steps, speed, countReadAgain(loops, steps, speed),
                 waited)
           .empty())
    return steps;
  refusal = countCut(loops, steps, speed) > countBetween(loops, steps)
                ? "its iterations would move short pieces of rows of large "
                  "tensors"
                : "";
  return steps;
}

/// Chooses the loops of a group. Sets `refusal` if the ops should be computed
/// one by one.
static SmallVector<NestLoop>
chooseLoops(const SharedLoops &loops, const Speed &speed, StringRef &refusal) {
  SmallVector<unsigned> all = loops.findShared();
  SmallVector<NestLoop> rows, batches;
  bool multiplies = hasProduct(loops);
  for (unsigned loop : all)
    if (!isContiguous(loops, loop) && !isColumn(loops, loop))
      (multiplies && isBatch(loops, loop) ? batches : rows)
          .push_back({loop, 1});
  // Rows are inside of batches, whatever their order in the result, and the
  // longest are innermost, so that they have the tile.
  if (!batches.empty() && !rows.empty()) {
    auto longest = llvm::max_element(rows, [&](NestLoop a, NestLoop b) {
      return findLength(loops, a.dimension) <= findLength(loops, b.dimension);
    });
    std::rotate(longest, std::next(longest), rows.end());
  }
  rows.insert(rows.begin(), batches.begin(), batches.end());
  if (!batches.empty() && isNear(loops, batches, speed))
    return batches;
  if (multiplies && batches.empty())
    return chooseOfProducts(loops, rows, speed, refusal);
  if (rows.empty())
    for (unsigned loop : all)
      rows.push_back({loop, 1});
  NestLoop &last = rows.back();
  if (multiplies ? !isBatch(loops, last.dimension)
                 : isContiguous(loops, last.dimension))
    last.tile = chooseStepTile(findLength(loops, last.dimension));
  if (rows.size() == batches.size())
    addSums(loops, rows, speed);
  return rows;
}

/// Returns how many dynamic sizes of a value an iteration of the loops covers.
static unsigned countDynamic(const SharedLoops &loops, const Member &member,
                             Value value, AffineMap map,
                             ArrayRef<NestLoop> steps) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return 0;
  unsigned covered = 0;
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    bool moves = false;
    place.walk([&](AffineExpr part) {
      moves |= isOneOf(steps, loops.getLoop(member, part));
    });
    covered += type.isDynamicDim(dim) && !moves;
  }
  return covered;
}

/// Returns an op whose result grows faster in an iteration of the loops than
/// all that the group reads and makes in it, as the scores of all queries for
/// all keys do. Returns null if there is none.
static Operation *findGrowing(const SharedLoops &loops,
                              ArrayRef<NestLoop> steps) {
  unsigned most = 0, inside = 0;
  Operation *growing = nullptr;
  for (const Member &member : loops.getMembers()) {
    const StatedOp &op = *member.stated;
    for (const SpecInput &input : op.spec.inputs) {
      Value value = op.getValue(input);
      Operation *by = value.getDefiningOp();
      if (!loops.find(by) && !(by && isRematerializable(by)))
        most = std::max(most,
                        countDynamic(loops, member, value, input.map, steps));
    }
    for (auto [result, made] :
         llvm::zip_equal(op.op->getResults(), op.spec.results)) {
      unsigned own = countDynamic(loops, member, result, made.map, steps);
      if (member.makesResult)
        most = std::max(most, own);
      if (own > inside) {
        inside = own;
        growing = op.op;
      }
    }
  }
  return inside > most ? growing : nullptr;
}

//===----------------------------------------------------------------------===//
// Depths of ops
//===----------------------------------------------------------------------===//

namespace {
/// Maps each op to the number of loops of the nest around it.
class Depths {
public:
  Depths(const SharedLoops &loops, ArrayRef<NestLoop> shared);

  SmallVector<std::optional<unsigned>> findLoops(const Member &member) const;
  unsigned get(Operation *op) const { return depths.lookup(op); }

private:
  bool isMadeOfNothing(const Member &member) const;
  unsigned findDepth(const Member &member) const;

  const SharedLoops &loops;
  ArrayRef<NestLoop> shared;
  DenseSet<Operation *> ofNothing;
  DenseMap<Operation *, unsigned> depths;
};

Depths::Depths(const SharedLoops &loops, ArrayRef<NestLoop> shared)
    : loops(loops), shared(shared) {
  for (const Member &member : loops.getMembers())
    if (isMadeOfNothing(member))
      ofNothing.insert(member.stated->op);
  for (const Member &member : llvm::reverse(loops.getMembers()))
    depths[member.stated->op] = findDepth(member);
}

/// Returns true if the op reads no tensor except for single numbers,
/// destinations and results of such ops. It is computed where it is read, and
/// is never in memory.
bool Depths::isMadeOfNothing(const Member &member) const {
  if (member.stated->rule || member.reduces || member.makesResult)
    return false;
  return llvm::all_of(member.stated->op->getOperands(), [&](Value operand) {
    Operation *producer = operand.getDefiningOp();
    auto tensor = dyn_cast<RankedTensorType>(operand.getType());
    return !tensor || tensor.getRank() == 0 ||
           (producer &&
            (ofNothing.contains(producer) || loops.isStart(producer)));
  });
}

SmallVector<std::optional<unsigned>>
Depths::findLoops(const Member &member) const {
  SmallVector<unsigned> known = loops.findKnown(member, /*sums=*/true);
  SmallVector<std::optional<unsigned>> found(member.loops.size());
  for (unsigned loop = 0; loop < found.size(); ++loop)
    for (auto [number, each] : llvm::enumerate(shared))
      if (!member.stated->isWhole(loop) &&
          member.loops[loop] == each.dimension &&
          llvm::is_contained(known, each.dimension))
        found[loop] = number;
  return found;
}

unsigned Depths::findDepth(const Member &member) const {
  Operation *op = member.stated->op;
  if (ofNothing.contains(op) && !op->use_empty()) {
    unsigned depth = shared.size();
    for (Operation *user : op->getUsers())
      depth = std::min(depth, get(user));
    return depth;
  }
  llvm::SmallBitVector known(shared.size() + 1);
  for (std::optional<unsigned> loop : findLoops(member))
    if (loop)
      known.set(*loop);
  unsigned outermost = 0;
  while (known.test(outermost))
    ++outermost;
  return outermost;
}
} // namespace

std::optional<unsigned> NestedOp::getRange(AffineExpr place) const {
  auto loop = dyn_cast<AffineDimExpr>(place);
  return loop && !ranges.empty() ? ranges[loop.getPosition()] : std::nullopt;
}

std::optional<unsigned> NestedOp::getRange(Value result, int64_t dim) const {
  unsigned number = cast<OpResult>(result).getResultNumber();
  return getRange(stated->spec.results[number].map.getResult(dim));
}

NestPlan nestOps(const SharedLoops &loops, ArrayRef<NestLoop> chosen) {
  NestPlan plan;
  Depths depths(loops, chosen);
  for (const NestLoop &each : chosen)
    plan.tiles.push_back(each.tile);
  for (const Member &member : loops.getMembers())
    if (unsigned depth = depths.get(member.stated->op))
      plan.ops.push_back({member.stated, depth, depths.findLoops(member)});
  return plan;
}

GroupPlan planGroup(const SharedLoops &loops, const Speed &speed) {
  if (speed.isGPU)
    return planBlocks(loops, speed);
  GroupPlan plan;
  plan.needsLoops = needsNest(loops);
  if (!plan.needsLoops)
    return plan;
  bool isShared = !loops.findShared().empty();
  if (!isShared && !mayAddInSteps(loops)) {
    plan.refusal = explainBlocked(loops);
    return plan;
  }
  if (Operation *window = findWindow(loops)) {
    plan.refusal = {GroupReason::Loops,
                    spellPlace(window) +
                        ": this reads windows, in loops of their own"};
    return plan;
  }
  StringRef refusal;
  SmallVector<NestLoop> chosen = chooseLoops(loops, speed, refusal);
  Operation *growing = refusal.empty() && !isNear(loops, chosen, speed)
                           ? findGrowing(loops, chosen)
                           : nullptr;
  if (growing)
    plan.refusal = {GroupReason::Tile,
                    spellPlace(growing) +
                        ": an iteration would hold a result that grows faster "
                        "than what the group reads and makes"};
  else if (refusal.empty())
    plan.loops = std::move(chosen);
  else
    plan.refusal = isShared ? GroupReason{GroupReason::Gain, refusal.str()}
                            : explainBlocked(loops);
  return plan;
}

} // namespace ag
