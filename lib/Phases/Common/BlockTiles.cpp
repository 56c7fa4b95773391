//===- BlockTiles.cpp - loops over tiles, one for each block --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Machine/Common/Machine.h"
#include "ag/Phases/Common/BlockProducts.h"
#include "ag/Phases/Common/Combiners.h"
#include "ag/Phases/Common/TileGrid.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

namespace ag {

bool isOverBlocks(Operation *op) {
  auto loop = dyn_cast<scf::ForallOp>(op);
  std::optional<ArrayAttr> mapping = loop ? loop.getMapping() : std::nullopt;
  return mapping && mapping->size() == 1 &&
         isa<gpu::GPUBlockMappingAttr>((*mapping)[0]);
}

SmallVector<Block *> findHostBlocks(func::FuncOp function) {
  SmallVector<Block *> blocks;
  for (Block &block : function.getBody())
    blocks.push_back(&block);
  for (size_t number = 0; number < blocks.size(); ++number)
    for (Operation &op : *blocks[number])
      if (isa<RegionBranchOpInterface>(op) && !isOverBlocks(&op))
        for (Region &region : op.getRegions())
          for (Block &inner : region)
            blocks.push_back(&inner);
  return blocks;
}

//===----------------------------------------------------------------------===//
// One block
//===----------------------------------------------------------------------===//

scf::ForallOp beginBlockLoop(RewriterBase &rewriter, Location loc,
                             OpFoldResult blocks, ValueRange outputs) {
  auto mapping = rewriter.getArrayAttr({gpu::GPUBlockMappingAttr::get(
      rewriter.getContext(), gpu::MappingId::DimX)});
  auto loop =
      scf::ForallOp::create(rewriter, loc, ArrayRef{blocks}, outputs, mapping);
  rewriter.setInsertionPoint(loop.getTerminator());
  return loop;
}

/// Returns the reassociation that adds a first dimension of 1 to a tensor of
/// `rank`.
static SmallVector<ReassociationIndices> addFirstDim(int64_t rank) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < rank; ++dim)
    groups.push_back({dim + 1});
  if (rank > 0)
    groups.front() = {0, 1};
  return groups;
}

/// Expands `output` by a first dimension of 1.
static Value expandFirst(OpBuilder &builder, Location loc, Value output) {
  auto type = cast<RankedTensorType>(output.getType());
  SmallVector<int64_t> shape = {1};
  llvm::append_range(shape, type.getShape());
  SmallVector<OpFoldResult> sizes = {builder.getIndexAttr(1)};
  llvm::append_range(sizes, tensor::getMixedSizes(builder, loc, output));
  return tensor::ExpandShapeOp::create(builder, loc, type.clone(shape), output,
                                       addFirstDim(type.getRank()), sizes);
}

BlockOp runInBlock(RewriterBase &rewriter, Operation *op, ValueRange inits,
                   ValueRange outputs) {
  Location loc = op->getLoc();
  OpFoldResult one = rewriter.getIndexAttr(1), zero = rewriter.getIndexAttr(0);
  rewriter.setInsertionPoint(op);
  SmallVector<Value> expanded;
  for (Value output : outputs)
    expanded.push_back(expandFirst(rewriter, loc, output));
  scf::ForallOp loop = beginBlockLoop(rewriter, loc, one, expanded);
  IRMapping mapping;
  SmallVector<tensor::ExtractSliceOp> slices;
  for (auto [init, output] : llvm::zip_equal(inits, loop.getRegionIterArgs())) {
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(rewriter, loc, output);
    SmallVector<OpFoldResult> at(sizes.size(), zero), steps(sizes.size(), one);
    sizes.front() = one;
    at.front() = loop.getInductionVar(0);
    slices.push_back(tensor::ExtractSliceOp::create(
        rewriter, loc, cast<RankedTensorType>(init.getType()), output, at,
        sizes, steps));
    mapping.map(init, slices.back());
  }
  Operation *inner = rewriter.clone(*op, mapping);
  rewriter.setInsertionPointToEnd(loop.getTerminator().getBody());
  for (auto [slice, result] : llvm::zip_equal(slices, inner->getResults()))
    tensor::ParallelInsertSliceOp::create(
        rewriter, loc, result, slice.getSource(), slice.getMixedOffsets(),
        slice.getMixedSizes(), slice.getMixedStrides());
  rewriter.setInsertionPointAfter(loop);
  SmallVector<Value> results;
  for (auto [result, old] :
       llvm::zip_equal(loop.getResults(), op->getResults()))
    results.push_back(tensor::CollapseShapeOp::create(
        rewriter, loc, old.getType(), result,
        addFirstDim(cast<RankedTensorType>(old.getType()).getRank())));
  rewriter.replaceOp(op, results);
  return {loop, inner, llvm::to_vector_of<Value>(slices)};
}

//===----------------------------------------------------------------------===//
// Threads of a reduction
//===----------------------------------------------------------------------===//

