//===- Plan.cpp - the nest that a group is computed in --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Plan.h"
#include "ag/Analysis/Groups/GroupBorder.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Dialect/AG/IR/Regions/AliveValues.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

using Member = SharedLoops::Member;

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

/// Returns the loops that are not whole.
static size_t countLoops(const Member &member) {
  return llvm::count_if(
      llvm::seq<unsigned>(member.loops.size()),
      [&](unsigned loop) { return !member.stated->isWhole(loop); });
}

static auto getMaps(const StatedOp &op) {
  SmallVector<AffineMap> maps;
  for (const SpecInput &input : op.spec.inputs)
    maps.push_back(input.map);
  for (const SpecResult &result : op.spec.results)
    maps.push_back(result.map);
  return maps;
}

//===----------------------------------------------------------------------===//
// Whether
//===----------------------------------------------------------------------===//

/// Returns true if loops save anything: a reduction's result is read by what is
/// not computed on its accumulators anyway, a product reads what is computed
/// element by element, or several reductions may read the same.
static bool needsNest(const SharedLoops &loops) {
  // What is computed of a reduction: of a product alone on its accumulators, of
  // another one element by element. What is computed of none.
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
      // Of all that was reduced: that is read again.
      auto tensor = cast<RankedTensorType>(operand.getType());
      if (tensor.getRank() < int64_t(countLoops(member)))
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
// Which loops, in which tiles
//===----------------------------------------------------------------------===//

/// Whether all operands of each product have the loop.
static bool isBatch(const SharedLoops &loops, unsigned shared) {
  return llvm::all_of(loops.getMembers(), [&](const Member &member) {
    return !member.isProduct ||
           llvm::all_of(getMaps(*member.stated), [&](AffineMap map) {
             return llvm::any_of(map.getResults(), [&](AffineExpr place) {
               return loops.getLoop(member, place) == shared;
             });
           });
  });
}

/// Returns true if the loop goes along the columns of a product, which vectors
/// hold.
static bool isColumn(const SharedLoops &loops, unsigned shared) {
  return llvm::any_of(loops.getMembers(), [&](const Member &member) {
    return member.isProduct &&
           loops.getLoop(
               member,
               member.stated->spec.results[0].map.getResults().back()) ==
               shared;
  });
}

/// Whether the loop goes along what lies together in memory, of an operand that
/// has all the loops of an op, of which no other op has more.
static bool isContiguous(const SharedLoops &loops, unsigned shared) {
  size_t most = 0;
  for (const Member &member : loops.getMembers())
    most = std::max(most, countLoops(member));
  return llvm::any_of(loops.getMembers(), [&](const Member &member) {
    return llvm::any_of(getMaps(*member.stated), [&](AffineMap map) {
      return map.getNumResults() == most && most > 0 &&
             loops.getLoop(member, map.getResults().back()) == shared;
    });
  });
}

/// So many rows, or columns, a turn has of what is computed in vectors.
static constexpr int64_t turnTile = 64;

/// How long a dimension can be, if that is known.
static FailureOr<int64_t> findMost(Value value, int64_t dim) {
  if (auto type = cast<RankedTensorType>(value.getType());
      !type.isDynamicDim(dim))
    return type.getDimSize(dim);
  return ValueBoundsConstraintSet::computeConstantBound(
      presburger::BoundType::UB,
      getFirstSize({value, dim}).getVariable(value.getContext()),
      /*stopCondition=*/nullptr, /*closedUB=*/true);
}

/// Returns at most how many bytes the value has, with one place of the
/// dimensions that `isOne` tells, and the size `assumed` of those that are not
/// known; std::nullopt if there is none.
static std::optional<int64_t>
countMostBytes(Value value, std::optional<int64_t> assumed = std::nullopt,
               function_ref<bool(int64_t)> isOne = nullptr) {
  auto tensor = cast<RankedTensorType>(value.getType());
  int64_t bytes = countElementBytes(tensor);
  for (int64_t dim = 0; dim < tensor.getRank(); ++dim) {
    if (isOne && isOne(dim))
      continue;
    FailureOr<int64_t> size = findMost(value, dim);
    if (failed(size) && assumed)
      size = *assumed;
    if (failed(size) || llvm::MulOverflow(bytes, *size, bytes))
      return std::nullopt;
  }
  return bytes;
}

/// The most of what an op makes in one turn of these loops.
static std::optional<int64_t> countMostBytes(const SharedLoops &loops,
                                             const Member &member,
                                             ArrayRef<NestLoop> turns) {
  int64_t most = 0;
  for (auto [result, made] : llvm::zip_equal(member.stated->op->getResults(),
                                             member.stated->spec.results)) {
    auto isTurn = [&, map = made.map](int64_t dim) {
      std::optional<unsigned> loop = loops.getLoop(member, map.getResult(dim));
      return llvm::any_of(
          turns, [&](NestLoop each) { return each.dimension == loop; });
    };
    std::optional<int64_t> bytes = countMostBytes(result, std::nullopt, isTurn);
    if (!bytes)
      return std::nullopt;
    most = std::max(most, *bytes);
  }
  return most;
}

int64_t findLength(const SharedLoops &loops, unsigned loop) {
  for (const Member &member : loops.getMembers())
    for (auto [result, made] : llvm::zip_equal(member.stated->op->getResults(),
                                               member.stated->spec.results))
      for (auto [dim, place] : llvm::enumerate(made.map.getResults()))
        if (loops.getLoop(member, place) == loop)
          return findMost(result, dim).value_or(INT64_MAX);
  return INT64_MAX;
}

/// Returns the bytes of operands of products that no row has for itself, if
/// they do not fit together into what a core keeps: each iteration reads them.
static int64_t countReadAgain(const SharedLoops &loops, ArrayRef<NestLoop> rows,
                              const Speed &speed) {
  auto isRow = [&](std::optional<unsigned> loop) {
    return loop && llvm::any_of(rows, [&](NestLoop row) {
             return row.dimension == *loop;
           });
  };
  int64_t bytes = 0;
  llvm::SmallDenseSet<Value> seen;
  for (const Member &member : loops.getMembers()) {
    if (!member.isProduct)
      continue;
    for (const SpecInput &input : member.stated->spec.inputs) {
      Value operand = member.stated->getValue(input);
      std::optional<int64_t> size = countMostBytes(operand);
      bool hasRow = llvm::any_of(input.map.getResults(), [&](AffineExpr place) {
        return isRow(loops.getLoop(member, place));
      });
      if (!hasRow && size && seen.insert(operand).second)
        bytes = plus(bytes, *size);
    }
  }
  return bytes > getTileBytes(speed) ? bytes : 0;
}

/// What ops that reduce read of others that know such a loop: turns keep it out
/// of memory. Sizes that are not known are assumed.
static int64_t countBetween(const SharedLoops &loops,
                            ArrayRef<NestLoop> turns) {
  auto isInTurns = [&](const Member &member) {
    SmallVector<unsigned> known = loops.findKnown(member, /*sums=*/true);
    return llvm::any_of(turns, [&](NestLoop each) {
      return llvm::is_contained(known, each.dimension);
    });
  };
  llvm::SmallSetVector<Value, 8> read;
  for (const Member &member : loops.getMembers())
    if (member.reduces)
      for (Value operand : member.stated->op->getOperands())
        if (const Member *maker = loops.find(operand.getDefiningOp());
            maker && isInTurns(*maker))
          read.insert(operand);
  int64_t between = 0;
  for (Value value : read)
    between =
        plus(between, countMostBytes(value, assumedSize).value_or(INT64_MAX));
  return between;
}

/// Returns why products are computed all at once; empty if they are computed in
/// iterations of `rows`, which keep values between ops out of memory, and read
/// `again` bytes once more each. `waited` is the part of that reading for which
/// the core waits.
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

/// Returns at most how many bytes an op makes in one iteration of the loops,
/// one place of each; INT64_MAX if that has no bound.
static int64_t countLargest(const SharedLoops &loops,
                            ArrayRef<NestLoop> iterations) {
  int64_t most = 0;
  for (const Member &member : loops.getMembers())
    most = std::max(
        most, countMostBytes(loops, member, iterations).value_or(INT64_MAX));
  return most;
}

/// Returns true if what each op makes in an iteration of the loops fits in the
/// nest share of a core's memory.
static bool isNear(const SharedLoops &loops, ArrayRef<NestLoop> iterations,
                   const Speed &speed) {
  return countLargest(loops, iterations) <= getNestBytes(speed);
}

/// Returns the bytes of large tensors that the ops are given, or make for
/// others, of which an iteration of these loops moves short pieces of many
/// rows: each is from another page.
static int64_t countCut(const SharedLoops &loops, ArrayRef<NestLoop> turns,
                        const Speed &speed) {
  // About as many pages as a core finds at once.
  constexpr int64_t fewestRows = 64;
  int64_t bytes = 0;
  llvm::SmallDenseSet<Value> seen;
  auto add = [&](const Member &member, Value value, AffineMap map) {
    auto isLast = [&](NestLoop turn) {
      return map.getNumResults() > 0 &&
             loops.getLoop(member, map.getResults().back()) == turn.dimension;
    };
    Operation *by = value.getDefiningOp();
    if (!llvm::any_of(turns, isLast) || (by && isFree(by)) ||
        !seen.insert(value).second)
      return;
    int64_t last = cast<RankedTensorType>(value.getType()).getRank() - 1;
    int64_t all = countMostBytes(value, assumedSize).value_or(INT64_MAX);
    std::optional<int64_t> ofRows = countMostBytes(
        value, assumedSize, [&](int64_t dim) { return dim == last; });
    if (all > getTileBytes(speed) &&
        ofRows.value_or(INT64_MAX) / countElementBytes(value.getType()) >=
            fewestRows)
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

/// Turns of products that add to sums, inside of batches that threads may
/// share, where what is made of a whole batch does not lie near.
static void addSums(const SharedLoops &loops, SmallVector<NestLoop> &turns,
                    const Speed &speed) {
  SmallVector<unsigned> shared = loops.findShared();
  for (unsigned loop : loops.findShared(/*sums=*/true))
    if (!llvm::is_contained(shared, loop) && !isNear(loops, turns, speed))
      turns.push_back({loop, turnTile});
}

static bool hasProduct(const SharedLoops &loops) {
  return llvm::any_of(loops.getMembers(),
                      [](const Member &member) { return member.isProduct; });
}

/// Returns true if the group has products, and a loop along which each op that
/// reduces it adds to a sum: its iterations are a nest where no loop is shared,
/// too.
static bool mayAddInTurns(const SharedLoops &loops) {
  return hasProduct(loops) && !loops.findShared(/*sums=*/true).empty();
}

/// Returns how many rows each product of the group has at least in one
/// iteration of these loops, one place of each. Sizes without a bound are
/// assumed.
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
      std::optional<unsigned> loop = loops.getLoop(member, place);
      if (llvm::none_of(rows,
                        [&](NestLoop row) { return row.dimension == loop; }))
        inside = times(inside, findMost(result, dim).value_or(assumedSize));
    }
    least = std::min(least, inside);
  }
  return least;
}

