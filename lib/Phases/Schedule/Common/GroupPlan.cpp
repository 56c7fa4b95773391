//===- GroupPlan.cpp - in which tiles a group is computed -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GroupPlan.h"
#include "ContractionPlan.h"
#include "ag/Dialect/AG/IR/FirstSizes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

using Member = GroupLoops::Member;

static bool isProduct(const Member &member) {
  auto op = dyn_cast<linalg::LinalgOp>(member.op);
  return op && isContraction(op);
}

//===----------------------------------------------------------------------===//
// Whether
//===----------------------------------------------------------------------===//

bool needsNest(const GroupLoops &loops) {
  // What is computed of a reduction: of a product alone on its accumulators, of
  // another one element by element.
  DenseSet<Operation *> ofReduction, ofPlain;
  unsigned reductions = 0, products = 0;
  for (const Member &member : loops.getMembers()) {
    bool readsReduction = false, readsPlain = false;
    for (Value operand : member.op->getOperands()) {
      Operation *op = operand.getDefiningOp();
      readsReduction |= ofReduction.contains(op);
      if (!ofPlain.contains(op))
        continue;
      readsPlain = true;
      // Of all that was reduced: that is read again.
      auto tensor = cast<RankedTensorType>(operand.getType());
      if (tensor.getRank() < int64_t(member.maps.iterators.size()))
        return true;
    }
    if (readsReduction && member.reduces)
      return true;
    reductions += member.reduces;
    products += isProduct(member);
    if (readsReduction || member.reduces)
      ofReduction.insert(member.op);
    if (readsPlain || (member.reduces && !isProduct(member)))
      ofPlain.insert(member.op);
  }
  return reductions > 1 && products == 0;
}

//===----------------------------------------------------------------------===//
// Which loops, in which tiles
//===----------------------------------------------------------------------===//

/// Whether all operands of each product have the loop.
static bool isBatch(const GroupLoops &loops, unsigned shared) {
  return llvm::all_of(loops.getMembers(), [&](const Member &member) {
    return !isProduct(member) ||
           llvm::all_of(member.maps.operands, [&](AffineMap map) {
             return llvm::any_of(map.getResults(), [&](AffineExpr place) {
               return loops.getLoop(member, place) == shared;
             });
           });
  });
}

/// Whether the loop goes along what lies together in memory, of an operand that
/// has all the loops of an op, of which no other op has more.
static bool isContiguous(const GroupLoops &loops, unsigned shared) {
  size_t most = 0;
  for (const Member &member : loops.getMembers())
    most = std::max(most, member.maps.iterators.size());
  return llvm::any_of(loops.getMembers(), [&](const Member &member) {
    return llvm::any_of(member.maps.operands, [&](AffineMap map) {
      return map && map.getNumResults() == most && most > 0 &&
             loops.getLoop(member, map.getResults().back()) == shared;
    });
  });
}

/// So many rows, or columns, a turn has of what is computed in vectors.
static constexpr int64_t turnTile = 64;

namespace {
struct SharedLoop {
  unsigned loop;
  int64_t tile;
};
} // namespace

/// How long a dimension can be, if that is known.
static FailureOr<int64_t> findMost(Value value, int64_t dim) {
  return ValueBoundsConstraintSet::computeConstantBound(
      presburger::BoundType::UB,
      getFirstSize({value, dim}).getVariable(value.getContext()),
      /*stopCondition=*/nullptr, /*closedUB=*/true);
}

/// At most how many bytes the value has, with one place of the dimensions that
/// `isOne` tells, and the `usual` size of those that are not known; nothing if
/// there is none.
static std::optional<int64_t>
countBytes(Value value, std::optional<int64_t> usual = std::nullopt,
           function_ref<bool(int64_t)> isOne = nullptr) {
  auto tensor = cast<RankedTensorType>(value.getType());
  int64_t bytes = llvm::divideCeil(tensor.getElementTypeBitWidth(), 8);
  for (int64_t dim = 0; dim < tensor.getRank(); ++dim) {
    if (isOne && isOne(dim))
      continue;
    FailureOr<int64_t> size = findMost(value, dim);
    if (failed(size) && usual)
      size = *usual;
    if (failed(size) || llvm::MulOverflow(bytes, *size, bytes))
      return std::nullopt;
  }
  return bytes;
}

/// The most of what an op makes in one turn of these loops.
static std::optional<int64_t> countBytes(const GroupLoops &loops,
                                         const Member &member,
                                         ArrayRef<SharedLoop> turns) {
  int64_t most = 0;
  for (auto [result, map] :
       llvm::zip_equal(member.op->getResults(), member.maps.results)) {
    auto isTurn = [&, map = map](int64_t dim) {
      std::optional<unsigned> loop = loops.getLoop(member, map.getResult(dim));
      return llvm::any_of(turns,
                          [&](SharedLoop each) { return each.loop == loop; });
    };
    std::optional<int64_t> bytes = countBytes(result, std::nullopt, isTurn);
    if (!bytes)
      return std::nullopt;
    most = std::max(most, *bytes);
  }
  return most;
}

