//===- BlockLoops.cpp - the nest of a group on a GPU ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "BlockLoops.h"
#include "Groups/GroupReads.h"
#include "Groups/LevelMembers.h"
#include "Groups/LoopKinds.h"
#include "ag/Analysis/Groups/Levels.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Dialect/AG/IR/Regions/LiveValues.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

using Member = SharedLoops::Member;

/// Rows and columns of products that a block computes, and the fewest rows for
/// which threads share operands in shared memory.
static constexpr int64_t productTile = 64, fewestProductRows = 16;
/// Elements of the largest op without products that a block computes.
static constexpr int64_t mostElements = 1024;

namespace {
/// Plans the loops of one group.
class BlockPlanner {
public:
  BlockPlanner(const SharedLoops &loops, const Speed &speed)
      : loops(loops), speed(speed), multiplies(hasProduct(loops)) {}

  GroupPlan make();

private:
  using Roots = llvm::DenseMap<const Member *, const Member *>;

  int64_t findExtent(unsigned dimension) const;
  int64_t countInside(ArrayRef<unsigned> shared) const;
  void setTiles(SmallVector<NestLoop> &chosen, ArrayRef<unsigned> along,
                int64_t most) const;
  SmallVector<NestLoop> choose() const;
  Roots findRoots() const;
  int64_t countTile(const NestPlan &plan, const NestedOp &op) const;
  int64_t countHeld(ArrayRef<NestLoop> chosen) const;
  int64_t findHeldLimit() const;
  bool shrink(SmallVector<NestLoop> &chosen) const;
  void fit(SmallVector<NestLoop> chosen, GroupPlan &plan) const;

  const SharedLoops &loops;
  const Speed &speed;
  bool multiplies;
};
} // namespace

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Returns the extent of a dimension, or the assumed one if it has no bound.
int64_t BlockPlanner::findExtent(unsigned dimension) const {
  if (std::optional<int64_t> extent = loops.getDimensions().extentOf(dimension))
    return *extent;
  int64_t length = findLength(loops, dimension);
  return length == INT64_MAX ? assumedSize : length;
}

/// Returns the most iterations that an op has at one position of the shared
/// loops.
int64_t BlockPlanner::countInside(ArrayRef<unsigned> shared) const {
  int64_t most = 1;
  for (auto [number, member] : llvm::enumerate(loops.getMembers())) {
    int64_t inside = 1;
    // A loop that reduces an outside value is no other member's, and has a
    // number of its own, past those of dimensions.
    for (auto [loop, dimension] : llvm::zip_equal(
             member.loops, loops.getDimensions().dimensionsOf(number)))
      if (!llvm::is_contained(shared, loop))
        inside = times(inside, findExtent(dimension));
    most = std::max(most, inside);
  }
  return most;
}

/// Sets the tiles of the dimensions `along`, from the innermost on, to powers
/// of two with at most `most` positions together.
void BlockPlanner::setTiles(SmallVector<NestLoop> &chosen,
                            ArrayRef<unsigned> along, int64_t most) const {
  for (NestLoop &loop : llvm::reverse(chosen)) {
    if (!llvm::is_contained(along, loop.dimension))
      continue;
    int64_t extent = std::max<int64_t>(1, findExtent(loop.dimension));
    loop.tile = std::min<int64_t>(llvm::PowerOf2Ceil(extent), most);
    most /= loop.tile;
  }
}

