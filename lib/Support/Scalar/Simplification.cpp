//===- Simplification.cpp - the same function in fewer steps --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Simplification.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>

namespace ag {
namespace {
using Nodes = llvm::SmallVector<std::optional<Expr>>;

/// Returns the second operand that leaves the first one unchanged, or
/// std::nullopt.
std::optional<Cell> neutralOf(Primitive primitive, ScalarType type) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  bool floats = isFloat(type);
  switch (primitive) {
  case Primitive::Add:
    return floats ? floatCell(-0.0) : intCell(0);
  case Primitive::Sub:
    return floats ? floatCell(0.0) : intCell(0);
  case Primitive::Mul:
  case Primitive::Div:
  case Primitive::Pow:
    return floats ? floatCell(1.0) : intCell(1);
  case Primitive::Max:
    return floats ? floatCell(-infinity) : intCell(getLowest(type));
  case Primitive::Min:
    return floats ? floatCell(infinity) : intCell(getHighest(type));
  case Primitive::And:
    return intCell(wrapToType(-1, type));
  case Primitive::Or:
  case Primitive::Xor:
  case Primitive::Shl:
  case Primitive::Shr:
    return intCell(0);
  default:
    return std::nullopt;
  }
}

bool isOneOf(Primitive primitive, llvm::ArrayRef<Primitive> list) {
  return llvm::is_contained(list, primitive);
}

class Simplifier {
public:
  Simplifier(const ScalarProgram &program,
             llvm::ArrayRef<std::optional<Cell>> known)
      : program(program), known(known), copies(program.nodes().size()) {}

  ScalarProgram run() {
    for (auto [position, node] : llvm::enumerate(program.nodes()))
      copies[position] = copy(node);
    for (unsigned result : program.results())
      simplified.yield(*copies[result]);
    return std::move(simplified);
  }

private:
  const ScalarNode &nodeOf(Expr expr) { return simplified.nodes()[expr.node]; }
  bool isConstant(Expr expr) {
    return nodeOf(expr).kind == ScalarNode::Constant;
  }
  bool isConstant(Expr expr, Cell value) {
    return isConstant(expr) && nodeOf(expr).constant.i == value.i;
  }
  bool isApply(Expr expr, Primitive primitive) {
    return nodeOf(expr).kind == ScalarNode::Apply &&
           nodeOf(expr).primitive == primitive;
  }
  Expr operandOf(Expr expr) { return {&simplified, nodeOf(expr).operands[0]}; }
  Expr constant(Cell value, ScalarType type) {
    return isFloat(type) ? simplified.floatConstant(value.f, type)
                         : simplified.intConstant(value.i, type);
  }

  Expr copy(const ScalarNode &node) {
    if (node.kind == ScalarNode::Input) {
      Expr input = simplified.input(node.type);
      bool isKnown = node.position < known.size() && known[node.position];
      return isKnown ? constant(*known[node.position], node.type) : input;
    }
    if (node.kind != ScalarNode::Apply)
      return copyNode(node, simplified, copies);
    llvm::SmallVector<Expr, 3> operands;
    for (unsigned k = 0; k < getArity(node.primitive); ++k)
      operands.push_back(*copies[node.operands[k]]);
    if (llvm::all_of(operands, [&](Expr x) { return isConstant(x); }))
      return fold(node, operands);
    if (auto same = findSame(node, operands))
      return *same;
    return copyNode(node, simplified, copies);
  }

  Expr fold(const ScalarNode &node, llvm::ArrayRef<Expr> operands) {
    llvm::SmallVector<Cell, 3> values;
    for (Expr operand : operands)
      values.push_back(castCell(nodeOf(operand).constant, operand.type(),
                                operand.type(), Precision::Declared));
    return constant(evaluate(node.primitive, program.operandType(node),
                             node.type, values, Precision::Declared),
                    node.type);
  }

  /// Returns a simpler expression that always equals the node, or std::nullopt.
  std::optional<Expr> findSame(const ScalarNode &node, llvm::ArrayRef<Expr> x) {
    if (node.primitive == Primitive::Select)
      return findSelected(x);
    if (node.primitive == Primitive::Cast)
      return findUncast(node.type, x[0]);
    return x.size() == 1 ? findUnary(node.primitive, x[0])
                         : findBinary(node.primitive, x);
  }

  /// Returns c for c ^ true, else std::nullopt.
  std::optional<Expr> findNegated(Expr condition) {
    if (!isApply(condition, Primitive::Xor))
      return std::nullopt;
    Expr by{&simplified, nodeOf(condition).operands[1]};
    return isConstant(by, intCell(1)) ? std::optional(operandOf(condition))
                                      : std::nullopt;
  }

  std::optional<Expr> findSelected(llvm::ArrayRef<Expr> x) {
    if (isConstant(x[0]))
      return nodeOf(x[0]).constant.i ? x[1] : x[2];
    if (auto negated = findNegated(x[0]))
      return select(*negated, x[2], x[1]);
    return x[1].node == x[2].node ? std::optional(x[1]) : std::nullopt;
  }

  std::optional<Expr> findUncast(ScalarType type, Expr x) {
    if (!isApply(x, Primitive::Cast) || operandOf(x).type() != type)
      return std::nullopt;
    return holdsAll(x.type(), type) ? std::optional(operandOf(x))
                                    : std::nullopt;
  }

  std::optional<Expr> findUnary(Primitive primitive, Expr x) {
    if (!isApply(x, primitive))
      return std::nullopt;
    if (primitive == Primitive::Neg)
      return operandOf(x);
    bool isIdempotent = isOneOf(
        primitive, {Primitive::Abs, Primitive::Floor, Primitive::Ceil,
                    Primitive::Trunc, Primitive::Round, Primitive::RoundEven});
    return isIdempotent ? std::optional(x) : std::nullopt;
  }

  std::optional<Expr> findBinary(Primitive primitive, llvm::ArrayRef<Expr> x) {
    if (primitive == Primitive::And)
      for (Expr operand : x)
        if (isConstant(operand, intCell(0)))
          return operand;
    auto neutral = neutralOf(primitive, x[0].type());
    if (neutral && isConstant(x[1], *neutral))
      return x[0];
    if (neutral && isCommutative(primitive) && isConstant(x[0], *neutral))
      return x[1];
    return isIdempotent(primitive) && x[0].node == x[1].node
               ? std::optional(x[0])
               : std::nullopt;
  }

  const ScalarProgram &program;
  llvm::ArrayRef<std::optional<Cell>> known;
  ScalarProgram simplified;
  Nodes copies;
};

/// Returns the program without steps that no result needs. Inputs stay.
ScalarProgram prune(const ScalarProgram &program) {
  ScalarProgram pruned;
  llvm::SmallVector<Expr> inputs;
  for (ScalarType type : program.inputTypes())
    inputs.push_back(pruned.input(type));
  for (Expr result : inlineProgram(program, pruned, inputs))
    pruned.yield(result);
  return pruned;
}
} // namespace

ScalarProgram simplify(const ScalarProgram &program,
                       llvm::ArrayRef<std::optional<Cell>> known) {
  return prune(Simplifier(program, known).run());
}

} // namespace ag