static int64_t findLength(const GroupLoops &loops, unsigned loop) {
  for (const Member &member : loops.getMembers())
    for (auto [result, map] :
         llvm::zip_equal(member.op->getResults(), member.maps.results))
      for (auto [dim, place] : llvm::enumerate(map.getResults()))
        if (loops.getLoop(member, place) == loop)
          return findMost(result, dim).value_or(INT64_MAX);
  return INT64_MAX;
}

/// Bytes of large operands of products that no row has for itself: these are
/// read in each turn.
static int64_t countReadAgain(const GroupLoops &loops,
                              ArrayRef<SharedLoop> rows, int64_t nearBytes) {
  auto isRow = [&](std::optional<unsigned> loop) {
    return loop && llvm::any_of(
                       rows, [&](SharedLoop row) { return row.loop == *loop; });
  };
  int64_t bytes = 0;
  llvm::SmallDenseSet<Value> seen;
  for (const Member &member : loops.getMembers()) {
    if (!isProduct(member))
      continue;
    for (auto [operand, map] :
         llvm::zip(member.op->getOperands(), member.maps.operands)) {
      std::optional<int64_t> size = countBytes(operand);
      bool hasRow = llvm::any_of(map.getResults(), [&](AffineExpr place) {
        return isRow(loops.getLoop(member, place));
      });
      if (!hasRow && size && *size > nearBytes / 2 &&
          seen.insert(operand).second)
        bytes = plus(bytes, *size);
    }
  }
  return bytes;
}

/// What ops that reduce read of others that know such a loop: turns keep it out
/// of memory. At usual sizes, where they are not known.
static int64_t countBetween(const GroupLoops &loops,
                            ArrayRef<SharedLoop> turns) {
  constexpr int64_t usual = 512;
  auto isInTurns = [&](const Member &member) {
    SmallVector<unsigned> known = loops.findKnown(member, /*sums=*/true);
    return llvm::any_of(turns, [&](SharedLoop each) {
      return llvm::is_contained(known, each.loop);
    });
  };
  llvm::SmallSetVector<Value, 8> read;
  for (const Member &member : loops.getMembers())
    if (member.reduces)
      for (Value operand : member.op->getOperands())
        if (const Member *maker = loops.find(operand.getDefiningOp());
            maker && isInTurns(*maker))
          read.insert(operand);
  int64_t between = 0;
  for (Value value : read)
    between = plus(between, countBytes(value, usual).value_or(INT64_MAX));
  return between;
}

/// Why products are computed all at once; empty if in such turns, which save
/// what lies between ops, and move large operands again, `atOnce` bytes in the
/// time that memory takes for one.
static StringRef whyAtOnce(const GroupLoops &loops, ArrayRef<SharedLoop> rows,
                           int64_t nearBytes, int64_t atOnce = 1) {
  int64_t between = countBetween(loops, rows), turns = 1;
  if (between <= nearBytes)
    return "all that it makes lies near";
  for (SharedLoop row : rows)
    turns =
        times(turns, llvm::divideCeil(findLength(loops, row.loop), row.tile));
  int64_t again = countReadAgain(loops, rows, nearBytes);
  return times(again, turns - 1) / atOnce > times(2, between)
             ? "its products would read what they multiply by for each few rows"
             : "";
}

/// Whether all that an op makes in a turn of the loops lies near.
static bool isNear(const GroupLoops &loops, ArrayRef<SharedLoop> turns,
                   int64_t nearBytes) {
  return llvm::all_of(loops.getMembers(), [&](const Member &member) {
    std::optional<int64_t> bytes = countBytes(loops, member, turns);
    return bytes && *bytes <= nearBytes;
  });
}

/// Turns of products that add to sums, inside of batches that threads may
/// share, where what is made of a whole batch does not lie near.
static void addSums(const GroupLoops &loops, SmallVector<SharedLoop> &turns,
                    int64_t nearBytes) {
  SmallVector<unsigned> shared = loops.findShared();
  for (unsigned loop : loops.findShared(/*sums=*/true))
    if (!llvm::is_contained(shared, loop) && !isNear(loops, turns, nearBytes))
      turns.push_back({loop, turnTile});
}

bool mayAddInTurns(const GroupLoops &loops) {
  return llvm::any_of(loops.getMembers(), isProduct) &&
         !loops.findShared(/*sums=*/true).empty();
}

