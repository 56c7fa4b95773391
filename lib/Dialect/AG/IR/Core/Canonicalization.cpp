//===- Canonicalization.cpp - what every canonicalization does too --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Indexing/SlicesOfUpdates.h"
#include "Regions/GroupConstants.h"
#include "Structured/EmptyLoops.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {
namespace {
/// Moves static output sizes of an expansion into its type.
///
///   %y = tensor.expand_shape %x [[0, 1]] output_shape [4, %n]
///        : tensor<?xf32> into tensor<?x?xf32>
///   -> %z = tensor.expand_shape %x [[0, 1]] output_shape [4, %n]
///           : tensor<?xf32> into tensor<4x?xf32>
///      %y = tensor.cast %z : tensor<4x?xf32> to tensor<?x?xf32>
///
/// Upstream's ComposeCollapseOfExpandOp creates expansions with a static size
/// where the type has a ?. ConvertToStaticExpandShape would then read an
/// operand that does not exist, so that this pattern has to run first.
struct ExpandIntoNumbers : OpRewritePattern<tensor::ExpandShapeOp> {
  explicit ExpandIntoNumbers(MLIRContext *context)
      : OpRewritePattern(context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(tensor::ExpandShapeOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
    SmallVector<int64_t> shape(op.getType().getShape());
    for (auto [extent, size] : llvm::zip_equal(shape, sizes))
      if (std::optional<int64_t> number = getConstantIntValue(size);
          number && *number >= 0 && ShapedType::isDynamic(extent)) {
        extent = *number;
        size = rewriter.getIndexAttr(extent);
      }
    if (shape == op.getType().getShape())
      return rewriter.notifyMatchFailure(op, "no other number is known");
    std::optional<RankedTensorType> source = collapse(op, shape);
    if (!source)
      return rewriter.notifyMatchFailure(op, "too many elements");
    Value value = op.getSrc();
    if (*source != value.getType())
      value = tensor::CastOp::create(rewriter, op.getLoc(), *source, value);
    value = tensor::ExpandShapeOp::create(rewriter, op.getLoc(),
                                          op.getType().clone(shape), value,
                                          op.getReassociationIndices(), sizes);
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, op.getType(), value);
    return success();
  }

private:
  /// Returns the type that is expanded to `shape`. A dimension is static if all
  /// of its expanded dimensions are.
  static std::optional<RankedTensorType> collapse(tensor::ExpandShapeOp op,
                                                  ArrayRef<int64_t> shape) {
    SmallVector<int64_t> collapsed;
    for (const ReassociationIndices &group : op.getReassociationIndices()) {
      int64_t product = 1;
      for (int64_t dim : group)
        if (ShapedType::isDynamic(shape[dim]) || ShapedType::isDynamic(product))
          product = ShapedType::kDynamic;
        else if (llvm::MulOverflow(product, shape[dim], product))
          return std::nullopt;
      collapsed.push_back(product);
    }
    return op.getSrcType().clone(collapsed);
  }
};

/// Makes constant sizes of a rank-reducing slice static, and moves them into
/// its type.
///
///   tensor.insert_slice %y into %x[0, 0, 0] [%c1, %c9, 1] [1, 1, 1]
///       : tensor<?x?xf32> into tensor<?x?x1xf32>
///   -> %z = tensor.cast %y : tensor<?x?xf32> to tensor<1x9xf32>
///      tensor.insert_slice %z into %x[0, 0, 0] [1, 9, 1] [1, 1, 1]
///          : tensor<1x9xf32> into tensor<?x?x1xf32>
///
/// Upstream's constant folders of these ops assume that the first dimensions of
/// size 1 are those that the slice lacks, and would cast to tensor<9x1xf32>.
/// This pattern therefore has to run first.
template <typename Op> struct PartByNumbers : OpRewritePattern<Op> {
  explicit PartByNumbers(MLIRContext *context)
      : OpRewritePattern<Op>(context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    SmallVector<OpFoldResult> offsets = op.getMixedOffsets();
    SmallVector<OpFoldResult> sizes = op.getMixedSizes();
    SmallVector<OpFoldResult> steps = op.getMixedStrides();
    llvm::SmallBitVector lacking = op.getDroppedDims();
    if (lacking.none())
      return rewriter.notifyMatchFailure(op, "has all dimensions");
    bool isChanged = succeeded(foldDynamicOffsetSizeList(offsets));
    isChanged |= succeeded(foldDynamicOffsetSizeList(sizes));
    isChanged |= succeeded(foldDynamicStrideList(steps));
    if (!isChanged)
      return rewriter.notifyMatchFailure(op, "no other number is known");
    SmallVector<int64_t> shape;
    for (auto [dim, size] : llvm::enumerate(sizes))
      if (!lacking.test(dim))
        shape.push_back(
            getConstantIntValue(size).value_or(ShapedType::kDynamic));
    replace(op, shape, offsets, sizes, steps, rewriter);
    return success();
  }

private:
  static void replace(Op op, ArrayRef<int64_t> shape,
                      ArrayRef<OpFoldResult> offsets,
                      ArrayRef<OpFoldResult> sizes,
                      ArrayRef<OpFoldResult> steps, PatternRewriter &rewriter) {
    if constexpr (std::is_same_v<Op, tensor::ExtractSliceOp>) {
      Value part = tensor::ExtractSliceOp::create(
          rewriter, op.getLoc(), op.getType().clone(shape), op.getSource(),
          offsets, sizes, steps);
      rewriter.replaceOp(op, cast(part, op.getType(), rewriter));
    } else {
      // The terminator of a parallel loop may contain only such ops.
      if constexpr (std::is_same_v<Op, tensor::ParallelInsertSliceOp>)
        rewriter.setInsertionPoint(op->getParentOp());
      Value part =
          cast(op.getSource(), op.getSourceType().clone(shape), rewriter);
      rewriter.setInsertionPoint(op);
      rewriter.replaceOpWithNewOp<Op>(op, part, op.getDest(), offsets, sizes,
                                      steps);
    }
  }

  static Value cast(Value value, RankedTensorType type,
                    PatternRewriter &rewriter) {
    if (value.getType() == type)
      return value;
    return tensor::CastOp::create(rewriter, value.getLoc(), type, value);
  }
};

/// Replaces the stride of a dimension with a single element by 1.
///
///   tensor.insert_slice %y into %x[%i, 0] [1, %n] [3, 2]
///   -> tensor.insert_slice %y into %x[%i, 0] [1, %n] [1, 2]
///
/// Upstream crashes on rank-reducing views of buffers with such strides,
/// because it cannot determine the dropped dimensions.
template <typename Op> struct StepByOne : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    SmallVector<OpFoldResult> steps = op.getMixedStrides();
    bool isChanged = false;
    for (auto [step, size] : llvm::zip_equal(steps, op.getMixedSizes())) {
      if (!isOneInteger(size) || isOneInteger(step))
        continue;
      step = rewriter.getIndexAttr(1);
      isChanged = true;
    }
    if (!isChanged)
      return rewriter.notifyMatchFailure(op, "all steps are taken");
    SmallVector<Value> operands;
    SmallVector<int64_t> numbers;
    dispatchIndexOpFoldResults(steps, operands, numbers);
    rewriter.modifyOpInPlace(op, [&] {
      op.getStridesMutable().assign(operands);
      op.setStaticStrides(numbers);
    });
    return success();
  }
};

