//===- Reshapes.cpp - reshapes of as few dimensions as possible -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Elementwise/Reshapes.h"
#include "ag/Dialect/AG/Models/Tensor/MergeReshapes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"

using namespace mlir;

namespace ag {
namespace {
/// Merges a collapse_shape to one dimension with the expand_shape of its
/// result.
struct MergeReshapes : OpRewritePattern<tensor::ExpandShapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExpandShapeOp expand,
                                PatternRewriter &rewriter) const override {
    Value merged = mergeReshapes(expand, rewriter);
    if (!merged)
      return rewriter.notifyMatchFailure(expand, "it needs one dimension");
    rewriter.replaceOp(expand, merged);
    return success();
  }
};

/// Moves a reshape of a slice out of loops and branches, behind the slice. Only
/// then it may be folded into the slice, which must not move into a loop: the
/// loop may change what it is a slice of.
template <typename OpT> struct HoistReshape : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    auto slice = op.getSrc().template getDefiningOp<tensor::ExtractSliceOp>();
    if (!slice || slice->getBlock() == op->getBlock())
      return rewriter.notifyMatchFailure(op, "no slice of another block");
    Operation *last = slice;
    for (Value operand : op->getOperands().drop_front()) {
      Operation *by = operand.getDefiningOp();
      if (by && by->getBlock() == slice->getBlock()) {
        last = last->isBeforeInBlock(by) ? by : last;
      } else if (!operand.getParentRegion()->isAncestor(
                     slice->getParentRegion())) {
        return rewriter.notifyMatchFailure(op, "a size is made in between");
      }
    }
    rewriter.moveOpAfter(op, last);
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
  patterns.add<MergeReshapes, ReadThroughUnitDims, ViewUnitDims>(
      patterns.getContext());
  patterns.add<HoistReshape<tensor::CollapseShapeOp>,
               HoistReshape<tensor::ExpandShapeOp>>(patterns.getContext(),
                                                    /*benefit=*/2);
  tensor::populateReassociativeReshapeFoldingPatterns(patterns);
}

} // namespace ag
