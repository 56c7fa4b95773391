//===- PackPanels.cpp - packing of large matrices for contractions --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a large matrix laid out for a contraction? The contraction reads a
// panel of B, a few columns of all rows, once for each tile of A's rows. In a
// wide matrix, each row of a panel is in a page of its own, and the panel does
// not stay in the caches. So B is copied such that each panel is contiguous:
//
//   C(m, n) += A(m, k) * B(k, n)         B is 2048 x 2048, a tile 32 wide
//
// becomes, with n = 32 * p + c,
//
//   P(p, k, c) = B(k, 32 * p + c)
//   D(m, p, c) += A(m, k) * P(p, k, c)
//   C = D, collapsed, which is a view
//
// and an element-wise op that uses C computes on D instead. A weight, which is
// a parameter or a constant, is packed by load. Another matrix is packed only
// if enough rows use it to pay for that.
//
// In A(k, m), a tile's rows are adjacent for each term, but each term is in a
// page and a cache line of its own. All these lines are re-read for each panel.
// With many panels, A is copied to A(m, k), in which a line also has the next
// terms.
//
//===----------------------------------------------------------------------===//
#include "CPU/Kernels.h"
#include "CPU/Rows/VectorBody.h"
#include "Common/ContractionPlan.h"
#include "Common/Nests/GroupMarks.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Phases/Schedule/Passes.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PACKPANELSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks packPanelsRemarks("ag-pack-panels");

namespace {
/// The sizes in bytes from which a weight is packed, and any other matrix if at
/// least `manyRows` rows use it.
constexpr int64_t largeWeight = int64_t(1) << 20;
constexpr int64_t largeMatrix = int64_t(3) << 20;
constexpr int64_t manyRows = 256;

/// Returns the product of the extents of `loops`, or std::nullopt if one is
/// dynamic.
std::optional<int64_t> countPlaces(linalg::GenericOp op,
                                   ArrayRef<unsigned> loops) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  int64_t places = 1;
  for (unsigned loop : loops) {
    if (ShapedType::isDynamic(extents[loop]))
      return std::nullopt;
    places *= extents[loop];
  }
  return places;
}

/// Packs B of one contraction.
class PanelPacker {
public:
  PanelPacker(linalg::GenericOp op, ContractionPlan plan, int64_t width)
      : op(op), plan(std::move(plan)), width(width) {}

  bool isWorthIt();
  /// Packs B, and returns the view that replaces the contraction.
  tensor::CollapseShapeOp pack(IRRewriter &rewriter);

private:
  AffineMap splitColumns(OpOperand *operand);
  SmallVector<ReassociationIndices> groupsOf(OpOperand *operand);
  Value expand(OpBuilder &builder, OpOperand *operand);
  Value packMatrix(OpBuilder &builder, AffineMap &map);
  Value makeInit(OpBuilder &builder);

  linalg::GenericOp op;
  ContractionPlan plan;
  int64_t width;
};

bool PanelPacker::isWorthIt() {
  auto type = cast<RankedTensorType>(plan.vectorOperand->get().getType());
  int64_t columns = op.getStaticLoopRanges()[plan.n];
  if (!type.hasStaticShape() || columns % width != 0 || columns == width)
    return false;
  int64_t bytes = OperandShape(type).countBytes().value();
  if (isLoadValue(plan.vectorOperand->get()))
    return bytes >= largeWeight;
  std::optional<int64_t> rows = countPlaces(op, plan.rows);
  return bytes >= largeMatrix && rows && *rows >= manyRows;
}

/// Returns the operand's map with two loops for n: the loop over panels, and a
/// new last loop within a panel.
AffineMap PanelPacker::splitColumns(OpOperand *operand) {
  AffineMap map = op.getMatchingIndexingMap(operand);
  SmallVector<AffineExpr> places;
  for (AffineExpr expr : map.getResults()) {
    places.push_back(expr);
    if (expr == getAffineDimExpr(plan.n, op.getContext()))
      places.push_back(getAffineDimExpr(op.getNumLoops(), op.getContext()));
  }
  return AffineMap::get(op.getNumLoops() + 1, 0, places, op.getContext());
}

SmallVector<ReassociationIndices> PanelPacker::groupsOf(OpOperand *operand) {
  SmallVector<ReassociationIndices> groups;
  int64_t next = 0;
  for (AffineExpr expr : op.getMatchingIndexingMap(operand).getResults()) {
    groups.push_back({next++});
    if (expr == getAffineDimExpr(plan.n, op.getContext()))
      groups.back().push_back(next++);
  }
  return groups;
}

