//===- TensorIndexing.cpp - where ops of tensor take elements -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TensorIndexing.h"
#include "ag/Interfaces/IndexingOp.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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

/// Models an op that moves elements in a way that no Spec describes.
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
} // namespace

void registerTensorIndexing(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    tensor::CastOp::attachInterface<CastModel>(*context);
    tensor::CollapseShapeOp::attachInterface<
        ReshapeModel<tensor::CollapseShapeOp>>(*context);
    tensor::ExpandShapeOp::attachInterface<ReshapeModel<tensor::ExpandShapeOp>>(
        *context);
    tensor::ExtractSliceOp::attachInterface<SliceModel>(*context);
    attachMoving<tensor::CastOp, tensor::ConcatOp, tensor::ExtractOp,
                 tensor::FromElementsOp, tensor::GatherOp, tensor::InsertOp,
                 tensor::InsertSliceOp, tensor::PadOp, tensor::ReshapeOp,
                 tensor::ScatterOp>(*context);
  });
}

} // namespace ag
