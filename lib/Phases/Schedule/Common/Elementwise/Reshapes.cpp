//===- Reshapes.cpp - reshapes of as few dimensions as possible -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Elementwise/Reshapes.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
namespace {

/// Returns true if a dimension of the source provably has the given size.
/// Creates no IR.
bool hasSize(Value source, int64_t dim, OpFoldResult size) {
  int64_t fixed = cast<RankedTensorType>(source.getType()).getDimSize(dim);
  std::optional<int64_t> constant = getConstantIntValue(size);
  if (!ShapedType::isDynamic(fixed) && constant)
    return fixed == *constant;
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(
      getSizeVariable(source, dim), ValueBoundsConstraintSet::Variable(size));
  return succeeded(equal) && *equal;
}

/// The number of dimensions at either end that a reshape does not change, and
/// of the dimensions of either shape in between.
struct Split {
  int64_t front = 0, back = 0;
  int64_t sourceMiddle = 0, resultMiddle = 0;
};

Split splitShapes(Value source, ArrayRef<OpFoldResult> to) {
  Split split;
  int64_t sourceRank = cast<RankedTensorType>(source.getType()).getRank();
  int64_t resultRank = to.size();
  int64_t shorter = std::min(sourceRank, resultRank);
  while (split.front < shorter && hasSize(source, split.front, to[split.front]))
    ++split.front;
  while (split.front + split.back < shorter &&
         hasSize(source, sourceRank - 1 - split.back,
                 to[resultRank - 1 - split.back]))
    ++split.back;
  split.sourceMiddle = sourceRank - split.front - split.back;
  split.resultMiddle = resultRank - split.front - split.back;
  // Dimensions of size 1 that only one shape has are grouped with a neighbour.
  if ((split.sourceMiddle == 0) != (split.resultMiddle == 0) && shorter > 0) {
    --(split.front ? split.front : split.back);
    ++split.sourceMiddle, ++split.resultMiddle;
  }
  return split;
}

/// Returns the reassociation: each unchanged dimension alone, and the middle of
/// the longer shape as one group.
SmallVector<ReassociationIndices> getGroups(const Split &split) {
  int64_t middle = std::max(split.sourceMiddle, split.resultMiddle);
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < split.front; ++dim)
    groups.push_back({dim});
  groups.push_back(llvm::to_vector_of<int64_t>(
      llvm::seq(split.front, split.front + middle)));
  for (int64_t dim = 0; dim < split.back; ++dim)
    groups.push_back({split.front + middle + dim});
  return groups;
}

/// Returns true if the one size in the middle of both shapes follows from the
/// number of elements. It does not if the tensor may be empty.
bool isDetermined(const Split &split, RankedTensorType from,
                  RankedTensorType to) {
  if (split.sourceMiddle == 0)
    return true;
  if (!from.isDynamicDim(split.front) && !to.isDynamicDim(split.front))
    return true;
  SmallVector<int64_t> others(to.getShape());
  others.erase(others.begin() + split.front);
  return llvm::all_of(others, [](int64_t size) { return size > 0; });
}

Value castTo(Value value, Type type, OpBuilder &builder, Location loc) {
  if (value.getType() == type)
    return value;
  return tensor::CastOp::create(builder, loc, type, value);
}

/// Merges a collapse_shape to one dimension with the expand_shape of its
/// result.
struct SplitReshape : OpRewritePattern<tensor::ExpandShapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExpandShapeOp expand,
                                PatternRewriter &rewriter) const override {
    Value flat = expand.getSrc();
    if (auto cast = flat.getDefiningOp<tensor::CastOp>())
      flat = cast.getSource();
    auto collapse = flat.getDefiningOp<tensor::CollapseShapeOp>();
    if (!collapse || collapse.getResultType().getRank() != 1)
      return rewriter.notifyMatchFailure(expand, "no collapse to one dim");
    Split split = splitShapes(collapse.getSrc(), expand.getMixedOutputShape());
    if (split.sourceMiddle > 1 && split.resultMiddle > 1)
      return rewriter.notifyMatchFailure(expand, "several dims into several");
    if (split.sourceMiddle < split.resultMiddle)
      return expandMiddle(expand, collapse.getSrc(), split, rewriter);
    return collapseMiddle(expand, collapse.getSrc(), split, rewriter);
  }