/// Of products that are no batches: rows, or what sums go along, in whose turns
/// a core fetches what is read again from a cache while it multiplies.
static SmallVector<SharedLoop> chooseOfProducts(const GroupLoops &loops,
                                                SmallVector<SharedLoop> rows,
                                                int64_t nearBytes,
                                                StringRef &refusal) {
  refusal = "its products share columns alone, which are computed in vectors";
  if (!rows.empty()) {
    rows.back().tile = turnTile;
    refusal = whyAtOnce(loops, rows, nearBytes);
  }
  if (refusal.empty())
    return rows;
  constexpr int64_t fetchedAtOnce = 4;
  SmallVector<SharedLoop> turns;
  addSums(loops, turns, nearBytes);
  if (isNear(loops, turns, nearBytes) &&
      whyAtOnce(loops, turns, nearBytes, fetchedAtOnce).empty())
    refusal = "";
  return turns;
}

/// None, and why, where the ops had better be computed one by one.
static SmallVector<SharedLoop>
chooseLoops(const GroupLoops &loops, int64_t nearBytes, StringRef &refusal) {
  SmallVector<unsigned> all = loops.findShared();
  SmallVector<SharedLoop> rows, batches;
  bool hasProduct = llvm::any_of(loops.getMembers(), isProduct);
  for (unsigned loop : all)
    if (!isContiguous(loops, loop))
      rows.push_back({loop, 1});
  for (SharedLoop each : rows)
    if (hasProduct && isBatch(loops, each.loop))
      batches.push_back(each);
  if (!batches.empty() && isNear(loops, batches, nearBytes))
    return batches;
  if (hasProduct && batches.empty())
    return chooseOfProducts(loops, rows, nearBytes, refusal);
  if (rows.empty())
    for (unsigned loop : all)
      rows.push_back({loop, 1});
  SharedLoop &last = rows.back();
  if (hasProduct ? !isBatch(loops, last.loop) : isContiguous(loops, last.loop))
    last.tile = turnTile;
  if (rows.size() == batches.size())
    addSums(loops, rows, nearBytes);
  return rows;
}

//===----------------------------------------------------------------------===//
// Where
//===----------------------------------------------------------------------===//

namespace {
/// How deep each op stands.
class Depths {
public:
  Depths(const GroupLoops &loops, ArrayRef<SharedLoop> shared);

  SmallVector<std::optional<unsigned>> findLoops(const Member &member) const;
  unsigned get(Operation *op) const { return depths.lookup(op); }

private:
  bool isMadeOfNothing(const Member &member) const;
  unsigned findDepth(const Member &member) const;

  const GroupLoops &loops;
  ArrayRef<SharedLoop> shared;
  DenseSet<Operation *> ofNothing;
  DenseMap<Operation *, unsigned> depths;
};

Depths::Depths(const GroupLoops &loops, ArrayRef<SharedLoop> shared)
    : loops(loops), shared(shared) {
  for (const Member &member : loops.getMembers())
    if (isMadeOfNothing(member))
      ofNothing.insert(member.op);
  for (const Member &member : llvm::reverse(loops.getMembers()))
    depths[member.op] = findDepth(member);
}

/// Of no tensor, or of such as are made of none in the group: computed where it
/// is read, nothing of it lies in memory.
bool Depths::isMadeOfNothing(const Member &member) const {
  auto op = dyn_cast<linalg::LinalgOp>(member.op);
  if (!op || member.reduces || member.makesResult)
    return false;
  return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
    Operation *producer = operand.get().getDefiningOp();
    return !isa<RankedTensorType>(operand.get().getType()) ||
           (producer && (ofNothing.contains(producer) ||
                         (op.isDpsInit(&operand) && isStart(producer))));
  });
}

SmallVector<std::optional<unsigned>>
Depths::findLoops(const Member &member) const {
  SmallVector<unsigned> known = loops.findKnown(member, /*sums=*/true);
  SmallVector<std::optional<unsigned>> found(member.maps.iterators.size());
  for (unsigned loop = 0; loop < found.size(); ++loop)
    for (auto [number, each] : llvm::enumerate(shared))
      if (loops.getLoop(member, loop) == each.loop &&
          llvm::is_contained(known, each.loop))
        found[loop] = number;
  return found;
}

unsigned Depths::findDepth(const Member &member) const {
  if (ofNothing.contains(member.op) && !member.op->use_empty()) {
    unsigned depth = shared.size();
    for (Operation *user : member.op->getUsers())
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

NestPlan planNest(const GroupLoops &loops, int64_t nearBytes) {
  NestPlan plan;
  SmallVector<SharedLoop> shared = chooseLoops(loops, nearBytes, plan.refusal);
  if (!plan.refusal.empty())
    return plan;
  Depths depths(loops, shared);
  for (const SharedLoop &each : shared)
    plan.tiles.push_back(each.tile);
  for (const Member &member : loops.getMembers())
    if (unsigned depth = depths.get(member.op))
      plan.ops.push_back({member.op, depth, depths.findLoops(member)});
  return plan;
}

} // namespace ag
