//===- LoopsToColumns.cpp - loops of updates as columns -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopsToColumns.h"
#include "Updates.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

namespace {
using KeptTensor = bufferization::MaterializeInDestinationOp;

/// Replaces one loop of an update by ops on all its iterations.
class ColumnLoop {
public:
  ColumnLoop(RewriterBase &rewriter, scf::ForOp loop)
      : rewriter(rewriter), loop(loop),
        count(getAsOpFoldResult(this->loop.getUpperBound())) {}

  bool canSpan(const ElementValues &elements);
  /// Returns true if an iteration is one op.
  bool isOneOp();
  /// Erases the loop, and returns the tensor that replaces its result.
  Value span();

private:
  bool hasCount(const ElementValues &elements);
  std::optional<unsigned> findDim(OffsetSizeAndStrideOpInterface slice);
  bool isState(Value value);
  bool canSpan(tensor::ExtractSliceOp slice);
  bool canSpan(tensor::InsertSliceOp insertion);

  bool canSpan(Operation *each);
  KeptTensor findKept();

  void span(tensor::ExtractSliceOp slice);
  void span(linalg::GenericOp linalg);
  void span(tensor::InsertSliceOp insertion);

  RewriterBase &rewriter;
  scf::ForOp loop;
  OpFoldResult count;
  /// The dimension of the updated tensor that the loop indexes.
  std::optional<unsigned> updated;
  /// The position of that dimension in slices that now have it.
  llvm::DenseMap<Value, unsigned> spanned;
};
} // namespace

/// Returns the position of a dimension in a slice that drops the dimensions
/// `dropped`.
static unsigned countKept(const llvm::SmallBitVector &dropped, unsigned dim) {
  unsigned kept = 0;
  for (unsigned before = 0; before < dim; ++before)
    kept += dropped[before] ? 0 : 1;
  return kept;
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

/// Returns true if the loop runs from 0 by 1 to a size that the host knows.
bool ColumnLoop::hasCount(const ElementValues &elements) {
  Value end = loop.getUpperBound();
  bool isSize = isa<Attribute>(count) || end.getDefiningOp<tensor::DimOp>();
  return isSize && isConstantIntValue(loop.getLowerBound(), 0) &&
         isConstantIntValue(loop.getStep(), 1) &&
         loop.getNumRegionIterArgs() == 1 && !elements.contains(end);
}

/// Returns the dimension that `slice` drops and in which it is at the index of
/// the iteration. Returns std::nullopt if there is none, or if the slice uses
/// the index more than once.
std::optional<unsigned>
ColumnLoop::findDim(OffsetSizeAndStrideOpInterface slice) {
  Value index = loop.getInductionVar();
  llvm::SmallBitVector dropped;
  if (auto extraction = dyn_cast<tensor::ExtractSliceOp>(slice.getOperation()))
    dropped = extraction.getDroppedDims();
  else
    dropped =
        cast<tensor::InsertSliceOp>(slice.getOperation()).getDroppedDims();
  std::optional<unsigned> found;
  for (auto [dim, offset] : llvm::enumerate(slice.getMixedOffsets()))
    if (offset == OpFoldResult(index) && dropped[dim] &&
        isOneInteger(slice.getMixedStrides()[dim]))
      found = dim;
  return llvm::count(slice->getOperands(), index) == 1 ? found : std::nullopt;
}

/// Returns true if the value is the updated tensor.
bool ColumnLoop::isState(Value value) {
  Operation *owner = value.getDefiningOp();
  Operation *parent = value.getParentBlock()->getParentOp();
  return isa<RankedTensorType>(value.getType()) && loop->isAncestor(parent) &&
         !isa_and_nonnull<linalg::LinalgOp, tensor::ExtractSliceOp>(owner);
}

/// Returns true if all users of the slice accept one more dimension. A slice at
/// another index must not depend on the iteration, nor be of the updated
/// tensor.
bool ColumnLoop::canSpan(tensor::ExtractSliceOp slice) {
  if (!findDim(slice))
    return !isState(slice.getSource()) &&
           !llvm::is_contained(slice->getOperands(), loop.getInductionVar());
  return llvm::all_of(slice->getUses(), [&](OpOperand &use) {
    auto insertion = dyn_cast<tensor::InsertSliceOp>(use.getOwner());
    return isa<linalg::GenericOp>(use.getOwner()) ||
           (insertion && insertion.getSource() == slice);
  });
}

/// Returns true if the insertion writes at the index of the iteration only, a
/// value that is computed in the iteration.
bool ColumnLoop::canSpan(tensor::InsertSliceOp insertion) {
  std::optional<unsigned> dim = findDim(insertion);
  if (!dim || (updated && updated != dim))
    return false;
  updated = dim;
  Operation *source = insertion.getSource().getDefiningOp();
  if (!source || !loop->isAncestor(source))
    return false;
  auto slice = dyn_cast<tensor::ExtractSliceOp>(source);
  if (!slice)
    return true;
  std::optional<unsigned> from = findDim(slice);
  return from && countKept(slice.getDroppedDims(), *from) ==
                     countKept(insertion.getDroppedDims(), *dim);
}

bool ColumnLoop::canSpan(Operation *each) {
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(each))
    return canSpan(slice);
  if (auto insertion = dyn_cast<tensor::InsertSliceOp>(each))
    return canSpan(insertion);
  // The op computes a slice of the updated tensor.
  if (auto linalg = dyn_cast<linalg::LinalgOp>(each))
    return isa<linalg::GenericOp>(each) && !linalg.hasIndexSemantics();
  return !mayReadElements(each) ||
         llvm::none_of(each->getOperands(),
                       [&](Value value) { return isState(value); });
}

