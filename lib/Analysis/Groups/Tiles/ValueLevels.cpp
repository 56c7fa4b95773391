//===- ValueLevels.cpp - what a group holds of each value -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Tiles/ValueLevels.h"
#include "ag/Analysis/Groups/ComputedEdges.h"

using namespace mlir;

namespace ag {

/// Returns the ops whose results are unsplit in memory. An op that only moves
/// elements and stores them stores those of its operands.
static llvm::DenseSet<Operation *> findStored(const GroupMembers &group,
                                              const GroupLevels &levels) {
  llvm::DenseSet<Operation *> stored;
  for (const WholeValue &value : levels.whole)
    stored.insert(value.producer);
  for (const SharedLoops::Member &member :
       llvm::reverse(group.loops.getMembers())) {
    Operation *op = member.stated->op;
    if (member.makesResult)
      stored.insert(op);
    if (stored.contains(op) && isIndexing(op))
      for (Value operand : op->getOperands())
        if (Operation *maker = operand.getDefiningOp())
          stored.insert(maker);
  }
  return stored;
}

/// Returns the tile of the op's result in these loops around it.
static ValueLevel makeTile(Operation *op, const GroupDimensions &dimensions,
                           ArrayRef<NestLoop> loops) {
  ValueLevel level{ValueLevel::Tile, {}};
  Value result = op->getResult(0);
  auto type = dyn_cast<RankedTensorType>(result.getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
    std::optional<int64_t> &length = level.lengths.emplace_back();
    std::optional<unsigned> dimension = dimensions.dimensionOf(result, dim);
    for (NestLoop loop : loops)
      if (loop.dimension == dimension)
        length = loop.tile;
  }
  // A tile of one element is a number.
  if (level.lengths.empty())
    level.kind = ValueLevel::Registers;
  return level;
}

ValueLevels findValueLevels(const GroupMembers &group, const NestLoops &loops,
                            const GroupLevels &levels) {
  ValueLevels found;
  llvm::DenseSet<Operation *> stored = findStored(group, levels);
  for (const SharedLoops::Member &member : group.loops.getMembers())
    found[member.stated->op].kind = stored.contains(member.stated->op)
                                        ? ValueLevel::Memory
                                        : ValueLevel::Registers;
  auto addTile = [&](Operation *op, const GroupDimensions &dimensions,
                     ArrayRef<NestLoop> around) {
    if (!stored.contains(op))
      found[op] = makeTile(op, dimensions, around);
  };
  if (const GroupStream *stream = loops.stream.get()) {
    SmallVector<NestLoop> around(stream->getPlan()->outer);
    around.push_back(stream->getPlan()->streamed);
    for (const SharedLoops::Member &member : group.loops.getMembers())
      addTile(member.stated->op, stream->getDimensions(), around);
    return found;
  }
  for (const NestedOp &op : nestOps(group.loops, loops.around).ops)
    if (levels.nested.contains(op.getOp()))
      addTile(op.getOp(), group.loops.getDimensions(),
              ArrayRef(loops.around).take_front(op.depth));
  return found;
}

} // namespace ag
