//===- SoftmaxDerivative.cpp - derivatives of linalg.softmax --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is linalg.softmax differentiated? Not by its decomposition, whose maximum
// ignores NaN and has no simple derivative. The maximum cancels out anyway. The
// matrix of partials of y = softmax(x) is symmetric, so both directions compute
//
//   x' = y * (y' - s), s the sum of y * y' along the dimension
//
//===----------------------------------------------------------------------===//
#include "SoftmaxDerivative.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace ag {
namespace {
/// Multiplies a tensor by the matrix of partials.
class SoftmaxProduct {
public:
  SoftmaxProduct(linalg::SoftmaxOp op, DerivativeContext &context)
      : op(op), context(context), rank(op.getInputOperandRank()),
        type(*getScalarType(op.getInputOperandType().getElementType())),
        accumulator(getAccumulatorType(type)) {}

  Value run(Value by) {
    Value y = op->getResult(0);
    Value sums = context.write(describeSums(), {y, by}, op).front();
    return context.write(describeResult(), {y, by, sums}, op).front();
  }

private:
  AffineMap identity() {
    return AffineMap::getMultiDimIdentityMap(rank, op.getContext());
  }

  /// The last loop is the one along the dimension.
  Spec describeSums() {
    Spec spec;
    SmallVector<AffineExpr> places;
    for (unsigned dim = 0, loop = 0; dim < rank; ++dim) {
      bool isSummed = dim == op.getDimension();
      if (!isSummed)
        spec.loops.push_back(Extent::dimension(0, dim));
      places.push_back(
          getAffineDimExpr(isSummed ? rank - 1 : loop++, op.getContext()));
    }
    spec.loops.push_back(Extent::dimension(0, op.getDimension()));
    AffineMap read = AffineMap::get(rank, 0, places, op.getContext());
    spec.inputs = {{0, read}, {1, read}};
    Expr y = spec.body.input(type), by = spec.body.input(type);
    spec.body.yield(spec.body.cast(y, accumulator) *
                    spec.body.cast(by, accumulator));
    spec.results.push_back(
        {identity().dropResult(rank - 1), type, accumulator});
    spec.combiner = binaryProgram(Primitive::Add, accumulator);
    return spec;
  }

  Spec describeResult() {
    Spec spec;
    for (unsigned dim = 0; dim < rank; ++dim)
      spec.loops.push_back(Extent::dimension(0, dim));
    spec.inputs = {{0, identity()},
                   {1, identity()},
                   {2, identity().dropResult(op.getDimension())}};
    Expr y = spec.body.input(type), by = spec.body.input(type);
    spec.body.yield(y * (by - spec.body.input(type)));
    spec.results.push_back({identity(), type, type});
    return spec;
  }

  linalg::SoftmaxOp op;
  DerivativeContext &context;
  unsigned rank;
  ScalarType type, accumulator;
};

struct SoftmaxModel
    : DifferentiableOpInterface::ExternalModel<SoftmaxModel,
                                               linalg::SoftmaxOp> {
  LogicalResult pullBack(Operation *op, PullbackContext &context) const {
    auto softmax = cast<linalg::SoftmaxOp>(op);
    Cotangent cotangent = context.choose(*context.lookup(op->getResult(0)), op);
    Value seed = withType(cotangent.value, op->getResult(0).getType(), context);
    context.add(softmax.getInput(), {SoftmaxProduct(softmax, context).run(seed),
                                     nullptr, cotangent.isNegative});
    return success();
  }

  LogicalResult pushForward(Operation *op, PushforwardContext &context) const {
    auto softmax = cast<linalg::SoftmaxOp>(op);
    if (Value tangent = context.lookup(softmax.getInput()))
      context.set(op->getResult(0),
                  withType(SoftmaxProduct(softmax, context).run(tangent),
                           op->getResult(0).getType(), context));
    return success();
  }
};
} // namespace

void registerSoftmaxDerivative(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, linalg::LinalgDialect *) {
    linalg::SoftmaxOp::attachInterface<SoftmaxModel>(*context);
  });
}

} // namespace ag
