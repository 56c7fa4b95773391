//===- TensorIndexing.cpp - where ops of tensor take elements -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TensorIndexing.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/IndexingOp.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include <numeric>

using namespace mlir;

namespace ag {
namespace {
template <typename OpT>
struct ReshapeModel
    : IndexingOpInterface::ExternalModel<ReshapeModel<OpT>, OpT> {
  std::optional<Spec> getIndexing(Operation *op) const {
    auto reshape = cast<OpT>(op);
    return describeReshape(reshape.getSrcType(), reshape.getResultType());
  }
};

struct SliceModel
    : IndexingOpInterface::ExternalModel<SliceModel, tensor::ExtractSliceOp> {
  std::optional<Spec> getIndexing(Operation *op) const {
    auto slice = cast<tensor::ExtractSliceOp>(op);
    SmallVector<unsigned> dynamic(slice.getOffsets().size());
    std::iota(dynamic.begin(), dynamic.end(),
              slice.getOffsetSizeAndStrideStartOperandIndex());
    return describeSlice(slice.getSourceType(), slice.getType(),
                         slice.getStaticOffsets(), slice.getStaticStrides(),
                         dynamic);
  }
};

/// No Spec tells where elements come from.
template <typename OpT>
struct MovingModel : IndexingOpInterface::ExternalModel<MovingModel<OpT>, OpT> {
};

template <typename... OpTs> void attachMoving(MLIRContext &context) {
  (OpTs::template attachInterface<MovingModel<OpTs>>(context), ...);
}
struct CastModel
    : IndexingOpInterface::ExternalModel<CastModel, tensor::CastOp> {
  std::optional<Spec> getIndexing(Operation *op) const {
    auto source = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
    auto result = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (!source || !result)
      return std::nullopt;
    SmallVector<int64_t> zeros(source.getRank(), 0), ones(source.getRank(), 1);
    return describeSlice(source, result, zeros, ones, {});
  }
};

//===----------------------------------------------------------------------===//
// Dimensions
//===----------------------------------------------------------------------===//

struct ConcatRule
    : DimensionRuleOpInterface::ExternalModel<ConcatRule, tensor::ConcatOp> {
  DimensionRule getDimensionRule(Operation *op) const {
    auto concat = cast<tensor::ConcatOp>(op);
    return describeConcat(concat.getInputs().getTypes(), concat.getDim());
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      ValueRange operands) const {
    return tensor::ConcatOp::create(
        builder, op->getLoc(), cast<tensor::ConcatOp>(op).getDim(), operands);
  }
};

/// Whose border may be of other values from place to place: then it has parts
/// of none.
struct PadRule
    : DimensionRuleOpInterface::ExternalModel<PadRule, tensor::PadOp> {
  DimensionRule getDimensionRule(Operation *op) const {
    auto pad = cast<tensor::PadOp>(op);
    bool isOneValue = pad.getConstantPaddingValue() != nullptr;
    SmallVector<bool> kept;
    for (auto [low, high] :
         llvm::zip_equal(pad.getStaticLow(), pad.getStaticHigh()))
      kept.push_back(isOneValue && low == 0 && high == 0);
    return describePad(op->getNumOperands(), kept);
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      ValueRange operands) const {
    auto part = cast<RankedTensorType>(operands.front().getType());
    auto type = cast<tensor::PadOp>(op).getResultType();
    SmallVector<int64_t> shape(type.getShape());
    DimensionRule rule = getDimensionRule(op);
    for (auto [dim, loop] : llvm::enumerate(rule.results.front()))
      if (!rule.loops[loop].isWhole)
        shape[dim] = part.getDimSize(dim);
    Operation *made = builder.clone(*op);
    made->setOperands(operands);
    made->getResult(0).setType(type.clone(shape));
    return made;
  }
};

struct InsertionRule
    : DimensionRuleOpInterface::ExternalModel<InsertionRule,
                                              tensor::InsertSliceOp> {
  DimensionRule getDimensionRule(Operation *op) const {
    auto insertion = cast<tensor::InsertSliceOp>(op);
    llvm::SmallBitVector dropped = insertion.getDroppedDims();
    RankedTensorType whole = insertion.getDestType(),
                     part = insertion.getSourceType();
    SmallVector<bool> kept;
    SmallVector<std::optional<unsigned>> dims;
    unsigned next = 0;
    for (auto [dim, offset, stride] : llvm::enumerate(
             insertion.getStaticOffsets(), insertion.getStaticStrides())) {
      dims.emplace_back();
      if (!dropped.test(dim))
        dims.back() = next++;
      kept.push_back(!dropped.test(dim) && offset == 0 && stride == 1 &&
                     isAll(insertion, whole, part, dim, *dims.back()));
    }
    return describeInsertion(op->getNumOperands(), /*whole=*/1, /*part=*/0,
                             dims, kept);
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      ValueRange operands) const {
    auto insertion = cast<tensor::InsertSliceOp>(op);
    Value part = operands[0], whole = operands[1];
    SmallVector<OpFoldResult> sizes = insertion.getMixedSizes();
    llvm::SmallBitVector dropped = insertion.getDroppedDims();
    DimensionRule rule = getDimensionRule(op);
    unsigned next = 0;
    for (auto [dim, loop] : llvm::enumerate(rule.operands[1])) {
      if (!rule.loops[loop].isWhole)
        sizes[dim] = tensor::getMixedSize(builder, op->getLoc(), part, next);
      next += !dropped.test(dim);
    }
    return tensor::InsertSliceOp::create(builder, op->getLoc(), part, whole,
                                         insertion.getMixedOffsets(), sizes,
                                         insertion.getMixedStrides());
  }

private:
  /// Whether the part is seen to be all of the whole along a dimension: it is
  /// asked for the size of that, or of what that was made as long as.
  static bool isAll(tensor::InsertSliceOp op, RankedTensorType whole,
                    RankedTensorType part, unsigned dim, unsigned ofPart) {
    if (!whole.isDynamicDim(dim) || !part.isDynamicDim(ofPart))
      return whole.getDimSize(dim) == part.getDimSize(ofPart);
    auto size = dyn_cast<Value>(op.getMixedSizes()[dim]);
    Value made = op.getDest();
    for (unsigned steps = 0; size && steps < mostParts; ++steps) {
      if (isSizeOf(size, made, dim))
        return true;
      auto before = made.getDefiningOp<tensor::InsertSliceOp>();
      if (!before)
        break;
      made = before.getDest();
    }
    auto empty = made.getDefiningOp<tensor::EmptyOp>();
    if (!size || !empty)
      return false;
    FailureOr<bool> isEqual =
        ValueBoundsConstraintSet::areEqual(size, empty.getDynamicSize(dim));
    return succeeded(isEqual) && *isEqual;
  }
  static bool isSizeOf(Value size, Value tensor, int64_t dim) {
    auto asked = size.getDefiningOp<tensor::DimOp>();
    return asked && asked.getSource() == tensor &&
           asked.getConstantIndex() == dim;
  }

  /// Of a concatenation, at most so many are looked through.
  static constexpr unsigned mostParts = 64;
};
} // namespace

void registerTensorIndexing(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    using namespace tensor;
    CastOp::attachInterface<CastModel>(*context);
    CollapseShapeOp::attachInterface<ReshapeModel<CollapseShapeOp>>(*context);
    ExpandShapeOp::attachInterface<ReshapeModel<ExpandShapeOp>>(*context);
    ExtractSliceOp::attachInterface<SliceModel>(*context);
    ConcatOp::attachInterface<ConcatRule>(*context);
    InsertSliceOp::attachInterface<InsertionRule>(*context);
    PadOp::attachInterface<PadRule>(*context);
    attachMoving<CastOp, ConcatOp, ExtractOp, FromElementsOp, GatherOp,
                 InsertOp, InsertSliceOp, PadOp, ReshapeOp, ScatterOp>(
        *context);
  });
}

} // namespace ag
