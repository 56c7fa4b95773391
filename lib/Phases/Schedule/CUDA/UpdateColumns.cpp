//===- UpdateColumns.cpp - updates that blocks share ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "UpdateColumns.h"
#include "Updates.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/TileGrid.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

namespace {
/// For each dimension or loop, the dimension of the updated tensor that is its
/// column, or std::nullopt.
using ColumnNumbers = SmallVector<std::optional<unsigned>>;

/// Distributes one update over blocks.
class ColumnUpdate {
public:
  ColumnUpdate(RewriterBase &rewriter, Operation *op, Value target)
      : rewriter(rewriter), op(op), target(target), loc(op->getLoc()),
        type(cast<RankedTensorType>(target.getType())),
        columns(type.getRank(), true), extents(type.getRank()) {}

  bool findColumns(const ElementValues &elements);
  scf::ForallOp write();

private:
  bool isState(Value value) const;
  bool isOutside(OpFoldResult number) const;
  template <typename Op> void keepSpanned(Op slice);
  void keepParallel(linalg::LinalgOp linalg);
  void keepComputed(Operation *each);
  bool hasManyColumns() const;
  ColumnNumbers findColumnDims(const llvm::SmallBitVector &dropped) const;
  ColumnNumbers findColumnLoops(linalg::LinalgOp linalg) const;

  RankedTensorType narrowType(Type given, const ColumnNumbers &numbers) const;
  Value narrow(Value given, const ColumnNumbers &numbers);
  ColumnNumbers findNumbers(Operation *each) const;
  void narrow(Operation *each, const ColumnNumbers &numbers, Value all);
  void narrow(tensor::ExtractSliceOp slice, const ColumnNumbers &numbers);
  void narrow(tensor::InsertSliceOp insertion, const ColumnNumbers &numbers);
  void narrow(linalg::LinalgOp linalg, const ColumnNumbers &loops);
  void narrowStates(Operation *each);

  RewriterBase &rewriter;
  /// The update and its target, or those of one block once they are cloned.
  Operation *op;
  Value target;
  Location loc;
  RankedTensorType type;
  /// The dimensions that are columns, and the extents of the update along them.
  llvm::SmallBitVector columns;
  SmallVector<OpFoldResult> extents;
  /// The tile of the updated tensor that one block has.
  TileGrid::Tile tile;
};
} // namespace

//===----------------------------------------------------------------------===//
// Columns
//===----------------------------------------------------------------------===//