/// Returns how many places of the last loop, `length` long, an iteration has,
/// such that it computes 64 rows of each product; fewer where these would be
/// all, but 16 at least, with which products take a seventh longer; up to 256
/// where each iteration reads `again` bytes of operands once more.
static int64_t chooseRowTile(const SharedLoops &loops, ArrayRef<NestLoop> rows,
                             int64_t length, int64_t again,
                             const Speed &speed) {
  constexpr int64_t fewestRows = 16, mostRows = 256;
  int64_t inside = std::max<int64_t>(1, countRowsInside(loops, rows));
  int64_t tile = llvm::divideCeil(turnTile, inside);
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

/// Of products that are no batches: rows, or what sums go along, in whose turns
/// a core fetches what is read again from a cache while it multiplies.
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
  SmallVector<NestLoop> turns;
  addSums(loops, turns, speed);
  if (!isNear(loops, turns, speed) ||
      !whyAtOnce(loops, turns, speed, countReadAgain(loops, turns, speed),
                 waited)
           .empty())
    return turns;
  refusal = countCut(loops, turns, speed) > countBetween(loops, turns)
                ? "its iterations would move short pieces of rows of large "
                  "tensors"
                : "";
  return turns;
}

/// None, and why, where the ops had better be computed one by one.
static SmallVector<NestLoop>
chooseLoops(const SharedLoops &loops, const Speed &speed, StringRef &refusal) {
  SmallVector<unsigned> all = loops.findShared();
  SmallVector<NestLoop> rows, batches;
  bool multiplies = hasProduct(loops);
  for (unsigned loop : all)
    if (!isContiguous(loops, loop) && !isColumn(loops, loop))
      rows.push_back({loop, 1});
  for (NestLoop each : rows)
    if (multiplies && isBatch(loops, each.dimension))
      batches.push_back(each);
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
    last.tile = turnTile;
  if (rows.size() == batches.size())
    addSums(loops, rows, speed);
  return rows;
}

