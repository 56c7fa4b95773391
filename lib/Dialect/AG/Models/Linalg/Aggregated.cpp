//===- Aggregated.cpp - ops that stand for others -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which upstream ops are decomposed into ops that the phases support? Those
// that implement upstream's AggregatedOpInterface, such as linalg.softmax. This
// file adds ops that upstream decomposes elsewhere, and ops that front ends
// write:
//
//   cf.assert %c, "words"                  ->  ag.require %c, "words"
//   tensor.reshape %x(%shape)              ->  ag.reshape %x (%n, %m)
//   bufferization.alloc_tensor(%n)         ->  tensor.empty(%n)
//   bufferization.alloc_tensor() copy(%x)  ->  %x
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Linalg/Aggregated.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
namespace {
using Parts = FailureOr<SmallVector<Value>>;

template <typename Model, typename Op>
struct Aggregates : linalg::AggregatedOpInterface::ExternalModel<Model, Op> {};

/// Decomposes an op by an upstream lowering that replaces the op. The lowering
/// is applied to a copy, whose user then has the replacements as operands.
template <typename Op, auto Lower>
struct LoweredModel : Aggregates<LoweredModel<Op, Lower>, Op> {
  Parts decomposeOperation(Operation *op, OpBuilder &builder) const {
    auto copy = cast<Op>(builder.clone(*op));
    auto user = UnrealizedConversionCastOp::create(
        builder, op->getLoc(), copy->getResultTypes(), copy->getResults());
    IRRewriter rewriter(copy);
    bool isLowered = succeeded(Lower(rewriter, copy));
    SmallVector<Value> results(user.getOperands());
    user.erase();
    if (isLowered)
      return results;
    copy.erase();
    return failure();
  }
};

auto lowerPack(RewriterBase &rewriter, linalg::PackOp op) {
  return linalg::lowerPack(rewriter, op);
}
auto lowerUnPack(RewriterBase &rewriter, linalg::UnPackOp op) {
  return linalg::lowerUnPack(rewriter, op);
}

using bufferization::AllocTensorOp;
struct AllocTensorModel : Aggregates<AllocTensorModel, AllocTensorOp> {
  Parts decomposeOperation(Operation *op, OpBuilder &builder) const {
    auto alloc = cast<AllocTensorOp>(op);
    if (Value copied = alloc.getCopy())
      return SmallVector<Value>{copied};
    return SmallVector<Value>{tensor::EmptyOp::create(
        builder, op->getLoc(), alloc.getType(), alloc.getDynamicSizes())};
  }
};

/// The sizes of ag.reshape are the elements of the shape tensor.
struct AggregatedReshape : Aggregates<AggregatedReshape, tensor::ReshapeOp> {
  Parts decomposeOperation(Operation *op, OpBuilder &builder) const {
    auto reshape = cast<tensor::ReshapeOp>(op);
    auto type = dyn_cast<RankedTensorType>(reshape.getType());
    if (!type || !isa<RankedTensorType>(reshape.getSource().getType()))
      return failure();
    SmallVector<Value> sizes;
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      Value size = readSize(reshape, dim, builder);
      if (type.isDynamicDim(dim))
        sizes.push_back(size);
      else if (getConstantIntValue(size) != type.getDimSize(dim))
        requireSize(size,
                    arith::ConstantIndexOp::create(builder, op->getLoc(),
                                                   type.getDimSize(dim)),
                    op, builder);
    }
    return SmallVector<Value>{ReshapeOp::create(builder, op->getLoc(), type,
                                                reshape.getSource(), sizes,
                                                type.getShape())};
  }

  static Value readSize(tensor::ReshapeOp op, int64_t dim, OpBuilder &builder) {
    Location loc = op.getLoc();
    Value at = arith::ConstantIndexOp::create(builder, loc, dim);
    Value size =
        builder.createOrFold<tensor::ExtractOp>(loc, op.getShape(), at);
    if (size.getType().isIndex())
      return size;
    return builder.createOrFold<arith::IndexCastOp>(loc, builder.getIndexType(),
                                                    size);
  }
};

