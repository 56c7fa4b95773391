//===- TensorModels.cpp - models of tensor --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TensorModels.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Tensor/TensorSlices.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
// The meaning of each op is an overload of `meaning`.

/// Returns the part of the op's `operands` that is the segment `values`.
ArrayRef<Tensor> segment(ArrayRef<Tensor> operands, OperandRange values) {
  if (values.empty())
    return {};
  return operands.slice(values.getBeginOperandIndex(), values.size());
}

SmallVector<int64_t> numbersOf(ArrayRef<Tensor> scalars) {
  return llvm::map_to_vector(scalars, intOf);
}

//===----------------------------------------------------------------------===//
// Sizes and elements
//===----------------------------------------------------------------------===//

llvm::Expected<Tensors> meaning(tensor::DimOp, MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  int64_t number = intOf(operands[1]);
  if (number < 0 || number >= operands[0].rank())
    return llvm::createStringError(
        llvm::formatv("there is no dimension {0} of a tensor of rank {1}",
                      number, operands[0].rank()));
  return Tensors{indexTensor(operands[0].shape()[number])};
}

llvm::Expected<Tensors> meaning(tensor::RankOp,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  return Tensors{indexTensor(operands[0].rank())};
}

llvm::Expected<Tensors> meaning(tensor::ExtractOp,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  const Tensor &from = operands[0];
  auto position = positionOf(from, numbersOf(operands.drop_front()));
  if (!position)
    return position.takeError();
  return Tensors{Tensor::scalar(from.type(), from.cells()[*position])};
}

llvm::Expected<Tensors> meaning(tensor::InsertOp,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  Tensor into = std::move(operands[1]);
  auto position = positionOf(into, numbersOf(operands.drop_front(2)));
  if (!position)
    return position.takeError();
  into.mutableCells()[*position] = operands[0].cells().front();
  return Tensors{into};
}

//===----------------------------------------------------------------------===//
// New tensors
//===----------------------------------------------------------------------===//

/// Returns a tensor of zeros of the op's result type, with the dynamic extents
/// `sizes`.
llvm::Expected<Tensor> makeResult(Operation *op, ArrayRef<Tensor> sizes) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  auto element = elementTypeOf(type);
  if (!element)
    return element.takeError();
  return Tensor::zeros(*element, mixedValues(type.getShape(), sizes));
}

llvm::Expected<Tensors> meaning(tensor::EmptyOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  return single(makeResult(op, operands));
}

llvm::Expected<Tensors> meaning(tensor::SplatOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  auto result = makeResult(op, operands.drop_front());
  if (result)
    llvm::fill(result->mutableCells(), operands[0].cells().front());
  return single(std::move(result));
}

llvm::Expected<Tensors> meaning(tensor::FromElementsOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  auto result = makeResult(op, {});
  if (result)
    for (auto [cell, operand] :
         llvm::zip_equal(result->mutableCells(), operands))
      cell = operand.cells().front();
  return single(std::move(result));
}

/// Sets each element of `into` to the value that `body` yields at its index.
llvm::Error generateAll(Tensor &into, Region &body,
                        InterpreterContext &context) {
  if (into.size() == 0)
    return llvm::Error::success();
  SmallVector<int64_t> index(into.rank(), 0);
  for (Cell &cell : into.mutableCells()) {
    auto value = context.run(body, llvm::map_to_vector(index, indexTensor));
    if (!value)
      return value.takeError();
    cell = value->front().cells().front();
    advanceIndex(index, into.shape());
  }
  return llvm::Error::success();
}

