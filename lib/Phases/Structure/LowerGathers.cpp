//===- LowerGathers.cpp - reading and adding at indices -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are a gather and a scatter lowered to linalg and scf?
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
// and
//
//   %y = ag.scatter 0 clamp %x, %i, %u
//          : tensor<4x3xf32>, tensor<?xi32>, tensor<?x3xf32>
//
// becomes a loop that writes to %x, in the order of the indices
//
//   %y = scf.for %n = 0 to (tensor.dim %i, 0) iter_args(%sums = %x) {
//     %k = max(min(index_cast tensor.extract %i[%n], 3), 0)
//     %row = tensor.extract_slice %sums[%k, 0] [1, 3]
//     %more = tensor.extract_slice %u[%n, 0] [1, 3]
//     %sum = linalg.generic ins(%more) outs(%row) { addf }
//     yield tensor.insert_slice %sum into %sums[%k, 0] [1, 3]
//   }
//
//===----------------------------------------------------------------------===//
#include "LowerGathers.h"
#include "ConvertedResults.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

/// The position along a dimension that an index means.
struct Place {
  Value index;
  /// The nearest position within bounds, unless the dimension is empty.
  Value clamped;
};

Place findPlace(Value given, bool isUnsigned, Value extent, OpBuilder &builder,
                Location loc) {
  Type indexType = builder.getIndexType();
  Value index =
      isUnsigned ? arith::IndexCastUIOp::create(builder, loc, indexType, given)
                       .getResult()
                 : arith::IndexCastOp::create(builder, loc, indexType, given)
                       .getResult();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value last = arith::SubIOp::create(builder, loc, extent, one);
  // A ui64 past the greatest signed index wraps below 0: it is large as well.
  Value clamped =
      isUnsigned ? arith::MinUIOp::create(builder, loc, index, last).getResult()
                 : arith::MaxSIOp::create(
                       builder, loc,
                       arith::MinSIOp::create(builder, loc, index, last), zero)
                       .getResult();
  return {index, clamped};
}

/// Emits whether an index is within bounds. An unsigned comparison also
/// excludes negative indices.
Value isInside(Value index, Value extent, OpBuilder &builder, Location loc) {
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, index,
                               extent);
}

template <typename Op> bool hasUnsignedIndices(Op op) {
  return op.getIndices().getType().getElementType().isUnsignedInteger();
}

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

/// Reads the element of x at the loops' indices, with the given index in place
/// of `dim`. The index is always clamped, so that the read is in bounds. In the
/// mode `fill`, an index out of bounds yields 0 without a read.
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
    bool isUnsigned = hasUnsignedIndices(op);
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
    auto [index, clamped] = findPlace(given, isUnsigned, extent, builder, loc);
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
    Value inside = isInside(index, extent, builder, loc);
    Type elementType = cast<RankedTensorType>(x.getType()).getElementType();
    Value zero = arith::ConstantOp::create(builder, loc,
                                           builder.getZeroAttr(elementType));
    // x may be empty, and then has no position that is safe to read.
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

//===----------------------------------------------------------------------===//
// Scatter
//===----------------------------------------------------------------------===//

/// Adds the updates to the accumulators, one index after the other. The
/// dimensions after the indexed one are added at once.
class ScatterLowering {
public:
  ScatterLowering(ScatterOp op, ScatterOp::Adaptor adaptor, OpBuilder &builder)
      : op(op), indices(adaptor.getIndices()), updates(adaptor.getUpdates()),
        builder(builder), loc(op.getLoc()), dim(op.getDim()),
        indexRank(op.getIndices().getType().getRank()),
        type(*getScalarType(op.getType().getElementType())) {}

  Value run(Value sums) {
    extent = getValueOrCreateConstantIndexOp(
        builder, loc, tensor::getMixedSize(builder, loc, sums, dim));
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(builder, loc, updates);
    if (llvm::any_of(sizes, isZeroInteger))
      return sums;
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    SmallVector<Value> counts = getValueOrCreateConstantIndexOp(
        builder, loc, ArrayRef(sizes).take_front(dim + indexRank));
    behind.assign(sizes.begin() + counts.size(), sizes.end());
    return scf::buildLoopNest(
               builder, loc, SmallVector<Value>(counts.size(), zero), counts,
               SmallVector<Value>(counts.size(), one), sums,
               [&](OpBuilder &nested, Location, ValueRange at,
                   ValueRange carried) {
                 return scf::ValueVector{addSlice(nested, at, carried.front())};
               })
        .results.front();
  }

private:
  /// Returns the sums plus the slice of the updates that begins at `at`.
  Value addSlice(OpBuilder &nested, ValueRange at, Value sums) {
    Value given =
        tensor::ExtractOp::create(nested, loc, indices, at.drop_front(dim));
    auto [index, clamped] =
        findPlace(given, hasUnsignedIndices(op), extent, nested, loc);
    SmallVector<Value> place(at.take_front(dim));
    if (op.getMode() == WriteOutOfBounds::clamp) {
      place.push_back(clamped);
      return addAt(nested, place, at, sums);
    }
    place.push_back(index);
    return scf::IfOp::create(
               nested, loc, isInside(index, extent, nested, loc),
               [&](OpBuilder &then, Location) {
                 scf::YieldOp::create(then, loc, addAt(then, place, at, sums));
               },
               [&](OpBuilder &otherwise, Location) {
                 scf::YieldOp::create(otherwise, loc, sums);
               })
        .getResult(0);
  }

