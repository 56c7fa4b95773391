//===- UniformValue.cpp - tensors that are one number everywhere ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Scalar/Simplification.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace ag {

std::optional<Cell> findUniform(Value value) {
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant)))
    return getSplat(constant);
  auto op = value.getDefiningOp<StructuredOpInterface>();
  bool isOfConstants = op && !op->hasTrait<KeptTrait>() &&
                       llvm::all_of(op->getOperands(), [](Value operand) {
                         return !isa<RankedTensorType>(operand.getType()) ||
                                matchPattern(operand, m_Constant());
                       });
  return isOfConstants ? findUniform(op) : std::nullopt;
}

ScalarProgram simplifyBody(StructuredOpInterface op, const Spec &spec) {
  SmallVector<Value> operands = op.getSpecOperands();
  SmallVector<std::optional<Cell>> known;
  for (const SpecInput &input : spec.inputs)
    known.push_back(findUniform(operands[input.operand]));
  return simplify(spec.body, known);
}

std::optional<Cell> findUniform(StructuredOpInterface op) {
  Spec spec = op.getSpec();
  if (spec.combiner || spec.results.size() != 1 ||
      !spec.results.front().isCovered())
    return std::nullopt;
  ScalarProgram body = simplifyBody(op, spec);
  const ScalarNode &value = body.nodes()[body.results().front()];
  if (value.kind != ScalarNode::Constant)
    return std::nullopt;
  return castCell(value.constant, value.type, value.type, Precision::Declared);
}

} // namespace ag
