//===- SpecWriter.cpp - Specs as ops --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A Spec is written in ag's ops if they can express it. Each of them has one
// primitive, so a Spec may need several; for
//
//   loops     i: dim 0 of operand 0, j: dim 1 of operand 0
//   operands  (i, j) -> (i, j), (i, j) -> (i)
//   body      (x, y) -> x - y
//   result    (i, j) -> (i, j)
//
// ag's vocabulary has
//
//   %0 = ag.broadcast %y [0] : tensor<3xf32> -> tensor<3x4xf32>
//   %1 = ag.sub %x, %0 : tensor<3x4xf32>
//
// and upstream's has one linalg.generic. So has ag's if a window is read or a
// primitive has no op. linalg.generic computes with signless integers, so
// unsigned ones are cast before and after it, which changes no bit.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"
#include "Diagonals.h"
#include "OpWriter.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/Models/Linalg/LinalgWriter.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

/// Returns a tensor with its elements in another type that has the same bits.
static Value castSign(Value tensor, Type element, OpBuilder &builder,
                      Location loc) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type || type.getElementType() == element)
    return tensor;
  return CastOp::create(builder, loc, tensor, element);
}

/// Writes a Spec on signless integers, as bodies of linalg compute with these.
static SmallVector<Value> writeSignless(const Spec &spec, ValueRange operands,
                                        OpBuilder &builder, Location loc) {
  SmallVector<Value> signless;
  for (Value operand : operands) {
    Type element = getElementTypeOrSelf(operand.getType());
    signless.push_back(
        element.isUnsignedInteger()
            ? castSign(operand,
                       IntegerType::get(builder.getContext(),
                                        element.getIntOrFloatBitWidth()),
                       builder, loc)
            : operand);
  }
  SmallVector<Value> results =
      writeLinalg(spec, signless, getSignlessType, builder, loc);
  for (auto [value, result] : llvm::zip_equal(results, spec.results))
    value = castSign(value, getMLIRType(result.type, builder.getContext()),
                     builder, loc);
  return results;
}

static SmallVector<Value> writeAG(const Spec &spec, ValueRange operands,
                                  OpBuilder &builder, Location loc) {
  SmallVector<Value> results;
  SmallVector<Spec, 0> separated = separateDiagonals(spec);
  for (const Spec &each : separated)
    results.append(writeAG(each, operands, builder, loc));
  if (!separated.empty())
    return results;
  auto ops = writeOps(spec, operands, builder, loc);
  return ops ? *ops : writeSignless(spec, operands, builder, loc);
}

SmallVector<Value> writeSpec(const Spec &spec, ValueRange operands,
                             Vocabulary vocabulary, OpBuilder &builder,
                             Location loc) {
  SmallVector<Value> results =
      vocabulary == Vocabulary::AG
          ? writeAG(spec, operands, builder, loc)
          : writeLinalg(spec, operands, getMLIRType, builder, loc);
  SmallVector<Type> types;
  [[maybe_unused]] LogicalResult isRight = inferResultTypes(
      spec, operands.getTypes(), Reporter("", std::nullopt), types);
  assert(succeeded(isRight) && "the operands fit the Spec");
  for (auto [value, type] : llvm::zip_equal(results, types))
    if (value.getType() != type)
      value = tensor::CastOp::create(builder, loc, type, value);
  return results;
}

} // namespace ag
