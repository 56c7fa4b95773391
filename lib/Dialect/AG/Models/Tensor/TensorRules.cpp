//===- TensorRules.cpp - which dimensions of ops of tensor are loops ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TensorRules.h"
#include "ag/Dialect/AG/IR/Sizes/CutRange.h"
#include "ag/Interfaces/Spec/ReshapeFactors.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

static bool isSizeOf(Value size, Value tensor, int64_t dim) {
  auto asked = size.getDefiningOp<tensor::DimOp>();
  return asked && asked.getSource() == tensor &&
         asked.getConstantIndex() == dim;
}

namespace {
//===----------------------------------------------------------------------===//
// Other types, and other shapes
//===----------------------------------------------------------------------===//

struct CastRule
    : DimensionRuleOpInterface::ExternalModel<CastRule, tensor::CastOp> {
  DimensionRule getDimensionRule(Operation *op) const {
    auto source = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
    if (source && isa<RankedTensorType>(op->getResult(0).getType()))
      return describeCopy(op->getNumOperands(), source);
    DimensionRule rule;
    rule.operands.resize(1);
    rule.results.resize(1);
    rule.viewed = 0;
    return rule;
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      const OpPart &part) const {
    auto whole = cast<RankedTensorType>(op->getResult(0).getType());
    SmallVector<int64_t> shape;
    for (const LoopPart &loop : part.loops)
      shape.push_back(
          getConstantIntValue(loop.size).value_or(ShapedType::kDynamic));
    return tensor::CastOp::create(builder, op->getLoc(), whole.clone(shape),
                                  part.operands.front());
  }
};

/// The dimension rule of tensor.collapse_shape and tensor.expand_shape.
template <typename OpT>
struct ReshapeRule
    : DimensionRuleOpInterface::ExternalModel<ReshapeRule<OpT>, OpT> {
  static constexpr bool expands = std::is_same_v<OpT, tensor::ExpandShapeOp>;

  DimensionRule getDimensionRule(Operation *op) const {
    auto reshape = cast<OpT>(op);
    SmallVector<DimensionEnds> groups;
    for (auto [number, dims] :
         llvm::enumerate(reshape.getReassociationIndices())) {
      unsigned one = number + 1, several = dims.back() + 1;
      groups.push_back(expands ? DimensionEnds{one, several}
                               : DimensionEnds{several, one});
    }
    // Each group has a single dimension on one of its sides.
    return factorReshape(reshape.getSrcType(), reshape.getResultType(),
                         op->getNumOperands(), groups,
                         [](unsigned, unsigned) { return false; });
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      const OpPart &part) const {
    auto reshape = cast<OpT>(op);
    Location loc = op->getLoc();
    auto groups = reshape.getReassociationIndices();
    if constexpr (expands) {
      auto own = getMixedValues(reshape.getStaticOutputShape(),
                                part.operands.drop_front(), op->getContext());
      SmallVector<OpFoldResult> sizes =
          findPartSizes(getDimensionRule(op), 0, part, own, builder, loc);
      return OpT::create(
          builder, loc,
          reshape.getResultType().clone(decomposeMixedValues(sizes).first),
          part.operands.front(), groups, sizes);
    } else {
      return OpT::create(builder, loc, part.operands.front(), groups);
    }
  }
};

//===----------------------------------------------------------------------===//
// Several in one, and borders
//===----------------------------------------------------------------------===//

struct ConcatRule
    : DimensionRuleOpInterface::ExternalModel<ConcatRule, tensor::ConcatOp> {
  DimensionRule getDimensionRule(Operation *op) const {
    auto concat = cast<tensor::ConcatOp>(op);
    return describeConcat(concat.getInputs().getTypes(), concat.getDim());
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      const OpPart &part) const {
    return tensor::ConcatOp::create(builder, op->getLoc(),
                                    cast<tensor::ConcatOp>(op).getDim(),
                                    part.operands);
  }
};

/// The dimension rule of tensor.pad. Dimensions cannot be split if the padding
/// value may vary with the position. Partial sums pass only if the padding
/// value is zero, because it is no operand.
struct PadRule
    : DimensionRuleOpInterface::ExternalModel<PadRule, tensor::PadOp> {
  DimensionRule getDimensionRule(Operation *op) const {
    auto pad = cast<tensor::PadOp>(op);
    Value border = pad.getConstantPaddingValue();
    bool isOneValue = border != nullptr;
    SmallVector<bool> kept;
    for (auto [low, high] :
         llvm::zip_equal(pad.getStaticLow(), pad.getStaticHigh()))
      kept.push_back(isOneValue && low == 0 && high == 0);
    DimensionRule rule = describePad(op->getNumOperands(), kept);
    if (!isOneValue || !(matchPattern(border, m_AnyZeroFloat()) ||
                         matchPattern(border, m_Zero())))
      rule.moved.clear();
    return rule;
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      const OpPart &whole) const {
    ValueRange operands = whole.operands;
    auto part = cast<RankedTensorType>(operands.front().getType());
    auto type = cast<tensor::PadOp>(op).getResultType();
    SmallVector<int64_t> shape(type.getShape());
    DimensionRule rule = getDimensionRule(op);
    for (auto [dim, place] : llvm::enumerate(rule.results.front()))
      if (!rule.loops[place.front()].isWhole)
        shape[dim] = part.getDimSize(dim);
    Operation *made = builder.clone(*op);
    made->setOperands(operands);
    made->getResult(0).setType(type.clone(shape));
    return made;
  }
};

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// Returns, for each dimension of the whole, the dimension of the part that
/// corresponds to it; nullopt if it is dropped.
SmallVector<std::optional<unsigned>>
findDims(const llvm::SmallBitVector &dropped) {
  SmallVector<std::optional<unsigned>> dims;
  unsigned next = 0;
  for (unsigned dim = 0; dim < dropped.size(); ++dim)
    dims.push_back(dropped.test(dim) ? std::nullopt : std::optional(next++));
  return dims;
}

/// A slice: one entry for each dimension of the whole.
struct Ranges {
  SmallVector<OpFoldResult> offsets, sizes, strides;
};

/// Returns the slice of an op with `operands` instead of its own operands.
Ranges readRanges(OffsetSizeAndStrideOpInterface op, ValueRange operands) {
  ValueRange left =
      operands.drop_front(op.getOffsetSizeAndStrideStartOperandIndex());
  auto take = [&](ArrayRef<int64_t> numbers) {
    unsigned count = llvm::count_if(numbers, ShapedType::isDynamic);
    auto taken =
        getMixedValues(numbers, left.take_front(count), op.getContext());
    left = left.drop_front(count);
    return taken;
  };
  Ranges ranges;
  ranges.offsets = take(op.getStaticOffsets());
  ranges.sizes = take(op.getStaticSizes());
  ranges.strides = take(op.getStaticStrides());
  return ranges;
}

struct SliceRule
    : DimensionRuleOpInterface::ExternalModel<SliceRule,
                                              tensor::ExtractSliceOp> {
  DimensionRule getDimensionRule(Operation *op) const {
    auto slice = cast<tensor::ExtractSliceOp>(op);
    auto dims = findDims(slice.getDroppedDims());
    SmallVector<bool> kept;
    for (auto [dim, offset, stride] :
         llvm::enumerate(slice.getStaticOffsets(), slice.getStaticStrides()))
      kept.push_back(dims[dim] && offset == 0 && stride == 1 &&
                     isAll(slice, dim));
    return describeExtraction(op->getNumOperands(), dims, kept);
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      const OpPart &part) const {
    auto slice = cast<tensor::ExtractSliceOp>(op);
    auto [offsets, sizes, strides] = readRanges(slice, part.operands);
    DimensionRule rule = getDimensionRule(op);
    SmallVector<int64_t> shape;
    for (auto [dim, own] : llvm::enumerate(findDims(slice.getDroppedDims()))) {
      const DimensionRule::Place &place = rule.operands[0][dim];
      if (rule.isInParts(place))
        sizes[dim] = part.loops[place.front()].size;
      if (own)
        shape.push_back(
            getConstantIntValue(sizes[dim]).value_or(ShapedType::kDynamic));
    }
    return tensor::ExtractSliceOp::create(
        builder, op->getLoc(), slice.getType().clone(shape),
        part.operands.front(), offsets, sizes, strides);
  }

private:
  static bool isAll(tensor::ExtractSliceOp op, int64_t dim) {
    RankedTensorType whole = op.getSourceType();
    OpFoldResult size = op.getMixedSizes()[dim];
    if (std::optional<int64_t> number = getConstantIntValue(size))
      return number == whole.getDimSize(dim);
    if (isSizeOf(cast<Value>(size), op.getSource(), dim))
      return true;
    FailureOr<bool> isEqual =
        ValueBoundsConstraintSet::areEqual(size, {op.getSource(), dim});
    return succeeded(isEqual) && *isEqual;
  }
};

struct InsertionRule
    : DimensionRuleOpInterface::ExternalModel<InsertionRule,
                                              tensor::InsertSliceOp> {
  DimensionRule getDimensionRule(Operation *op) const {
    auto insertion = cast<tensor::InsertSliceOp>(op);
    auto dims = findDims(insertion.getDroppedDims());
    RankedTensorType whole = insertion.getDestType(),
                     part = insertion.getSourceType();
    SmallVector<bool> kept, cut;
    for (auto [dim, offset, stride] : llvm::enumerate(
             insertion.getStaticOffsets(), insertion.getStaticStrides())) {
      kept.push_back(dims[dim] && offset == 0 && stride == 1 &&
                     isAll(insertion, whole, part, dim, *dims[dim]));
      // A dynamic stride is negative, too.
      cut.push_back(dims[dim] && stride > 0);
    }
    return describeInsertion(op->getNumOperands(), /*whole=*/1, /*part=*/0,
                             dims, kept, cut);
  }
  Operation *makePart(Operation *op, OpBuilder &builder,
                      const OpPart &given) const {
    auto insertion = cast<tensor::InsertSliceOp>(op);
    Value part = given.operands[0], whole = given.operands[1];
    auto [offsets, sizes, strides] = readRanges(insertion, given.operands);
    auto dims = findDims(insertion.getDroppedDims());
    DimensionRule rule = getDimensionRule(op);
    for (auto [dim, place] : llvm::enumerate(rule.operands[1]))
      if (rule.isInParts(place))
        sizes[dim] =
            tensor::getMixedSize(builder, op->getLoc(), part, *dims[dim]);
    CutRange range = cutToPart(op, rule, rule.operands[1], given, offsets,
                               sizes, insertion.getStaticStrides(), builder);
    if (range.isLess) {
      SmallVector<OpFoldResult> firsts, counts;
      for (auto [dim, own] : llvm::enumerate(dims))
        if (own) {
          firsts.push_back(range.firsts[dim]);
          counts.push_back(range.sizes[dim]);
        }
      SmallVector<OpFoldResult> each(firsts.size(), builder.getIndexAttr(1));
      part = tensor::ExtractSliceOp::create(builder, op->getLoc(), part, firsts,
                                            counts, each);
    }
    return tensor::InsertSliceOp::create(builder, op->getLoc(), part, whole,
                                         range.offsets, range.sizes, strides);
  }

private:
  /// Returns whether the part provably covers the whole along a dimension: the
  /// slice's size is that of the whole, or of the tensor that an earlier
  /// insertion wrote to, or is equal to that of the tensor.empty at the origin
  /// of these.
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

  /// The maximal number of insertions to look through, such as those of a
  /// concatenation.
  static constexpr unsigned mostParts = 64;
};
} // namespace

void registerTensorRules(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    tensor::CastOp::attachInterface<CastRule>(*context);
    tensor::CollapseShapeOp::attachInterface<
        ReshapeRule<tensor::CollapseShapeOp>>(*context);
    tensor::ConcatOp::attachInterface<ConcatRule>(*context);
    tensor::ExpandShapeOp::attachInterface<ReshapeRule<tensor::ExpandShapeOp>>(
        *context);
    tensor::ExtractSliceOp::attachInterface<SliceRule>(*context);
    tensor::InsertSliceOp::attachInterface<InsertionRule>(*context);
    tensor::PadOp::attachInterface<PadRule>(*context);
  });
}

} // namespace ag
