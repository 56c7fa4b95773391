//===- InsertEarly.cpp - when tensors are put together --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A tensor is computed in the place where it is put if that place is there when
// its computation begins. So a chain of insertions into one tensor is taken
// apart:
//
//  1. The parts come in the order in which they are computed, and read for
//     other ends; those that are there anyway, as arguments are, come last:
//     they are copied in any case.
//  2. What the first is inserted into, an empty or a filled tensor, is made in
//     front of what computes the first.
//  3. Each insertion follows the last op that computes or reads its part.
//
//===----------------------------------------------------------------------===//
#include "InsertEarly.h"
#include "Destinations.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/Flow/WrittenOperands.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {
namespace {
/// What is put into a place.
struct Part {
  tensor::InsertSliceOp insertion;
  /// The first op of the insertion's block that computes it, and the last that
  /// computes or reads it in front of the insertion; none if it is there
  /// anyway.
  Operation *first = nullptr;
  Operation *last = nullptr;
};

/// The first op that computes `value` in a tensor that is empty; null if none
/// does.
Operation *findFirstWriter(Value value) {
  if (Operation *op = value.getDefiningOp(); isChoice(op))
    return op;
  OpOperand *written = getFirstWrittenOperand(value);
  bool isComputed = written && written->get().getDefiningOp<tensor::EmptyOp>();
  return isComputed ? written->getOwner() : nullptr;
}

/// Adds to `sharing` what `use` makes that has to lie in the same buffer: a
/// view of it, or what a choice gives that it is handed on by.
void addSharing(OpOperand &use, SetVector<Value> &sharing) {
  Operation *user = use.getOwner();
  if (isa<tensor::ExtractSliceOp, tensor::CollapseShapeOp,
          tensor::ExpandShapeOp, tensor::CastOp>(user))
    sharing.insert(user->getResult(0));
  else if (user->hasTrait<OpTrait::IsTerminator>() &&
           isChoice(user->getParentOp()))
    sharing.insert_range(getTargets(use));
}

} // namespace

Operation *findLastUser(Value value, Operation *end) {
  Block *block = end->getBlock();
  Operation *last = value.getDefiningOp();
  last = last && last->getBlock() == block ? last : nullptr;
  SetVector<Value> sharing;
  sharing.insert(value);
  for (size_t k = 0; k < sharing.size(); ++k)
    for (OpOperand &use : sharing[k].getUses()) {
      Operation *op = block->findAncestorOpInBlock(*use.getOwner());
      if (!op || !op->isBeforeInBlock(end))
        continue;
      if (!last || last->isBeforeInBlock(op))
        last = op;
      addSharing(use, sharing);
    }
  return last;
}

