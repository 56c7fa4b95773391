//===- BlockTiles.cpp - loops over tiles, one for each block --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/BlockTiles.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

namespace ag {

bool isOverBlocks(scf::ForallOp loop) {
  std::optional<ArrayAttr> mapping = loop.getMapping();
  return mapping && mapping->size() == 1 &&
         isa<gpu::GPUBlockMappingAttr>((*mapping)[0]);
}

/// The sizes of a tile: as much of the innermost loops as it may hold. A size
/// that is not known may be large.
static SmallVector<int64_t> chooseTile(linalg::LinalgOp op) {
  SmallVector<int64_t> tile = op.getStaticLoopRanges();
  int64_t left = mostTileElements;
  for (int64_t &size : llvm::reverse(tile)) {
    size = ShapedType::isDynamic(size) ? left : std::min(size, left);
    left /= size;
  }
  return tile;
}

namespace {
/// Writes the loop over the tiles of one op.
class BlockLoop {
public:
  BlockLoop(RewriterBase &rewriter, linalg::LinalgOp op)
      : rewriter(rewriter), op(op), loc(op.getLoc()), tile(chooseTile(op)) {}

  FailureOr<scf::ForallOp> write();

private:
  void begin(OpFoldResult blocks, ValueRange outputs);
  scf::ForallOp writeWhole();
  OpFoldResult countTiles(OpFoldResult size, int64_t step);
  OpFoldResult multiply(OpFoldResult a, OpFoldResult b);
  SmallVector<Value> makeOutputs();
  void findTile(Value block);
  void insert(ValueRange results, TilingInterface tiled);

  RewriterBase &rewriter;
  linalg::LinalgOp op;
  Location loc;
  SmallVector<int64_t> tile;
  SmallVector<OpFoldResult> extents, counts;
  /// Of the tile of one block.
  SmallVector<OpFoldResult> offsets, sizes;
  scf::ForallOp loop;
};
} // namespace

OpFoldResult BlockLoop::countTiles(OpFoldResult size, int64_t step) {
  AffineExpr s = rewriter.getAffineSymbolExpr(0);
  return affine::makeComposedFoldedAffineApply(rewriter, loc, s.ceilDiv(step),
                                               {size});
}

OpFoldResult BlockLoop::multiply(OpFoldResult a, OpFoldResult b) {
  std::optional<int64_t> x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y)
    return rewriter.getIndexAttr(*x * *y);
  if (x == 1)
    return b;
  if (y == 1)
    return a;
  return arith::MulIOp::create(
             rewriter, loc, getValueOrCreateConstantIndexOp(rewriter, loc, a),
             getValueOrCreateConstantIndexOp(rewriter, loc, b))
      .getResult();
}

/// Finds which tile is that of `block`: tiles are counted in row-major order.
void BlockLoop::findTile(Value block) {
  SmallVector<Value> ids;
  if (counts.size() == 1)
    ids.push_back(block);
  else if (!counts.empty())
    llvm::append_range(ids, affine::AffineDelinearizeIndexOp::create(
                                rewriter, loc, block, counts)
                                .getResults());
  AffineExpr id = rewriter.getAffineDimExpr(0);
  AffineExpr extent = rewriter.getAffineSymbolExpr(0);
  for (auto [number, step] : llvm::enumerate(tile)) {
    std::optional<int64_t> known = getConstantIntValue(extents[number]);
    if (known && *known == step) {
      offsets.push_back(rewriter.getIndexAttr(0));
      sizes.push_back(rewriter.getIndexAttr(step));
      continue;
    }
    offsets.push_back(affine::makeComposedFoldedAffineApply(
        rewriter, loc, id * step, {ids[number]}));
    bool isClipped = !known || *known % step != 0;
    AffineMap ends = AffineMap::get(
        1, 1, {rewriter.getAffineConstantExpr(step), extent - id * step},
        rewriter.getContext());
    sizes.push_back(
        isClipped ? affine::makeComposedFoldedAffineMin(
                        rewriter, loc, ends, {ids[number], extents[number]})
                  : rewriter.getIndexAttr(step));
  }
}

void BlockLoop::insert(ValueRange results, TilingInterface tiled) {
  SmallVector<SmallVector<OpFoldResult>> places(results.size()),
      shapes(results.size());
  for (unsigned number = 0; number < results.size(); ++number) {
    LogicalResult isFound = tiled.getResultTilePosition(
        rewriter, number, offsets, sizes, places[number], shapes[number]);
    assert(succeeded(isFound) && "results of linalg ops have positions");
    (void)isFound;
  }
  rewriter.setInsertionPointToStart(loop.getTerminator().getBody());
  for (auto [number, result] : llvm::enumerate(results)) {
    SmallVector<OpFoldResult> steps(places[number].size(),
                                    rewriter.getIndexAttr(1));
    tensor::ParallelInsertSliceOp::create(
        rewriter, loc, result, loop.getRegionIterArgs()[number], places[number],
        shapes[number], steps);
  }
}

/// The tensors that the loop writes to; none where `op` is on buffers. One that
/// is empty is the loop's own: shared with another loop, it would be copied, as
/// bufferization does not know that nothing is read of it.
SmallVector<Value> BlockLoop::makeOutputs() {
  SmallVector<Value> outputs;
  if (!op.hasPureTensorSemantics())
    return outputs;
  for (Value init : op.getDpsInits()) {
    auto empty = init.getDefiningOp<tensor::EmptyOp>();
    outputs.push_back(empty ? rewriter.clone(*empty)->getResult(0) : init);
  }
  return outputs;
}