/// Expands the operand's columns into panels and columns of a panel.
Value PanelPacker::expand(OpBuilder &builder, OpOperand *operand) {
  SmallVector<OpFoldResult> sizes;
  AffineMap map = op.getMatchingIndexingMap(operand);
  int64_t panels = op.getStaticLoopRanges()[plan.n] / width;
  for (auto [size, expr] : llvm::zip(
           getSizes(builder, op.getLoc(), operand->get()), map.getResults())) {
    if (expr == getAffineDimExpr(plan.n, op.getContext()))
      sizes.append({builder.getIndexAttr(panels), builder.getIndexAttr(width)});
    else
      sizes.push_back(size);
  }
  auto element = getElementTypeOrSelf(operand->get().getType());
  auto [staticSizes, _] = decomposeMixedValues(sizes);
  return tensor::ExpandShapeOp::create(
      builder, op.getLoc(), RankedTensorType::get(staticSizes, element),
      operand->get(), groupsOf(operand), sizes);
}

/// Returns P of the header, and sets its map. A weight is packed where load can
/// do it.
Value PanelPacker::packMatrix(OpBuilder &builder, AffineMap &map) {
  OpBuilder::InsertionGuard guard(builder);
  Value matrix = plan.vectorOperand->get();
  if (isLoadValue(matrix))
    builder.setInsertionPointAfterValue(matrix);
  explainMoved(packPanelsRemarks, op, matrix);
  Value expanded = expand(builder, plan.vectorOperand);
  map = splitColumns(plan.vectorOperand);
  SmallVector<int64_t> order, others;
  int64_t inside = 0;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    if (expr == getAffineDimExpr(plan.n, op.getContext()))
      order.push_back(dim);
    else if (expr == getAffineDimExpr(op.getNumLoops(), op.getContext()))
      inside = dim;
    else
      others.push_back(dim);
  }
  order.append(others);
  order.push_back(inside);
  SmallVector<AffineExpr> places(map.getResults());
  applyPermutationToVector(places, order);
  map = AffineMap::get(map.getNumDims(), 0, places, op.getContext());
  return makeReorderedCopy(builder, op.getLoc(), expanded, order,
                           getSizes(builder, op.getLoc(), expanded));
}

/// Returns the initial value of the sums as panels. A fill is created again as
/// panels, so that the original one needs no memory.
Value PanelPacker::makeInit(OpBuilder &builder) {
  OpOperand *init = op.getDpsInitOperand(0);
  Value expanded = expand(builder, init);
  Start start = getStart(init->get());
  if (!start.scalar)
    return expanded;
  auto type = cast<RankedTensorType>(expanded.getType());
  Value empty = tensor::EmptyOp::create(
      builder, op.getLoc(),
      expanded.getDefiningOp<tensor::ExpandShapeOp>().getMixedOutputShape(),
      type.getElementType());
  return linalg::FillOp::create(builder, op.getLoc(), start.scalar, empty)
      .getResult(0);
}

tensor::CollapseShapeOp PanelPacker::pack(IRRewriter &rewriter) {
  rewriter.setInsertionPoint(op);
  AffineMap vectorMap;
  Value packed = packMatrix(rewriter, vectorMap);
  Value init = makeInit(rewriter);
  SmallVector<Value> inputs(op.getDpsInputs());
  SmallVector<AffineMap> maps;
  for (OpOperand &operand : op->getOpOperands())
    maps.push_back(splitColumns(&operand));
  unsigned number = plan.vectorOperand->getOperandNumber();
  inputs[number] = packed;
  maps[number] = vectorMap;
  SmallVector<utils::IteratorType> loops = op.getIteratorTypesArray();
  loops.push_back(utils::IteratorType::parallel);
  auto panels = linalg::GenericOp::create(rewriter, op.getLoc(), init.getType(),
                                          inputs, init, maps, loops);
  panels.getRegion().takeBody(op.getRegion());
  auto view = tensor::CollapseShapeOp::create(
      rewriter, op.getLoc(), op.getResult(0).getType(), panels.getResult(0),
      groupsOf(op.getDpsInitOperand(0)));
  rewriter.replaceOp(op, view);
  return view;
}

//===----------------------------------------------------------------------===//
// Contiguous terms
//===----------------------------------------------------------------------===//

/// Copies A of one contraction such that the terms of a row are contiguous.
class TermPacker {
public:
  /// Creates a packer for tiles that are `width` columns wide.
  TermPacker(linalg::GenericOp op, const ContractionPlan &plan, int64_t width)
      : op(op), plan(plan), matrix(*plan.scalarOperand),
        map(op.getMatchingIndexingMap(plan.scalarOperand)),
        sum(plan.sums.back()), width(width) {}

