//===- FindColumns.cpp - columns of an updated tensor ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FindColumns.h"
#include "Updates.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

/// Loops and branches of the update have no other tensor as iter_args or
/// results.
bool isUpdateState(Operation *op, Value target, Value value) {
  if (value == target)
    return true;
  if (!isa<RankedTensorType>(value.getType()))
    return false;
  Operation *owner = value.getDefiningOp();
  if (!owner)
    return op->isAncestor(value.getParentBlock()->getParentOp());
  return op->isAncestor(owner) &&
         !isa<linalg::LinalgOp, tensor::ExtractSliceOp>(owner);
}

ColumnNumbers findColumnDims(const llvm::SmallBitVector &columns,
                             const llvm::SmallBitVector &dropped) {
  ColumnNumbers numbers;
  for (unsigned dim = 0; dim < columns.size(); ++dim)
    if (!dropped[dim])
      numbers.push_back(columns[dim] ? std::optional(dim) : std::nullopt);
  return numbers;
}

ColumnNumbers findColumnLoops(const llvm::SmallBitVector &columns,
                              linalg::LinalgOp linalg) {
  OpOperand &init = *linalg.getDpsInitOperand(0);
  auto slice = init.get().getDefiningOp<tensor::ExtractSliceOp>();
  ColumnNumbers loops(linalg.getNumLoops());
  for (auto [expr, column] :
       llvm::zip_equal(linalg.getMatchingIndexingMap(&init).getResults(),
                       findColumnDims(columns, slice.getDroppedDims())))
    if (auto loop = dyn_cast<AffineDimExpr>(expr))
      loops[loop.getPosition()] = column;
  return loops;
}

namespace {
/// Finds the columns of one update: begins with all dimensions, and keeps those
/// that suit each op.
class ColumnFinder {
public:
  ColumnFinder(Operation *op, Value target)
      : op(op), target(target),
        columns(cast<RankedTensorType>(target.getType()).getRank(), true),
        extents(columns.size()) {}

  UpdatedColumns find(const ElementValues &elements);

private:
  bool isState(Value value) const { return isUpdateState(op, target, value); }
  bool isOutside(OpFoldResult number) const;
  template <typename Op> void keepSpanned(Op slice);
  void keepParallel(linalg::LinalgOp linalg);
  void keepComputed(Operation *each);

  Operation *op;
  Value target;
  llvm::SmallBitVector columns;
  SmallVector<OpFoldResult> extents;
};
} // namespace

bool ColumnFinder::isOutside(OpFoldResult number) const {
  auto value = dyn_cast<Value>(number);
  return !value || !op->isAncestor(value.getParentBlock()->getParentOp());
}

/// Keeps those columns in which the slice of the updated tensor begins at 0 and
/// is as long as in other slices.
template <typename Op> void ColumnFinder::keepSpanned(Op slice) {
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  for (unsigned dim : columns.set_bits()) {
    OpFoldResult size = slice.getMixedSizes()[dim];
    if (!extents[dim])
      extents[dim] = size;
    if (dropped[dim] || !isZeroInteger(slice.getMixedOffsets()[dim]) ||
        !isOneInteger(slice.getMixedStrides()[dim]) || !isOutside(size) ||
        !isEqualConstantIntOrValue(size, extents[dim]))
      columns.reset(dim);
  }
}

/// Keeps the columns whose loops in `linalg` index all tensors plainly or not
/// at all.
void ColumnFinder::keepParallel(linalg::LinalgOp linalg) {
  llvm::SmallBitVector found(columns.size());
  for (auto [loop, column] :
       llvm::enumerate(findColumnLoops(columns, linalg))) {
    AffineExpr self = getAffineDimExpr(loop, linalg.getContext());
    if (column &&
        llvm::all_of(
            linalg.getIndexingMapsArray(), [&, loop = loop](AffineMap map) {
              return llvm::all_of(map.getResults(), [&](AffineExpr expr) {
                return expr == self || !expr.isFunctionOfDim(loop);
              });
            }))
      found.set(*column);
  }
  columns &= found;
}

/// Keeps the columns in which `each` does the same to all elements.
void ColumnFinder::keepComputed(Operation *each) {
  if (auto linalg = dyn_cast<linalg::LinalgOp>(each))
    return keepParallel(linalg);
  if (auto insertion = dyn_cast<tensor::InsertSliceOp>(each))
    return keepSpanned(insertion);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(each))
    return isState(slice.getSource()) ? keepSpanned(slice) : void();
  // The element that is read may be another block's.
  if (mayReadElements(each) &&
      llvm::any_of(each->getOperands(),
                   [&](Value value) { return isState(value); }))
    columns.reset();
}

UpdatedColumns ColumnFinder::find(const ElementValues &elements) {
  for (Operation *each : findUpdateOps(op))
    keepComputed(each);
  for (unsigned dim : columns.set_bits()) {
    auto size = dyn_cast_if_present<Value>(extents[dim]);
    if (!extents[dim] || (size && elements.contains(size)))
      columns.reset(dim);
  }
  return {columns, extents};
}

UpdatedColumns findColumns(Operation *op, Value target,
                           const ElementValues &elements) {
  return ColumnFinder(op, target).find(elements);
}

} // namespace ag
