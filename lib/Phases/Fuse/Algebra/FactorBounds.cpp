//===- FactorBounds.cpp - factors that lose no digits ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Algebra/FactorBounds.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Support/Forms/FormPrograms.h"
#include "ag/Support/Scalar/Homogeneity.h"
#include "ag/Support/Scalar/Moderate.h"
#include "ag/Support/Scalar/Simplification.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"
#include <cmath>

using namespace mlir;

namespace ag {

std::optional<Cell> findNumber(Value value) {
  if (std::optional<Cell> uniform = findUniform(value))
    return uniform;
  // Also recognizes a linalg op that fills its destination with a number,
  // although the destination itself is not known.
  Operation *by = value.getDefiningOp();
  std::optional<StatedOp> op = by ? StatedOp::readExact(by) : std::nullopt;
  std::optional<ScalarNode> filling = op ? getFilling(op->spec) : std::nullopt;
  if (filling && filling->kind == ScalarNode::Constant)
    return filling->constant;
  return filling && filling->kind == ScalarNode::Input
             ? findUniform(op->getValue(op->spec.inputs[filling->position]))
             : std::nullopt;
}

SmallVector<unsigned> findReadOperands(const StatedOp &op) {
  llvm::SmallSetVector<unsigned, 4> read;
  for (const SpecInput &input : op.spec.inputs)
    read.insert(input.operand);
  return read.takeVector();
}

static std::optional<ScalarType> typeOf(Value value) {
  auto type = dyn_cast<ShapedType>(value.getType());
  return type ? getScalarType(type.getElementType()) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Constants of a value
//===----------------------------------------------------------------------===//

template <typename Number>
static std::optional<bool> areModerate(ElementsAttr literal, ScalarType type) {
  auto values = literal.tryGetValues<Number>();
  if (!values)
    return std::nullopt;
  return llvm::all_of(*values, [&](Number value) {
    return value == 0 || isModerate(value, type);
  });
}

/// Returns true if all numbers of a literal are 0 or moderate. Resources count
/// as moderate, since their elements are weights, like those of parameters.
bool FactorBounds::isLiteralModerate(ElementsAttr literal, ScalarType type) {
  auto [found, isNew] = literals.try_emplace(literal, true);
  if (isNew && !isa<DenseResourceElementsAttr>(literal))
    found->second =
        (type == ScalarType::F64 ? areModerate<double>(literal, type)
                                 : areModerate<float>(literal, type))
            .value_or(false);
  return found->second;
}

/// The result of an op that only multiplies and divides: `scale` times the
/// product of factors. A factor of degree -1 is a divisor.
struct ScaledProduct {
  double scale = 1.0;
  SmallVector<std::pair<Value, int>> factors;
};

/// Reads (s * 2) / t as the scale 2, the factor s and the divisor t. Returns
/// std::nullopt if the op does more.
static std::optional<ScaledProduct> readProduct(Operation *by) {
  std::optional<StatedOp> op = by ? StatedOp::readExact(by) : std::nullopt;
  if (!op || op->spec.combiner || op->spec.results.size() != 1)
    return std::nullopt;
  SmallVector<std::optional<Cell>> known;
  for (const SpecInput &input : op->spec.inputs)
    known.push_back(findNumber(op->getValue(input)));
  ScaledProduct product;
  for (auto [place, input] : llvm::enumerate(op->spec.inputs)) {
    if (known[place])
      continue;
    SmallVector<int> degrees(known.size(), 0);
    degrees[place] = 1;
    std::optional<int> degree = findDegree(op->spec.body, degrees);
    if (degree != 1 && degree != -1)
      return std::nullopt;
    product.factors.push_back({op->getValue(input), *degree});
  }
  for (std::optional<Cell> &each : known)
    each = each.value_or(floatCell(1.0));
  ScalarProgram body = simplify(op->spec.body, known);
  const ScalarNode &scale = body.nodes()[body.results().front()];
  if (product.factors.empty() || scale.kind != ScalarNode::Constant)
    return std::nullopt;
  product.scale = scale.constant.f;
  return product;
}

/// Returns the product of the constants in the value, such as 2 for w * 2.
/// Returns std::nullopt if one of them, or a partial product, is not moderate,
/// or if the value is computed by too many ops in a row.
std::optional<double> FactorBounds::findScale(Value value, ScalarType type,
                                              unsigned depth) {
  constexpr unsigned deepest = 10;
  if (std::optional<Cell> number = findNumber(value))
    return isModerate(number->f, type) ? std::optional(number->f)
                                       : std::nullopt;
  ElementsAttr literal;
  if (matchPattern(value, m_Constant(&literal)) &&
      !isLiteralModerate(literal, type))
    return std::nullopt;
  std::optional<ScaledProduct> product = readProduct(value.getDefiningOp());
  if (!product)
    return 1.0;
  double scale = product->scale;
  for (auto [factor, degree] : product->factors) {
    std::optional<double> own =
        depth < deepest ? findScale(factor, type, depth + 1) : std::nullopt;
    if (!own)
      return std::nullopt;
    scale = degree == 1 ? scale * *own : scale / *own;
  }
  return isModerate(scale, type) && isModerate(product->scale, type)
             ? std::optional(scale)
             : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Values that may be multiplied
//===----------------------------------------------------------------------===//

bool FactorBounds::mayJoin(Value value, const Factor &factor) {
  std::optional<ScalarType> type = typeOf(value);
  if (!type)
    return false;
  std::optional<double> by = factor.number ? std::optional(factor.number->f)
                                           : findScale(factor.tensor, *type);
  if (!by || !isModerate(*by, *type))
    return false;
  // A value of 0 or infinity stays the same.
  std::optional<Cell> number = findNumber(value);
  bool isPositive = factor.number && *by > 0;
  if (number && ((number->f == 0 && (factor.tensor || isPositive)) ||
                 (std::isinf(number->f) && isPositive)))
    return true;
  std::optional<double> scale = findScale(value, *type);
  return scale &&
         isModerate(factor.divides ? *scale / *by : *scale * *by, *type);
}

bool FactorBounds::isPassable(const StatedOp &op, ArrayRef<unsigned> moved) {
  auto isHarmless = [](double value, ScalarType type) {
    return value == 0 || isModerate(value, type);
  };
  for (const ScalarNode &node : op.spec.body.nodes())
    if (node.kind == ScalarNode::Constant && isFloat(node.type) &&
        !isHarmless(node.constant.f, node.type))
      return false;
  return llvm::all_of(findReadOperands(op), [&](unsigned operand) {
    if (llvm::is_contained(moved, operand))
      return true;
    Value value = op.operands[operand];
    std::optional<ScalarType> type = typeOf(value);
    std::optional<Cell> number =
        type && isFloat(*type) ? findNumber(value) : std::nullopt;
    return !number || isHarmless(number->f, *type);
  });
}

} // namespace ag