/// Returns the reduction loops along which some input is contiguous. Returns no
/// loops if another input is contiguous along a parallel loop. Inputs that no
/// reduction loop indexes do not count.
static llvm::SmallBitVector findRowLoops(linalg::LinalgOp op) {
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  llvm::SmallBitVector rows(iterators.size());
  auto reduces = [&](unsigned loop) {
    return iterators[loop] == utils::IteratorType::reduction;
  };
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    bool isReduced =
        llvm::any_of(llvm::seq(map.getNumDims()), [&](unsigned loop) {
          return reduces(loop) && map.isFunctionOfDim(loop);
        });
    if (!isReduced)
      continue;
    auto last = dyn_cast<AffineDimExpr>(map.getResults().back());
    if (!last || !reduces(last.getPosition()))
      return llvm::SmallBitVector(iterators.size());
    rows.set(last.getPosition());
  }
  return rows;
}

/// Returns the number of results, or ShapedType::kDynamic if it is not static.
static int64_t countResults(linalg::LinalgOp op) {
  int64_t count = 1;
  for (auto [size, kind] :
       llvm::zip_equal(op.getStaticLoopRanges(), op.getIteratorTypesArray())) {
    if (kind != utils::IteratorType::parallel)
      continue;
    if (ShapedType::isDynamic(size) || llvm::MulOverflow(count, size, count))
      return ShapedType::kDynamic;
  }
  return count;
}

bool hasOneElementAPlace(linalg::LinalgOp op) {
  return llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    return llvm::all_of(
        llvm::enumerate(op.getIteratorTypesArray()), [&](auto loop) {
          return map.isFunctionOfDim(loop.index()) ==
                 (loop.value() == utils::IteratorType::parallel);
        });
  });
}

bool hasFewResults(linalg::LinalgOp op) {
  constexpr int64_t few = 64;
  int64_t results = countResults(op);
  return !ShapedType::isDynamic(results) && results <= few;
}

