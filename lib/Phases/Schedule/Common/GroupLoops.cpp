//===- GroupLoops.cpp - loops that the ops of a group share ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GroupLoops.h"
#include "ag/Interfaces/Purity.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {

static constexpr StringLiteral reducesAlong =
    "this reduces along a dimension that others go over";
static constexpr StringLiteral readsWhole =
    "this reads all of a dimension that another op goes over, or parts of it "
    "that are no tiles";

bool isStart(Operation *op) {
  return isa<tensor::EmptyOp, linalg::FillOp>(op) &&
         llvm::all_of(op->getUses(), [](OpOperand &use) {
           auto writer = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
           return writer && writer.isDpsInit(&use);
         });
}

GroupLoops::GroupLoops(Block &block)
    : GroupLoops(block, /*movesBehind=*/false) {
  bool moves = llvm::any_of(
      members, [](const Member &member) { return movesAlongLoops(member.op); });
  if (!moves)
    return;
  GroupLoops behind(block, /*movesBehind=*/true);
  if (findShared().size() < behind.findShared().size())
    *this = std::move(behind);
}

GroupLoops::GroupLoops(Block &block, bool movesBehind) {
  collect(block, movesBehind);
  for (Member &member : members)
    joinLoops(member);
  joinGiven();
  for (Operation &op : block)
    if (!find(&op) && !isStart(&op) && !op.hasTrait<OpTrait::IsTerminator>() &&
        !behind.contains(&op)) {
      blockCaptured(&op);
      for (Value operand : op.getOperands())
        blockRead(operand, &op);
    }
  classes.compress();
  SmallVector<LoopBlock> joined(classes.getNumClasses());
  for (auto [loop, blocked] : llvm::enumerate(blocks)) {
    LoopBlock &own = joined[classes[loop]];
    if (blocked.op && (!own.op || (own.isSum && !blocked.isSum)))
      own = blocked;
  }
  blocks = std::move(joined);
  for (const Member &member : members)
    blockTwice(member);
}

/// Whether a linalg op adds what it reads to what it writes onto.
static bool isSum(Operation *op) {
  auto writer = dyn_cast<linalg::LinalgOp>(op);
  if (!writer || writer->getNumResults() != 1)
    return false;
  SmallVector<Operation *> combiners;
  Value reduced = matchReduction(writer.getRegionOutputArgs(), 0, combiners);
  return reduced && combiners.size() == 1 &&
         isa<arith::AddFOp, arith::AddIOp>(combiners.front());
}

void GroupLoops::collect(Block &block, bool movesBehind) {
  auto leaves = [&](Operation *user) {
    return user == block.getTerminator() || behind.contains(user);
  };
  auto mayBeBehind = [&](Operation *op) {
    return !getLoopMaps(op) || (movesBehind && movesAlongLoops(op));
  };
  for (Operation &op : llvm::reverse(block.without_terminator()))
    if (mayBeBehind(&op) && !isStart(&op) && isPureOp(&op) &&
        op.getNumRegions() == 0 && llvm::all_of(op.getUsers(), leaves))
      behind.insert(&op);
  unsigned loops = 0;
  for (Operation &op : block) {
    std::optional<LoopMaps> maps = getLoopMaps(&op);
    if (!maps || isStart(&op) || behind.contains(&op))
      continue;
    numbers[&op] = members.size();
    members.push_back({&op, *maps, loops});
    Member &member = members.back();
    member.makesResult = llvm::any_of(op.getUsers(), leaves);
    member.reduces =
        llvm::is_contained(maps->iterators, utils::IteratorType::reduction);
    member.maySum =
        member.reduces && isSum(&op) && llvm::all_of(op.getUsers(), leaves);
    loops += maps->iterators.size();
  }
  classes.grow(loops);
  blocks.resize(loops);
}

const GroupLoops::Member *GroupLoops::find(Operation *op) const {
  auto found = numbers.find(op);
  return found == numbers.end() ? nullptr : &members[found->second];
}

std::optional<unsigned> GroupLoops::getLoop(const Member &member,
                                            AffineExpr place) const {
  auto loop = dyn_cast<AffineDimExpr>(place);
  if (!loop)
    return std::nullopt;
  return getLoop(member, loop.getPosition());
}

//===----------------------------------------------------------------------===//
// Which loops are one, and which no one can share
//===----------------------------------------------------------------------===//

void GroupLoops::block(const Member &member, AffineExpr place, Operation *op,
                       StringRef reason) {
  for (unsigned loop = 0; loop < member.maps.iterators.size(); ++loop)
    if (place.isFunctionOfDim(loop) &&
        !isBlocked(member.first + loop, /*sums=*/true))
      blocks[member.first + loop] = {op, reason};
}

/// All loops that move what `op` needs as a whole.
void GroupLoops::blockRead(Value value, Operation *op) {
  Operation *producer = value.getDefiningOp();
  const Member *member = producer ? find(producer) : nullptr;
  if (!member)
    return;
  for (AffineMap map : member->maps.results)
    for (AffineExpr place : map.getResults())
      block(*member, place, op, readsWhole);
}

void GroupLoops::blockCaptured(Operation *op) {
  SetVector<Value> captured;
  for (Region &region : op->getRegions())
    getUsedValuesDefinedAbove(region, captured);
  for (Value value : captured)
    blockRead(value, op);
}