namespace {
Part makePart(tensor::InsertSliceOp insertion) {
  Value source = insertion.getSource();
  Operation *first = findFirstWriter(source);
  if (!first || first->getBlock() != insertion->getBlock())
    return {insertion};
  return {insertion, first, findLastUser(source, insertion)};
}

/// The insertions that end with `last`, the first in front, each into what the
/// one before makes for it alone.
SmallVector<Part> collectParts(tensor::InsertSliceOp last) {
  SmallVector<Part> parts;
  for (tensor::InsertSliceOp op = last;
       op && op->getBlock() == last->getBlock() &&
       (op == last || op->hasOneUse());
       op = op.getDest().getDefiningOp<tensor::InsertSliceOp>())
    parts.push_back(makePart(op));
  std::reverse(parts.begin(), parts.end());
  return parts;
}

/// Whether nothing more is inserted into what `op` makes, in its block.
bool isLast(tensor::InsertSliceOp op) {
  if (!op->hasOneUse())
    return true;
  auto next = dyn_cast<tensor::InsertSliceOp>(*op->user_begin());
  return !next || next.getDest() != op.getResult() ||
         next->getBlock() != op->getBlock();
}

bool isSooner(const Part &a, const Part &b) {
  return a.last && (!b.last || a.last->isBeforeInBlock(b.last));
}

bool areApart(Part &a, Part &b) {
  auto getPlace = [](tensor::InsertSliceOp op) {
    return HyperrectangularSlice(
        cast<OffsetSizeAndStrideOpInterface>(op.getOperation()));
  };
  FailureOr<bool> overlap = ValueBoundsConstraintSet::areOverlappingSlices(
      a.insertion->getContext(), getPlace(a.insertion), getPlace(b.insertion));
  return succeeded(overlap) && !*overlap;
}

/// Sorts the parts by when they are there, as far as they don't overlap.
void sortParts(MutableArrayRef<Part> parts) {
  for (size_t end = 1; end < parts.size(); ++end)
    for (size_t k = end; k > 0 && isSooner(parts[k], parts[k - 1]) &&
                         areApart(parts[k], parts[k - 1]);
         --k)
      std::swap(parts[k], parts[k - 1]);
}

/// Whether `op` reads no tensor but what is empty or what `made` makes, or one
/// element that stands alone.
bool readsNothing(Operation *op, const SetVector<Operation *> &made) {
  if (isa<ShapedDimOpInterface>(op))
    return true;
  SetVector<Value> read;
  getUsedValuesDefinedAbove(op->getRegions(), read);
  read.insert_range(op->getOperands());
  return llvm::all_of(read, [&](Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    return !type || type.getRank() == 0 ||
           value.getDefiningOp<tensor::EmptyOp>() ||
           made.contains(value.getDefiningOp());
  });
}

/// Makes what `insertion` needs besides its source in front of `place`, where
/// that takes sizes and what is empty or filled alone: all else keeps its
/// order.
bool makeBefore(tensor::InsertSliceOp insertion, Operation *place) {
  auto isLater = [&](Operation *op) {
    return op && op->getBlock() == place->getBlock() &&
           !op->isBeforeInBlock(place);
  };
  BackwardSliceOptions options(isLater);
  options.inclusive = true;
  options.omitBlockArguments = true;
  options.omitUsesFromAbove = false;
  SetVector<Operation *> made;
  for (OpOperand &operand : insertion->getOpOperands()) {
    Operation *op = operand.get().getDefiningOp();
    if (&operand != &insertion.getSourceMutable() && isLater(op) &&
        failed(getBackwardSlice(op, &made, options)))
      return false;
  }
  if (made.contains(place) || !llvm::all_of(made, [&](Operation *op) {
        return isMemoryEffectFree(op) && readsNothing(op, made);
      }))
    return false;
  for (Operation *op : topologicalSort(made))
    op->moveBefore(place);
  return true;
}

/// Whether `insertion` may come as early as behind `place`: no demand that is
/// not met ends the entry in between, or it stays inside in any case.
bool mayFollow(Operation *place, tensor::InsertSliceOp insertion) {
  auto isStatic = [](ArrayRef<int64_t> numbers) {
    return llvm::none_of(numbers, ShapedType::isDynamic);
  };
  bool staysInside = insertion.getDestType().hasStaticShape() &&
                     isStatic(insertion.getStaticOffsets()) &&
                     isStatic(insertion.getStaticSizes()) &&
                     isStatic(insertion.getStaticStrides());
  return staysInside || areEffectFree(place, insertion);
}

/// Whether nothing but `part` needs what it is inserted into once it begins to
/// be computed.
bool isFree(const Part &part, Value dest) {
  Operation *reader = findLastUser(dest, part.insertion);
  return !reader || reader == dest.getDefiningOp() ||
         reader->isBeforeInBlock(part.first);
}

/// Inserts the parts one behind the other, each as soon as it is there if it
/// can be computed in its place then.
void insertInOrder(MutableArrayRef<Part> parts) {
  Value whole = parts.front().insertion.getDest();
  auto uses = llvm::map_to_vector(parts.back().insertion->getUses(),
                                  [](OpOperand &use) { return &use; });
  sortParts(parts);
  Operation *before = nullptr;
  for (Part &part : parts) {
    part.insertion.getDestMutable().assign(whole);
    if (before && part.insertion->isBeforeInBlock(before))
      part.insertion->moveAfter(before);
    if (part.first && isFree(part, whole) &&
        mayFollow(part.last, part.insertion) &&
        makeBefore(part.insertion, part.first))
      part.insertion->moveAfter(part.last);
    before = part.insertion;
    whole = part.insertion.getResult();
  }
  for (OpOperand *use : uses)
    use->set(whole);
}
} // namespace

void insertEarly(ModuleOp module) {
  SmallVector<tensor::InsertSliceOp> ends;
  module.walk([&](tensor::InsertSliceOp op) {
    if (isLast(op))
      ends.push_back(op);
  });
  for (tensor::InsertSliceOp end : ends) {
    SmallVector<Part> parts = collectParts(end);
    insertInOrder(parts);
  }
}

} // namespace ag
