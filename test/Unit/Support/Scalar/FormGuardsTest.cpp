//===- FormGuardsTest.cpp - what is chosen, and may be no number ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormGuards.h"
#include "FormElements.h"
#include "Support/Numbers.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormPasses.h"

using namespace ag;

namespace {

struct FormGuards : FormElements {
  /// Weights that are 0 where the mask fails, which it may do in a whole row
  F e = select(holds, exp(x), 0.0), l = sum(e, {j});
  F anywhere = negated(applyTo(Primitive::Eq, {sum(holds, {j}), zero()},
                               ScalarType::I64, ScalarType::I1));

  F zero() { return number(table, 0); }
  F negated(F condition) { return {&table, negate(table, condition.form)}; }
};
} // namespace

TEST_F(FormGuards, FactorsLeaveWhereSomethingIsChosen) {
  F chosen = sum(select(holds, e / l, 0.0) * y, {j});
  EXPECT_EQ(chosen, anywhere * (sum(e * y, {j}) / l));
  EXPECT_FALSE(chosen == sum(e / l * y, {j}));
  EXPECT_EQ(countLevels(table, chosen.form, columns), 1u);
}

TEST_F(FormGuards, SpellingsOfAChoiceAreOneForm) {
  F chosen = sum(select(holds, e / l, 0.0) * y, {j});
  EXPECT_EQ(sum(select(negated(holds), 0.0, e / l) * y, {j}), chosen);
  EXPECT_EQ(sum(select(holds, e / l * y, 0.0), {j}), chosen);
  EXPECT_EQ(sum(select(holds, e * y, 0.0) / l, {j}), sum(e * y, {j}) / l);
  F masked = select(holds, x, -infinity),
    w = exp(masked - maximum(masked, {j}));
  EXPECT_EQ(sum(select(holds, w / sum(w, {j}), 0.0) * y, {j}), chosen);
  EXPECT_EQ(sum(select(holds, exp(x) / l, 0.0) * y, {j}), chosen);
}

TEST_F(FormGuards, WhatIsAlwaysANumberNeedsNone) {
  F all = sum(exp(x), {j}) + 1.0;
  EXPECT_EQ(sum(select(holds, exp(x) / all, 0.0) * y, {j}),
            sum(e * y, {j}) / all);
  F mean = sum(x, {j});
  EXPECT_EQ(sum(select(holds, x * mean, 0.0), {j}),
            sum(select(holds, x, 0.0), {j}) * mean);
}

TEST_F(FormGuards, SumsOfInfinitiesAndLogarithmsAreGuarded) {
  F greatest = maximum(select(holds, x, -infinity), {j});
  EXPECT_EQ(sum(select(holds, exp(x - greatest), 0.0), {j}),
            anywhere * exp(-greatest) * l);
  F each = select(holds, x - log(l), 0.0);
  EXPECT_EQ(sum(each, {j}), sum(select(holds, x, 0.0), {j}) -
                                anywhere * log(l) * sum(holds, {j}));
}

/// Another condition may hold where this one does not.
TEST_F(FormGuards, ConditionsOfConditionsAreBoth) {
  F other = isLess(ii, jj * 2.0);
  F both = {&table, multiply(table, holds.form, other.form)};
  EXPECT_EQ(sum(select(other, select(holds, e / l, 0.0), 0.0), {j}),
            sum(select(both, e / l, 0.0), {j}));
  EXPECT_FALSE(sum(select(other, e / l, 0.0), {j}) ==
               sum(select(both, e / l, 0.0), {j}));
}
