//===- VectorizeTransposes.cpp - transpositions in registers --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a copy computed whose source and result are contiguous along different
// loops? In squares, as wide as a vector, that are transposed in registers:
//
//   y(i, j) = x(j, i):   for i step 16, for j step 16
//                          r[0..15] = transfer_read x[j + 0..15, i]
//                          exchange halves, quarters, ... of pairs of vectors
//                          transfer_write y[i + 0..15, j] = r[0..15]
//
// A square that would reach past the end starts earlier. If an extent is below
// 16, the copy becomes loops over single elements.
//
//===----------------------------------------------------------------------===//
#include "CPU/Kernels.h"
#include "CPU/Rows/VectorBody.h"
#include "ag/Phases/Common/LoopNest.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_VECTORIZETRANSPOSESPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks
    vectorizeTransposesRemarks("ag-vectorize-transposes");

namespace {

/// Transposes a square of rows. Each round exchanges blocks of `half` lanes
/// between rows that are `half` apart: [a b] [c d]  ->  [a c] [b d].
void transposeSquare(OpBuilder &builder, Location loc,
                     MutableArrayRef<Value> rows) {
  int64_t width = rows.size();
  for (int64_t half = width / 2; half > 0; half /= 2) {
    SmallVector<int64_t> upper, lower;
    for (int64_t lane = 0; lane < width; ++lane) {
      bool isSecond = lane & half;
      upper.push_back(isSecond ? width + lane - half : lane);
      lower.push_back(isSecond ? width + lane : lane + half);
    }
    for (int64_t row = 0; row < width; ++row) {
      if (row & half)
        continue;
      Value a = rows[row], b = rows[row + half];
      rows[row] = vector::ShuffleOp::create(builder, loc, a, b, upper);
      rows[row + half] = vector::ShuffleOp::create(builder, loc, a, b, lower);
    }
  }
}

class Transpose {
public:
  Transpose(linalg::GenericOp op, const Machine &machine)
      : op(op), source(op.getIndexingMapsArray().front()),
        result(op.getIndexingMapsArray().back()),
        width(std::min<int64_t>(
            16, machine.lanes(op.getBody()->getArgument(0).getType()))) {}

  bool match();
  Value emit(OpBuilder &builder);

private:
  SmallVector<Value> overSquares(OpBuilder &builder, unsigned loop,
                                 ValueRange carried, LoopBody body);
  Value emitSquare(OpBuilder &builder, Value tensor);
  SmallVector<Value> emitPlain(OpBuilder &builder);
  SmallVector<Value> emitSquares(OpBuilder &builder);

