//===- Contraction.cpp - sums of products in register tiles ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a contraction computed near the core's peak? A tile of the result, 8 x
// 32 with 512-bit registers, stays in registers during the sum:
//
//   for n-tiles, for m-tiles                  C(m, n) += A(m, k) * B(k, n)
//     acc[0..7] = start                       8 vectors of 32 along n
//     for k
//       b = transfer_read B[k, n]
//       acc[r] += broadcast(A[m + r, k]) * b  for r in 0..7
//     the epilogue, an element-wise op, on acc[r] and its other operands
//     transfer_write its results, and acc[r] if other ops use C, too
//
// A tile that would reach past the end starts earlier instead, and computes
// some elements twice with equal results. Tile t starts at min(8 t, M - 8). One
// kernel without masks therefore suffices if M >= 8 and N >= 32. Smaller
// extents take smaller tiles, chosen at run time if the extent is dynamic.
//
// B must be contiguous along n. If it is not, as B(n, k), it is read in place
// if few rows use it (ContractionDots.cpp). Otherwise it is copied into a
// contiguous layout first. The copy depends on B only, so load computes it for
// a weight.
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/Contraction.h"
#include "Common/Nests/GroupMarks.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Groups/LoopLimits.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/Support/FormatVariadic.h"

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

/// Returns true if tiles are faster than vectors along another loop (Rows.cpp).
/// They are not for a few columns, or for a matrix that would have to be
/// transposed for a single row of results.
bool Contraction::isWorthTiles() {
  int64_t n = staticColumns();
  if (!ShapedType::isDynamic(n) && n < fewestTileColumns)
    return false;
  return isContiguous() || dotLoop || !plan.rows.empty();
}

bool Contraction::isContiguous() {
  return getAccess(op, *plan.vectorOperand, plan.n) == Access::Contiguous;
}

/// Returns true if a dimension of rows provably has the size of this loop.
bool Contraction::isAsLongAsRows(unsigned loop) {
  auto size = [&](unsigned dim) {
    Value tensor;
    unsigned place;
    [[maybe_unused]] LogicalResult isFound =
        op.mapIterationSpaceDimToOperandDim(dim, tensor, place);
    return getFirstSize({tensor, place}).getVariable(op.getContext());
  };
  return llvm::any_of(plan.rows, [&](unsigned row) {
    auto equal = ValueBoundsConstraintSet::areEqual(size(loop), size(row));
    return succeeded(equal) && *equal;
  });
}

/// Reading B in place saves a copy of K elements for each column. It costs, for
/// each row, the reduction of a sum's lanes, each of which has added K / lanes
/// products. The copy pays from two to four times K / lanes rows on. This was
/// measured with 128, 256 and 512 bits, K from 32 to 4096, and B from 4 kB to 8
/// MB. With 64 rows, a panel of A no longer fits in L1 either. A choice at run
/// time is not worth its code if few rows imply few columns, as in attention.
/// With 128 sums it saves about a microsecond.
int64_t Contraction::mostRowsInPlace() {
  bool isWeight = !plan.rows.empty() && isLoadValue(plan.vectorOperand->get());
  if (!dotLoop || isWeight)
    return 0;
  int64_t sums = op.getStaticLoopRanges()[*dotLoop];
  if (ShapedType::isDynamic(sums))
    sums = 64;
  constexpr int64_t shortSums = 128;
  if (ShapedType::isDynamic(staticRows()) && sums <= shortSums &&
      isAsLongAsRows(plan.n))
    return 0;
  return std::clamp<int64_t>(2 * sums / lanes(), 1, 64);
}

Contraction::Along Contraction::chooseAlong(int64_t rows) {
  bool isDots = !isContiguous() && rows <= mostRowsInPlace();
  return isDots ? Along::Sums : Along::Columns;
}

void Contraction::explain() {
  int64_t extent = staticRows(), most = mostRowsInPlace();
  bool isDynamic = ShapedType::isDynamic(extent);
  Along along = isDynamic ? Along::Columns : chooseAlong(extent);
  bool isPacked = along == Along::Columns && !isContiguous();
  std::string how;
  if (along == Along::Sums)
    how = " sums along their own vectors";
  else if (isPacked && isDynamic && most > 0)
    how = llvm::formatv(", and with more than {0} rows an operand is packed "
                        "first",
                        most);
  else if (isPacked)
    how = ", and an operand is packed first";
  int64_t rows = rowLadder(along).front();
  int64_t columns = columnLadder(along, rows).front();
  contractionRemarks.passed(op, "contraction")
      << remark::add("becomes register tiles of {0} x {1}{2}", rows, columns,
                     how)
      << remark::metric("rows", rows) << remark::metric("columns", columns)
      << remark::metric("packed", isPacked);
}

