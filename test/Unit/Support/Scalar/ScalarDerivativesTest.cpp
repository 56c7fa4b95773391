//===- ScalarDerivativesTest.cpp - derivatives of scalar programs ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/ScalarDerivatives.h"
#include "RunProgram.h"
#include "Support/Numbers.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;
using Type = ScalarType;
using P = Primitive;
using Numbers = std::vector<double>;

namespace {

Numbers run(const ScalarProgram &program, const Numbers &inputs) {
  std::vector<Cell> cells;
  for (auto [value, type] : llvm::zip_equal(inputs, program.inputTypes()))
    cells.push_back(isFloat(type) ? floatCell(value)
                                  : intCell(static_cast<int64_t>(value)));
  std::vector<Cell> outputs = runAll(program, cells, Precision::Double);
  Numbers results;
  for (auto [cell, node] : llvm::zip_equal(outputs, program.results()))
    results.push_back(isFloat(program.nodes()[node].type) ? cell.f : cell.i);
  return results;
}

Numbers concat(std::initializer_list<Numbers> parts) {
  Numbers all;
  for (const Numbers &part : parts)
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Returns the cotangents of all inputs at `x`, given the results' cotangents
/// `g`.
Numbers pullBack(const ScalarProgram &program, const Numbers &x,
                 const Numbers &g, bool readable) {
  llvm::SmallVector<bool> all(x.size(), true), ones(g.size(), true),
      reads(g.size(), readable);
  Adjoint adjoint = makeAdjoint(program, all, ones, reads);
  Numbers results = run(adjoint.program, concat({x, run(program, x), g}));
  Numbers cotangents;
  for (const auto &input : adjoint.inputs) {
    bool isThere = input && (!input->where || results[*input->where]);
    double value = isThere ? results[input->value] : 0.0;
    cotangents.push_back(isThere && input->isNegative ? -value : value);
  }
  return cotangents;
}

/// Returns the tangents of all results at `x`, given the inputs' tangents `d`.
Numbers pushForward(const ScalarProgram &program, const Numbers &x,
                    const Numbers &d, bool readable) {
  Numbers y = run(program, x);
  llvm::SmallVector<bool> all(x.size(), true), reads(y.size(), readable);
  Tangent tangent = makeTangent(program, all, reads);
  Numbers results = run(tangent.program, concat({x, y, d}));
  Numbers tangents;
  for (std::optional<unsigned> result : tangent.results)
    tangents.push_back(result ? results[*result] : 0.0);
  return tangents;
}

ScalarProgram of(unsigned inputs,
                 llvm::function_ref<Expr(llvm::ArrayRef<Expr>)> formula) {
  ScalarProgram program;
  llvm::SmallVector<Expr> x;
  for (unsigned k = 0; k < inputs; ++k)
    x.push_back(program.input(Type::F64));
  program.yield(formula(x));
  return program;
}

double gradient(llvm::function_ref<Expr(Expr)> formula, double x) {
  return pullBack(of(1, [&](auto args) { return formula(args[0]); }), {x}, {1},
                  true)
      .front();
}

/// Returns the program of one primitive of f64. A select chooses by x > 1/2.
ScalarProgram programOf(P primitive) {
  if (primitive == P::Select)
    return of(3, [](auto x) {
      Expr half = x[0].program->constant(0.5, Type::F64);
      return select(compare(P::Gt, x[0], half), x[1], x[2]);
    });
  return of(getArity(primitive),
            [&](auto x) { return x[0].program->apply(primitive, x); });
}

/// Compares tangents with central differences, and adjoints with tangents.
void checkAt(const ScalarProgram &program, const Numbers &x,
             llvm::StringRef name) {
  Numbers base(x.size(), 0.0);
  for (bool readable : {false, true}) {
    Numbers cotangents = pullBack(program, x, {1.0}, readable);
    for (size_t k = 0; k < x.size(); ++k) {
      constexpr double step = 6e-6;
      Numbers above = x, below = x, direction = base;
      above[k] += step;
      below[k] -= step;
      direction[k] = 1.0;
      double difference =
          (run(program, above)[0] - run(program, below)[0]) / (2 * step);
      double tangent = pushForward(program, x, direction, readable)[0];
      EXPECT_NEAR(tangent, difference, 1e-8) << name.str() << " by " << k;
      EXPECT_NEAR(cotangents[k], tangent, 1e-14) << name.str() << " by " << k;
    }
  }
}

/// Returns the program of the first input's cotangent for a cotangent of 1. It
/// has the inputs of `program`. Returns std::nullopt if there is none.
std::optional<ScalarProgram> firstCotangent(const ScalarProgram &program) {
  size_t count = program.inputTypes().size();
  Adjoint adjoint = makeAdjoint(program, llvm::SmallVector<bool>(count, true),
                                {true}, {false});
  if (llvm::none_of(adjoint.inputs, [](auto input) { return input; }))
    return std::nullopt;
  return of(count, [&](auto args) {
    llvm::SmallVector<std::optional<Expr>> copies(
        adjoint.program.nodes().size());
    ScalarProgram &target = *args[0].program;
    Expr one = target.constant(1.0, Type::F64);
    for (auto [position, node] : llvm::enumerate(adjoint.program.nodes()))
      copies[position] = node.kind != ScalarNode::Input
                             ? copyNode(node, target, copies)
                         : node.position < count ? args[node.position]
                                                 : one;
    return *copies[adjoint.program.results().front()];
  });
}

bool contains(const ScalarProgram &program, P primitive) {
  return llvm::any_of(program.nodes(), [&](const ScalarNode &node) {
    return node.kind == ScalarNode::Apply && node.primitive == primitive;
  });
}

/// Returns true if a step of `program` has the input as an operand.
bool reads(const ScalarProgram &program, unsigned input) {
  return llvm::any_of(program.nodes(), [&](const ScalarNode &node) {
    for (unsigned k = 0;
         node.kind == ScalarNode::Apply && k < getArity(node.primitive); ++k) {
      const ScalarNode &operand = program.nodes()[node.operands[k]];
      if (operand.kind == ScalarNode::Input && operand.position == input)
        return true;
    }
    return false;
  });
}
} // namespace

TEST(ScalarDerivatives, EveryPrimitiveTwice) {
#define AG_LIST(name, ...) P::name,
  for (P primitive : {AG_PRIMITIVES(AG_LIST)}) {
#undef AG_LIST
    if (!accepts(primitive, Type::F64) || isComparison(primitive) ||
        primitive == P::Bitcast)
      continue;
    ScalarProgram program = programOf(primitive);
    Numbers x = {0.37, 0.83, -0.45};
    x.resize(program.inputTypes().size());
    if (primitive == P::Acosh)
      x = {1.7};
    checkAt(program, x, getSpelling(primitive));
    if (auto first = firstCotangent(program))
      checkAt(*first, x, getSpelling(primitive));
  }
}

TEST(ScalarDerivatives, SumsOfSeveralUses) {
  checkAt(of(2,
             [](auto x) {
               Expr t = tanh(x[0]) * x[1];
               return t * t - exp(-t) / (x[0] + 2.0);
             }),
          {0.3, -1.2}, "t * t - exp(-t) / (x + 2)");
}

TEST(ScalarDerivatives, Edges) {
  EXPECT_EQ(gradient([](Expr x) { return abs(x); }, 0.0), 0.0);
  EXPECT_EQ(gradient([](Expr x) { return max(x, 0.0); }, 0.0), 0.0);
  EXPECT_EQ(gradient([](Expr x) { return min(max(x, -1.0), 1.0); }, 1.0), 0.0);
  EXPECT_EQ(gradient([](Expr x) { return max(x, -infinity); }, 3.0), 1.0);
  EXPECT_EQ(gradient([](Expr x) { return pow(x, 0.0); }, 0.0), 0.0);
  EXPECT_EQ(gradient([](Expr x) { return pow(x, 1.0); }, 0.0), 1.0);
  EXPECT_EQ(gradient([](Expr x) { return pow(0.0, x); }, 2.0), 0.0);
  EXPECT_TRUE(std::isnan(gradient([](Expr x) { return pow(-1.0, x); }, 2.0)));
  EXPECT_EQ(gradient([](Expr x) { return sqrt(x); }, 0.0), infinity);
  EXPECT_EQ(gradient([](Expr x) { return tanh(x); }, 1e6), 0.0);
  EXPECT_EQ(gradient([](Expr x) { return erf(x); }, -infinity), 0.0);
  EXPECT_EQ(gradient([](Expr x) { return floor(x); }, 0.5), 0.0);
  EXPECT_EQ(gradient(
                [](Expr x) {
                  return x.program->apply(
                      P::Rem, {x, x.program->constant(2.0, Type::F64)});
                },
                7.5),
            1.0);
  ScalarProgram larger = of(2, [](auto x) { return max(x[0], x[1]); });
  EXPECT_EQ(pullBack(larger, {2, 2}, {1}, true), (Numbers{0.5, 0.5}));
  EXPECT_EQ(pullBack(larger, {2, 3}, {1}, true), (Numbers{0, 1}));
}

/// The other branch of a choice adds 0, not 0 times infinity. This also holds
/// for longer branches, and where two choices are added.
TEST(ScalarDerivatives, WhatIsNotChosenAddsNothing) {
  auto guarded = [](Expr x) {
    Expr zero = x.program->constant(0.0, Type::F64);
    Expr isPositive = compare(P::Gt, x, zero);
    return select(isPositive, sqrt(x) * 3.0, zero);
  };
  EXPECT_EQ(gradient(guarded, 0.0), 0.0);
  EXPECT_EQ(gradient([&](Expr x) { return guarded(x) + 2.0 * x; }, 0.0), 2.0);
  EXPECT_EQ(gradient([&](Expr x) { return guarded(x) + 2.0 * x; }, 4.0), 2.75);
  ScalarProgram program = of(1, [&](auto x) { return guarded(x[0]); });
  EXPECT_EQ(pushForward(program, {0.0}, {1.0}, true), Numbers{0.0});
}

TEST(ScalarDerivatives, IntegersHaveNone) {
  ScalarProgram program;
  Expr x = program.input(Type::F32), i = program.input(Type::I32);
  program.yield(program.cast(program.cast(x, Type::I32) + i, Type::F32));
  Adjoint adjoint = makeAdjoint(program, {true, true}, {true}, {true});
  EXPECT_FALSE(adjoint.inputs[0]);
  EXPECT_FALSE(adjoint.inputs[1]);
  EXPECT_FALSE(makeTangent(program, {true, true}, {true}).results[0]);
}

TEST(ScalarDerivatives, CotangentsHaveTheirInputsTypes) {
  ScalarProgram program;
  Expr x = program.input(Type::BF16);
  program.yield(exp(program.cast(x, Type::F32)));
  Adjoint adjoint = makeAdjoint(program, {true}, {true}, {true});
  unsigned node = adjoint.program.results()[adjoint.inputs[0]->value];
  EXPECT_EQ(adjoint.program.nodes()[node].type, Type::BF16);
}

/// Signs are moved out of the program. Results are read instead of the inputs
/// that they were computed from.
TEST(ScalarDerivatives, ReadsResultsAndHandsOnSigns) {
  ScalarProgram quotient = of(2, [](auto x) { return x[0] / x[1]; });
  Adjoint adjoint = makeAdjoint(quotient, {false, true}, {true}, {true});
  EXPECT_FALSE(adjoint.inputs[0]);
  EXPECT_TRUE(adjoint.inputs[1]->isNegative);
  EXPECT_FALSE(contains(adjoint.program, P::Neg));
  EXPECT_FALSE(reads(adjoint.program, 0));
  ScalarProgram relu = of(1, [](auto x) { return max(x[0], 0.0); });
  adjoint = makeAdjoint(relu, {true}, {true}, {true});
  EXPECT_TRUE(adjoint.inputs[0]->where);
  EXPECT_FALSE(reads(adjoint.program, 0));
  EXPECT_TRUE(reads(adjoint.program, 1));
}

TEST(ScalarDerivatives, AGapWinsOverAnInfiniteSlope) {
  ScalarProgram root;
  root.yield(sqrt(root.input(Type::F64)));
  FloatRange any;
  auto slope = [&](double x, double g) {
    Adjoint adjoint = makeAdjoint(root, {true}, {true}, {false}, any);
    Numbers results = run(adjoint.program, {x, std::sqrt(x), g});
    const InputCotangent &input = *adjoint.inputs.front();
    return results[*input.where] ? results[input.value] : 0.0;
  };
  EXPECT_EQ(slope(0, 0), 0);
  EXPECT_EQ(slope(0, 1), INFINITY);
  EXPECT_EQ(slope(4, 0), 0);
  EXPECT_EQ(slope(4, 1), 0.25);
  FloatRange positive = {1, FloatRange::infinity, false, false};
  EXPECT_FALSE(makeAdjoint(root, {true}, {true}, {false}, positive)
                   .inputs.front()
                   ->where);
}

TEST(ScalarDerivatives, WhatIsChosenTwiceIsChosenWhereOneIs) {
  ScalarProgram program;
  Expr x = program.input(Type::F64), zero = program.constant(0.0, Type::F64);
  Expr root = sqrt(x),
       inside = select(compare(P::Gt, x, program.constant(1.0, Type::F64)),
                       root, root + root);
  program.yield(select(compare(P::Gt, x, zero), inside, zero));
  EXPECT_EQ(pullBack(program, {0}, {1}, false).front(), 0);
  EXPECT_EQ(pullBack(program, {1}, {1}, false).front(), 1);
  EXPECT_EQ(pullBack(program, {4}, {1}, false).front(), 0.25);
}
