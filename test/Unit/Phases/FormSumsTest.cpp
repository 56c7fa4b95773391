//===- FormSumsTest.cpp - choices and factors in sums ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormSums.h"
#include "Support/Scalar/FormNotation.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Elements of tensors along i, and a condition on i and j
struct FormSums : testing::Test {
  FormTable table{0x1p-22};
  unsigned dimension = table.loops().addDimension(8);
  unsigned i = table.loops().addLoop(dimension),
           j = table.loops().addLoop(dimension);
  F holds = isAtMost({&table, table.index(j)}, {&table, table.index(i)});
  F x = add(), y = add(), z = add(), r = add();

  F add() { return T{&table, table.addInput()}(i); }
  unsigned atomOf(F form) { return *table.singleAtom(form.form); }
  FormFactor power(F form, double exponent) { return {atomOf(form), exponent}; }
  std::optional<FactoredTerms> takeOut(F sum) {
    return takeFactorOut(table, table.terms(sum.form));
  }
  F sumOf(const llvm::SmallVector<FormTerm, 2> &terms) {
    return {&table, table.make(terms)};
  }
};
} // namespace

TEST_F(FormSums, CommonFactorIsTakenOut) {
  std::optional<FactoredTerms> factored = takeOut(x * r - y * r + z);
  ASSERT_TRUE(factored);
  EXPECT_EQ(factored->factor, power(r, 1));
  EXPECT_EQ(sumOf(factored->inner), x - y);
  EXPECT_EQ(sumOf(factored->outer), z);
}

TEST_F(FormSums, OtherPowersAreOtherFactors) {
  EXPECT_FALSE(takeOut(x + y));
  EXPECT_FALSE(takeOut(x * r + y * r * r));
}

TEST_F(FormSums, ConditionsAreTakenOutFirst) {
  F often = x * r + y * r + z * r;
  std::optional<FactoredTerms> factored =
      takeOut(often + select(holds, x * x, 0) + select(holds, y * y, 0));
  ASSERT_TRUE(factored);
  EXPECT_EQ(factored->factor, power(holds, 1));
  EXPECT_EQ(sumOf(factored->inner), x * x + y * y);
  EXPECT_EQ(sumOf(factored->outer), often);
}

TEST_F(FormSums, FactorOfAConditionalTermMustBeFinite) {
  // 1 / r may be infinite where the condition fails.
  FormTerm conditional{1, {power(holds, 1), power(x, 1), power(r, -1)}};
  EXPECT_FALSE(
      takeFactorOut(table, {conditional, {1, {power(y, 1), power(r, -1)}}}));
  conditional.product.back() = power(r, 1);
  std::optional<FactoredTerms> factored =
      takeFactorOut(table, {conditional, {1, {power(y, 1), power(r, 1)}}});
  ASSERT_TRUE(factored);
  EXPECT_EQ(factored->factor, power(r, 1));
}

TEST_F(FormSums, SelectIsAChoice) {
  std::optional<FormChoice> choice =
      findChoice(table, select(holds, x, y).form);
  ASSERT_TRUE(choice);
  F yes{&table, choice->yes}, no{&table, choice->no};
  if (choice->condition != atomOf(holds))
    std::swap(yes, no);
  EXPECT_EQ(yes, x);
  EXPECT_EQ(no, y);
}

TEST_F(FormSums, NoTermIsRepeatedForAChoice) {
  EXPECT_FALSE(findChoice(table, (x + y).form));
  EXPECT_FALSE(findChoice(table, (select(holds, x, 0) + y).form));
}
