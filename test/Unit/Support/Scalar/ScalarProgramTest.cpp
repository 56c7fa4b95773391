//===- ScalarProgramTest.cpp - tests of scalar programs -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/ScalarProgram.h"
#include "gtest/gtest.h"
#include <cmath>
#include <vector>

using namespace ag;
using Type = ScalarType;

namespace {
/// Returns the values of `program`, which has one input, at `points`.
std::vector<double> runOn(const ScalarProgram &program,
                          llvm::ArrayRef<double> points, Precision precision) {
  std::vector<Cell> input, output(points.size()), scratch;
  for (double point : points)
    input.push_back(floatCell(point));
  evaluate(program, precision, points.size(), {input.data()}, {},
           {output.data()}, scratch);
  std::vector<double> values;
  for (Cell cell : output)
    values.push_back(cell.f);
  return values;
}

/// Returns the program of 1 / (1 + exp(-x)).
ScalarProgram sigmoid(Type type) {
  ScalarProgram program;
  Expr x = program.input(type);
  program.yield(1.0 / (1.0 + exp(-x)));
  return program;
}
} // namespace

TEST(ScalarProgram, RecordsAFormulaInOrder) {
  ScalarProgram program = sigmoid(Type::F32);
  llvm::ArrayRef<ScalarNode> nodes = program.nodes();
  // C++ evaluates an operator's operands in any order. So the positions of the
  // constant and of the negation may differ, but not their uses.
  ASSERT_EQ(nodes.size(), 6u);
  EXPECT_EQ(nodes[0].kind, ScalarNode::Input);
  const ScalarNode &quotient = nodes[program.results()[0]];
  EXPECT_EQ(quotient.primitive, Primitive::Div);
  const ScalarNode &sum = nodes[quotient.operands[1]];
  EXPECT_EQ(sum.primitive, Primitive::Add);
  EXPECT_EQ(sum.operands[0], quotient.operands[0]); // the same 1.0
  EXPECT_EQ(nodes[sum.operands[0]].constant.f, 1.0);
  EXPECT_EQ(nodes[sum.operands[1]].primitive, Primitive::Exp);
  for (const ScalarNode &node : nodes)
    EXPECT_EQ(node.type, Type::F32);
}

TEST(ScalarProgram, EqualNodesAreOne) {
  ScalarProgram program;
  Expr x = program.input(Type::F32), y = program.input(Type::F32);
  EXPECT_NE(x.node, y.node);
  EXPECT_EQ((x + y).node, (x + y).node);
  EXPECT_NE((x + y).node, (y + x).node);
  EXPECT_EQ(program.index(1).node, program.index(1).node);
  EXPECT_NE(program.index(0).node, program.index(1).node);
  EXPECT_EQ(program.cast(x, Type::F32).node, x.node);
  EXPECT_NE(program.cast(x, Type::F16).node, program.cast(x, Type::BF16).node);
}

// A search through all nodes for each would take half a minute.
TEST(ScalarProgram, EqualNodesOfALongProgramAreOne) {
  constexpr int count = 100'000;
  ScalarProgram program;
  for (int repetition = 0; repetition < 2; ++repetition)
    for (int i = 0; i < count; ++i)
      EXPECT_EQ(program.intConstant(i, Type::I32).node, unsigned(i));
  for (int i = 0; i < count; ++i)
    EXPECT_EQ(program.input(Type::I32).node, unsigned(count + i));
  EXPECT_EQ(program.nodes().size(), 2u * count);
}

TEST(ScalarProgram, ConstantsAreEqualByTheirBits) {
  ScalarProgram program;
  double nan = std::nan("");
  auto nodeOf = [&](double value, Type type) {
    return program.constant(value, type).node;
  };
  EXPECT_EQ(nodeOf(nan, Type::F32), nodeOf(nan, Type::F32));
  EXPECT_NE(nodeOf(0.0, Type::F32), nodeOf(-0.0, Type::F32));
  EXPECT_NE(nodeOf(1.0, Type::F32), nodeOf(1.0, Type::F64));
  EXPECT_EQ(nodeOf(-1.0, Type::UI8), nodeOf(255.0, Type::UI8));
  EXPECT_NE(nodeOf(-1.0, Type::UI8), nodeOf(-1.0, Type::I8));
  auto bitsOf = [&](double value, Type type) {
    unsigned node = nodeOf(value, type);
    return program.nodes()[node].constant.i;
  };
  EXPECT_EQ(bitsOf(0x1p63, Type::UI64), INT64_MIN);
  EXPECT_EQ(bitsOf(-0x1p63, Type::I64), INT64_MIN);
  EXPECT_EQ(bitsOf(300.5, Type::I8), 44);
  EXPECT_EQ(bitsOf(nan, Type::I32), 0);
}

