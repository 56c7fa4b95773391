//===- TensorBatching.cpp - ops of tensor on batches ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ops of tensor move elements. A batched op has the batch as its first
// dimension: with 8 elements of x,
//
//   %y = tensor.extract_slice %x[%i] [2] [1] : tensor<5xf32> to tensor<2xf32>
//
// becomes
//
//   %y8 = tensor.extract_slice %x8[0, %i] [8, 2] [1, 1]
//       : tensor<8x5xf32> to tensor<8x2xf32>
//
// If positions differ over the batch, the op runs in a loop over its elements.
// An insertion then changes the tensor of all elements.
//
//===----------------------------------------------------------------------===//
#include "TensorBatching.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Interfaces/BatchableOp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {
namespace {
using Sizes = SmallVector<OpFoldResult>;

/// An op and the context in which it is batched.
template <typename Op> struct Batching {
  Op op;
  BatchContext &context;

  OpBuilder &builder() { return context.builder(); }
  Location loc() { return op.getLoc(); }
  /// Returns an operand with the batch as its first dimension. Its other sizes
  /// are as static as in the operand's type, because result types follow from
  /// them.
  Value first(Value operand) {
    return cast(context.get(operand, 0, op), operand);
  }
  /// Returns the same without a cut to the mask.
  Value firstUncut(Value operand) {
    return cast(context.arrange(context.lookupUncut(operand), 0, op), operand);
  }
  Value cast(Value value, Value operand) {
    RankedTensorType type = withSize(operand.getType());
    if (value.getType() == type)
      return value;
    return tensor::CastOp::create(builder(), loc(), type, value);
  }

  void set(Value value) { context.set(op->getResult(0), {value, 0}); }
  void setUncut(Value value) {
    if (MaskContext *mask = context.getMask())
      mask->set(op->getResult(0), {value, 0}, op);
    else
      set(value);
  }

  RankedTensorType withSize(Type type) {
    int64_t size =
        getConstantIntValue(context.size()).value_or(ShapedType::kDynamic);
    return getBatchedType(type, size, 0);
  }

  /// Returns `mixed` with `number`, that of the batch dimension, in front. The
  /// operands in `mixed` must be the same for all elements.
  Sizes behind(OpFoldResult number, Sizes mixed) {
    for (OpFoldResult &each : mixed)
      if (auto value = dyn_cast<Value>(each))
        each = context.findSize(value, op);
    mixed.insert(mixed.begin(), number);
    return mixed;
  }
  Sizes behind(int64_t number, Sizes mixed) {
    return behind(builder().getIndexAttr(number), std::move(mixed));
  }
  /// Returns whether any of `numbers` is not known to be the same for all
  /// elements.
  bool differ(ValueRange numbers) {
    return llvm::any_of(
        numbers, [&](Value number) { return !context.findSize(number, op); });
  }
};

LogicalResult batch(Batching<tensor::CastOp> it) {
  Value x = it.first(it.op.getSource());
  it.set(tensor::CastOp::create(it.builder(), it.loc(),
                                it.withSize(it.op.getType()), x));
  return success();
}

/// Returns the groups of dimensions, shifted behind the batch dimension.
SmallVector<ReassociationIndices>
behindBatch(ArrayRef<ReassociationIndices> groups) {
  SmallVector<ReassociationIndices> all{{0}};
  for (const ReassociationIndices &group : groups) {
    ReassociationIndices &own = all.emplace_back();
    for (int64_t dim : group)
      own.push_back(dim + 1);
  }
  return all;
}

LogicalResult batch(Batching<tensor::CollapseShapeOp> it) {
  it.set(tensor::CollapseShapeOp::create(
      it.builder(), it.loc(), it.first(it.op.getSrc()),
      behindBatch(it.op.getReassociationIndices())));
  return success();
}

LogicalResult batch(Batching<tensor::ExpandShapeOp> it) {
  if (it.differ(it.op.getOutputShape()))
    return it.context.refuse(it.op, "a size of its result differs over the "
                                    "batch");
  it.set(tensor::ExpandShapeOp::create(
      it.builder(), it.loc(), it.withSize(it.op.getType()),
      it.first(it.op.getSrc()), behindBatch(it.op.getReassociationIndices()),
      it.behind(it.context.size(), it.op.getMixedOutputShape())));
  return success();
}

LogicalResult batch(Batching<tensor::ConcatOp> it) {
  SmallVector<Value> inputs;
  for (Value input : it.op.getInputs())
    inputs.push_back(it.first(input));
  it.set(tensor::ConcatOp::create(it.builder(), it.loc(), it.op.getDim() + 1,
                                  inputs));
  return success();
}

/// Returns whether a slice has the same position and size for all elements.
template <typename Op> bool isAtOnePlace(Batching<Op> it) {
  return !it.differ(it.op.getOffsets()) && !it.differ(it.op.getSizes()) &&
         !it.differ(it.op.getStrides());
}

/// Computes a read at one position of a tensor that all elements share once,
/// and cuts the result: a cut of the tensor would use all of it. Returns false
/// if the elements do not share the tensor.
template <typename Op> bool readShared(Batching<Op> it) {
  BatchedValue x = it.context.lookupUncut(it.op->getOperand(0));
  MaskContext *mask = it.context.getMask();
  if (!mask || x.axis)
    return false;
  IRMapping mapping;
  mapping.map(it.op->getOperand(0), x.value);
  for (Value number : llvm::drop_begin(it.op->getOperands()))
    mapping.map(number, it.context.findSize(number, it.op));
  Operation *read = it.builder().clone(*it.op, mapping);
  mask->set(it.op->getResult(0), {read->getResult(0), std::nullopt}, it.op);
  return true;
}

LogicalResult batch(Batching<tensor::ExtractSliceOp> it) {
  if (!isAtOnePlace(it))
    return it.context.loop(it.op);
  if (readShared(it))
    return success();
  it.setUncut(extractPart(
      it.withSize(it.op.getType()), it.firstUncut(it.op.getSource()),
      it.behind(0, it.op.getMixedOffsets()),
      it.behind(it.context.size(), it.op.getMixedSizes()),
      it.behind(1, it.op.getMixedStrides()), it.builder(), it.loc()));
  return success();
}

/// Converts indices to i64, as in values that differ over a batch.
static Value toStored(Value element, OpBuilder &builder, Location loc) {
  if (!getElementTypeOrSelf(element).isIndex())
    return element;
  Type wide = builder.getI64Type();
  if (auto tensor = dyn_cast<RankedTensorType>(element.getType()))
    wide = tensor.clone(wide);
  return arith::IndexCastOp::create(builder, loc, wide, element);
}

bool heedsMask(Batching<tensor::InsertSliceOp>) { return true; }

LogicalResult batch(Batching<tensor::InsertSliceOp> it) {
  if (!it.context.getMask() && isAtOnePlace(it)) {
    it.set(insertPart(it.first(it.op.getSource()), it.first(it.op.getDest()),
                      it.behind(0, it.op.getMixedOffsets()),
                      it.behind(it.context.size(), it.op.getMixedSizes()),
                      it.behind(1, it.op.getMixedStrides()), it.builder(),
                      it.loc()));
    return success();
  }
  it.context.changeEach(
      it.op, it.op.getDest(), [&](const BatchElement &element) {
        auto take = [&](Sizes mixed, OpFoldResult ofBatch) {
          for (OpFoldResult &each : mixed)
            if (auto value = dyn_cast<Value>(each))
              each = element.take(value);
          mixed.insert(mixed.begin() + element.axis, ofBatch);
          return mixed;
        };
        OpFoldResult one = it.builder().getIndexAttr(1);
        Value part =
            toStored(element.take(it.op.getSource()), it.builder(), it.loc());
        return insertPart(
            part, element.all, take(it.op.getMixedOffsets(), element.number),
            take(it.op.getMixedSizes(), one),
            take(it.op.getMixedStrides(), one), it.builder(), it.loc());
      });
  return success();
}

bool heedsMask(Batching<tensor::InsertOp>) { return true; }

LogicalResult batch(Batching<tensor::InsertOp> it) {
  it.context.changeEach(
      it.op, it.op.getDest(), [&](const BatchElement &element) -> Value {
        SmallVector<Value> indices =
            llvm::map_to_vector(it.op.getIndices(), element.take);
        indices.insert(indices.begin() + element.axis, element.number);
        Value scalar =
            toStored(element.take(it.op.getScalar()), it.builder(), it.loc());
        return tensor::InsertOp::create(it.builder(), it.loc(), scalar,
                                        element.all, indices);
      });
  return success();
}

/// The extracted elements of a batch form a slice of the batched tensor.
LogicalResult batch(Batching<tensor::ExtractOp> it) {
  if (it.differ(it.op.getIndices()))
    return it.context.loop(it.op);
  if (readShared(it))
    return success();
  Sizes offsets = it.behind(0, getAsOpFoldResult(it.op.getIndices()));
  Sizes sizes(offsets.size(), it.builder().getIndexAttr(1));
  Sizes strides = sizes;
  sizes.front() = it.context.size();
  Value x = it.firstUncut(it.op.getTensor());
  Type element = getElementTypeOrSelf(x);
  auto type = RankedTensorType::get(it.withSize(element).getShape(), element);
  it.setUncut(
      extractPart(type, x, offsets, sizes, strides, it.builder(), it.loc()));
  return success();
}

/// A batch of single scalars is a tensor already.
LogicalResult batch(Batching<tensor::FromElementsOp> it) {
  if (it.op.getType().getRank() > 0)
    return it.context.loop(it.op);
  it.set(it.first(it.op.getElements().front()));
  return success();
}

/// Only insertions heed masks.
template <typename Op> bool heedsMask(Batching<Op>) { return false; }

template <typename Op>
struct TensorBatchModel
    : BatchableOpInterface::ExternalModel<TensorBatchModel<Op>, Op> {
  bool heedsMask(Operation *op, BatchContext &context) const {
    return ::ag::heedsMask(Batching<Op>{cast<Op>(op), context});
  }
  LogicalResult batch(Operation *op, BatchContext &context) const {
    return ::ag::batch(Batching<Op>{cast<Op>(op), context});
  }
};

template <typename... Ops> void attachBatching(MLIRContext *context) {
  (Ops::template attachInterface<TensorBatchModel<Ops>>(*context), ...);
}
} // namespace

void registerTensorBatching(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    attachBatching<tensor::CastOp, tensor::CollapseShapeOp, tensor::ConcatOp,
                   tensor::ExpandShapeOp, tensor::ExtractOp,
                   tensor::ExtractSliceOp, tensor::FromElementsOp,
                   tensor::InsertOp, tensor::InsertSliceOp>(context);
  });
}

} // namespace ag