ThreadShare chooseShare(linalg::LinalgOp op) {
  for (unsigned result = 0; result < op.getNumDpsInits(); ++result)
    if (op.getNumReductionLoops() > 0 && !getCombiner(op, result))
      return {};
  llvm::SmallBitVector rows = findRowLoops(op);
  for (unsigned loop : rows.set_bits()) {
    int64_t size = op.getStaticLoopRanges()[loop];
    if (ShapedType::isDynamic(size) || size >= warpThreads)
      return {countResults(op) == 1 ? blockThreads : warpThreads, loop};
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Returns the greatest number of results of an op that a block computes.
static int64_t countTileResults(linalg::LinalgOp op) {
  if (op.getNumReductionLoops() == 0)
    return mostTileElements;
  ThreadShare share = chooseShare(op);
  return share.lanes > 1 && hasFewResults(op) ? 1 : blockThreads / share.lanes;
}

/// Returns how the parallel loops of an op are cut. Reduction loops are not
/// cut.
static SmallVector<TileSide> chooseSides(linalg::LinalgOp op) {
  if (std::optional<BlockProduct> product = findBlockProduct(op))
    return {{product->batch, 1},
            {product->rows.loops, productTile},
            {product->columns.loops, productTile}};
  SmallVector<unsigned> parallels;
  op.getParallelDims(parallels);
  return {{parallels, countTileResults(op)}};
}

BlockShare findBlockShare(linalg::LinalgOp op) {
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  BlockShare share;
  for (const TileSide &side : chooseSides(op)) {
    int64_t left = side.most;
    for (unsigned loop : llvm::reverse(side.loops)) {
      bool isKnown = !ShapedType::isDynamic(sizes[loop]);
      int64_t step = isKnown ? std::clamp<int64_t>(sizes[loop], 1, left) : left;
      share.elements *= step;
      left /= step;
    }
  }
  share.isProduct = findBlockProduct(op).has_value();
  if (op.getNumReductionLoops() > 0 && !share.isProduct)
    share.threads = chooseShare(op);
  return share;
}

namespace {
/// Writes the loop over the tiles of one op.
class BlockLoop {
public:
  BlockLoop(RewriterBase &rewriter, linalg::LinalgOp op);

  FailureOr<scf::ForallOp> write();

private:
  scf::ForallOp drop();
  scf::ForallOp writeWhole();
  SmallVector<Value> makeOutputs();
  void fillTile(linalg::LinalgOp tiled);
  void insert(ValueRange results, TilingInterface tiled);

  RewriterBase &rewriter;
  linalg::LinalgOp op;
  Location loc;
  /// For each destination, the fill that creates the initial values of a
  /// reduction, or null. Empty if `op` is on buffers.
  SmallVector<linalg::FillOp> fills;
  /// The tile that one block computes.
  TileGrid::Tile tile;
  scf::ForallOp loop;
};
} // namespace

BlockLoop::BlockLoop(RewriterBase &rewriter, linalg::LinalgOp op)
    : rewriter(rewriter), op(op), loc(op.getLoc()) {
  if (!op.hasPureTensorSemantics())
    return;
  for (Value init : op.getDpsInits())
    fills.push_back(op.getNumReductionLoops() > 0
                        ? init.getDefiningOp<linalg::FillOp>()
                        : nullptr);
}

void BlockLoop::insert(ValueRange results, TilingInterface tiled) {
  SmallVector<SmallVector<OpFoldResult>> places(results.size()),
      shapes(results.size());
  for (unsigned number = 0; number < results.size(); ++number) {
    LogicalResult isFound =
        tiled.getResultTilePosition(rewriter, number, tile.offsets, tile.sizes,
                                    places[number], shapes[number]);
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

/// Returns the tensors that the loop writes to; empty if `op` is on buffers.
/// Clones a tensor.empty, so that the loop has its own. Bufferization would
/// copy one that is shared with another loop, because it does not know that its
/// elements are not read.
SmallVector<Value> BlockLoop::makeOutputs() {
  SmallVector<Value> outputs;
  for (auto [number, fill] : llvm::enumerate(fills)) {
    Value init = fill ? fill.getOutputs().front() : op.getDpsInits()[number];
    auto empty = init.getDefiningOp<tensor::EmptyOp>();
    outputs.push_back(empty ? rewriter.clone(*empty)->getResult(0) : init);
  }
  return outputs;
}

/// Fills the tiles of those destinations that were filled. `op` may be erased.
void BlockLoop::fillTile(linalg::LinalgOp tiled) {
  rewriter.setInsertionPoint(tiled);
  for (auto [number, fill] : llvm::enumerate(fills)) {
    if (!fill)
      continue;
    OpOperand &begun = *tiled.getDpsInitOperand(number);
    Value filled = linalg::FillOp::create(rewriter, fill.getLoc(),
                                          fill.getInputs(), begun.get())
                       .getResult(0);
    rewriter.modifyOpInPlace(tiled, [&] { begun.set(filled); });
  }
}

scf::ForallOp BlockLoop::writeWhole() {
  BlockOp done = runInBlock(rewriter, op, op.getDpsInits(), makeOutputs());
  auto inner = cast<linalg::LinalgOp>(done.op);
  // Several results may be written to the same empty tensor.
  for (auto [init, slice] :
       llvm::zip_equal(inner.getDpsInitsMutable(), done.slices))
    rewriter.modifyOpInPlace(
        inner, [&init = init, &slice = slice] { init.set(slice); });
  fillTile(inner);
  return done.loop;
}

/// Replaces an op with a loop of trip count 0 by its destinations. Returns
/// null.
scf::ForallOp BlockLoop::drop() {
  if (op.hasPureTensorSemantics())
    rewriter.replaceOp(op, op.getDpsInits());
  else
    rewriter.eraseOp(op);
  return nullptr;
}

FailureOr<scf::ForallOp> BlockLoop::write() {
  if (llvm::is_contained(op.getStaticLoopRanges(), 0))
    return drop();
  rewriter.setInsertionPoint(op);
  auto tileable = cast<TilingInterface>(op.getOperation());
  SmallVector<OpFoldResult> extents;
  for (const Range &range : tileable.getIterationDomain(rewriter)) {
    if (isZeroInteger(range.size))
      return drop();
    extents.push_back(range.size);
  }
  TileGrid grid(rewriter, loc, extents, chooseSides(op));
  OpFoldResult blocks = grid.getCount();
  if (op.hasPureTensorSemantics() && getConstantIntValue(blocks) == 1)
    return writeWhole();
  SmallVector<Value> outputs = makeOutputs();
  loop = beginBlockLoop(rewriter, loc, blocks, outputs);
  tile = grid.getTile(rewriter, loc, loop.getInductionVar(0));
  // Clones the op onto the loop's iter_args; the tile is taken from the clone.
  auto inner = cast<linalg::LinalgOp>(rewriter.clone(*op));
  if (!outputs.empty())
    inner.getDpsInitsMutable().assign(loop.getRegionIterArgs());
  auto whole = cast<TilingInterface>(inner.getOperation());
  FailureOr<TilingResult> tiled =
      whole.getTiledImplementation(rewriter, tile.offsets, tile.sizes);
  if (failed(tiled)) {
    rewriter.eraseOp(loop);
    return failure();
  }
  if (!outputs.empty())
    insert(tiled->tiledValues, whole);
  fillTile(cast<linalg::LinalgOp>(tiled->tiledOps.front()));
  rewriter.eraseOp(inner);
  rewriter.replaceOp(op, loop.getResults());
  return loop;
}

FailureOr<scf::ForallOp> tileToBlocks(RewriterBase &rewriter,
                                      linalg::LinalgOp op) {
  return BlockLoop(rewriter, op).write();
}

} // namespace ag
