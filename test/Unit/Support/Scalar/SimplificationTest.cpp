//===- SimplificationTest.cpp - the same function in fewer steps ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Simplification.h"
#include "RunProgram.h"
#include "Support/Numbers.h"
#include "gtest/gtest.h"

using namespace ag;
using Type = ScalarType;
using P = Primitive;

namespace {

/// Simplifies `formula` of x, of `type`. Returns "x", "constant" or "more".
template <typename Formula> std::string simplified(Type type, Formula formula) {
  ScalarProgram program;
  program.yield(formula(program.input(type)));
  ScalarProgram result = simplify(program);
  switch (result.nodes()[result.results()[0]].kind) {
  case ScalarNode::Input:
    return "x";
  case ScalarNode::Constant:
    return "constant";
  default:
    return "more";
  }
}
} // namespace

TEST(Simplify, DropsNeutralElementsOfFloats) {
  auto of = [](auto formula) { return simplified(Type::F32, formula); };
  EXPECT_EQ(of([](Expr x) { return x + -0.0; }), "x");
  EXPECT_EQ(of([](Expr x) { return -0.0 + x; }), "x");
  EXPECT_EQ(of([](Expr x) { return x - 0.0; }), "x");
  EXPECT_EQ(of([](Expr x) { return 1.0 * (x * 1.0); }), "x");
  EXPECT_EQ(of([](Expr x) { return x / 1.0; }), "x");
  EXPECT_EQ(of([](Expr x) { return pow(x, 1.0); }), "x");
  EXPECT_EQ(of([](Expr x) { return max(-infinity, x); }), "x");
  EXPECT_EQ(of([](Expr x) { return min(x, infinity); }), "x");
}

TEST(Simplify, ChoosesByWhatIsNegated) {
  ScalarProgram program;
  Expr c = program.input(Type::I1), x = program.input(Type::F32),
       y = program.input(Type::F32);
  program.yield(select(c ^ program.intConstant(1, Type::I1), x, y));
  ScalarProgram result = simplify(program);
  const ScalarNode &node = result.nodes()[result.results()[0]];
  EXPECT_EQ(result.nodes().size(), 4u);
  EXPECT_EQ(llvm::ArrayRef(node.operands),
            llvm::ArrayRef({c.node, y.node, x.node}));
}

TEST(Simplify, KeepsWhatChangesZerosOrNaN) {
  auto of = [](auto formula) { return simplified(Type::F32, formula); };
  EXPECT_EQ(of([](Expr x) { return x + 0.0; }), "more");
  EXPECT_EQ(of([](Expr x) { return x - -0.0; }), "more");
  EXPECT_EQ(of([](Expr x) { return 0.0 - x; }), "more");
  EXPECT_EQ(of([](Expr x) { return x * 0.0; }), "more");
  EXPECT_EQ(of([](Expr x) { return 1.0 / x; }), "more");
  EXPECT_EQ(of([](Expr x) { return x - x; }), "more");
  EXPECT_EQ(of([](Expr x) { return pow(1.0, x); }), "more");
}

TEST(Simplify, DropsNeutralElementsOfIntegers) {
  auto of = [](auto formula) { return simplified(Type::UI8, formula); };
  EXPECT_EQ(of([](Expr x) { return x + 0.0; }), "x");
  EXPECT_EQ(of([](Expr x) { return 0.0 | x; }), "x");
  EXPECT_EQ(of([](Expr x) { return x ^ 0.0; }), "x");
  EXPECT_EQ(of([](Expr x) { return x << 0.0; }), "x");
  EXPECT_EQ(of([](Expr x) { return 0.0 << x; }), "more");
  EXPECT_EQ(of([](Expr x) { return max(x, 0.0); }), "x");
  EXPECT_EQ(of([](Expr x) { return min(x, 255.0); }), "x");
  EXPECT_EQ(of([](Expr x) { return min(x, 254.0); }), "more");
}

TEST(Simplify, KnowsRepetitions) {
  auto of = [](auto formula) { return simplified(Type::F32, formula); };
  EXPECT_EQ(of([](Expr x) { return -(-x); }), "x");
  EXPECT_EQ(of([](Expr x) { return max(x, x); }), "x");
  auto once = [](Expr x) { return floor(x); };
  auto twice = [](Expr x) { return floor(floor(x)); };
  ScalarProgram a, b;
  a.yield(once(a.input(Type::F32)));
  b.yield(twice(b.input(Type::F32)));
  EXPECT_EQ(simplify(b).nodes(), a.nodes());
}

TEST(Simplify, UndoesCastsThatLoseNothing) {
  auto there = [](Type from, Type to) {
    return simplified(from, [&](Expr x) {
      return x.program->cast(x.program->cast(x, to), from);
    });
  };
  EXPECT_EQ(there(Type::BF16, Type::F32), "x");
  EXPECT_EQ(there(Type::F32, Type::BF16), "more");
  EXPECT_EQ(there(Type::BF16, Type::F16), "more");
  EXPECT_EQ(there(Type::I32, Type::F64), "x");
  EXPECT_EQ(there(Type::I32, Type::F32), "more");
  EXPECT_EQ(there(Type::UI8, Type::BF16), "x");
  EXPECT_EQ(there(Type::UI8, Type::I16), "x");
  EXPECT_EQ(there(Type::UI8, Type::I8), "more");
  EXPECT_EQ(there(Type::I8, Type::UI64), "more");
  EXPECT_EQ(there(Type::I1, Type::UI8), "x");
}

TEST(Simplify, PutsInWhatIsKnownAndFolds) {
  ScalarProgram program;
  Expr condition = program.input(Type::I1), x = program.input(Type::F32);
  Expr y = program.input(Type::F32);
  program.yield(select(condition, x * (y + 1.0), x));
  ScalarProgram taken =
      simplify(program, {intCell(1), std::nullopt, floatCell(2.0)});
  EXPECT_EQ(taken.inputTypes(), program.inputTypes());
  EXPECT_EQ(run(taken, {intCell(0), floatCell(5.0), floatCell(0.0)}).f, 15.0);
  EXPECT_EQ(taken.nodes().size(), 5u); // three inputs, 3, and the product
  ScalarProgram other = simplify(program, {intCell(0)});
  EXPECT_EQ(other.nodes()[other.results()[0]].kind, ScalarNode::Input);
}

TEST(Simplify, RoundsConstantsToTheirTypes) {
  ScalarProgram program;
  Expr third = program.constant(1.0 / 3.0, Type::F16);
  program.yield(third + program.constant(0.0, Type::F16));
  ScalarProgram result = simplify(program);
  EXPECT_EQ(result.nodes()[result.results()[0]].constant.f,
            roundToType(1.0 / 3.0, Type::F16));
}
