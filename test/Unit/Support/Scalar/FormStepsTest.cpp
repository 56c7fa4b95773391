//===- FormStepsTest.cpp - how long forms take ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is the work on forms proportional to the program, and as deep as a limit at
// most? Steps are counted, so that the answer does not depend on the machine.
//
//===----------------------------------------------------------------------===//
#include "FormElements.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormHash.h"
#include "ag/Support/Forms/FormPlan.h"
#include "ag/Support/Forms/FormPrograms.h"

using namespace ag;

namespace {
/// Returns the next value of a chain.
using Next = llvm::function_ref<F(F)>;

struct FormSteps : FormElements {
  F sums = sum(x, {j}), squares = sum(x * x, {j}), most = maximum(x, {j}),
    weights = sum(exp(x), {j});

  /// Makes a chain, each of whose values is a group's input if its form is too
  /// large, as GroupForms reads it. Checks the steps of each, of its hash and
  /// of its plan.
  void check(unsigned length, F start, Next next);
};
} // namespace

void FormSteps::check(unsigned length, F start, Next next) {
  constexpr uint64_t mostSteps = 100'000;
  F value = start;
  for (unsigned op = 0; op < length; ++op) {
    uint64_t before = table.getSteps();
    value = next(value);
    ASSERT_LE(table.getSteps() - before, mostSteps) << "op " << op;
    if (table.facts(value.form).isTooLarge()) {
      value = T{&table, table.addInput()}(i, j);
      continue;
    }
    // Later values differ by the names of their inputs alone.
    if (op >= 50)
      continue;
    before = table.getSteps();
    hashForm(table, value.form, {i, j});
    makePlan(table, {value.form}, columns);
    ASSERT_LE(table.getSteps() - before, 20 * mostSteps) << "op " << op;
  }
}

TEST_F(FormSteps, AreProportionalToTheLengthOfChains) {
  check(1000, most, [&](F t) { return t * t + sums; });
  for (unsigned length : {10, 100}) {
    check(length, most, [&](F t) { return t * t * t + sums + weights; });
    check(length, x + sums,
          [&](F t) { return t * (y + most + weights) + squares; });
    check(length, most, [&](F t) { return t * t * sums + t * most + weights; });
    check(length, x + sums, [&](F t) { return pow(t, 4.0) + most; });
    check(length, x + sums,
          [&](F t) { return (t + most) / (t * t + weights); });
    check(length, x, [&](F t) { return exp(t) * (sums + t); });
    check(length, x, [&](F t) { return log(t * t + weights) + sums; });
  }
}

TEST_F(FormSteps, AreProportionalToTheLengthOfChainsOfReductions) {
  for (unsigned length : {10, 100}) {
    check(length, x, [&](F t) { return t / sqrt(sum(t * t, {j}) + 1.0); });
    check(length, x, [&](F t) {
      F centred = t - sum(t, {j}) / 8.0;
      return centred * rsqrt(sum(centred * centred, {j}) + 1.0);
    });
    check(length, x, [&](F t) { return exp(t) / sum(exp(t), {j}); });
    check(length, x, [&](F t) {
      F shifted = t - maximum(t, {j});
      return shifted - log(sum(exp(shifted), {j}));
    });
    check(length, x, [&](F t) {
      F weight = select(holds, exp(t), 0.0);
      return weight / sum(weight, {j}) + select(holds, t * t, -1e9);
    });
  }
}

TEST_F(FormSteps, ProductsOfLongSumsStayProducts) {
  F a = x, b = y;
  for (int term = 0; term < 20; ++term) {
    T input{&table, table.addInput()};
    a = a + sum(input(i, j), {j});
    b = b + sum(exp(input(i, j)), {j});
  }
  F product = a * b;
  EXPECT_EQ(table.terms(product.form).size(), 1u);
  EXPECT_TRUE(product == b * a);
  EXPECT_TRUE(product / b == a);
  EXPECT_TRUE(product * product == pow(product, 2.0));
  // A short sum is multiplied out as before.
  EXPECT_EQ(table.terms((a * (x + sums)).form).size(), 42u);
}

/// Returns a program that applies `next` to its first input `count` times.
static ScalarProgram repeat(unsigned count,
                            llvm::function_ref<Expr(Expr, Expr)> next) {
  ScalarProgram program;
  Expr value = program.input(ScalarType::F64);
  Expr other = program.input(ScalarType::F64);
  for (unsigned op = 0; op < count; ++op)
    value = next(value, other);
  program.yield(value);
  return program;
}

TEST_F(FormSteps, ProgramsEndWhereFormsAreTooLarge) {
  auto isRead = [&](const ScalarProgram &program) {
    uint64_t before = table.getSteps();
    bool isRead =
        applyProgram(table, program, {x.form, sums.form}, {}).has_value();
    EXPECT_LE(table.getSteps() - before, 200'000u);
    return isRead;
  };
  auto square = [](Expr value, Expr other) { return value * value + other; };
  auto nest = [](Expr value, Expr) { return tanh(value); };
  auto power = [](Expr value, Expr) { return value * value; };
  EXPECT_TRUE(isRead(repeat(4, square)));
  EXPECT_TRUE(isRead(repeat(100, nest)));
  EXPECT_TRUE(isRead(repeat(20, power)));
  for (unsigned count : {30, 1000})
    EXPECT_FALSE(isRead(repeat(count, square)));
  for (unsigned count : {200, 1000})
    EXPECT_FALSE(isRead(repeat(count, nest)));
  // x^(2^53) times x would have the exponent of x^(2^53).
  for (unsigned count : {21, 53, 1000})
    EXPECT_FALSE(isRead(repeat(count, power)));
}
