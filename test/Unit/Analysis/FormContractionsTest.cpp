//===- FormContractionsTest.cpp - sums of products as contractions --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Streams/FormContractions.h"
#include "Support/Scalar/FormNotation.h"
#include "ag/Analysis/Groups/Streams/SharedForms.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Forms over the loops i, j and e, each of a dimension of its own
struct FormContractions : testing::Test {
  FormTable table{0x1p-22};
  unsigned rows = table.loops().addDimension(8),
           columns = table.loops().addDimension(8),
           extra = table.loops().addDimension(8);
  unsigned i = table.loops().addLoop(rows), j = table.loops().addLoop(columns),
           e = table.loops().addLoop(extra);
  T s = add(), t = add(), v = add(), m = add();
  TileOrder order = makeOrder(/*extraTile=*/4);

  TileOrder makeOrder(int64_t extraTile) const {
    StreamPlan plan;
    plan.outer = {{rows, 4}, {extra, extraTile}};
    plan.streamed = {columns, 4};
    return {plan, table};
  }

  T add() { return {&table, table.addInput()}; }
  ContractedSum find(F sum) { return findContractions(table, order, sum.form); }
  /// Returns the leaves of an op over i and j.
  llvm::SmallVector<unsigned> leavesOf(F form, const SharedForms &shared = {}) {
    llvm::SmallVector<unsigned> leaves =
        findLeaves(table, order, shared, form.form, {i, j});
    llvm::sort(leaves);
    return leaves;
  }
  llvm::SmallVector<unsigned> atomsOf(llvm::ArrayRef<F> forms) {
    llvm::SmallVector<unsigned> atoms;
    for (F form : forms)
      atoms.push_back(*table.singleAtom(form.form));
    llvm::sort(atoms);
    return atoms;
  }

  void expectFactors(const FormContraction &product, F a, F b) {
    F first{&table, product[0].form}, second{&table, product[1].form};
    if (first == b)
      std::swap(first, second);
    EXPECT_EQ(first, a);
    EXPECT_EQ(second, b);
  }
};
} // namespace

TEST_F(FormContractions, FactorsLackLoopsOfEachOther) {
  ContractedSum sum = find(s(i, j) * v(j, e));
  ASSERT_EQ(sum.contractions.size(), 1u);
  expectFactors(sum.contractions[0], s(i, j), v(j, e));
  EXPECT_EQ(table.number(sum.rest), 0.0);
  for (const ContractionFactor &factor : sum.contractions[0])
    EXPECT_EQ(factor.loops, order.orderLoops(table.facts(factor.form).loops));
}

TEST_F(FormContractions, FactorJoinsTheSideWithItsLoops) {
  F holds = isAtMost({&table, table.index(j)}, {&table, table.index(i)});
  F masked = select(holds, exp(s(i, j)), 0);
  ContractedSum sum = find(masked * v(j, e));
  ASSERT_EQ(sum.contractions.size(), 1u);
  expectFactors(sum.contractions[0], masked, v(j, e));
}

TEST_F(FormContractions, OtherTermsRemain) {
  F other = s(i, j) * m(i);
  ContractedSum sum = find(s(i, j) * v(j, e) + other);
  EXPECT_EQ(sum.contractions.size(), 1u);
  EXPECT_EQ((F{&table, sum.rest}), other);
}

TEST_F(FormContractions, CommonFactorsAreMerged) {
  ContractedSum sum = find(s(i, j) * v(j, e) + t(i, j) * v(j, e));
  ASSERT_EQ(sum.contractions.size(), 1u);
  expectFactors(sum.contractions[0], s(i, j) + t(i, j), v(j, e));
}

TEST_F(FormContractions, LoopsOfOnePositionDoNotCount) {
  order = makeOrder(/*extraTile=*/1);
  EXPECT_TRUE(find(s(i, j) * v(j, e)).contractions.empty());
}

TEST_F(FormContractions, ExpensiveAtomOfFewerLoopsIsALeaf) {
  EXPECT_EQ(leavesOf(exp(s(i, j)) * t(i, j)), atomsOf({s(i, j), t(i, j)}));
  EXPECT_EQ(leavesOf(exp(m(i)) * t(i, j)), atomsOf({exp(m(i)), t(i, j)}));
}

TEST_F(FormContractions, SharedAtomIsALeaf) {
  F shared = exp(s(i, j));
  EXPECT_EQ(leavesOf(shared * t(i, j), {{}, {*table.singleAtom(shared.form)}}),
            atomsOf({shared, t(i, j)}));
}
