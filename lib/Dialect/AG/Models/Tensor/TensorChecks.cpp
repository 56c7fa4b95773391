//===- TensorChecks.cpp - what ops of tensor demand -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Upstream leaves undefined what tensor.extract reads and tensor.insert_slice
// writes outside of their tensors. Such accesses are checked here, as those of
// ag's own ops are.
//
//===----------------------------------------------------------------------===//
#include "TensorChecks.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Interfaces/CheckableOp.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
// The checks of each op are created by an overload of `demand`.

/// Reports [sizes] if a size is a negative constant, which upstream would put
/// into a type. Other sizes are checked at run time.
LogicalResult requireNotNegative(ValueRange sizes, Operation *op,
                                 OpBuilder &builder) {
  std::string what = (op->getName().getStringRef() + ": a size").str();
  for (Value size : sizes) {
    if (std::optional<int64_t> known = getConstantIntValue(size);
        known && *known < 0)
      return op->emitOpError("[sizes] a size is ")
             << *known << "; expected 0 or more";
    ag::requireNotNegative(OpFoldResult(size), what, op->getLoc(), builder);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

void requireIndices(Value tensor, ValueRange indices, Operation *op,
                    OpBuilder &builder) {
  for (auto [dim, index] : llvm::enumerate(indices))
    requireIndex(getAsOpFoldResult(index),
                 tensor::getMixedSize(builder, op->getLoc(), tensor, dim), op,
                 builder);
}

LogicalResult demand(tensor::ExtractOp op, OpBuilder &builder) {
  requireIndices(op.getTensor(), op.getIndices(), op, builder);
  return success();
}

LogicalResult demand(tensor::InsertOp op, OpBuilder &builder) {
  requireIndices(op.getDest(), op.getIndices(), op, builder);
  return success();
}

LogicalResult demand(tensor::DimOp op, OpBuilder &builder) {
  if (auto type = dyn_cast<RankedTensorType>(op.getSource().getType()))
    requireIndex(getAsOpFoldResult(op.getIndex()),
                 builder.getIndexAttr(type.getRank()), op, builder);
  return success();
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// Checks a slice of `whole` that an op reads or writes.
LogicalResult requirePart(OffsetSizeAndStrideOpInterface op, Value whole,
                          OpBuilder &builder) {
  if (failed(requireNotNegative(op.getSizes(), op, builder)))
    return failure();
  Location loc = op.getLoc();
  for (Value stride : op.getStrides())
    RequireOp::create(
        builder, loc,
        arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge, stride,
                              arith::ConstantIndexOp::create(builder, loc, 1)),
        (op->getName().getStringRef() + ": a stride is {0}, expected 1 or more")
            .str(),
        stride);
  SmallVector<OpFoldResult> offsets = op.getMixedOffsets();
  SmallVector<OpFoldResult> sizes = op.getMixedSizes();
  SmallVector<OpFoldResult> strides = op.getMixedStrides();
  for (size_t dim = 0; dim < sizes.size(); ++dim)
    requireInside(offsets[dim], Steps{sizes[dim], strides[dim]},
                  tensor::getMixedSize(builder, loc, whole, dim), op, builder);
  return success();
}

LogicalResult demand(tensor::ExtractSliceOp op, OpBuilder &builder) {
  return requirePart(op, op.getSource(), builder);
}

/// The source must be as large as the slice that it replaces.
LogicalResult demand(tensor::InsertSliceOp op, OpBuilder &builder) {
  if (failed(requirePart(op, op.getDest(), builder)))
    return failure();
  llvm::SmallBitVector dropped = op.getDroppedDims();
  unsigned sourceDim = 0;
  for (auto [dim, size] : llvm::enumerate(op.getMixedSizes())) {
    if (dropped.test(dim))
      continue;
    OpFoldResult actual =
        tensor::getMixedSize(builder, op.getLoc(), op.getSource(), sourceDim++);
    FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(actual, size);
    if (succeeded(equal) && *equal)
      continue;
    requireSize(getValueOrCreateConstantIndexOp(builder, op.getLoc(), actual),
                getValueOrCreateConstantIndexOp(builder, op.getLoc(), size), op,
                builder);
  }
  return success();
}

/// Requires that dimension `dim` of the op's result, if it is static, is as
/// long as its parts together.
void requireSum(ArrayRef<OpFoldResult> parts, int64_t dim, Operation *op,
                OpBuilder &builder) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (type.isDynamicDim(dim))
    return;
  SmallVector<AffineExpr> symbols(parts.size());
  bindSymbolsList(builder.getContext(), MutableArrayRef(symbols));
  AffineExpr sum = builder.getAffineConstantExpr(0);
  for (AffineExpr part : symbols)
    sum = sum + part;
  Location loc = op->getLoc();
  OpFoldResult size =
      affine::makeComposedFoldedAffineApply(builder, loc, sum, parts);
  OpFoldResult expected = builder.getIndexAttr(type.getDimSize(dim));
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(size, expected);
  if (failed(equal) || !*equal)
    requireSize(getValueOrCreateConstantIndexOp(builder, loc, size),
                getValueOrCreateConstantIndexOp(builder, loc, expected), op,
                builder);
}

LogicalResult demand(tensor::PadOp op, OpBuilder &builder) {
  SmallVector<OpFoldResult> low = op.getMixedLowPad();
  SmallVector<OpFoldResult> high = op.getMixedHighPad();
  for (ArrayRef<OpFoldResult> side : {ArrayRef(low), ArrayRef(high)})
    for (auto [dim, width] : llvm::enumerate(side))
      if (std::optional<int64_t> known = getConstantIntValue(width);
          known && *known < 0)
        return op.emitOpError() << "[sizes] pads dimension " << dim << " by "
                                << *known << " elements, expected 0 or more";
  requirePadding(op.getSource(), low, high, /*interior=*/{}, op, builder);
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, op.getLoc(), op.getSource());
  for (size_t dim = 0; dim < sizes.size(); ++dim)
    requireSum({low[dim], sizes[dim], high[dim]}, dim, op, builder);
  return success();
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

LogicalResult demand(tensor::EmptyOp op, OpBuilder &builder) {
  return requireNotNegative(op.getDynamicSizes(), op, builder);
}

LogicalResult demand(tensor::SplatOp op, OpBuilder &builder) {
  return requireNotNegative(op.getDynamicSizes(), op, builder);
}

LogicalResult demand(tensor::GenerateOp op, OpBuilder &builder) {
  return requireNotNegative(op.getDynamicExtents(), op, builder);
}

/// Reports [sizes] if bounds prove that a dimension has another size.
LogicalResult demand(tensor::CastOp op, OpBuilder &builder) {
  auto from = dyn_cast<RankedTensorType>(op.getSource().getType());
  auto to = dyn_cast<RankedTensorType>(op.getType());
  for (int64_t dim = 0; from && to && dim < from.getRank(); ++dim) {
    if (!from.isDynamicDim(dim) || to.isDynamicDim(dim))
      continue;
    int64_t size = to.getDimSize(dim);
    FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(
        {op.getSource(), dim}, {builder.getIndexAttr(size)});
    if (succeeded(equal) && !*equal)
      return Reporter(op->getName().getStringRef(), op.getLoc())("sizes")
             << "dimension " << dim << " never has the " << size
             << " elements of a " << to;
    requireSize(
        tensor::DimOp::create(builder, op.getLoc(), op.getSource(), dim),
        arith::ConstantIndexOp::create(builder, op.getLoc(), size), op,
        builder);
  }
  return success();
}

/// Each dimension must be as long as the product of the dimensions that it is
/// expanded to.
LogicalResult demand(tensor::ExpandShapeOp op, OpBuilder &builder) {
  if (op.getSrcType().hasStaticShape() && op.getType().hasStaticShape())
    return success();
  if (failed(requireNotNegative(op.getOutputShape(), op, builder)))
    return failure();
  SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
  for (auto [dim, group] : llvm::enumerate(op.getReassociationIndices())) {
    auto parts =
        llvm::map_to_vector(group, [&](int64_t part) { return sizes[part]; });
    requireEqualCounts(
        tensor::getMixedSize(builder, op.getLoc(), op.getSrc(), dim), parts, op,
        builder);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// The interface
//===----------------------------------------------------------------------===//

template <typename Op>
struct DemandModel : CheckableOpInterface::ExternalModel<DemandModel<Op>, Op> {
  LogicalResult insertChecks(Operation *op, OpBuilder &builder,
                             SizeOrigins &) const {
    return demand(cast<Op>(op), builder);
  }
};

/// The inputs' sizes must be equal, except along the concatenated dimension,
/// whose sizes must add up to that of the result.
struct ConcatModel
    : CheckableOpInterface::ExternalModel<ConcatModel, tensor::ConcatOp> {
  LogicalResult insertChecks(Operation *op, OpBuilder &builder,
                             SizeOrigins &origins) const {
    auto concat = cast<tensor::ConcatOp>(op);
    Value first = concat.getInputs().front();
    for (Value input : concat.getInputs().drop_front())
      for (uint64_t dim = 0; dim < uint64_t(concat.getRank()); ++dim)
        if (dim != concat.getDim() &&
            failed(requireEqualSizes(first, dim, input, dim, op, builder,
                                     origins)))
          return failure();
    auto lengths = llvm::map_to_vector(concat.getInputs(), [&](Value input) {
      return tensor::getMixedSize(builder, op->getLoc(), input,
                                  concat.getDim());
    });
    requireSum(lengths, concat.getDim(), op, builder);
    return success();
  }
};

template <typename... Ops> void attachTensorChecks(MLIRContext *context) {
  (Ops::template attachInterface<DemandModel<Ops>>(*context), ...);
}
} // namespace

void registerTensorChecks(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    attachTensorChecks<tensor::CastOp, tensor::DimOp, tensor::EmptyOp,
                       tensor::ExpandShapeOp, tensor::ExtractOp,
                       tensor::ExtractSliceOp, tensor::GenerateOp,
                       tensor::InsertOp, tensor::InsertSliceOp, tensor::PadOp,
                       tensor::SplatOp>(context);
    tensor::ConcatOp::attachInterface<ConcatModel>(*context);
  });
}

} // namespace ag
