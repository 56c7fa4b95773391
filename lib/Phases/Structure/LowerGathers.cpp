//===- LowerGathers.cpp - reading and writing at indices ------------------===//
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
// A scatter of the kind `set` inserts %more as it is. Since the indices are
// visited in their order, the last update of an element remains.
//
// Sums of bf16 and f16 are taken in f32, and rounded once. If %x is large and
// there are few indices, the first of equal indices adds all of their updates
// at once, so that the other rows of %x are not converted:
//
//   %y = scf.for %n = 0 to 2 iter_args(%x1 = %x) {
//     %k = max(min(index_cast tensor.extract %i[%n], 3), 0)
//     if no index before %n has the position %k {
//       %row = extf(tensor.extract_slice %x1[%k, 0] [1, 3])
//       %sum = scf.for %m = %n to 2 iter_args(%s = %row) {
//         yield %s, plus %u[%m, 0] if index %m has the position %k
//       }
//       yield tensor.insert_slice truncf(%sum) into %x1[%k, 0] [1, 3]
//     }
//   }
//
//===----------------------------------------------------------------------===//
#include "LowerGathers.h"
#include "ConvertedResults.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
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

/// Combines the updates with the elements of x, which are the accumulators
/// unless `isByRow`. The dimensions after the indexed one are combined at once.
class ScatterLowering {
public:
  /// If `isByRow`, the kind is `add`, the indices have one dimension, and each
  /// position is written once, for the first index that has it.
  ScatterLowering(ScatterOp op, ScatterOp::Adaptor adaptor, bool isByRow,
                  OpBuilder &builder)
      : isByRow(isByRow), op(op), indices(adaptor.getIndices()),
        updates(adaptor.getUpdates()), builder(builder), loc(op.getLoc()),
        dim(op.getDim()), indexRank(op.getIndices().getType().getRank()),
        type(*getScalarType(op.getType().getElementType())),
        wide(op.getCombinedType()) {}

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
    count = counts.empty() ? one : counts.back();
    behind.assign(sizes.begin() + counts.size(), sizes.end());
    return scf::buildLoopNest(
               builder, loc, SmallVector<Value>(counts.size(), zero), counts,
               SmallVector<Value>(counts.size(), one), sums,
               [&](OpBuilder &nested, Location, ValueRange at,
                   ValueRange carried) {
                 return scf::ValueVector{
                     isByRow ? addEqual(nested, at, carried.front())
                             : putSlice(nested, at, carried.front())};
               })
        .results.front();
  }

