//===- ScalarsToTensors.cpp - entries on tensors alone --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Phases/Trace/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SCALARSTOTENSORSPASS
#include "ag/Phases/Trace/Passes.h.inc"

namespace {
/// Returns the tensor type that callers see for a scalar; null if they see
/// `type` itself.
RankedTensorType getTensorType(Type type) {
  if (!getScalarType(type))
    return nullptr;
  Type element =
      type.isIndex() ? IntegerType::get(type.getContext(), 64) : type;
  return RankedTensorType::get({}, element);
}

void convertArgument(BlockArgument argument) {
  Type type = argument.getType();
  RankedTensorType tensor = getTensorType(type);
  if (!tensor)
    return;
  auto builder = OpBuilder::atBlockBegin(argument.getOwner());
  Location loc = argument.getLoc();
  argument.setType(tensor);
  auto element = tensor::ExtractOp::create(builder, loc, argument);
  Value scalar = getValueOrCreateCastToIndexLike(builder, loc, type, element);
  argument.replaceAllUsesExcept(scalar, element);
}

void convertResult(OpOperand &result) {
  RankedTensorType tensor = getTensorType(result.get().getType());
  if (!tensor)
    return;
  OpBuilder builder(result.getOwner());
  Location loc = result.getOwner()->getLoc();
  Value scalar = getValueOrCreateCastToIndexLike(
      builder, loc, tensor.getElementType(), result.get());
  result.set(tensor::FromElementsOp::create(builder, loc, tensor, scalar));
}

void convert(func::FuncOp entry) {
  for (BlockArgument argument : llvm::reverse(entry.getArguments()))
    convertArgument(argument);
  Operation *terminator = entry.getBody().front().getTerminator();
  for (OpOperand &result : terminator->getOpOperands())
    convertResult(result);
  entry.setType(FunctionType::get(entry.getContext(),
                                  entry.getBody().getArgumentTypes(),
                                  terminator->getOperandTypes()));
}

struct ScalarsToTensorsPass
    : WithModels<impl::ScalarsToTensorsPassBase<ScalarsToTensorsPass>> {
  void runOnOperation() override {
    SymbolTableCollection tables;
    SymbolUserMap users(tables, getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      // A function that is still called, or has several blocks, is no entry.
      if (function.isPublic() && !function.isExternal() &&
          users.useEmpty(function) && function.getBody().hasOneBlock())
        convert(function);
  }
};
} // namespace
} // namespace ag