  linalg::GenericOp op;
  AffineMap source, result;
  int64_t width;
  unsigned sourceLoop = 0, resultLoop = 0;
  SmallVector<unsigned> others;
  SmallVector<OpFoldResult> extents;
  SmallVector<Value> indices;
  Value destination;
};

bool Transpose::match() {
  auto sourceLast = dyn_cast<AffineDimExpr>(source.getResults().back());
  auto resultLast = dyn_cast<AffineDimExpr>(result.getResults().back());
  if (!sourceLast || !resultLast || sourceLast == resultLast || width < 4)
    return false;
  sourceLoop = sourceLast.getPosition();
  resultLoop = resultLast.getPosition();
  SmallVector<int64_t> fixed = op.getStaticLoopRanges();
  // Loops along rows are faster if static sizes show that no square fits.
  for (unsigned loop : {sourceLoop, resultLoop})
    if (!ShapedType::isDynamic(fixed[loop]) && fixed[loop] < width)
      return false;
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
    if (loop != sourceLoop && loop != resultLoop)
      others.push_back(loop);
  return getAccess(op, op->getOpOperand(0), resultLoop) == Access::Strided &&
         getAccess(op, op->getOpOperand(1), sourceLoop) == Access::Strided;
}

SmallVector<Value> Transpose::overSquares(OpBuilder &builder, unsigned loop,
                                          ValueRange carried, LoopBody body) {
  return buildTiles(builder, op.getLoc(), extents[loop], width, carried,
                    [&](OpBuilder &nested, Value place, ValueRange inner) {
                      indices[loop] = place;
                      return body(nested, place, inner);
                    });
}

Value Transpose::emitSquare(OpBuilder &builder, Value tensor) {
  Location loc = op.getLoc();
  Value i = indices[sourceLoop], j = indices[resultLoop];
  auto behind = [&](Value place, int64_t lane) -> Value {
    Value offset = arith::ConstantIndexOp::create(builder, loc, lane);
    return arith::AddIOp::create(builder, loc, place, offset);
  };
  SmallVector<Value> rows;
  for (int64_t lane = 0; lane < width; ++lane) {
    indices[resultLoop] = behind(j, lane);
    rows.push_back(readLanes(builder, loc, op.getInputs().front(), source,
                             indices, Lanes{sourceLoop, width}));
  }
  indices[resultLoop] = j;
  transposeSquare(builder, loc, rows);
  for (auto [lane, row] : llvm::enumerate(rows)) {
    indices[sourceLoop] = behind(i, lane);
    tensor = writeLanes(builder, loc, row, tensor, result, indices,
                        Lanes{resultLoop, width});
  }
  return tensor;
}

SmallVector<Value> Transpose::emitSquares(OpBuilder &builder) {
  vectorizeTransposesRemarks.passed(op, "transposition")
      << remark::add("becomes squares that are transposed in registers");
  auto square = [&](OpBuilder &nested, Value, ValueRange tensors) {
    return SmallVector<Value>{emitSquare(nested, tensors.front())};
  };
  return buildNest(
      builder, op.getLoc(), LoopKind::Parallel, others, extents, indices,
      destination, [&](OpBuilder &outer, ValueRange carried) {
        return overSquares(outer, sourceLoop, carried,
                           [&](OpBuilder &nested, Value, ValueRange inner) {
                             return overSquares(nested, resultLoop, inner,
                                                square);
                           });
      });
}

SmallVector<Value> Transpose::emitPlain(OpBuilder &builder) {
  SmallVector<unsigned> loops(others);
  loops.append({sourceLoop, resultLoop});
  return buildNest(
      builder, op.getLoc(), LoopKind::Parallel, loops, extents, indices,
      destination, [&](OpBuilder &nested, ValueRange tensors) {
        Lanes one{resultLoop, 1};
        Value element = readLanes(nested, op.getLoc(), op.getInputs().front(),
                                  source, indices, one);
        return SmallVector<Value>{writeLanes(nested, op.getLoc(), element,
                                             tensors.front(), result, indices,
                                             one)};
      });
}

Value Transpose::emit(OpBuilder &builder) {
  Location loc = op.getLoc();
  extents = getExtents(builder, op);
  indices.resize(extents.size());
  Value init = op.getDpsInits().front();
  destination = tensor::EmptyOp::create(
      builder, loc, getSizes(builder, loc, init),
      cast<RankedTensorType>(init.getType()).getElementType());
  return buildBySize(
             builder, loc, {extents[sourceLoop], extents[resultLoop]}, width,
             [&](OpBuilder &nested) { return emitSquares(nested); },
             [&](OpBuilder &nested) { return emitPlain(nested); })
      .front();
}

/// Replaces a copy that exchanges the innermost dimension with another by
/// transposed squares.
LogicalResult emitTranspose(RewriterBase &rewriter, linalg::GenericOp op,
                            const Machine &machine) {
  if (!op.hasPureTensorSemantics() || !isCopy(op) || !hasPlainMaps(op) ||
      op.getNumParallelLoops() != op.getNumLoops() || op.getNumLoops() < 2 ||
      !isa<RankedTensorType>(op.getInputs().front().getType()) ||
      op.getIndexingMapsArray().front().getNumResults() < 2 ||
      !op.getIndexingMapsArray().back().isPermutation() ||
      op.getBody()->getArgument(0).getType().isIndex())
    return failure();
  Transpose transpose(op, machine);
  if (!transpose.match())
    return failure();
  rewriter.setInsertionPoint(op);
  rewriter.replaceOp(op, transpose.emit(rewriter));
  return success();
}

struct VectorizeTransposesPass
    : WithModels<impl::VectorizeTransposesPassBase<VectorizeTransposesPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    if (!emitKernels(getOperation(), *machine, emitTranspose))
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