/// Returns the heights of tiles to choose from at run time, tallest first.
/// Along columns, the tallest is at most 8: its accumulators fit into the
/// registers with two vectors of B and one of A. Along sums, tiles are about
/// square. A dynamic number of rows may be small, and then takes rows one by
/// one.
SmallVector<int64_t> Contraction::rowLadder(Along along) {
  int64_t tallest =
      along == Along::Sums
          ? machine.vectorRegisters / 8
          : std::min<int64_t>(8, (machine.vectorRegisters - 3) / 2);
  int64_t extent = staticRows();
  if (ShapedType::isDynamic(extent))
    return {tallest, 1};
  return {std::max<int64_t>(1, std::min(tallest, extent))};
}

/// Returns the widths of tiles to choose from at run time, widest first. A row
/// has two vectors, or more if there are few rows. As many sums then overlap as
/// in tall tiles, and B is read in longer pieces. A dynamic extent may be
/// short.
SmallVector<int64_t> Contraction::columnLadder(Along along, int64_t rows) {
  int64_t extent = staticColumns();
  bool isDynamic = ShapedType::isDynamic(extent);
  if (along == Along::Sums) {
    int64_t widest = widestDots(rows);
    if (isDynamic)
      return {widest, 1};
    return {std::min<int64_t>(widest, llvm::bit_floor<uint64_t>(extent))};
  }
  int64_t sums = isDynamic ? 8 : machine.vectorRegisters / 2;
  int64_t widest =
      lanes() * std::max<int64_t>(2, llvm::bit_floor<uint64_t>(sums / rows));
  if (isDynamic)
    return {widest, lanes(), 1};
  if (extent < lanes())
    return {std::max<int64_t>(1, extent)};
  return {std::min(widest, extent / lanes() * lanes())};
}

/// The user is element-wise and reads each element of the result once. Its
/// results and other operands must be contiguous along n as well.
StringRef Contraction::whyNoEpilogue(linalg::GenericOp user, OpOperand &use) {
  if (llvm::any_of(user.getRegionOutputArgs(),
                   [](BlockArgument old) { return !old.use_empty(); }))
    return "its user computes onto what its results held before";
  unsigned n = *getLastLoop(user.getMatchingIndexingMap(&use));
  for (OpOperand &operand : user->getOpOperands())
    if (getAccess(user, operand, n) == Access::Strided)
      return "an operand of its user is not contiguous along the columns";
  for (OpOperand &result : user.getDpsInitsMutable())
    if (!user.getMatchingIndexingMap(&result).isPermutation() ||
        getAccess(user, result, n) != Access::Contiguous)
      return "its user can't be computed on vectors of columns";
  return isVectorizable(user, n)
             ? ""
             : "its user can't be computed on vectors of columns";
}

void Contraction::takeEpilogue() {
  OpOperand *use = findEpilogue(op);
  bool isShared = !op.getResult(0).hasOneUse();
  if (!use || (isShared && accumulatesInPlace()))
    return;
  auto user = cast<linalg::GenericOp>(use->getOwner());
  StringRef reason = whyNoEpilogue(user, *use);
  if (!reason.empty()) {
    contractionRemarks.missed(op, "memory")
        << remark::add("lies in memory for its user at {0}", spellPlace(user))
        << remark::reason("{0}", reason);
    return;
  }
  epilogue = user;
  epilogueUse = use;
}

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

/// Creates a copy of B with n innermost. The copy of a weight is computed where
/// load can compute it, and that of a loop-invariant operand in front of the
/// loops. It takes no memory unless there are more rows than `least`.
Value Contraction::packVectorOperand(OpBuilder &builder, int64_t least) {
  OpBuilder::InsertionGuard guard(builder);
  Value tensor = plan.vectorOperand->get();
  bool isOutside = tensor.getParentBlock() != op->getBlock();
  if (isLoadValue(tensor) || (isOutside && least == 0))
    builder.setInsertionPointAfterValue(tensor);
  Location loc = op.getLoc();
  AffineMap map = mapOf(plan.vectorOperand);
  SmallVector<int64_t> order;
  int64_t innermost = 0;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    if (expr == builder.getAffineDimExpr(plan.n))
      innermost = dim;
    else
      order.push_back(dim);
  }
  order.push_back(innermost);
  SmallVector<AffineExpr> places(map.getResults());
  applyPermutationToVector(places, order);
  vectorMap = AffineMap::get(map.getNumDims(), 0, places, op.getContext());
  SmallVector<OpFoldResult> sizes = getSizes(builder, loc, tensor);
  if (least > 0)
    sizes[order.front()] = onlyAbove(builder, least, sizes[order.front()]);
  return makeReorderedCopy(builder, loc, tensor, order, sizes);
}

/// Returns `size` if there are more rows than `least`, else 0.
OpFoldResult Contraction::onlyAbove(OpBuilder &builder, int64_t least,
                                    OpFoldResult size) {
  Location loc = op.getLoc();
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value rows = getValueOrCreateConstantIndexOp(builder, loc, rowCount);
  Value more = arith::SubIOp::create(builder, loc, rows, number(least));
  Value some = arith::MaxSIOp::create(builder, loc, more, number(0));
  Value one = arith::MinSIOp::create(builder, loc, some, number(1));
  return arith::MulIOp::create(
             builder, loc, one,
             getValueOrCreateConstantIndexOp(builder, loc, size))
      .getResult();
}

