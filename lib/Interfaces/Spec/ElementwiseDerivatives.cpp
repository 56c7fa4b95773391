//===- ElementwiseDerivatives.cpp - derivatives of element-wise ops -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/ElementwiseDerivatives.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Interfaces/Spec/SimpleSpecs.h"
#include "ag/Support/Scalar/ScalarDerivatives.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "ag/Support/Scalar/Simplification.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns `program` simplified with the known values of its inputs. Null
/// inputs are not read.
static ScalarProgram putIn(const ScalarProgram &program,
                           ArrayRef<Value> inputs) {
  SmallVector<std::optional<Cell>> known;
  for (Value input : inputs)
    known.push_back(input ? findUniform(input) : std::nullopt);
  return simplify(program, known);
}

/// Writes a number as a tensor with the shape of the result of `op`.
static Value writeNumber(const ScalarNode &number, DerivativeContext &context,
                         Operation *op) {
  SmallVector<Value> sizes;
  Spec spec = makeUniformSpec(
      number.constant, number.type,
      tensor::getMixedSizes(context.builder(), op->getLoc(), op->getResult(0)),
      sizes, op->getContext());
  return context.write(spec, sizes, op).front();
}

/// Returns result number `result` of `program` on `inputs`: one of the inputs,
/// or a new value.
static Value writeProgramResult(const ScalarProgram &program, unsigned result,
                                ArrayRef<Value> inputs,
                                DerivativeContext &context, Operation *op) {
  const ScalarNode &node = program.nodes()[program.results()[result]];
  if (node.kind == ScalarNode::Input)
    return inputs[node.position];
  if (node.kind == ScalarNode::Constant &&
      isa<RankedTensorType>(op->getResult(0).getType()))
    return writeNumber(node, context, op);
  SmallVector<Value> read;
  for (unsigned input : findReadInputs(program, result))
    read.push_back(inputs[input]);
  return writeElementwise(extractResults(program, result), read, context, op)
      .front();
}

LogicalResult pullBackElementwise(const ScalarProgram &program, Operation *op,
                                  PullbackContext &context) {
  SmallVector<bool> wanted;
  for (Value operand : op->getOperands())
    wanted.push_back(context.isActive(operand));
  Cotangent seed = *context.lookup(op->getResult(0));
  SmallVector<Value> inputs(op->getOperands());
  SmallVector<FloatRange> ranges;
  if (seed.hasGaps)
    for (Value operand : inputs)
      ranges.push_back(context.getRange(operand));
  // A max of a value and a constant has another derivative than that of two
  // values.
  Adjoint adjoint =
      makeAdjoint(putIn(program, inputs), wanted, {true}, {true}, ranges);
  inputs.push_back(op->getResult(0));
  inputs.push_back(seed.value);
  ScalarProgram derivative = putIn(adjoint.program, inputs);
  for (auto [operand, cotangent] :
       llvm::zip_equal(op->getOperands(), adjoint.inputs)) {
    if (!cotangent)
      continue;
    auto write = [&](unsigned result) {
      return writeProgramResult(derivative, result, inputs, context, op);
    };
    Value where = cotangent->where ? write(*cotangent->where) : nullptr;
    context.add(operand,
                {write(cotangent->value), context.both(seed.where, where, op),
                 seed.isNegative != cotangent->isNegative,
                 cotangent->isZeroElsewhere && !seed.where});
  }
  return success();
}

LogicalResult pushForwardElementwise(const ScalarProgram &program,
                                     Operation *op,
                                     PushforwardContext &context) {
  SmallVector<bool> active;
  SmallVector<Value> inputs(op->getOperands());
  inputs.push_back(op->getResult(0));
  for (Value operand : op->getOperands()) {
    inputs.push_back(context.lookup(operand));
    active.push_back(!!inputs.back());
  }
  Tangent tangent = makeTangent(
      putIn(program, llvm::to_vector(op->getOperands())), active, {true});
  if (!tangent.results.front())
    return success();
  context.set(op->getResult(0),
              writeProgramResult(putIn(tangent.program, inputs), 0, inputs,
                                 context, op));
  return success();
}

} // namespace ag