  Value addAt(OpBuilder &nested, ArrayRef<Value> place, ValueRange at,
              Value sums) {
    Slice part = sliceFrom(place, nested), more = sliceFrom(at, nested);
    Value row = extract(nested, sums, part);
    AffineMap identity = nested.getMultiDimIdentityMap(behind.size());
    SmallVector<utils::IteratorType> parallel(behind.size(),
                                              utils::IteratorType::parallel);
    auto sum = linalg::GenericOp::create(
        nested, loc, row.getType(), extract(nested, updates, more), row,
        ArrayRef{identity, identity}, parallel,
        [&](OpBuilder &inner, Location, ValueRange elements) {
          linalg::YieldOp::create(inner, loc,
                                  add(inner, elements[1], elements[0]));
        });
    return insertPart(sum.getResult(0), sums, part.offsets, part.sizes,
                      part.strides, nested, loc);
  }

  struct Slice {
    SmallVector<OpFoldResult> offsets, sizes, strides;
  };

  /// Returns the slice of all trailing dimensions at one position of the
  /// leading ones.
  Slice sliceFrom(ValueRange place, OpBuilder &nested) {
    Slice slice;
    OpFoldResult zero = nested.getIndexAttr(0), one = nested.getIndexAttr(1);
    slice.offsets.assign(place.begin(), place.end());
    slice.offsets.append(behind.size(), zero);
    slice.sizes.assign(place.size(), one);
    llvm::append_range(slice.sizes, behind);
    slice.strides.assign(slice.sizes.size(), one);
    return slice;
  }

  Value extract(OpBuilder &nested, Value whole, const Slice &slice) {
    SmallVector<int64_t> shape;
    SmallVector<Value> dynamic;
    dispatchIndexOpFoldResults(behind, dynamic, shape);
    auto type = cast<RankedTensorType>(whole.getType()).clone(shape);
    return extractPart(type, whole, slice.offsets, slice.sizes, slice.strides,
                       nested, loc);
  }

  /// Returns the accumulator plus an element of the updates.
  Value add(OpBuilder &nested, Value sum, Value update) {
    ScalarType wide = getAccumulatorType(type);
    ScalarProgram program;
    Expr before = program.input(wide);
    program.yield(before + program.cast(program.input(type), wide));
    return emitScalarProgram(program, nested, loc, {sum, update}, nullptr)
        .front();
  }

  ScatterOp op;
  Value indices, updates;
  OpBuilder &builder;
  Location loc;
  int64_t dim, indexRank;
  ScalarType type;
  Value extent;
  SmallVector<OpFoldResult> behind;
};

struct LowerScatter : OpConversionPattern<ScatterOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ScatterOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getMode() == WriteOutOfBounds::error)
      return rewriter.notifyMatchFailure(op, "its check was not inserted");
    ScatterLowering lowering(op, adaptor, rewriter);
    RankedTensorType type = op.getX().getType();
    ScalarType element = *getScalarType(type.getElementType());
    ScalarType wide = getAccumulatorType(element);
    if (wide == element) {
      replaceResults(op, lowering.run(adaptor.getX()), *getTypeConverter(),
                     rewriter);
      return success();
    }
    Location loc = op.getLoc();
    Type wideElement = getMLIRType(wide, op.getContext());
    Value sums = CastOp::create(rewriter, loc, type.clone(wideElement),
                                op.getX(), wideElement);
    sums = lowering.run(sums);
    rewriter.replaceOp(op, CastOp::create(rewriter, loc, op.getType(), sums,
                                          type.getElementType()));
    return success();
  }
};
} // namespace

void populateGatherPatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns) {
  patterns.add<LowerGather, LowerScatter>(converter, patterns.getContext());
}

} // namespace ag