/// Computes an integer as a scalar if it is read from a tensor with this single
/// element, so that its effect on sizes is visible:
///
///   %m = ag.min %n, %four : tensor<i64>
///   %k = tensor.extract %m[] : tensor<i64>
///   -> %0 = tensor.extract %n[] : tensor<i64>
///      %1 = tensor.extract %four[] : tensor<i64>
///      %k = arith.minsi %0, %1 : i64
struct ReadOfScalars : OpRewritePattern<tensor::ExtractOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractOp op,
                                PatternRewriter &rewriter) const override {
    auto source = op.getTensor().getDefiningOp<StructuredOpInterface>();
    if (!source || !source.hasSpec() || source->hasTrait<KeptTrait>() ||
        source->getNumResults() != 1 || !isSingle(op.getTensor()))
      return rewriter.notifyMatchFailure(op, "no integer that is computed");
    Spec spec = source.getSpec();
    SmallVector<Value> operands = source.getSpecOperands();
    if (!spec.loops.empty() || spec.combiner ||
        !llvm::all_of(spec.inputs, [&](const SpecInput &input) {
          return isSingle(operands[input.operand]);
        }))
      return rewriter.notifyMatchFailure(op, "not of integers alone");
    Location loc = source->getLoc();
    SmallVector<Value> scalars;
    for (auto [input, type] :
         llvm::zip_equal(spec.inputs, spec.body.inputTypes())) {
      Value element =
          tensor::ExtractOp::create(rewriter, loc, operands[input.operand]);
      scalars.push_back(loadElement(
          element, getSignlessType(type, op.getContext()), rewriter, loc));
    }
    Value result =
        emitScalarProgram(spec.body, rewriter, loc, scalars, nullptr).front();
    rewriter.replaceOp(op, storeElement(result, op.getType(), rewriter, loc));
    return success();
  }