private:
  static LogicalResult expandMiddle(tensor::ExpandShapeOp op, Value source,
                                    const Split &split,
                                    PatternRewriter &rewriter) {
    SmallVector<ReassociationIndices> groups = getGroups(split);
    RankedTensorType collapsed =
        tensor::CollapseShapeOp::inferCollapsedType(op.getResultType(), groups);
    if (!tensor::CastOp::areCastCompatible(source.getType(), collapsed))
      return rewriter.notifyMatchFailure(op, "static sizes differ");
    rewriter.replaceOpWithNewOp<tensor::ExpandShapeOp>(
        op, op.getResultType(),
        castTo(source, collapsed, rewriter, op.getLoc()), groups,
        op.getMixedOutputShape());
    return success();
  }

  static LogicalResult collapseMiddle(tensor::ExpandShapeOp op, Value source,
                                      const Split &split,
                                      PatternRewriter &rewriter) {
    bool isSame = split.sourceMiddle == split.resultMiddle;
    auto collapsed = cast<RankedTensorType>(source.getType());
    if (!isSame)
      collapsed = tensor::CollapseShapeOp::inferCollapsedType(collapsed,
                                                              getGroups(split));
    if (!tensor::CastOp::areCastCompatible(collapsed, op.getResultType()) ||
        !isDetermined(split, collapsed, op.getResultType()))
      return rewriter.notifyMatchFailure(op, "sizes may differ");
    if (!isSame)
      source = tensor::CollapseShapeOp::create(rewriter, op.getLoc(), source,
                                               getGroups(split));
    rewriter.replaceOp(
        op, castTo(source, op.getResultType(), rewriter, op.getLoc()));
    return success();
  }
};

/// Replaces a copy that only adds dimensions of size 1 by an expand_shape.
struct ViewUnitDims : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics() || op.getNumDpsInputs() != 1 ||
        op.getNumDpsInits() != 1 ||
        op.getBlock()->getTerminator()->getOperand(0) !=
            op.getBlock()->getArgument(0) ||
        !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity())
      return rewriter.notifyMatchFailure(op, "it is no copy of one tensor");
    OpOperand *source = op.getDpsInputOperand(0);
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    AffineMap map = op.getMatchingIndexingMap(source);
    auto groups = type && map.getNumResults() < map.getNumDims()
                      ? findGroups(map, type)
                      : std::nullopt;
    if (!groups)
      return rewriter.notifyMatchFailure(op, "it adds no dimension of size 1");
    rewriter.replaceOpWithNewOp<tensor::ExpandShapeOp>(op, type, source->get(),
                                                       *groups);
    return success();
  }

private:
  /// Returns the dimensions of the source, each grouped with adjacent ones of
  /// size 1. Returns std::nullopt if other dimensions are added, or if the
  /// order changes.
  static std::optional<SmallVector<ReassociationIndices>>
  findGroups(AffineMap map, RankedTensorType to) {
    SmallVector<ReassociationIndices> groups(map.getNumResults());
    unsigned next = 0;
    for (int64_t dim = 0; dim < to.getRank(); ++dim) {
      bool isKept =
          next < groups.size() &&
          map.getResult(next) == getAffineDimExpr(dim, map.getContext());
      if (groups.empty() || (!isKept && to.getDimSize(dim) != 1))
        return std::nullopt;
      groups[isKept ? next : std::max(next, 1U) - 1].push_back(dim);
      next += isKept;
    }
    return next == groups.size() ? std::optional(groups) : std::nullopt;
  }
};

/// Reads an operand from the source of its expand_shape if that only adds
/// dimensions of size 1:
///
///   %e = tensor.expand_shape %x : tensor<4xf32> into tensor<4x1xf32>
///   generic (d0, d1) -> (d0, 0) on %e     becomes     (d0, d1) -> (d0) on %x
struct ReadThroughUnitDims : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    for (OpOperand *input : op.getDpsInputOperands()) {
      auto expand = input->get().getDefiningOp<tensor::ExpandShapeOp>();
      if (!expand)
        continue;
      FailureOr<AffineMap> map =
          readSource(expand, op.getMatchingIndexingMap(input));
      if (failed(map))
        continue;
      SmallVector<AffineMap> maps = op.getIndexingMapsArray();
      maps[input->getOperandNumber()] = *map;
      // The extent of each loop must follow from an operand.
      if (!inversePermutation(concatAffineMaps(maps, op.getContext())))
        continue;
      rewriter.modifyOpInPlace(op, [&] {
        input->set(expand.getSrc());
        op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
      });
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no operand with an added unit dim");
  }

private:
  static FailureOr<AffineMap> readSource(tensor::ExpandShapeOp expand,
                                         AffineMap map) {
    SmallVector<AffineExpr> places;
    ArrayRef<int64_t> shape = expand.getResultType().getShape();
    for (const ReassociationIndices &group : expand.getReassociationIndices()) {
      SmallVector<int64_t> kept;
      llvm::copy_if(group, std::back_inserter(kept),
                    [&](int64_t dim) { return shape[dim] != 1; });
      if (kept.size() > 1)
        return failure();
      places.push_back(kept.empty() ? getAffineConstantExpr(0, map.getContext())
                                    : map.getResult(kept.front()));
    }
    return AffineMap::get(map.getNumDims(), 0, places, map.getContext());
  }
};
} // namespace

void populateReshapePatterns(RewritePatternSet &patterns) {
  patterns.add<ReadThroughUnitDims, SplitReshape, ViewUnitDims>(
      patterns.getContext());
  tensor::populateReassociativeReshapeFoldingPatterns(patterns);
}

} // namespace ag