/// Begins the loop, of which the body is then written.
void BlockLoop::begin(OpFoldResult blocks, ValueRange outputs) {
  auto mapping = rewriter.getArrayAttr({gpu::GPUBlockMappingAttr::get(
      rewriter.getContext(), gpu::MappingId::DimX)});
  loop =
      scf::ForallOp::create(rewriter, loc, ArrayRef{blocks}, outputs, mapping);
  rewriter.setInsertionPoint(loop.getTerminator());
}

/// How a tensor of `rank` gets a first dimension of 1.
static SmallVector<ReassociationIndices> addFirstDim(int64_t rank) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < rank; ++dim)
    groups.push_back({dim + 1});
  if (rank > 0)
    groups.front() = {0, 1};
  return groups;
}

/// The tile that is all of an op: its results are slice number %b of tensors
/// with one dimension more, of 1, so that bufferization sees where they go.
///
///   %o = tensor.expand_shape %e [] : tensor<f32> into tensor<1xf32>
///   scf.forall (%b) in (1) shared_outs(%s = %o) {
///     %d = tensor.extract_slice %s[%b] [1] [1] : tensor<1xf32> to tensor<f32>
scf::ForallOp BlockLoop::writeWhole() {
  OpFoldResult one = rewriter.getIndexAttr(1), zero = rewriter.getIndexAttr(0);
  SmallVector<Value> outputs;
  for (Value output : makeOutputs()) {
    auto type = cast<RankedTensorType>(output.getType());
    SmallVector<int64_t> shape = {1};
    llvm::append_range(shape, type.getShape());
    outputs.push_back(tensor::ExpandShapeOp::create(
        rewriter, loc, type.clone(shape), output, addFirstDim(type.getRank())));
  }
  begin(one, outputs);
  auto inner = cast<linalg::LinalgOp>(rewriter.clone(*op));
  rewriter.setInsertionPoint(inner);
  rewriter.modifyOpInPlace(inner, [&] {
    for (auto [number, output] : llvm::enumerate(loop.getRegionIterArgs())) {
      auto sliced = cast<RankedTensorType>(output.getType());
      SmallVector<OpFoldResult> at(sliced.getRank(), zero),
          steps(sliced.getRank(), one);
      at.front() = loop.getInductionVar(0);
      SmallVector<OpFoldResult> shape =
          getAsIndexOpFoldResult(rewriter.getContext(), sliced.getShape());
      auto type = cast<RankedTensorType>(op.getDpsInits()[number].getType());
      inner.getDpsInitsMutable()[number].assign(tensor::ExtractSliceOp::create(
          rewriter, loc, type, output, at, shape, steps));
      rewriter.setInsertionPointToEnd(loop.getTerminator().getBody());
      tensor::ParallelInsertSliceOp::create(
          rewriter, loc, inner->getResult(number), output, at, shape, steps);
      rewriter.setInsertionPoint(inner);
    }
  });
  rewriter.setInsertionPointAfter(loop);
  SmallVector<Value> results;
  for (auto [result, old] :
       llvm::zip_equal(loop.getResults(), op->getResults()))
    results.push_back(tensor::CollapseShapeOp::create(
        rewriter, loc, old.getType(), result,
        addFirstDim(cast<RankedTensorType>(old.getType()).getRank())));
  rewriter.replaceOp(op, results);
  return loop;
}

FailureOr<scf::ForallOp> BlockLoop::write() {
  rewriter.setInsertionPoint(op);
  auto tileable = cast<TilingInterface>(op.getOperation());
  OpFoldResult blocks = rewriter.getIndexAttr(1);
  for (auto [range, step] :
       llvm::zip_equal(tileable.getIterationDomain(rewriter), tile)) {
    extents.push_back(range.size);
    counts.push_back(countTiles(range.size, step));
    blocks = multiply(blocks, counts.back());
  }
  if (op.hasPureTensorSemantics() && getConstantIntValue(blocks) == 1)
    return writeWhole();
  SmallVector<Value> outputs = makeOutputs();
  begin(blocks, outputs);
  findTile(loop.getInductionVar(0));
  // The op on what the loop carries, of which a tile is taken.
  auto inner = cast<linalg::LinalgOp>(rewriter.clone(*op));
  if (!outputs.empty())
    inner.getDpsInitsMutable().assign(loop.getRegionIterArgs());
  auto whole = cast<TilingInterface>(inner.getOperation());
  FailureOr<TilingResult> tiled =
      whole.getTiledImplementation(rewriter, offsets, sizes);
  if (failed(tiled)) {
    rewriter.eraseOp(loop);
    return failure();
  }
  if (!outputs.empty())
    insert(tiled->tiledValues, whole);
  rewriter.eraseOp(inner);
  rewriter.replaceOp(op, loop.getResults());
  return loop;
}

FailureOr<scf::ForallOp> tileToBlocks(RewriterBase &rewriter,
                                      linalg::LinalgOp op) {
  assert(op.getNumParallelLoops() == op.getNumLoops() && "callers check it");
  if (!llvm::is_contained(op.getStaticLoopRanges(), 0))
    return BlockLoop(rewriter, op).write();
  if (op.hasPureTensorSemantics())
    rewriter.replaceOp(op, op.getDpsInits());
  else
    rewriter.eraseOp(op);
  return scf::ForallOp();
}

} // namespace ag