private:
  /// Upstream's ops do not accept unsigned types.
  static bool isSingle(Value tensor) {
    auto type = dyn_cast<RankedTensorType>(tensor.getType());
    return type && type.getRank() == 0 &&
           (type.getElementType().isSignlessInteger() ||
            type.getElementType().isIndex());
  }
};

/// Moves casts to index before a min or max, because bounds are computed for
/// values of type index. The cast preserves order, as it extends the sign.
///
///   %0 = arith.minsi %n, %c4_i64 : i64
///   %1 = arith.index_cast %0 : i64 to index
///   -> %0 = arith.index_cast %n : i64 to index
///      %1 = arith.minsi %0, %c4 : index
template <typename Op> struct BoundAsIndex : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    if (!op->hasOneUse() || !isBounded(op))
      return rewriter.notifyMatchFailure(op, "says no more as an index");
    auto cast = dyn_cast<arith::IndexCastOp>(*op->getUsers().begin());
    if (!cast || !cast.getType().isIndex())
      return rewriter.notifyMatchFailure(op, "is no index");
    auto toIndex = [&](Value value) -> Value {
      return arith::IndexCastOp::create(rewriter, cast.getLoc(),
                                        rewriter.getIndexType(), value);
    };
    rewriter.replaceOpWithNewOp<Op>(cast, toIndex(op.getLhs()),
                                    toIndex(op.getRhs()));
    return success();
  }

private:
  static bool isBounded(Op op) {
    return op.getType().isSignlessInteger() &&
           op.getType().getIntOrFloatBitWidth() <=
               IndexType::kInternalStorageBitWidth;
  }
};
} // namespace

void AGDialect::getCanonicalizationPatterns(RewritePatternSet &patterns) const {
  patterns
      .add<BoundAsIndex<arith::MinSIOp>, BoundAsIndex<arith::MaxSIOp>,
           ExpandIntoNumbers, PartByNumbers<tensor::ExtractSliceOp>,
           PartByNumbers<tensor::InsertSliceOp>,
           PartByNumbers<tensor::ParallelInsertSliceOp>, ReadOfScalars,
           StepByOne<tensor::ExtractSliceOp>, StepByOne<tensor::InsertSliceOp>,
           StepByOne<tensor::ParallelInsertSliceOp>>(getContext());
  populateEmptyLoopPatterns(patterns);
  populateGroupConstantsPatterns(patterns);
  populateSliceOfUpdatePatterns(patterns);
}

} // namespace ag