llvm::Expected<Tensors> meaning(tensor::GenerateOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &context) {
  auto result = makeResult(op, operands);
  if (!result)
    return result.takeError();
  if (llvm::Error error = generateAll(*result, op.getBody(), context))
    return error;
  return Tensors{*result};
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

llvm::Expected<Tensors> meaning(tensor::CastOp,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  return Tensors{operands[0]};
}

llvm::Expected<Tensors> meaning(tensor::ExpandShapeOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  return single(operands[0].reshaped(
      mixedValues(op.getStaticOutputShape(), operands.drop_front())));
}

llvm::Expected<Tensors> meaning(tensor::CollapseShapeOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  SmallVector<int64_t> shape;
  for (const ReassociationIndices &group : op.getReassociationIndices()) {
    int64_t size = 1;
    for (int64_t dim : group)
      size *= operands[0].shape()[dim];
    shape.push_back(size);
  }
  return single(operands[0].reshaped(shape));
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

template <typename Op> Slice sliceOf(Op op, ArrayRef<Tensor> operands) {
  return {
      mixedValues(op.getStaticOffsets(), segment(operands, op.getOffsets())),
      mixedValues(op.getStaticStrides(), segment(operands, op.getStrides()))};
}

/// Returns an error if a dynamic stride is not positive, as the checks of
/// compiled programs do.
template <typename Op> llvm::Error requireStrides(Op op, const Slice &slice) {
  for (auto [stride, known] :
       llvm::zip_equal(slice.strides, op.getStaticStrides()))
    if (ShapedType::isDynamic(known) && stride < 1)
      return llvm::createStringError(llvm::formatv(
          "[strides] a stride is {0}, expected 1 or more", stride));
  return llvm::Error::success();
}

template <typename Op>
SmallVector<int64_t> sizesOf(Op op, ArrayRef<Tensor> operands) {
  return mixedValues(op.getStaticSizes(), segment(operands, op.getSizes()));
}

llvm::Expected<Tensors> meaning(tensor::ExtractSliceOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  SmallVector<int64_t> sizes = sizesOf(op, operands);
  Slice slice = sliceOf(op, operands);
  if (llvm::Error error = requireStrides(op, slice))
    return error;
  auto part = readSlice(operands[0], slice, sizes);
  if (!part)
    return part.takeError();
  llvm::SmallBitVector dropped = op.getDroppedDims();
  SmallVector<int64_t> shape;
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (!dropped.test(dim))
      shape.push_back(size);
  return single(part->reshaped(shape));
}

llvm::Expected<Tensors> meaning(tensor::InsertSliceOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  auto part = operands[0].reshaped(sizesOf(op, operands));
  if (!part)
    return part.takeError();
  Slice slice = sliceOf(op, operands);
  if (llvm::Error error = requireStrides(op, slice))
    return error;
  Tensor into = std::move(operands[1]);
  if (llvm::Error error = writeSlice(into, slice, *part))
    return error;
  return Tensors{into};
}

llvm::Expected<Tensors> meaning(tensor::ConcatOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &) {
  return single(concatenate(operands, op.getDim()));
}

llvm::Expected<Tensors> meaning(tensor::PadOp op,
                                MutableArrayRef<Tensor> operands,
                                InterpreterContext &context) {
  const Tensor &source = operands[0];
  auto low = mixedValues(op.getStaticLow(), segment(operands, op.getLow()));
  auto high = mixedValues(op.getStaticHigh(), segment(operands, op.getHigh()));
  SmallVector<int64_t> shape(source.shape());
  for (auto [dim, size] : llvm::enumerate(shape)) {
    if (low[dim] < 0 || high[dim] < 0)
      return llvm::createStringError(llvm::formatv(
          "the widths of dimension {0} are {1} and {2}, expected 0 or more",
          dim, low[dim], high[dim]));
    size += low[dim] + high[dim];
  }
  auto result = Tensor::zeros(source.type(), shape);
  if (!result)
    return result.takeError();
  if (op.getConstantPaddingValue()) {
    auto value =
        context.run(op.getRegion(), Tensors(source.rank(), indexTensor(0)));
    if (!value)
      return value.takeError();
    llvm::fill(result->mutableCells(), value->front().cells().front());
  } else if (llvm::Error error =
                 generateAll(*result, op.getRegion(), context)) {
    return error;
  }
  if (llvm::Error error = writeSlice(*result, Slice::from(low), source))
    return error;
  return Tensors{*result};
}

template <typename Op>
struct TensorModel
    : InterpretableOpInterface::ExternalModel<TensorModel<Op>, Op> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    return meaning(cast<Op>(op), operands, context);
  }
  /// All of these ops move elements, or have no floats.
  TangentFlow getTangentFlow(Operation *) const { return TangentFlow::Linear; }
};

template <typename... Ops> void attachMeanings(MLIRContext *context) {
  (Ops::template attachInterface<TensorModel<Ops>>(*context), ...);
}
} // namespace

void registerTensorModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    attachMeanings<tensor::CastOp, tensor::CollapseShapeOp, tensor::ConcatOp,
                   tensor::DimOp, tensor::EmptyOp, tensor::ExpandShapeOp,
                   tensor::ExtractOp, tensor::ExtractSliceOp,
                   tensor::FromElementsOp, tensor::GenerateOp, tensor::InsertOp,
                   tensor::InsertSliceOp, tensor::PadOp, tensor::RankOp,
                   tensor::SplatOp>(context);
  });
}

} // namespace ag