private:
  /// Returns the sums with the slice of the updates that begins at `at`.
  Value putSlice(OpBuilder &nested, ValueRange at, Value sums) {
    Value position = findPosition(nested, at.drop_front(dim));
    SmallVector<Value> place(at.take_front(dim));
    place.push_back(position);
    if (op.getMode() == WriteOutOfBounds::clamp)
      return putAt(nested, place, at, sums);
    return scf::IfOp::create(
               nested, loc, isInside(position, extent, nested, loc),
               [&](OpBuilder &then, Location) {
                 scf::YieldOp::create(then, loc, putAt(then, place, at, sums));
               },
               [&](OpBuilder &otherwise, Location) {
                 scf::YieldOp::create(otherwise, loc, sums);
               })
        .getResult(0);
  }

  Value putAt(OpBuilder &nested, ArrayRef<Value> place, ValueRange at,
              Value sums) {
    Slice part = sliceFrom(place, nested);
    std::optional<Primitive> combiner = op.getCombiner();
    Value row = combiner ? extract(nested, sums, part) : Value();
    Value more = extract(nested, updates, sliceFrom(at, nested));
    if (combiner)
      more = apply(nested, more, row, makeCombination(*combiner));
    return insertPart(more, sums, part.offsets, part.sizes, part.strides,
                      nested, loc);
  }

  /// Returns x plus the updates of all indices from number at.back() on that
  /// have its position. Returns x if an index before it has that position, or
  /// if the position is out of bounds.
  Value addEqual(OpBuilder &nested, ValueRange at, Value x) {
    Value position = findPosition(nested, at.back());
    Value isAdded = isFirst(nested, at.back(), position);
    if (op.getMode() != WriteOutOfBounds::clamp)
      isAdded = arith::AndIOp::create(
          nested, loc, isInside(position, extent, nested, loc), isAdded);
    return scf::IfOp::create(
               nested, loc, isAdded,
               [&](OpBuilder &then, Location) {
                 scf::YieldOp::create(then, loc,
                                      addEqualAt(then, position, at, x));
               },
               [&](OpBuilder &otherwise, Location) {
                 scf::YieldOp::create(otherwise, loc, x);
               })
        .getResult(0);
  }

  /// Emits the position that the index at `at` means. It may be out of bounds
  /// unless indices are clamped.
  Value findPosition(OpBuilder &nested, ValueRange at) {
    Value given = tensor::ExtractOp::create(nested, loc, indices, at);
    auto [index, clamped] =
        findPlace(given, hasUnsignedIndices(op), extent, nested, loc);
    return op.getMode() == WriteOutOfBounds::clamp ? clamped : index;
  }

  /// Emits whether no index before `number` has the position.
  Value isFirst(OpBuilder &nested, Value number, Value position) {
    Value zero = arith::ConstantIndexOp::create(nested, loc, 0);
    Value one = arith::ConstantIndexOp::create(nested, loc, 1);
    Value yes = arith::ConstantIntOp::create(nested, loc, 1, 1);
    auto compare = [&](OpBuilder &inner, Location, Value other,
                       ValueRange carried) {
      Value differs =
          arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::ne,
                                findPosition(inner, other), position);
      Value both = arith::AndIOp::create(inner, loc, carried.front(), differs);
      scf::YieldOp::create(inner, loc, both);
    };
    return scf::ForOp::create(nested, loc, zero, number, one, yes, compare)
        .getResult(0);
  }

  Value addEqualAt(OpBuilder &nested, Value position, ValueRange at, Value x) {
    SmallVector<Value> place(at.drop_back()), from(at);
    place.push_back(position);
    Slice part = sliceFrom(place, nested);
    Value row = convert(nested, extract(nested, x, part), type, wide);
    Value one = arith::ConstantIndexOp::create(nested, loc, 1);
    auto addOne = [&](OpBuilder &inner, Location, Value number,
                      ValueRange carried) {
      Value isEqual =
          arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::eq,
                                findPosition(inner, number), position);
      from.back() = number;
      auto chosen = scf::IfOp::create(
          inner, loc, isEqual,
          [&](OpBuilder &then, Location) {
            Value more = extract(then, updates, sliceFrom(from, then));
            scf::YieldOp::create(then, loc,
                                 apply(then, more, carried.front(),
                                       makeCombination(*op.getCombiner())));
          },
          [&](OpBuilder &otherwise, Location) {
            scf::YieldOp::create(otherwise, loc, carried.front());
          });
      scf::YieldOp::create(inner, loc, chosen.getResult(0));
    };
    Value sum =
        scf::ForOp::create(nested, loc, at.back(), count, one, row, addOne)
            .getResult(0);
    return insertPart(convert(nested, sum, wide, type), x, part.offsets,
                      part.sizes, part.strides, nested, loc);
  }

  /// Returns a row with elements of type `to`.
  Value convert(OpBuilder &nested, Value row, ScalarType from, ScalarType to) {
    ScalarProgram program;
    program.yield(program.cast(program.input(from), to));
    Value empty = tensor::EmptyOp::create(nested, loc, behind,
                                          getMLIRType(to, op.getContext()));
    return apply(nested, row, empty, program);
  }

  /// Applies `program` to the elements of `row`, and to those of `into` if it
  /// has a second input.
  Value apply(OpBuilder &nested, Value row, Value into,
              const ScalarProgram &program) {
    AffineMap identity = nested.getMultiDimIdentityMap(behind.size());
    SmallVector<utils::IteratorType> parallel(behind.size(),
                                              utils::IteratorType::parallel);
    auto generic = linalg::GenericOp::create(
        nested, loc, into.getType(), row, into, ArrayRef{identity, identity},
        parallel, [&](OpBuilder &inner, Location, ValueRange elements) {
          linalg::YieldOp::create(
              inner, loc,
              emitScalarProgram(
                  program, inner, loc,
                  elements.take_front(program.inputTypes().size()), nullptr));
        });
    return generic.getResult(0);
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

  /// Returns an accumulator, the second input, combined with an element of the
  /// updates.
  ScalarProgram makeCombination(Primitive combiner) const {
    ScalarProgram program;
    Expr more = program.cast(program.input(type), wide);
    Expr before = program.input(wide);
    program.yield(program.apply(combiner, {before, more}));
    return program;
  }

  bool isByRow;
  ScatterOp op;
  Value indices, updates;
  OpBuilder &builder;
  Location loc;
  int64_t dim, indexRank;
  ScalarType type, wide;
  Value extent;
  /// The number of indices along their last dimension.
  Value count;
  SmallVector<OpFoldResult> behind;
};

