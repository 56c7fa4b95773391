//===- UpdateColumns.cpp - updates that blocks share ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "UpdateColumns.h"
#include "FindColumns.h"
#include "Updates.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/TileGrid.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

/// Returns true if there may be more columns than threads of a block.
static bool hasManyColumns(const UpdatedColumns &columns) {
  int64_t count = 1;
  for (unsigned dim : columns.dims.set_bits()) {
    std::optional<int64_t> size = getConstantIntValue(columns.extents[dim]);
    if (!size || llvm::MulOverflow(count, *size, count))
      return true;
  }
  return count > blockThreads;
}

namespace {
/// Distributes one update over blocks.
class ColumnUpdate {
public:
  ColumnUpdate(RewriterBase &rewriter, Operation *op, Value target,
               UpdatedColumns columns)
      : rewriter(rewriter), op(op), target(target), loc(op->getLoc()),
        columns(std::move(columns)) {}

  scf::ForallOp write();

private:
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
  UpdatedColumns columns;
  /// The tile of the updated tensor that one block has.
  TileGrid::Tile tile;
};
} // namespace

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
  for (unsigned dim : columns.dims.set_bits())
    sizes[dim] = tile.sizes[dim];
  rewriter.replaceOpWithNewOp<tensor::ExtractSliceOp>(
      slice, narrowType(slice.getType(), numbers), slice.getSource(),
      slice.getMixedOffsets(), sizes, slice.getMixedStrides());
}

void ColumnUpdate::narrow(tensor::InsertSliceOp insertion,
                          const ColumnNumbers &numbers) {
  SmallVector<OpFoldResult> sizes = insertion.getMixedSizes();
  for (unsigned dim : columns.dims.set_bits())
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
    return findColumnLoops(columns.dims, linalg);
  if (auto insertion = dyn_cast<tensor::InsertSliceOp>(each))
    return findColumnDims(columns.dims, insertion.getDroppedDims());
  auto slice = dyn_cast<tensor::ExtractSliceOp>(each);
  return slice && isUpdateState(op, target, slice.getSource())
             ? findColumnDims(columns.dims, slice.getDroppedDims())
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
  if (dim && isUpdateState(op, target, dim.getSource()))
    return rewriter.modifyOpInPlace(each,
                                    [&] { dim.getSourceMutable().set(all); });
  narrowStates(each);
}

scf::ForallOp ColumnUpdate::write() {
  rewriter.setInsertionPoint(op);
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(rewriter, loc, target);
  for (unsigned dim : columns.dims.set_bits())
    sizes[dim] = columns.extents[dim];
  TileSide side{llvm::to_vector_of<unsigned>(columns.dims.set_bits()),
                blockThreads};
  TileGrid grid(rewriter, loc, sizes, side);
  scf::ForallOp loop = beginBlockLoop(rewriter, loc, grid.getCount(), target);
  Value all = loop.getRegionIterArgs().front();
  tile = grid.getTile(rewriter, loc, loop.getInductionVar(0));
  ColumnNumbers numbers = findColumnDims(
      columns.dims, llvm::SmallBitVector(columns.dims.size(), false));
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
  UpdatedColumns columns = findColumns(op, target, elements);
  if (!hasManyColumns(columns))
    return {};
  return ColumnUpdate(rewriter, op, target, std::move(columns)).write();
}

} // namespace ag
