//===- Contraction.cpp - sums of products in register tiles ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a contraction computed near the core's peak? A tile of the result, 8 x
// 32 with 512-bit registers, stays in registers while the sum runs:
//
//   for n-tiles, for m-tiles                  C(m, n) += A(m, k) * B(k, n)
//     acc[0..7] = start                       8 vectors of 32 along n
//     for k
//       b = transfer_read B[k, n]
//       acc[r] += broadcast(A[m + r, k]) * b  for r in 0..7
//     the element-wise op that uses C, on acc[r], read with its other operands
//     transfer_write acc[r]
//
// A tile that would reach past the end starts earlier instead and computes some
// places twice, the same: tile t starts at min(8 t, M - 8). So there is one
// kernel, without masks, wherever M >= 8 and N >= 32. Smaller extents take
// smaller tiles, chosen at run time where the extent is dynamic.
//
// B must be contiguous along n; a B that is not is copied first into a layout
// that is. That copy depends on B alone, so a weight's can be hoisted.
//
//===----------------------------------------------------------------------===//
#include "Contraction.h"
#include "ScheduleRemarks.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

int64_t Contraction::staticRows() {
  int64_t rows = 1;
  for (unsigned loop : plan.rows) {
    int64_t extent = op.getStaticLoopRanges()[loop];
    if (ShapedType::isDynamic(extent))
      return extent;
    rows *= extent;
  }
  return rows;
}

/// A few columns, or a matrix that would have to be transposed for one row of
/// results, are quicker along another loop.
bool Contraction::isWorthTiles() {
  int64_t n = staticColumns();
  if (!ShapedType::isDynamic(n) && n < 4)
    return false;
  return !isPacked() || !plan.rows.empty();
}

bool Contraction::isPacked() {
  return getAccess(mapOf(plan.vectorOperand), plan.n) != Access::Contiguous;
}

void Contraction::explain() {
  int64_t rows = rowLadder().front(), columns = columnLadder(rows).front();
  scheduleRemarks.passed(op, "contraction")
      << remark::add("becomes register tiles of {0} x {1}{2}", rows, columns,
                     isPacked() ? ", and an operand is packed first" : "")
      << remark::metric("rows", rows) << remark::metric("columns", columns)
      << remark::metric("packed", isPacked());
}

/// The tallest tile whose accumulators, with two vectors of B and one of A, fit
/// into the registers; past 8 rows nothing is won.
SmallVector<int64_t> Contraction::rowLadder() {
  int64_t tallest = std::min<int64_t>(8, (machine.vectorRegisters - 3) / 2);
  int64_t extent = staticRows();
  if (ShapedType::isDynamic(extent))
    return {tallest, 1};
  return {std::max<int64_t>(1, std::min(tallest, extent))};
}

/// Two vectors a row, more where there are few rows, so that 8 sums are under
/// way at a time.
SmallVector<int64_t> Contraction::columnLadder(int64_t rows) {
  int64_t widest = lanes() * std::max<int64_t>(2, 8 / rows);
  int64_t extent = staticColumns();
  if (ShapedType::isDynamic(extent))
    return {widest, lanes(), 1};
  if (extent < lanes())
    return {std::max<int64_t>(1, extent)};
  return {std::min(widest, extent / lanes() * lanes())};
}

/// An element-wise op at the same places, whose result and other operands are
/// contiguous along n as well.
StringRef Contraction::whyNoEpilogue(linalg::GenericOp user, OpOperand &use) {
  AffineMap map = user.getMatchingIndexingMap(&use);
  if (!user.hasPureTensorSemantics() || user.getNumResults() != 1 ||
      user.getNumLoops() != user.getNumParallelLoops() ||
      user->getBlock() != op->getBlock() || !hasPlainMaps(user) ||
      !map.isPermutation() || !user.isDpsInput(&use) ||
      !user.getRegionOutputArgs().front().use_empty())
    return "its user is no element-wise op at the same places";
  AffineMap result = user.getMatchingIndexingMap(user.getDpsInitOperand(0));
  unsigned n = *getLastLoop(map);
  for (OpOperand &operand : user->getOpOperands())
    if (getAccess(user.getMatchingIndexingMap(&operand), n) == Access::Strided)
      return "an operand of its user is not contiguous along the columns";
  bool fits = result.isPermutation() &&
              getAccess(result, n) == Access::Contiguous &&
              isVectorizable(user, n);
  return fits ? "" : "its user can't be computed on vectors of columns";
}

void Contraction::takeEpilogue() {
  Value result = op.getResult(0);
  if (!result.hasOneUse())
    return;
  OpOperand &use = *result.use_begin();
  auto user = dyn_cast<linalg::GenericOp>(use.getOwner());
  if (!user)
    return;
  StringRef reason = whyNoEpilogue(user, use);
  if (!reason.empty()) {
    scheduleRemarks.missed(op, "epilogue")
        << remark::add("its user is computed after it, from memory")
        << remark::reason("{0}", reason);
    return;
  }
  scheduleRemarks.passed(op, "epilogue")
      << remark::add("its user is computed on its accumulators");
  epilogue = user;
  epilogueUse = &use;
}

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

