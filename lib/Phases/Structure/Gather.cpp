//===- Gather.cpp - reading at indices ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a gather written in linalg?
//
//   %y = ag.gather 0 clamp %x, %i : tensor<4x3xf32>, tensor<?xi32>
//
// becomes
//
//   %y = linalg.generic {(d0, d1) -> (d0), (d0, d1) -> (d0, d1)} ins(%i) {
//     %k = max(min(index_cast %i, 3), 0)
//     yield tensor.extract %x[%k, linalg.index 1]
//   }
//
//===----------------------------------------------------------------------===//
#include "Gather.h"
#include "ConvertedResults.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {

/// The element of x at the loops, with the index in place of its dimension. The
/// index is clamped in any case, so that reading is safe; `fill` then takes 0
/// instead of what was read.
struct LowerGather : OpConversionPattern<GatherOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(GatherOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getMode() == OutOfBounds::error)
      return rewriter.notifyMatchFailure(op, "its check was not inserted");
    Location loc = op.getLoc();
    FailureOr<Value> init = emptyResult(op, *getTypeConverter(), rewriter);
    if (failed(init))
      return rewriter.notifyMatchFailure(op, "its shape is not known");
    int64_t rank = op.getType().getRank(), dim = op.getDim();
    int64_t indexRank = op.getIndices().getType().getRank();
    SmallVector<AffineExpr> places;
    for (int64_t k = 0; k < indexRank; ++k)
      places.push_back(rewriter.getAffineDimExpr(dim + k));
    Value extent = getValueOrCreateConstantIndexOp(
        rewriter, loc,
        tensor::getMixedSize(rewriter, loc, adaptor.getX(), dim));
    SmallVector<utils::IteratorType> parallel(rank,
                                              utils::IteratorType::parallel);
    bool isUnsigned =
        op.getIndices().getType().getElementType().isUnsignedInteger();
    auto generic = linalg::GenericOp::create(
        rewriter, loc, init->getType(), adaptor.getIndices(), *init,
        ArrayRef{AffineMap::get(rank, 0, places, op.getContext()),
                 rewriter.getMultiDimIdentityMap(rank)},
        parallel, [&](OpBuilder &nested, Location, ValueRange elements) {
          Value element =
              readAt(nested, loc, adaptor.getX(), elements[0], isUnsigned,
                     extent, dim, indexRank, op.getMode());
          linalg::YieldOp::create(nested, loc, element);
        });
    replaceResults(op, generic.getResult(0), *getTypeConverter(), rewriter);
    return success();
  }

private:
  static Value readAt(OpBuilder &builder, Location loc, Value x, Value given,
                      bool isUnsigned, Value extent, int64_t dim,
                      int64_t indexRank, OutOfBounds mode) {
    Type indexType = builder.getIndexType();
    Value index =
        isUnsigned
            ? arith::IndexCastUIOp::create(builder, loc, indexType, given)
                  .getResult()
            : arith::IndexCastOp::create(builder, loc, indexType, given)
                  .getResult();
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    Value last = arith::SubIOp::create(builder, loc, extent, one);
    // A ui64 past the greatest signed index wraps below 0: it is large as well.
    Value clamped =
        isUnsigned
            ? arith::MinUIOp::create(builder, loc, index, last).getResult()
            : arith::MaxSIOp::create(
                  builder, loc,
                  arith::MinSIOp::create(builder, loc, index, last), zero)
                  .getResult();
    int64_t xRank = cast<RankedTensorType>(x.getType()).getRank();
    SmallVector<Value> place;
    for (int64_t k = 0; k < xRank; ++k) {
      int64_t loop = k < dim ? k : k + indexRank - 1;
      place.push_back(k == dim ? clamped
                               : linalg::IndexOp::create(builder, loc, loop));
    }
    if (mode != OutOfBounds::fill)
      return tensor::ExtractOp::create(builder, loc, x, place);
    return readOrZero(builder, loc, x, place, index, extent);
  }

  static Value readOrZero(OpBuilder &builder, Location loc, Value x,
                          ValueRange place, Value index, Value extent) {
    // Compared without a sign, an index below 0 is large too.
    Value inside = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult, index, extent);
    Type elementType = cast<RankedTensorType>(x.getType()).getElementType();
    Value zero = arith::ConstantOp::create(builder, loc,
                                           builder.getZeroAttr(elementType));
    // x may be empty, so that no place is safe to read.
    auto branch = scf::IfOp::create(
        builder, loc, inside,
        [&](OpBuilder &nested, Location) {
          scf::YieldOp::create(
              nested, loc,
              tensor::ExtractOp::create(nested, loc, x, place).getResult());
        },
        [&](OpBuilder &nested, Location) {
          scf::YieldOp::create(nested, loc, zero);
        });
    return branch.getResult(0);
  }
};
} // namespace

void populateGatherPatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns) {
  patterns.add<LowerGather>(converter, patterns.getContext());
}

} // namespace ag