/// Returns true if it costs less to compare all pairs of indices than to
/// convert all of x.
bool hasFewIndices(ScatterOp op) {
  auto count = [](RankedTensorType type) {
    double product = 1;
    for (int64_t size : type.getShape())
      product *= ShapedType::isDynamic(size) ? assumedSize : size;
    return product;
  };
  double indices = count(op.getIndices().getType());
  return indices * indices <= count(op.getX().getType());
}

/// Returns an equal op whose indices have one dimension.
ScatterOp flattenIndices(ScatterOp op, OpBuilder &builder) {
  Location loc = op.getLoc();
  auto reshape = [&](TypedValue<RankedTensorType> value, int64_t first,
                     int64_t count) -> Value {
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(builder, loc, value);
    AffineExpr product = builder.getAffineConstantExpr(1);
    for (int64_t k = 0; k < count; ++k)
      product = product * builder.getAffineSymbolExpr(k);
    OpFoldResult flat = affine::makeComposedFoldedAffineApply(
        builder, loc, product, ArrayRef(sizes).slice(first, count));
    sizes.erase(sizes.begin() + first, sizes.begin() + first + count);
    sizes.insert(sizes.begin() + first, flat);
    SmallVector<Value> operands;
    SmallVector<int64_t> numbers;
    dispatchIndexOpFoldResults(sizes, operands, numbers);
    return ReshapeOp::create(builder, loc, value, operands, numbers);
  };
  int64_t rank = op.getIndices().getType().getRank();
  return ScatterOp::create(builder, loc, op.getDim(), op.getMode(), op.getX(),
                           reshape(op.getIndices(), 0, rank),
                           reshape(op.getUpdates(), op.getDim(), rank),
                           op.getKind());
}

struct LowerScatter : OpConversionPattern<ScatterOp> {
  using OpConversionPattern::OpConversionPattern;

  /// An op with flat indices is lowered at once.
  void initialize() { setHasBoundedRewriteRecursion(); }

  LogicalResult
  matchAndRewrite(ScatterOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getMode() == WriteOutOfBounds::error)
      return rewriter.notifyMatchFailure(op, "its check was not inserted");
    RankedTensorType type = op.getX().getType();
    ScalarType element = *getScalarType(type.getElementType());
    ScalarType wide = op.getCombinedType();
    bool isByRow = wide != element && hasFewIndices(op);
    if (isByRow && op.getIndices().getType().getRank() != 1) {
      rewriter.replaceOp(op, flattenIndices(op, rewriter));
      return success();
    }
    ScatterLowering lowering(op, adaptor, isByRow, rewriter);
    if (wide == element || isByRow) {
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