/// Returns true if the value is the updated tensor before, within or after the
/// update. Loops and branches of the update have no other tensor as iter_args
/// or results.
bool ColumnUpdate::isState(Value value) const {
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

bool ColumnUpdate::isOutside(OpFoldResult number) const {
  auto value = dyn_cast<Value>(number);
  return !value || !op->isAncestor(value.getParentBlock()->getParentOp());
}

/// Keeps those columns in which the slice of the updated tensor begins at 0 and
/// is as long as in other slices.
template <typename Op> void ColumnUpdate::keepSpanned(Op slice) {
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

/// Returns the column of each dimension of a slice of the updated tensor.
ColumnNumbers
ColumnUpdate::findColumnDims(const llvm::SmallBitVector &dropped) const {
  ColumnNumbers numbers;
  for (unsigned dim = 0; dim < columns.size(); ++dim)
    if (!dropped[dim])
      numbers.push_back(columns[dim] ? std::optional(dim) : std::nullopt);
  return numbers;
}

/// Returns the column of each loop of an op that computes a slice.
ColumnNumbers ColumnUpdate::findColumnLoops(linalg::LinalgOp linalg) const {
  OpOperand &init = *linalg.getDpsInitOperand(0);
  auto slice = init.get().getDefiningOp<tensor::ExtractSliceOp>();
  ColumnNumbers loops(linalg.getNumLoops());
  for (auto [expr, column] :
       llvm::zip_equal(linalg.getMatchingIndexingMap(&init).getResults(),
                       findColumnDims(slice.getDroppedDims())))
    if (auto loop = dyn_cast<AffineDimExpr>(expr))
      loops[loop.getPosition()] = column;
  return loops;
}

/// Keeps the columns whose loops in `linalg` index all tensors plainly or not
/// at all.
void ColumnUpdate::keepParallel(linalg::LinalgOp linalg) {
  llvm::SmallBitVector found(columns.size());
  for (auto [loop, column] : llvm::enumerate(findColumnLoops(linalg))) {
    AffineExpr self = rewriter.getAffineDimExpr(loop);
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
void ColumnUpdate::keepComputed(Operation *each) {
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

bool ColumnUpdate::findColumns(const ElementValues &elements) {
  for (Operation *each : findUpdateOps(op))
    keepComputed(each);
  for (unsigned dim : columns.set_bits()) {
    auto size = dyn_cast_if_present<Value>(extents[dim]);
    if (!extents[dim] || (size && elements.contains(size)))
      columns.reset(dim);
  }
  return hasManyColumns();
}

/// Returns true if there may be more columns than threads of a block.
bool ColumnUpdate::hasManyColumns() const {
  int64_t count = 1;
  for (unsigned dim : columns.set_bits()) {
    std::optional<int64_t> size = getConstantIntValue(extents[dim]);
    if (!size || llvm::MulOverflow(count, *size, count))
      return true;
  }
  return count > blockThreads;
}

//===----------------------------------------------------------------------===//
// The update of one block
//===----------------------------------------------------------------------===//

RankedTensorType ColumnUpdate::narrowType(Type given,
                                          const ColumnNumbers &numbers) const {
  auto tensor = cast<RankedTensorType>(given);
  SmallVector<int64_t> shape(tensor.getShape());
  for (auto [size, column] : llvm::zip_equal(shape, numbers))
    if (column)
      size = getConstantIntValue(tile.sizes[*column])
                 .value_or(ShapedType::kDynamic);
  return tensor.clone(shape);
}

/// Returns the slice of a tensor that has the block's columns.
Value ColumnUpdate::narrow(Value given, const ColumnNumbers &numbers) {
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, loc, given);
  SmallVector<OpFoldResult> offsets(sizes.size(), rewriter.getIndexAttr(0)),
      steps(sizes.size(), rewriter.getIndexAttr(1));
  for (auto [offset, size, column] : llvm::zip_equal(offsets, sizes, numbers))
    if (column) {
      offset = tile.offsets[*column];
      size = tile.sizes[*column];
    }
  return tensor::ExtractSliceOp::create(rewriter, loc,
                                        narrowType(given.getType(), numbers),
                                        given, offsets, sizes, steps);
}

void ColumnUpdate::narrow(tensor::ExtractSliceOp slice,
                          const ColumnNumbers &numbers) {
  SmallVector<OpFoldResult> sizes = slice.getMixedSizes();
  for (unsigned dim : columns.set_bits())
    sizes[dim] = tile.sizes[dim];
  rewriter.replaceOpWithNewOp<tensor::ExtractSliceOp>(
      slice, narrowType(slice.getType(), numbers), slice.getSource(),
      slice.getMixedOffsets(), sizes, slice.getMixedStrides());
}

void ColumnUpdate::narrow(tensor::InsertSliceOp insertion,
                          const ColumnNumbers &numbers) {
  SmallVector<OpFoldResult> sizes = insertion.getMixedSizes();
  for (unsigned dim : columns.set_bits())
    sizes[dim] = tile.sizes[dim];
  Value source = insertion.getSource();
  auto computed = source.getDefiningOp<linalg::LinalgOp>();
  if (!computed || !op->isAncestor(computed))
    source = narrow(source, numbers);
  rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(
      insertion, source, insertion.getDest(), insertion.getMixedOffsets(),
      sizes, insertion.getMixedStrides());
}

void ColumnUpdate::narrow(linalg::LinalgOp linalg, const ColumnNumbers &loops) {
  for (OpOperand *input : linalg.getDpsInputOperands()) {
    ColumnNumbers numbers;
    for (AffineExpr expr : linalg.getMatchingIndexingMap(input).getResults()) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      numbers.push_back(loop ? loops[loop.getPosition()] : std::nullopt);
    }
    if (llvm::any_of(numbers, [](auto column) { return column.has_value(); })) {
      Value narrowed = narrow(input->get(), numbers);
      rewriter.modifyOpInPlace(linalg, [&] { input->set(narrowed); });
    }
  }
  SmallVector<OpFoldResult> offsets;
  for (std::optional<unsigned> column : loops)
    offsets.push_back(column ? tile.offsets[*column] : OpFoldResult());
  linalg::offsetIndices(rewriter, linalg, offsets);
  linalg->getResult(0).setType(linalg.getDpsInits().front().getType());
}

/// Gives results and block arguments of loops and branches the type of the
/// block's tile.
void ColumnUpdate::narrowStates(Operation *each) {
  auto setTypes = [&](ValueRange values) {
    for (Value value : values)
      if (isa<RankedTensorType>(value.getType()))
        value.setType(target.getType());
  };
  setTypes(each->getResults());
  for (Region &region : each->getRegions())
    for (Block &block : region)
      setTypes(block.getArguments());
}

/// Returns the columns of the dimensions of a slice of the updated tensor, or
/// of the loops of an op that computes one. Returns an empty list for other
/// ops.
ColumnNumbers ColumnUpdate::findNumbers(Operation *each) const {
  if (auto linalg = dyn_cast<linalg::LinalgOp>(each))
    return findColumnLoops(linalg);
  if (auto insertion = dyn_cast<tensor::InsertSliceOp>(each))
    return findColumnDims(insertion.getDroppedDims());
  auto slice = dyn_cast<tensor::ExtractSliceOp>(each);
  return slice && isState(slice.getSource())
             ? findColumnDims(slice.getDroppedDims())
             : ColumnNumbers();
}

/// Narrows `each` to the block's columns. `all` is the updated tensor with all
/// columns, whose sizes `each` may read.
void ColumnUpdate::narrow(Operation *each, const ColumnNumbers &numbers,
                          Value all) {
  rewriter.setInsertionPoint(each);
  if (auto linalg = dyn_cast<linalg::LinalgOp>(each))
    return narrow(linalg, numbers);
  if (auto insertion = dyn_cast<tensor::InsertSliceOp>(each))
    return narrow(insertion, numbers);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(each))
    return numbers.empty() ? void() : narrow(slice, numbers);
  auto dim = dyn_cast<tensor::DimOp>(each);
  if (dim && isState(dim.getSource()))
    return rewriter.modifyOpInPlace(each,
                                    [&] { dim.getSourceMutable().set(all); });
  narrowStates(each);
}

scf::ForallOp ColumnUpdate::write() {
  rewriter.setInsertionPoint(op);
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(rewriter, loc, target);
  for (unsigned dim : columns.set_bits())
    sizes[dim] = extents[dim];
  TileSide side{llvm::to_vector_of<unsigned>(columns.set_bits()), blockThreads};
  TileGrid grid(rewriter, loc, sizes, side);
  scf::ForallOp loop = beginBlockLoop(rewriter, loc, grid.getCount(), target);
  Value all = loop.getRegionIterArgs().front();
  tile = grid.getTile(rewriter, loc, loop.getInductionVar(0));
  ColumnNumbers numbers =
      findColumnDims(llvm::SmallBitVector(columns.size(), false));
  auto part = narrow(all, numbers).getDefiningOp<tensor::ExtractSliceOp>();
  IRMapping mapping;
  mapping.map(target, part);
  Operation *copied = rewriter.clone(*op, mapping);
  rewriter.setInsertionPointToEnd(loop.getTerminator().getBody());
  tensor::ParallelInsertSliceOp::create(
      rewriter, loc, copied->getResult(0), all, part.getMixedOffsets(),
      part.getMixedSizes(), part.getMixedStrides());
  rewriter.replaceOp(op, loop.getResults());
  op = copied;
  target = part;
  // Narrowed slices no longer show which dimensions they have.
  SmallVector<std::pair<Operation *, ColumnNumbers>> ops;
  for (Operation *each : findUpdateOps(op))
    ops.emplace_back(each, findNumbers(each));
  for (const auto &[each, numbers] : ops)
    narrow(each, numbers, all);
  return loop;
}

scf::ForallOp shareColumns(RewriterBase &rewriter, Operation *op, Value target,
                           const ElementValues &elements) {
  ColumnUpdate update(rewriter, op, target);
  return update.findColumns(elements) ? update.write() : scf::ForallOp();
}

} // namespace ag