//===----------------------------------------------------------------------===//
// Where
//===----------------------------------------------------------------------===//

namespace {
/// How deep each op stands.
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

/// Of no tensor, or of such as are made of none in the group: computed where it
/// is read, nothing of it lies in memory.
bool Depths::isMadeOfNothing(const Member &member) const {
  if (member.stated->rule || member.reduces || member.makesResult)
    return false;
  return llvm::all_of(member.stated->op->getOperands(), [&](Value operand) {
    Operation *producer = operand.getDefiningOp();
    return !isa<RankedTensorType>(operand.getType()) ||
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

/// Returns an op that reads elements by several loops at once, or null.
static Operation *findWindow(const SharedLoops &loops) {
  auto isWindow = [](AffineExpr place) {
    unsigned moving = 0;
    place.walk([&](AffineExpr part) { moving += isa<AffineDimExpr>(part); });
    return moving > 1;
  };
  for (const Member &member : loops.getMembers())
    for (const SpecInput &input : member.stated->spec.inputs)
      if (!member.stated->rule &&
          llvm::any_of(input.map.getResults(), isWindow))
        return member.stated->op;
  return nullptr;
}

/// Why no loop is common to the results of a group.
static GroupReason explainBlocked(const SharedLoops &loops) {
  LoopBlock blocked = loops.explain();
  if (!blocked.op)
    return {GroupReason::Dimension, "no result has a loop"};
  return {GroupReason::Dimension,
          (spellPlace(blocked.op) + ": " + blocked.reason).str()};
}

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
  GroupPlan plan;
  plan.needsLoops = needsNest(loops);
  if (!plan.needsLoops)
    return plan;
  bool isShared = !loops.findShared().empty();
  if (!isShared && !mayAddInTurns(loops)) {
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
  if (refusal.empty())
    plan.loops = std::move(chosen);
  else
    plan.refusal = isShared ? GroupReason{GroupReason::Gain, refusal.str()}
                            : explainBlocked(loops);
  return plan;
}

} // namespace ag
