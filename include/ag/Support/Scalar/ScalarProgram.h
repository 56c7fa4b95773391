//===- ScalarProgram.h - a scalar function as data --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a structured op compute at one point of its iteration space?
//
// A ScalarProgram is a straight-line list of primitives over inputs, loop
// indices and constants. Bodies of ag ops are written as formulas over `Expr`,
// which record themselves; the region of a linalg.generic is recorded by a
// walk. Users of a body's meaning (the interpreter, the lowering to arith and
// math, derivatives, cost) iterate over `nodes()`. For example,
//
//   static Expr formula(Expr x) { return 1.0 / (1.0 + exp(-x)); }
//
// records, for f32,
//
//   0: input 0   1: constant 1.0   2: neg 0
//   3: exp 2     4: add 1 3        5: div 1 4
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_SCALARPROGRAM_H
#define AG_SUPPORT_SCALAR_SCALARPROGRAM_H

#include "ag/Support/Scalar/Primitives.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <optional>
#include <unordered_map>

namespace ag {

class ScalarProgram;

/// A node of a program under construction. The handle is cheap to copy.
struct Expr {
  ScalarProgram *program;
  unsigned node;

  ScalarType type() const;
};

struct ScalarNode {
  enum Kind : uint8_t { Input, Index, Constant, Apply };

  Kind kind;
  ScalarType type;
  /// Apply: the primitive, and the earlier nodes that are its operands.
  Primitive primitive = Primitive::Add;
  std::array<unsigned, 3> operands = {0, 0, 0};
  /// The number of an Input, or of the loop of an Index (whose value is an
  /// i64).
  unsigned position = 0;
  /// The value of a Constant.
  Cell constant = {};

  bool operator==(const ScalarNode &other) const;
};

class ScalarProgram {
public:
  /// Adds an input. Inputs are numbered in the order of these calls.
  Expr input(ScalarType type);
  Expr index(unsigned loop);
  Expr floatConstant(double value, ScalarType type);
  Expr intConstant(int64_t value, ScalarType type);
  /// Adds `value`, rounded or wrapped to the type.
  Expr constant(double value, ScalarType type);
  /// Applies a primitive that is no conversion. Operands have one type, except
  /// for the condition of a select, which is an i1.
  Expr apply(Primitive primitive, llvm::ArrayRef<Expr> operands);
  Expr cast(Expr value, ScalarType type);
  Expr bitcast(Expr value, ScalarType type);
  /// Applies the primitive of an Apply to other operands.
  Expr applyAs(const ScalarNode &node, llvm::ArrayRef<Expr> operands);
  void yield(Expr result) { resultNodes.push_back(result.node); }

  llvm::ArrayRef<ScalarNode> nodes() const { return nodeList; }
  llvm::ArrayRef<unsigned> results() const { return resultNodes; }
  llvm::ArrayRef<ScalarType> inputTypes() const { return inputTypeList; }
  /// Returns the type of the operands of an Apply (of the values, for a
  /// select).
  ScalarType operandType(const ScalarNode &node) const;
  /// Returns the cost of a node's primitive on its operands. Inputs, indices,
  /// constants, and casts between integer types of the same width cost nothing.
  PrimitiveCost costOf(const ScalarNode &node) const;

private:
  /// Returns the number of an equal node; std::nullopt if there is none.
  std::optional<unsigned> find(const ScalarNode &node);
  Expr append(const ScalarNode &node);
  Expr add(const ScalarNode &node);
  Expr convert(Primitive primitive, Expr value, ScalarType type);

  llvm::SmallVector<ScalarNode> nodeList;
  /// The numbers of nodes by their hashes, once there are more than a few.
  std::unordered_multimap<size_t, unsigned> byHash;
  llvm::SmallVector<unsigned> resultNodes;
  llvm::SmallVector<ScalarType> inputTypeList;
};

// The notation of formulas. A number has the type of the other operand.
#define AG_BINARY_NOTATION(name, primitive)                                    \
  inline Expr name(Expr a, Expr b) {                                           \
    return a.program->apply(Primitive::primitive, {a, b});                     \
  }                                                                            \
  inline Expr name(double a, Expr b) {                                         \
    return name(b.program->constant(a, b.type()), b);                          \
  }                                                                            \
  inline Expr name(Expr a, double b) {                                         \
    return name(a, a.program->constant(b, a.type()));                          \
  }
AG_BINARY_NOTATION(operator+, Add)
AG_BINARY_NOTATION(operator-, Sub)
AG_BINARY_NOTATION(operator*, Mul)
AG_BINARY_NOTATION(operator/, Div)
AG_BINARY_NOTATION(operator&, And)
AG_BINARY_NOTATION(operator^, Xor)
AG_BINARY_NOTATION(operator|, Or)
AG_BINARY_NOTATION(operator<<, Shl)
AG_BINARY_NOTATION(operator>>, Shr)
AG_BINARY_NOTATION(rem, Rem)
AG_BINARY_NOTATION(pow, Pow)
AG_BINARY_NOTATION(max, Max)
AG_BINARY_NOTATION(min, Min)
#undef AG_BINARY_NOTATION

#define AG_UNARY_NOTATION(name, primitive)                                     \
  inline Expr name(Expr a) {                                                   \
    return a.program->apply(Primitive::primitive, {a});                        \
  }
AG_UNARY_NOTATION(operator-, Neg)
AG_UNARY_NOTATION(abs, Abs)
AG_UNARY_NOTATION(exp, Exp)
AG_UNARY_NOTATION(log, Log)
AG_UNARY_NOTATION(tanh, Tanh)
AG_UNARY_NOTATION(erf, Erf)
AG_UNARY_NOTATION(sqrt, Sqrt)
AG_UNARY_NOTATION(rsqrt, Rsqrt)
AG_UNARY_NOTATION(floor, Floor)
AG_UNARY_NOTATION(ceil, Ceil)
AG_UNARY_NOTATION(trunc, Trunc)
AG_UNARY_NOTATION(roundEven, RoundEven)
AG_UNARY_NOTATION(sin, Sin)
AG_UNARY_NOTATION(cos, Cos)
AG_UNARY_NOTATION(expm1, Expm1)
AG_UNARY_NOTATION(log1p, Log1p)
AG_UNARY_NOTATION(log2, Log2)
#undef AG_UNARY_NOTATION

inline Expr select(Expr condition, Expr ifTrue, Expr ifFalse) {
  return condition.program->apply(Primitive::Select,
                                  {condition, ifTrue, ifFalse});
}
inline Expr compare(Primitive predicate, Expr a, Expr b) {
  return a.program->apply(predicate, {a, b});
}

/// Returns the program of one binary primitive, such as a combiner.
ScalarProgram binaryProgram(Primitive primitive, ScalarType type);

/// Returns the steps that `program` takes on a vector of `lanes` elements. A
/// function of the C library is called for each element, and each cycle of a
/// call counts as a step.
int64_t countSteps(const ScalarProgram &program, int64_t lanes);

/// Runs `program` at each of `lanes` points. `inputs[k]` and `indices[d]` point
/// to `lanes` values each; only indices of loops that are used are needed.
/// `results[r]` receives `lanes` values. `scratch` is reused between calls.
void evaluate(const ScalarProgram &program, Precision precision, size_t lanes,
              llvm::ArrayRef<const Cell *> inputs,
              llvm::ArrayRef<const Cell *> indices,
              llvm::ArrayRef<Cell *> results, std::vector<Cell> &scratch);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SCALARPROGRAM_H