void GroupLoops::joinLoops(const Member &member) {
  for (auto [loop, iterator] : llvm::enumerate(member.maps.iterators))
    if (iterator != utils::IteratorType::parallel)
      blocks[member.first + loop] = {
          member.op, reducesAlong,
          member.maySum && iterator == utils::IteratorType::reduction};
  for (ArrayRef<AffineMap> maps :
       {ArrayRef(member.maps.operands), ArrayRef(member.maps.results)})
    for (AffineMap map : maps)
      if (map)
        for (AffineExpr place : map.getResults())
          if (!isa<AffineDimExpr>(place))
            block(member, place, member.op, readsWhole);
  for (OpOperand &operand : member.op->getOpOperands()) {
    auto result = dyn_cast<OpResult>(operand.get());
    const Member *producer = result ? find(result.getOwner()) : nullptr;
    if (producer)
      joinPlaces(*producer, producer->maps.results[result.getResultNumber()],
                 member, member.maps.operands[operand.getOperandNumber()]);
  }
  blockCaptured(member.op);
}

void GroupLoops::joinPlaces(const Member &producer, AffineMap made,
                            const Member &member, AffineMap read) {
  for (auto [from, to] :
       llvm::zip_equal(made.getResults(), read.getResults())) {
    auto fromLoop = dyn_cast<AffineDimExpr>(from);
    auto toLoop = dyn_cast<AffineDimExpr>(to);
    if (fromLoop && toLoop)
      classes.join(producer.first + fromLoop.getPosition(),
                   member.first + toLoop.getPosition());
    else if (fromLoop)
      block(producer, from, member.op, readsWhole);
    else if (!isa<AffineConstantExpr>(from))
      block(member, to, member.op, readsWhole);
  }
}

/// No op goes by two loops that become one by it.
bool GroupLoops::mayJoin(unsigned loop, unsigned other) const {
  unsigned a = classes.findLeader(loop), b = classes.findLeader(other);
  return llvm::none_of(members, [&](const Member &member) {
    bool hasA = false, hasB = false;
    for (unsigned own = 0; own < member.maps.iterators.size(); ++own) {
      unsigned leader = classes.findLeader(member.first + own);
      hasA |= leader == a;
      hasB |= leader == b;
    }
    return hasA && hasB;
  });
}

/// Where several read a dimension of what is given, for each of its places.
void GroupLoops::joinGiven() {
  llvm::DenseMap<std::pair<Value, size_t>, unsigned> readers;
  for (const Member &member : members)
    for (OpOperand &operand : member.op->getOpOperands()) {
      AffineMap map = member.maps.operands[operand.getOperandNumber()];
      Operation *by = operand.get().getDefiningOp();
      if (!map || (by && find(by)))
        continue;
      for (auto [place, expr] : llvm::enumerate(map.getResults())) {
        auto dim = dyn_cast<AffineDimExpr>(expr);
        if (!dim || member.maps.iterators[dim.getPosition()] !=
                        utils::IteratorType::parallel)
          continue;
        unsigned loop = member.first + dim.getPosition();
        auto [found, isNew] = readers.try_emplace({operand.get(), place}, loop);
        if (!isNew && mayJoin(found->second, loop))
          classes.join(found->second, loop);
      }
    }
}

/// Two loops of one op may be the same as others see it, as in x + transpose x.
void GroupLoops::blockTwice(const Member &member) {
  llvm::SmallDenseSet<unsigned> seen;
  for (unsigned loop = 0; loop < member.maps.iterators.size(); ++loop)
    if (unsigned shared = getLoop(member, loop); !seen.insert(shared).second)
      blocks[shared] = {member.op,
                        "this goes over one dimension of others in two ways"};
}

//===----------------------------------------------------------------------===//
// Shared loops
//===----------------------------------------------------------------------===//

SmallVector<unsigned> GroupLoops::findKnown(const Member &member,
                                            bool sums) const {
  SmallVector<unsigned> known;
  for (auto [number, map] : llvm::enumerate(member.maps.results)) {
    SmallVector<unsigned> moving;
    for (AffineExpr place : map.getResults())
      if (std::optional<unsigned> loop = getLoop(member, place))
        if (!isBlocked(*loop, sums))
          moving.push_back(*loop);
    if (number == 0)
      known = moving;
    llvm::erase_if(known, [&](unsigned loop) {
      return !llvm::is_contained(moving, loop);
    });
  }
  for (auto [loop, iterator] : llvm::enumerate(member.maps.iterators))
    if (unsigned own = getLoop(member, loop);
        sums && member.maySum && iterator != utils::IteratorType::parallel &&
        !isBlocked(own, sums))
      known.push_back(own);
  return known;
}

SmallVector<unsigned> GroupLoops::findShared(bool sums) const {
  SmallVector<unsigned> shared;
  bool isFirst = true;
  for (const Member &member : llvm::reverse(members)) {
    if (!member.makesResult && !member.reduces)
      continue;
    SmallVector<unsigned> known = findKnown(member, sums);
    // What moves with none of them is computed beside the loops.
    if (known.empty())
      continue;
    if (isFirst)
      shared = known;
    llvm::erase_if(shared, [&](unsigned loop) {
      return !llvm::is_contained(known, loop);
    });
    isFirst = false;
  }
  return shared;
}

LoopBlock GroupLoops::explain() const {
  for (const Member &member : llvm::reverse(members))
    for (unsigned loop = 0; loop < member.maps.iterators.size(); ++loop)
      if (const LoopBlock &blocked = blocks[getLoop(member, loop)];
          blocked.op && blocked.op != member.op)
        return blocked;
  return {};
}

} // namespace ag