bool ColumnLoop::canSpan(const ElementValues &elements) {
  auto isSlice = [](Operation *user) {
    return isa<tensor::ExtractSliceOp, tensor::InsertSliceOp>(user);
  };
  return hasCount(elements) &&
         llvm::all_of(loop.getInductionVar().getUsers(), isSlice) &&
         llvm::all_of(findUpdateOps(loop),
                      [&](Operation *each) { return canSpan(each); });
}

//===----------------------------------------------------------------------===//
// Creation of ops on all iterations
//===----------------------------------------------------------------------===//

/// Extends the slice to the entire dimension.
void ColumnLoop::span(tensor::ExtractSliceOp slice) {
  unsigned dim = *findDim(slice);
  unsigned place = countKept(slice.getDroppedDims(), dim);
  SmallVector<OpFoldResult> offsets = slice.getMixedOffsets(),
                            sizes = slice.getMixedSizes();
  offsets[dim] = rewriter.getIndexAttr(0);
  sizes[dim] = count;
  SmallVector<int64_t> shape(slice.getType().getShape());
  shape.insert(shape.begin() + place,
               getConstantIntValue(count).value_or(ShapedType::kDynamic));
  auto all = rewriter.replaceOpWithNewOp<tensor::ExtractSliceOp>(
      slice, slice.getType().clone(shape), slice.getSource(), offsets, sizes,
      slice.getMixedStrides());
  spanned[all] = place;
}

/// Adds an outermost loop to the op.
void ColumnLoop::span(linalg::GenericOp linalg) {
  SmallVector<AffineMap> maps;
  for (OpOperand &operand : linalg->getOpOperands()) {
    AffineMap map = linalg.getMatchingIndexingMap(&operand).shiftDims(1);
    if (auto found = spanned.find(operand.get()); found != spanned.end())
      map = map.insertResult(rewriter.getAffineDimExpr(0), found->second);
    maps.push_back(map);
  }
  SmallVector<utils::IteratorType> iterators = {utils::IteratorType::parallel};
  llvm::append_range(iterators, linalg.getIteratorTypesArray());
  auto all = linalg::GenericOp::create(
      rewriter, linalg.getLoc(), ValueRange(linalg.getOutputs()).getTypes(),
      linalg.getInputs(), linalg.getOutputs(), maps, iterators);
  all.getRegion().takeBody(linalg.getRegion());
  all->setDiscardableAttrs(linalg->getDiscardableAttrDictionary());
  rewriter.replaceOp(linalg, all);
}

void ColumnLoop::span(tensor::InsertSliceOp insertion) {
  unsigned dim = *findDim(insertion);
  SmallVector<OpFoldResult> offsets = insertion.getMixedOffsets(),
                            sizes = insertion.getMixedSizes();
  offsets[dim] = rewriter.getIndexAttr(0);
  sizes[dim] = count;
  rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(
      insertion, insertion.getSource(), insertion.getDest(), offsets, sizes,
      insertion.getMixedStrides());
}

/// Returns the op that writes an iteration's result into the iter_arg, or null.
KeptTensor ColumnLoop::findKept() {
  auto kept = loop.getYieldedValues().front().getDefiningOp<KeptTensor>();
  return kept && kept.getDest() == loop.getRegionIterArg(0) ? kept
                                                            : KeptTensor();
}

bool ColumnLoop::isOneOp() {
  return llvm::hasNItems(*loop.getBody(), findKept() ? 3 : 2);
}

Value ColumnLoop::span() {
  SmallVector<Operation *> ops;
  loop.getBody()->walk<WalkOrder::PreOrder>(
      [&](Operation *each) { ops.push_back(each); });
  for (Operation *each : ops) {
    rewriter.setInsertionPoint(each);
    auto slice = dyn_cast<tensor::ExtractSliceOp>(each);
    if (slice && findDim(slice))
      span(slice);
    else if (auto insertion = dyn_cast<tensor::InsertSliceOp>(each))
      span(insertion);
    else if (auto linalg = dyn_cast<linalg::GenericOp>(each))
      span(linalg);
  }
  Value result = loop.getYieldedValues().front();
  if (KeptTensor kept = findKept()) {
    result = kept.getSource();
    rewriter.replaceOp(kept, result);
  }
  rewriter.eraseOp(loop.getBody()->getTerminator());
  rewriter.inlineBlockBefore(loop.getBody(), loop,
                             {loop.getLowerBound(), loop.getInitArgs()[0]});
  rewriter.replaceOp(loop, result);
  return result;
}

Operation *makeColumnsOfLoops(RewriterBase &rewriter, Operation *op,
                              const ElementValues &elements) {
  SmallVector<scf::ForOp> loops;
  op->walk<WalkOrder::PreOrder>(
      [&](scf::ForOp loop) { loops.push_back(loop); });
  for (scf::ForOp loop : loops) {
    bool isUpdate = loop == op;
    ColumnLoop columns(rewriter, loop);
    // The rest of the update must be a single op.
    if ((isUpdate && !columns.isOneOp()) || !columns.canSpan(elements))
      continue;
    Value result = columns.span();
    if (isUpdate)
      op = result.getDefiningOp();
  }
  return op;
}

} // namespace ag