/// B with n innermost: the vector operand itself, or a copy of it.
Value Contraction::packVectorOperand(RewriterBase &builder) {
  Value tensor = plan.vectorOperand->get();
  vectorMap = mapOf(plan.vectorOperand);
  if (!isPacked())
    return tensor;
  Location loc = op.getLoc();
  SmallVector<int64_t> order;
  int64_t innermost = 0;
  for (auto [dim, expr] : llvm::enumerate(vectorMap.getResults())) {
    if (expr == builder.getAffineDimExpr(plan.n))
      innermost = dim;
    else
      order.push_back(dim);
  }
  order.push_back(innermost);
  SmallVector<OpFoldResult> sizes = getSizes(builder, loc, tensor);
  applyPermutationToVector(sizes, order);
  SmallVector<AffineExpr> places(vectorMap.getResults());
  applyPermutationToVector(places, order);
  vectorMap =
      AffineMap::get(vectorMap.getNumDims(), 0, places, builder.getContext());
  Value empty = tensor::EmptyOp::create(
      builder, loc, sizes,
      cast<RankedTensorType>(tensor.getType()).getElementType());
  auto copy = linalg::TransposeOp::create(builder, loc, tensor, empty, order);
  return (*linalg::generalizeNamedOp(builder, copy)).getResult(0);
}

//===----------------------------------------------------------------------===//
// The nest
//===----------------------------------------------------------------------===//

SmallVector<Value> Contraction::chooseColumns(OpBuilder &builder, int64_t rows,
                                              ArrayRef<int64_t> ladder) {
  Tile tile{rows, ladder.front()};
  if (ladder.size() == 1)
    return emitNest(builder, tile);
  return buildBySize(
      builder, op.getLoc(), extents[plan.n], ladder.front(),
      [&](OpBuilder &nested) { return emitNest(nested, tile); },
      [&](OpBuilder &nested) {
        return chooseColumns(nested, rows, ladder.drop_front());
      });
}

SmallVector<Value> Contraction::chooseRows(OpBuilder &builder,
                                           ArrayRef<int64_t> ladder) {
  auto withRows = [&](OpBuilder &nested) {
    return chooseColumns(nested, ladder.front(), columnLadder(ladder.front()));
  };
  if (ladder.size() == 1)
    return withRows(builder);
  return buildBySize(builder, op.getLoc(), rowCount, ladder.front(), withRows,
                     [&](OpBuilder &nested) {
                       return chooseRows(nested, ladder.drop_front());
                     });
}

SmallVector<Value> Contraction::emitNest(OpBuilder &builder, Tile tile) {
  auto overRows = [&](OpBuilder &nested, Value column, ValueRange inner) {
    indices[plan.n] = column;
    return buildTiles(nested, op.getLoc(), rowCount, tile.rows, inner,
                      [&](OpBuilder &innermost, Value row, ValueRange tensors) {
                        return emitTile(innermost, tile, row, tensors.front());
                      });
  };
  return buildNest(builder, op.getLoc(), LoopKind::Parallel, plan.aroundColumns,
                   extents, indices, destination,
                   [&](OpBuilder &nested, ValueRange carried) {
                     return buildTiles(nested, op.getLoc(), extents[plan.n],
                                       tile.columns, carried, overRows);
                   });
}

void Contraction::emit(RewriterBase &rewriter) {
  Location loc = op.getLoc();
  linalg::GenericOp last = epilogue ? epilogue : op;
  rewriter.setInsertionPoint(op);
  vectorTensor = packVectorOperand(rewriter);
  rewriter.setInsertionPoint(last);
  extents = getExtents(rewriter, op);
  indices.resize(extents.size());
  rowCount = rewriter.getIndexAttr(1);
  AffineExpr a, b;
  bindSymbols(op.getContext(), a, b);
  for (unsigned loop : plan.rows)
    rowCount = affine::makeComposedFoldedAffineApply(rewriter, loc, a * b,
                                                     {rowCount, extents[loop]});
  start = getStart(op.getDpsInits().front());
  // Places may be written twice, so what they start with is read elsewhere.
  Value init = last.getDpsInits().front();
  destination = tensor::EmptyOp::create(
      rewriter, loc, getSizes(rewriter, loc, init),
      cast<RankedTensorType>(init.getType()).getElementType());
  SmallVector<Value> results = chooseRows(rewriter, rowLadder());
  rewriter.replaceOp(last, results);
  if (epilogue)
    rewriter.eraseOp(op);
}

LogicalResult emitContraction(RewriterBase &rewriter, linalg::GenericOp op,
                              const MachineModel &machine) {
  if (!op.hasPureTensorSemantics())
    return failure();
  std::optional<ContractionPlan> plan = makeContractionPlan(op);
  if (!plan || !isVectorizable(op, plan->n))
    return failure();
  Contraction contraction(op, *plan, machine);
  if (!contraction.isWorthTiles())
    return failure();
  contraction.explain();
  contraction.takeEpilogue();
  contraction.emit(rewriter);
  return success();
}

} // namespace ag
