//===- SharedLoops.cpp - loops that a nest may have -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/SharedLoops.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Support/Forms/FormPrograms.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {

static constexpr StringLiteral reducesAlong =
    "this reduces along a dimension that others go over";
static constexpr StringLiteral readsWhole =
    "this reads all of a dimension that another op goes over, or parts of it "
    "that are no tiles";
static constexpr StringLiteral readsTwice =
    "this goes over one dimension of others in two ways";

/// Visits the tensors that the op reads or starts from, with the map by which
/// its loops index them.
static void visitReads(const StatedOp &op,
                       function_ref<void(Value, AffineMap)> visit) {
  for (const SpecInput &input : op.spec.inputs)
    visit(op.getValue(input), input.map);
  for (const SpecResult &result : op.spec.results)
    if (result.initOperand)
      visit(op.operands[*result.initOperand], result.map);
}

SharedLoops::SharedLoops(ArrayRef<const StatedOp *> ops,
                         const NestSurroundings &around, LargestSizes largest)
    : dimensions(ops), largest(std::move(largest)), starts(around.starts),
      wholes(around.wholes) {
  blocks.resize(dimensions.size());
  llvm::DenseSet<Value> read;
  for (const StatedOp *op : ops)
    read.insert_range(getUsedValues(op->op));
  for (auto [value, reader] : around.wholes)
    read.insert(value);
  for (auto [number, op] : llvm::enumerate(ops)) {
    addMember(*op, dimensions.dimensionsOf(number), read, around.results);
    numbers[op->op] = number;
  }
  for (const Member &member : members)
    blockOwn(member);
  for (const Member &member : members)
    blockReads(member);
  for (auto [value, reader] : around.wholes)
    blockWhole(value, reader);
}

/// Returns true if the op sums elements into its only result.
static bool isSum(const Spec &spec) {
  return spec.results.size() == 1 && spec.combiner &&
         findCombiner(*spec.combiner) == Primitive::Add;
}

/// Returns true if the body reads two inputs and returns a product, which may
/// be cast.
static bool multiplies(const Spec &spec) {
  if (spec.inputs.size() != 2 || spec.body.results().size() != 1)
    return false;
  const ScalarNode *value = &spec.body.nodes()[spec.body.results().front()];
  while (value->kind == ScalarNode::Apply &&
         value->primitive == Primitive::Cast)
    value = &spec.body.nodes()[value->operands[0]];
  return value->kind == ScalarNode::Apply && value->primitive == Primitive::Mul;
}

bool isPlainMap(AffineMap map) {
  return map.getNumSymbols() == 0 &&
         map.isProjectedPermutation(/*allowZeroInResults=*/true);
}

/// Returns true if only one of the two inputs has the loop along which results
/// are contiguous. This loop iterates over columns, which vectors hold. All
/// maps are projected permutations, as in MLIR's contractions.
static bool hasColumns(const Spec &spec) {
  AffineMap made = spec.results.front().map, first = spec.inputs[0].map,
            second = spec.inputs[1].map;
  if (made.getNumResults() == 0 ||
      !llvm::all_of(ArrayRef{made, first, second},
                    [](AffineMap map) { return map.isProjectedPermutation(); }))
    return false;
  auto column = dyn_cast<AffineDimExpr>(made.getResults().back());
  return column && first.isFunctionOfDim(column.getPosition()) !=
                       second.isFunctionOfDim(column.getPosition());
}

/// Adds the member of `op`. `read` are the values that other members, or ops
/// without loops, read.
void SharedLoops::addMember(const StatedOp &op, ArrayRef<unsigned> dimensions,
                            const llvm::DenseSet<Value> &read,
                            const llvm::DenseSet<Value> &results) {
  Member member{&op, SmallVector<unsigned>(dimensions)};
  for (Value result : op.op->getResults())
    member.makesResult |= results.contains(result);
  for (unsigned loop = 0; loop < dimensions.size(); ++loop) {
    if (op.isWhole(loop) || op.spec.isParallel(loop))
      continue;
    member.reduces = true;
    // A loop that reduces an outside value is not the loop of other readers.
    if (readsMadeAlong(op, loop))
      continue;
    member.loops[loop] = blocks.size();
    blocks.emplace_back();
  }
  bool sums = member.reduces && isSum(op.spec);
  member.maySum = sums && !read.contains(op.op->getResult(0));
  member.isProduct = sums && multiplies(op.spec) && hasColumns(op.spec);
  members.push_back(std::move(member));
}

/// Returns true if the loop alone indexes a dimension of another member's
/// result, and if one loop of that member indexes it.
bool SharedLoops::readsMadeAlong(const StatedOp &op, unsigned loop) const {
  bool isRead = false;
  visitReads(op, [&](Value value, AffineMap map) {
    const Member *producer = find(value.getDefiningOp());
    if (!producer)
      return;
    unsigned number = cast<OpResult>(value).getResultNumber();
    AffineMap made = producer->stated->spec.results[number].map;
    for (auto [from, to] : llvm::zip_equal(made.getResults(), map.getResults()))
      isRead |= to == getAffineDimExpr(loop, map.getContext()) &&
                getLoop(*producer, from).has_value();
  });
  return isRead;
}

const SharedLoops::Member *SharedLoops::find(Operation *op) const {
  auto found = numbers.find(op);
  return found == numbers.end() ? nullptr : &members[found->second];
}