//===----------------------------------------------------------------------===//
// The nest
//===----------------------------------------------------------------------===//

SmallVector<Value> Contraction::chooseColumns(OpBuilder &builder, Along along,
                                              int64_t rows,
                                              ArrayRef<int64_t> ladder) {
  Tile tile{along, rows, ladder.front()};
  if (ladder.size() == 1)
    return emitNest(builder, tile);
  return buildBySize(
      builder, op.getLoc(), extents[plan.n], ladder.front(),
      [&](OpBuilder &nested) { return emitNest(nested, tile); },
      [&](OpBuilder &nested) {
        return chooseColumns(nested, along, rows, ladder.drop_front());
      });
}

SmallVector<Value> Contraction::chooseRows(OpBuilder &builder, Along along,
                                           ArrayRef<int64_t> ladder) {
  if (isInPlace)
    return emitNestInPlace(builder, along);
  auto withRows = [&](OpBuilder &nested) {
    return chooseColumns(nested, along, ladder.front(),
                         columnLadder(along, ladder.front()));
  };
  if (ladder.size() == 1)
    return withRows(builder);
  return buildBySize(builder, op.getLoc(), rowCount, ladder.front(), withRows,
                     [&](OpBuilder &nested) {
                       return chooseRows(nested, along, ladder.drop_front());
                     });
}

SmallVector<Value> Contraction::emitNest(OpBuilder &builder, Tile tile) {
  auto overRows = [&](OpBuilder &nested, Value column, ValueRange inner) {
    indices[plan.n] = column;
    return buildTiles(nested, op.getLoc(), rowCount, tile.rows, inner,
                      [&](OpBuilder &innermost, Value row, ValueRange tensors) {
                        return emitTile(innermost, tile,
                                        Lanes{plan.n, tile.columns}, row,
                                        tensors);
                      });
  };
  return buildNest(builder, op.getLoc(), LoopKind::Parallel, plan.aroundColumns,
                   extents, indices, destinations,
                   [&](OpBuilder &nested, ValueRange carried) {
                     return buildTiles(nested, op.getLoc(), extents[plan.n],
                                       tile.columns, carried, overRows);
                   });
}

/// Emits tiles whose vectors follow the layout of B.
SmallVector<Value> Contraction::emitInPlace(OpBuilder &builder, Along along) {
  vectorTensor = plan.vectorOperand->get();
  vectorMap = mapOf(plan.vectorOperand);
  return chooseRows(builder, along, rowLadder(along));
}

SmallVector<Value> Contraction::emitPacked(OpBuilder &builder, int64_t least) {
  vectorTensor = packVectorOperand(builder, least);
  return chooseRows(builder, Along::Columns, rowLadder(Along::Columns));
}

SmallVector<Value> Contraction::emitLayouts(OpBuilder &builder) {
  int64_t most = mostRowsInPlace(), rows = staticRows();
  auto dots = [&](OpBuilder &nested) {
    return emitInPlace(nested, Along::Sums);
  };
  if (isContiguous())
    return emitInPlace(builder, Along::Columns);
  if (!ShapedType::isDynamic(rows) && rows <= most)
    return dots(builder);
  explainMoved(contractionRemarks, op, plan.vectorOperand->get());
  if (!ShapedType::isDynamic(rows) || most == 0)
    return emitPacked(builder, 0);
  return buildBySize(
      builder, op.getLoc(), rowCount, most + 1,
      [&](OpBuilder &nested) { return emitPacked(nested, most); }, dots);
}

void Contraction::emit(RewriterBase &rewriter) {
  Location loc = op.getLoc();
  bool keepsSums = !epilogue || !op.getResult(0).hasOneUse();
  rewriter.setInsertionPoint(epilogue ? epilogue : op);
  isInPlace = accumulatesInPlace();
  extents = getExtents(rewriter, op);
  indices.resize(extents.size());
  rowCount = rewriter.getIndexAttr(1);
  AffineExpr a, b;
  bindSymbols(op.getContext(), a, b);
  for (unsigned loop : plan.rows)
    rowCount = affine::makeComposedFoldedAffineApply(rewriter, loc, a * b,
                                                     {rowCount, extents[loop]});
  start = getStart(op.getDpsInits().front());
  if (keepsSums)
    written.push_back(op.getDpsInitOperand(0));
  if (epilogue)
    for (OpOperand &init : epilogue.getDpsInitsMutable())
      written.push_back(&init);
  // Elements may be written twice, so their initial values are read from
  // another tensor.
  for (OpOperand *init : written)
    destinations.push_back(isInPlace ? init->get()
                                     : tensor::EmptyOp::create(
                                           rewriter, loc,
                                           getSizes(rewriter, loc, init->get()),
                                           getElementTypeOrSelf(init->get()))
                                           .getResult());
  SmallVector<Value> results = emitLayouts(rewriter);
  if (epilogue)
    rewriter.replaceOp(epilogue, ArrayRef(results).drop_front(keepsSums));
  if (keepsSums)
    rewriter.replaceOp(op, results.front());
  else
    rewriter.eraseOp(op);
}

} // namespace ag