SmallVector<NestLoop> BlockPlanner::choose() const {
  SmallVector<unsigned> shared = loops.findShared(), rows, columns;
  SmallVector<NestLoop> chosen;
  for (unsigned dimension : shared) {
    chosen.push_back({dimension, 1});
    if (isColumn(loops, dimension))
      columns.push_back(dimension);
    else if (!isBatch(loops, dimension))
      rows.push_back(dimension);
  }
  if (multiplies) {
    setTiles(chosen, rows, productTile);
    setTiles(chosen, columns, productTile);
  } else {
    int64_t most = std::max<int64_t>(1, mostElements / countInside(shared));
    setTiles(chosen, shared, llvm::bit_floor(uint64_t(most)));
  }
  return chosen;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// Maps each op to the op in whose loop it is computed: to itself, or to the
/// one op that reads it, directly or through ops that it reads. No memory holds
/// the tile of the latter kind.
BlockPlanner::Roots BlockPlanner::findRoots() const {
  Roots roots;
  for (const Member &member : llvm::reverse(loops.getMembers())) {
    const Member *root = nullptr;
    bool isJoined = isElementwise(member) && !member.makesResult &&
                    !member.stated->rule && !isTransposing(*member.stated);
    for (Operation *user : member.stated->op->getUsers()) {
      const Member *reader = loops.find(user);
      const Member *own = reader ? roots.lookup(reader) : nullptr;
      isJoined &= own && (!root || root == own) && !reader->isProduct &&
                  !reader->stated->rule && !isTransposing(*reader->stated);
      root = own;
    }
    roots[&member] = isJoined && root ? root : &member;
  }
  return roots;
}

/// Returns the bytes of the tiles of the op's results, INT64_MAX if they have
/// no bound.
int64_t BlockPlanner::countTile(const NestPlan &plan,
                                const NestedOp &op) const {
  int64_t bytes = 0;
  for (auto [result, made] :
       llvm::zip_equal(op.getOp()->getResults(), op.stated->spec.results)) {
    int64_t own = countElementBytes(result.getType());
    for (auto [dim, place] : llvm::enumerate(made.map.getResults())) {
      int64_t size = loops.getLargest().of(result, dim).value_or(INT64_MAX);
      auto loop = dyn_cast<AffineDimExpr>(place);
      std::optional<unsigned> shared =
          loop ? op.loops[loop.getPosition()] : std::nullopt;
      if (shared && *shared < op.depth)
        size = std::min(size, plan.tiles[*shared]);
      own = times(own, size);
    }
    bytes = plus(bytes, own);
  }
  return bytes;
}

/// Returns the most bytes that a block holds at once. A result of the group is
/// in its own memory, and needs no tile.
int64_t BlockPlanner::countHeld(ArrayRef<NestLoop> chosen) const {
  NestPlan plan = nestOps(loops, chosen);
  Roots roots = findRoots();
  llvm::DenseMap<const Member *, unsigned> numbers;
  for (auto [number, op] : llvm::enumerate(plan.ops))
    numbers[loops.find(op.getOp())] = number;
  SmallVector<int64_t> held(plan.ops.size());
  for (auto [number, op] : llvm::enumerate(plan.ops)) {
    const Member *member = loops.find(op.getOp());
    if (member->makesResult || roots.lookup(member) != member)
      continue;
    unsigned last = number;
    for (Operation *user : op.getOp()->getUsers())
      if (auto reader = numbers.find(roots.lookup(loops.find(user)));
          reader != numbers.end())
        last = std::max(last, reader->second);
    int64_t bytes = countTile(plan, op);
    for (int64_t &each : MutableArrayRef(held).slice(number, last - number + 1))
      each = plus(each, bytes);
  }
  return held.empty() ? 0 : *llvm::max_element(held);
}

/// Returns the most bytes of tiles that a block may hold beside what its
/// threads keep while they reduce.
int64_t BlockPlanner::findHeldLimit() const {
  llvm::SmallDenseSet<int64_t, 4> bytes;
  for (const Member &member : loops.getMembers()) {
    if (!member.reduces)
      continue;
    for (const SpecInput &input : member.stated->spec.inputs)
      bytes.insert(countElementBytes(member.stated->getValue(input).getType()));
    for (Value result : member.stated->op->getResults())
      bytes.insert(countElementBytes(result.getType()));
  }
  return getHeldLimit(speed, bytes);
}

/// Halves the longest tile, the outermost of equally long ones. Returns false
/// if all are as short as possible.
bool BlockPlanner::shrink(SmallVector<NestLoop> &chosen) const {
  NestLoop *longest = nullptr;
  for (NestLoop &loop : chosen) {
    int64_t extent = findExtent(loop.dimension);
    int64_t least = multiplies ? std::min(fewestProductRows, extent) : 1;
    if (loop.tile / 2 >= std::max<int64_t>(1, least) &&
        (!longest || loop.tile > longest->tile))
      longest = &loop;
  }
  if (longest)
    longest->tile /= 2;
  return longest;
}

/// Shrinks the tiles until a block's memory holds them, and plans them. Sets
/// the refusal if it does not hold the smallest ones, either.
void BlockPlanner::fit(SmallVector<NestLoop> chosen, GroupPlan &plan) const {
  int64_t limit = findHeldLimit();
  PlanTrial trial{chosen, "tiles", countHeld(chosen), limit};
  while (!trial.isHeld()) {
    plan.trials.push_back(trial);
    bool isBounded = trial.bytes < INT64_MAX;
    if (!isBounded || !shrink(chosen)) {
      plan.refusal = {
          GroupReason::Tile,
          isBounded ? "a block would hold " + trial.spell() + " that it has"
                    : "tiles of what is between them have no bound, and a "
                      "block holds " +
                          spellBytes(double(limit))};
      return;
    }
    trial = {chosen, "tiles", countHeld(chosen), limit};
  }
  plan.held = trial;
  plan.loops = std::move(chosen);
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

/// Returns true if one loop, with no nest around it, computes all ops.
static bool isOneKernel(const GroupLevels &levels) {
  return levels.whole.empty() && levels.loops <= 1;
}

GroupPlan BlockPlanner::make() {
  GroupPlan plan;
  if (isOneKernel(findLevels(loops, {}, speed)))
    return plan;
  plan.needsLoops = true;
  if (loops.findShared().empty()) {
    plan.refusal = explainBlocked(loops);
    return plan;
  }
  if (Operation *window = findWindow(loops)) {
    plan.refusal = {GroupReason::Dimension,
                    spellPlace(window) +
                        ": this reads windows, in a kernel of its own"};
    return plan;
  }
  SmallVector<NestLoop> chosen = choose();
  for (const NestedOp &op : nestOps(loops, chosen).ops)
    if (mayFail(*loops.find(op.getOp()))) {
      plan.refusal = {GroupReason::Demand,
                      spellPlace(op.getOp()) +
                          ": this may fail, so that a kernel of its own looks "
                          "for failures first"};
      return plan;
    }
  GroupLevels levels = findLevels(loops, chosen, speed);
  if (!levels.whole.empty())
    plan.refusal = {GroupReason::Dimension, levels.whole.front().reason.str()};
  else if (levels.loops > 0)
    plan.refusal = {GroupReason::Dimension,
                    "an op has none of the loops that the others share"};
  else
    fit(std::move(chosen), plan);
  return plan;
}

GroupPlan planBlocks(const SharedLoops &loops, const Speed &speed) {
  return BlockPlanner(loops, speed).make();
}

} // namespace ag