std::optional<unsigned> SharedLoops::getLoop(const Member &member,
                                             AffineExpr place) const {
  auto loop = dyn_cast<AffineDimExpr>(place);
  if (!loop || member.stated->isWhole(loop.getPosition()))
    return std::nullopt;
  return member.loops[loop.getPosition()];
}

//===----------------------------------------------------------------------===//
// Loops that are not shared
//===----------------------------------------------------------------------===//

/// Blocks the loop. A reason that rules the loop out replaces one of sums that
/// may add in it.
void SharedLoops::block(unsigned loop, LoopBlock why) {
  LoopBlock &own = blocks[loop];
  if (!own.op || (own.isSum && !why.isSum))
    own = why;
}

/// Blocks all loops of the member that this position depends on.
void SharedLoops::block(const Member &member, AffineExpr place, Operation *op,
                        StringRef reason) {
  for (unsigned loop = 0; loop < member.loops.size(); ++loop)
    if (place.isFunctionOfDim(loop) && !member.stated->isWhole(loop))
      block(member.loops[loop], {op, reason});
}

/// Blocks loops that the op reduces, and loops that index a dimension by an
/// expression or together with others.
void SharedLoops::blockOwn(const Member &member) {
  const StatedOp &op = *member.stated;
  for (auto [loop, number] : llvm::enumerate(member.loops))
    if (!op.isWhole(loop) && !op.spec.isParallel(loop))
      block(number, {op.op, reducesAlong, member.maySum});
  auto blockMap = [&](AffineMap map) {
    for (AffineExpr place : map.getResults())
      if (!isa<AffineDimExpr>(place))
        block(member, place, op.op, readsWhole);
  };
  // The positions of a rule are loops, or are picked along loops that remain
  // parallel.
  if (op.rule)
    return;
  visitReads(op, [&](Value, AffineMap map) { blockMap(map); });
  for (const SpecResult &result : op.spec.results)
    blockMap(result.map);
}

/// Blocks loops of other members over dimensions that the op needs unsplit.
void SharedLoops::blockReads(const Member &member) {
  visitReads(*member.stated, [&](Value value, AffineMap map) {
    const Member *producer = find(value.getDefiningOp());
    if (!producer || !isa<RankedTensorType>(value.getType()))
      return;
    unsigned number = cast<OpResult>(value).getResultNumber();
    blockPlaces(*producer, producer->stated->spec.results[number].map, member,
                map);
  });
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(member.stated->op->getRegions(), captured);
  for (Value value : captured)
    blockWhole(value, member.stated->op);
}

void SharedLoops::blockPlaces(const Member &producer, AffineMap made,
                              const Member &reader, AffineMap read) {
  for (auto [from, to] :
       llvm::zip_equal(made.getResults(), read.getResults())) {
    std::optional<unsigned> own = getLoop(producer, from);
    std::optional<unsigned> theirs = getLoop(reader, to);
    if (own && theirs && *own != *theirs) {
      block(producer, from, reader.stated->op, readsTwice);
      block(reader, to, reader.stated->op, readsTwice);
    } else if (own && !theirs) {
      block(producer, from, reader.stated->op, readsWhole);
    } else if (!own && !isa<AffineConstantExpr>(from) &&
               !producer.stated->rule) {
      block(reader, to, reader.stated->op, readsWhole);
    }
  }
}

/// Blocks all loops that index a value which `reader` needs unsplit.
void SharedLoops::blockWhole(Value value, Operation *reader) {
  const Member *member = find(value.getDefiningOp());
  if (!member)
    return;
  for (const SpecResult &result : member->stated->spec.results)
    for (AffineExpr place : result.map.getResults())
      block(*member, place, reader, readsWhole);
}

//===----------------------------------------------------------------------===//
// Shared loops
//===----------------------------------------------------------------------===//

SmallVector<unsigned> SharedLoops::findKnown(const Member &member,
                                             bool sums) const {
  const StatedOp &op = *member.stated;
  SmallVector<unsigned> known;
  for (auto [number, result] : llvm::enumerate(op.spec.results)) {
    SmallVector<unsigned> moving;
    for (AffineExpr place : result.map.getResults())
      if (std::optional<unsigned> loop = getLoop(member, place))
        if (!isBlocked(*loop, sums))
          moving.push_back(*loop);
    if (number == 0)
      known = moving;
    llvm::erase_if(known, [&](unsigned loop) {
      return !llvm::is_contained(moving, loop);
    });
  }
  for (auto [loop, number] : llvm::enumerate(member.loops))
    if (sums && member.maySum && !op.spec.isParallel(loop) &&
        !isBlocked(number, sums))
      known.push_back(number);
  return known;
}

SmallVector<unsigned> SharedLoops::findShared(bool sums) const {
  SmallVector<unsigned> shared;
  bool isFirst = true;
  for (const Member &member : llvm::reverse(members)) {
    if (!member.makesResult && !member.reduces)
      continue;
    SmallVector<unsigned> known = findKnown(member, sums);
    // A member without such a loop is computed outside of the nest.
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

LoopBlock SharedLoops::explain() const {
  for (const Member &member : llvm::reverse(members))
    for (unsigned loop : member.loops)
      if (const LoopBlock &blocked = blocks[loop];
          blocked.op && blocked.op != member.stated->op)
        return blocked;
  return {};
}

} // namespace ag