struct AssertModel : Aggregates<AssertModel, cf::AssertOp> {
  Parts decomposeOperation(Operation *op, OpBuilder &builder) const {
    auto assertion = cast<cf::AssertOp>(op);
    // Braces would mark the position of a value.
    std::string words = assertion.getMsg().str();
    llvm::replace(words, '{', '(');
    llvm::replace(words, '}', ')');
    RequireOp::create(builder, op->getLoc(), assertion.getArg(), words,
                      ValueRange());
    return SmallVector<Value>();
  }
};
} // namespace

/// Returns whether upstream's decomposition supports only floats, but creates
/// constants of the operands' type without a check.
static bool needsFloats(Operation *op) {
  return isa<linalg::SoftmaxOp, linalg::WinogradFilterTransformOp,
             linalg::WinogradInputTransformOp,
             linalg::WinogradOutputTransformOp>(op);
}

/// Replaces the maximum in upstream's decomposition of softmax, which ignores
/// NaN. In a row with a NaN, all results are NaN either way, and other passes
/// recognize arith.maximumf.
static void takeMaximum(Operation *first, Operation *end) {
  for (Operation *op = first; op != end; op = op->getNextNode()) {
    auto generic = dyn_cast<linalg::GenericOp>(op);
    if (!generic)
      continue;
    for (auto skips : llvm::make_early_inc_range(
             generic.getBody()->getOps<arith::MaxNumFOp>())) {
      auto fill = generic.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
      OpBuilder builder(fill);
      FloatType type = cast<FloatType>(skips.getType());
      Value least = arith::ConstantOp::create(
          builder, fill.getLoc(),
          builder.getFloatAttr(
              type, APFloat::getInf(type.getFloatSemantics(), true)));
      fill.getInputsMutable().assign(least);
      OpBuilder inside(skips);
      Value maximum = arith::MaximumFOp::create(inside, skips.getLoc(),
                                                skips.getLhs(), skips.getRhs());
      skips.replaceAllUsesWith(maximum);
      skips.erase();
    }
  }
}

FailureOr<SmallVector<Value>> decompose(linalg::AggregatedOpInterface op,
                                        OpBuilder &builder) {
  auto isFloat = [](Type type) {
    return isa<FloatType>(getElementTypeOrSelf(type));
  };
  if (needsFloats(op) && !llvm::all_of(op->getOperandTypes(), isFloat))
    return failure();
  Operation *before = op->getPrevNode();
  Parts parts = op.decomposeOperation(builder);
  if (succeeded(parts) && isa<linalg::SoftmaxOp>(op))
    takeMaximum(before ? before->getNextNode() : &op->getBlock()->front(), op);
  return parts;
}

void registerAggregatedModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, linalg::LinalgDialect *) {
    linalg::PackOp::attachInterface<LoweredModel<linalg::PackOp, lowerPack>>(
        *context);
    linalg::UnPackOp::attachInterface<
        LoweredModel<linalg::UnPackOp, lowerUnPack>>(*context);
    linalg::WinogradFilterTransformOp::attachInterface<
        LoweredModel<linalg::WinogradFilterTransformOp,
                     linalg::decomposeWinogradFilterTransformOp>>(*context);
    linalg::WinogradInputTransformOp::attachInterface<
        LoweredModel<linalg::WinogradInputTransformOp,
                     linalg::decomposeWinogradInputTransformOp>>(*context);
    linalg::WinogradOutputTransformOp::attachInterface<
        LoweredModel<linalg::WinogradOutputTransformOp,
                     linalg::decomposeWinogradOutputTransformOp>>(*context);
  });
  registry.addExtension(
      +[](MLIRContext *context, bufferization::BufferizationDialect *) {
        AllocTensorOp::attachInterface<AllocTensorModel>(*context);
      });
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    tensor::ReshapeOp::attachInterface<AggregatedReshape>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, cf::ControlFlowDialect *) {
    cf::AssertOp::attachInterface<AssertModel>(*context);
  });
}

} // namespace ag
