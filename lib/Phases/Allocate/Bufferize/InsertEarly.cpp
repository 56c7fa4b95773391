//===- InsertEarly.cpp - when tensors are assembled -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A part of a tensor is computed in its final position if that position exists
// when the computation begins. A chain of insertions into one tensor is
// therefore reordered:
//
// 1. Parts are sorted by the last op that computes or reads them. Parts that
//    exist anyway, such as arguments, come last: they are copied in any case.
// 2. The tensor that the first part is inserted into, an empty or a filled one,
//    is created before the op that computes that part.
// 3. Each insertion follows the last op that computes or reads its part.
//
//===----------------------------------------------------------------------===//
#include "InsertEarly.h"
#include "Destinations.h"
#include "ag/Analysis/Buffers/Views.h"
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
/// An insertion into the tensor, and the ops that compute its source.
struct Part {
  tensor::InsertSliceOp insertion;
  /// The first op of the insertion's block that computes the source, and the
  /// last one before the insertion that computes or reads it. Both are null if
  /// the source exists anyway.
  Operation *first = nullptr;
  Operation *last = nullptr;
};

/// Returns the choice that yields `value`, or the first op that computes it in
/// a tensor.empty; null if there is neither.
Operation *findFirstWriter(Value value) {
  if (Operation *op = value.getDefiningOp(); isChoice(op))
    return op;
  OpOperand *written = getFirstWrittenOperand(value);
  bool isComputed = written && written->get().getDefiningOp<tensor::EmptyOp>();
  return isComputed ? written->getOwner() : nullptr;
}

/// Adds the values to `sharing` that have to be in the buffer of `use`: a view
/// of it, or the result of a choice if `use` is yielded to it.
void addSharing(OpOperand &use, SetVector<Value> &sharing) {
  Operation *user = use.getOwner();
  if (isTensorView(user))
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

/// Returns the chain of insertions that ends with `last`, from the first one.
/// Each insertion's result is only used by the next one.
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

/// Returns true if no other insertion of the block continues the chain of `op`.
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

/// Sorts parts by their last ops, but keeps the order of parts that may
/// overlap.
void sortParts(MutableArrayRef<Part> parts) {
  for (size_t end = 1; end < parts.size(); ++end)
    for (size_t k = end; k > 0 && isSooner(parts[k], parts[k - 1]) &&
                         areApart(parts[k], parts[k - 1]);
         --k)
      std::swap(parts[k], parts[k - 1]);
}

/// Returns true if the tensors that `op` reads are empty, results of `made`, or
/// single elements.
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

/// Moves the ops that `insertion` needs, except for its source, before `place`.
/// Returns false, and moves none, if these are more than sizes and empty or
/// filled tensors: all other ops keep their order.
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

/// Returns true if `insertion` may be moved to directly after `place`: all of
/// its numbers are static, or no op in between has an effect, such as a demand
/// that ends the entry.
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

/// Returns true if no op uses `dest` between the first op that computes `part`
/// and its insertion.
bool isFree(const Part &part, Value dest) {
  Operation *reader = findLastUser(dest, part.insertion);
  return !reader || reader == dest.getDefiningOp() ||
         reader->isBeforeInBlock(part.first);
}

/// Chains the insertions in their new order. Moves an insertion to the last op
/// of its part if the part can then be computed in its final position.
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