  bool isWorthIt(const Speed &speed);
  /// Replaces the matrix by the copy.
  void pack(IRRewriter &rewriter);

private:
  int64_t sizeOf(unsigned loop) {
    int64_t size = op.getStaticLoopRanges()[loop];
    return ShapedType::isDynamic(size) ? assumedSize : size;
  }

  linalg::GenericOp op;
  const ContractionPlan &plan;
  OpOperand &matrix;
  AffineMap map;
  unsigned sum;
  int64_t width;
};

/// Returns true if eight panels or more re-read A and L1 does not hold it. With
/// fewer panels the copy takes as long as it saves, as measured with AVX2 and
/// AVX-512.
bool TermPacker::isWorthIt(const Speed &speed) {
  constexpr int64_t fewestPanels = 8, fewestTerms = 128;
  // The least number of rows, which are transposed in squares of vectors.
  constexpr int64_t fewestRows = 64;
  std::optional<unsigned> row = getLastLoop(map);
  if (!row || llvm::is_contained(plan.sums, *row) ||
      !map.isFunctionOfDim(sum) || sizeOf(sum) < fewestTerms ||
      sizeOf(*row) < fewestRows || sizeOf(plan.n) < fewestPanels * width)
    return false;
  int64_t bytes = OperandShape(matrix.get().getType()).getElementBytes();
  for (unsigned loop : llvm::concat<const unsigned>(plan.rows, plan.sums))
    if (map.isFunctionOfDim(loop))
      bytes = times(bytes, sizeOf(loop));
  return bytes > speed.block.accumulators;
}

void TermPacker::pack(IRRewriter &rewriter) {
  OpBuilder::InsertionGuard guard(rewriter);
  Value value = matrix.get();
  rewriter.setInsertionPoint(op);
  if (isLoadValue(value))
    rewriter.setInsertionPointAfterValue(value);
  explainMoved(packPanelsRemarks, op, value);
  auto order = llvm::to_vector(llvm::seq<int64_t>(map.getNumResults()));
  auto *terms =
      llvm::find(order, *map.getResultPosition(rewriter.getAffineDimExpr(sum)));
  std::rotate(terms, terms + 1, order.end());
  SmallVector<AffineExpr> places(map.getResults());
  applyPermutationToVector(places, order);
  Value copy = makeReorderedCopy(rewriter, op.getLoc(), value, order,
                                 getSizes(rewriter, op.getLoc(), value));
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  maps[matrix.getOperandNumber()] =
      AffineMap::get(map.getNumDims(), 0, places, op.getContext());
  rewriter.modifyOpInPlace(op, [&] {
    matrix.set(copy);
    op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
  });
}

//===----------------------------------------------------------------------===//
// All contractions
//===----------------------------------------------------------------------===//

/// Packs matrices where that pays, and returns the views that replaced
/// contractions.
DenseSet<Operation *> packAll(Operation *function, const Machine &machine) {
  SmallVector<linalg::GenericOp> ops;
  function->walk([&](linalg::GenericOp op) { ops.push_back(op); });
  GroupMarker marker;
  IRRewriter rewriter(function->getContext(), &marker);
  Speed speed = getSpeed(machine);
  DenseSet<Operation *> views;
  for (linalg::GenericOp op : ops) {
    std::optional<ContractionPlan> plan = makeContractionPlan(op);
    if (!op.hasPureTensorSemantics() || !plan || !isVectorizable(op, plan->n))
      continue;
    int64_t width =
        2 * machine.lanes(op.getRegionOutputArgs().front().getType());
    marker.follow(op);
    if (TermPacker terms(op, *plan, width); terms.isWorthIt(speed)) {
      packPanelsRemarks.passed(op, "panels")
          << remark::add("the terms of its rows are copied next to each other");
      terms.pack(rewriter);
    }
    PanelPacker packer(op, std::move(*plan), width);
    if (!packer.isWorthIt())
      continue;
    packPanelsRemarks.passed(op, "panels")
        << remark::add("its matrix is packed into panels of {0} columns", width)
        << remark::metric("columns", width);
    views.insert(packer.pack(rewriter));
  }
  return views;
}

struct PackPanelsPass : WithModels<impl::PackPanelsPassBase<PackPanelsPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    DenseSet<Operation *> views = packAll(getOperation(), *machine);
    RewritePatternSet patterns(&getContext());
    linalg::populateFoldReshapeOpsByExpansionPatterns(
        patterns, [&](OpOperand *operand) {
          return views.contains(operand->get().getDefiningOp());
        });
    // The sizes of expanded ops must not depend on the sums themselves.
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    tensor::populateFoldTensorEmptyPatterns(patterns);
    GroupMarker marker;
    GreedyRewriteConfig config;
    config.setListener(&marker);
    if (failed(
            applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