TEST(ScalarProgram, TypesOfNodes) {
  ScalarProgram program;
  Expr x = program.input(Type::BF16), n = program.input(Type::I32);
  Expr isLess = compare(Primitive::Lt, x, x);
  EXPECT_EQ(isLess.type(), Type::I1);
  EXPECT_EQ(program.operandType(program.nodes()[isLess.node]), Type::BF16);
  Expr chosen = select(isLess, n, n + 1.0);
  EXPECT_EQ(chosen.type(), Type::I32);
  EXPECT_EQ(program.operandType(program.nodes()[chosen.node]), Type::I32);
  EXPECT_EQ(program.index(0).type(), Type::I64);
  EXPECT_EQ(program.inputTypes().size(), 2u);
  EXPECT_EQ(program.inputTypes()[1], Type::I32);
}

TEST(ScalarProgram, EvaluatesLanes) {
  std::vector<double> points = {-2.0, -0.0, 0.5, 3.0, 800.0, -800.0};
  std::vector<double> values =
      runOn(sigmoid(Type::F64), points, Precision::Declared);
  for (size_t i = 0; i < points.size(); ++i)
    EXPECT_EQ(values[i], 1.0 / (1.0 + std::exp(-points[i])));
}

TEST(ScalarProgram, RoundsEachStepToItsType) {
  // bf16 numbers above 256 are 2 apart, so 256 + 1 is a tie and rounds to the
  // even 256. Adding 1 twice changes nothing in bf16, but does so in double.
  ScalarProgram program;
  Expr x = program.input(Type::BF16);
  program.yield((x + 1.0) + 1.0);
  EXPECT_EQ(runOn(program, {256.0}, Precision::Declared)[0], 256.0);
  EXPECT_EQ(runOn(program, {256.0}, Precision::Double)[0], 258.0);

  // Constants are rounded as steps are.
  ScalarProgram tenth;
  tenth.yield(tenth.input(Type::F32) * 0.1);
  EXPECT_EQ(runOn(tenth, {1.0}, Precision::Declared)[0], 0.1f);
  EXPECT_EQ(runOn(tenth, {1.0}, Precision::Double)[0], 0.1);
}

TEST(ScalarProgram, EvaluatesIndicesAndSeveralResults) {
  // The results are column > row, and 100 * row wrapped to i8.
  ScalarProgram program;
  Expr row = program.index(0), column = program.index(2);
  program.yield(compare(Primitive::Gt, column, row));
  program.yield(program.cast(row * 100.0, Type::I8));
  Cell rows[] = {intCell(0), intCell(1), intCell(2)};
  Cell columns[] = {intCell(0), intCell(2), intCell(1)};
  Cell isPast[3], wrapped[3];
  std::vector<Cell> scratch;
  evaluate(program, Precision::Declared, 3, {}, {rows, nullptr, columns},
           {isPast, wrapped}, scratch);
  EXPECT_EQ(isPast[0].i, 0);
  EXPECT_EQ(isPast[1].i, 1);
  EXPECT_EQ(isPast[2].i, 0);
  EXPECT_EQ(wrapped[1].i, 100);
  EXPECT_EQ(wrapped[2].i, 200 - 256);
}

TEST(ScalarProgram, ScratchIsReusable) {
  std::vector<Cell> scratch;
  for (size_t lanes : {4, 1, 7}) {
    std::vector<Cell> a(lanes, intCell(3)), b(lanes, intCell(-5)), out(lanes);
    evaluate(binaryProgram(Primitive::Max, Type::I16), Precision::Declared,
             lanes, {a.data(), b.data()}, {}, {out.data()}, scratch);
    for (Cell cell : out)
      EXPECT_EQ(cell.i, 3);
  }
}

/// A step computes a whole vector, but a call of the C library one element.
TEST(ScalarProgram, CountsSteps) {
  ScalarProgram program;
  Expr x = program.input(Type::F32);
  program.yield(exp(x) * 2.0 + sin(x));
  EXPECT_EQ(countSteps(program, /*lanes=*/1), 12 + 1 + 1 + 7);
  EXPECT_EQ(countSteps(program, /*lanes=*/8), 12 + 1 + 1 + 7 * 8);
  EXPECT_EQ(countSteps(ScalarProgram(), /*lanes=*/8), 0);
}

/// A change of an integer's sign is no instruction; a change of its width is
/// one.
TEST(ScalarProgram, CountsCastsThatComputeAlone) {
  auto steps = [](Type from, Type to) {
    ScalarProgram program;
    program.yield(program.cast(program.input(from), to));
    return countSteps(program, /*lanes=*/1);
  };
  EXPECT_EQ(steps(Type::I32, Type::UI32), 0);
  EXPECT_EQ(steps(Type::I32, Type::I64), 1);
  EXPECT_EQ(steps(Type::I8, Type::I1), 1);
  EXPECT_EQ(steps(Type::I32, Type::F32), 1);
  EXPECT_EQ(steps(Type::BF16, Type::F16), 1);
}
