//===- KnownFormsTest.cpp - reductions that need not be computed ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/KnownForms.h"
#include "FormNotation.h"
#include "FormValues.h"
#include "Support/Numbers.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;

namespace {

/// Attention with queries i, keys j and features e
struct Attention {
  FormTable table{tolerance};
  unsigned queries = table.loops().addDimension(3),
           keys = table.loops().addDimension(4),
           features = table.loops().addDimension(2);
  unsigned i = table.loops().addLoop(queries), j = table.loops().addLoop(keys),
           e = table.loops().addLoop(features);
  T s{&table, table.addInput()}, v{&table, table.addInput()},
      g{&table, table.addInput()};
  T m{&table, table.addInput()}, l{&table, table.addInput()},
      o{&table, table.addInput()};
  KnownForms known{table};

  F scores() { return s(i, j); }
  F rewrite(F form) { return {&table, known.rewrite(form.form)}; }
  /// Returns the sum that the gradient needs: for each query, the weights times
  /// their gradients.
  F inner(F weights) { return sum(weights * sum(g(i, e) * v(j, e), {e}), {j}); }
};
} // namespace

TEST(KnownForms, AreSolvedForTheirReduction) {
  Attention a;
  F total = sum(exp(a.scores()), {a.j});
  F weighed = sum(exp(a.scores()) * a.v(a.j, a.e), {a.j});
  // The first of these is used only once the second one is known.
  a.known.add(a.o.input, (weighed / total).form, {a.i, a.e});
  EXPECT_EQ(a.rewrite(weighed), weighed);
  a.known.add(a.l.input, total.form, {a.i});
  EXPECT_EQ(a.rewrite(total), a.l(a.i));
  EXPECT_EQ(a.rewrite(weighed), a.o(a.i, a.e) * a.l(a.i));
  // Known forms are also found at other loops and inside functions.
  unsigned k = a.table.loops().addLoop(a.queries);
  F other = sum(exp(a.s(k, a.j)), {a.j});
  EXPECT_EQ(a.rewrite(tanh(other) + 1.0), tanh(a.l(k)) + 1.0);
}

TEST(KnownForms, TellWhatIsLeftOfWhatWasSubtracted) {
  Attention a;
  F maximal = maximum(a.scores(), {a.j});
  F total = sum(exp(a.scores() - maximal), {a.j});
  a.known.add(a.l.input, total.form, {a.i});
  a.known.add(a.m.input, maximal.form, {a.i});
  F plain = sum(exp(a.scores()), {a.j});
  EXPECT_EQ(a.rewrite(plain), a.l(a.i) * exp(a.m(a.i)));
  EXPECT_EQ(a.rewrite(exp(a.scores() - maximal) / total),
            exp(a.scores() - a.m(a.i)) / a.l(a.i));
}

TEST(KnownForms, ExchangeSumsWhereTheInnerOneIsKnown) {
  Attention a;
  F total = sum(exp(a.scores()), {a.j});
  F weights = exp(a.scores()) / total;
  F expected = sum(a.g(a.i, a.e) * a.o(a.i, a.e), {a.e});
  EXPECT_EQ(a.rewrite(a.inner(weights)), a.inner(weights));
  a.known.add(a.l.input, total.form, {a.i});
  a.known.add(a.o.input, sum(weights * a.v(a.j, a.e), {a.j}).form, {a.i, a.e});
  EXPECT_EQ(a.rewrite(a.inner(weights)), expected);
  // Differentiation writes it this way; the form also has another term.
  F spelled = sum(exp(a.scores()) *
                      (sum(a.g(a.i, a.e) * a.v(a.j, a.e), {a.e}) / total + 1.0),
                  {a.j});
  EXPECT_EQ(a.rewrite(spelled), expected + a.l(a.i));
}

TEST(KnownForms, ExchangeTermsThatAreKnownTogether) {
  Attention a;
  F earlier =
      isAtMost({&a.table, a.table.index(a.j)}, {&a.table, a.table.index(a.i)});
  F scores = select(earlier, a.scores(), -1e9);
  F maximal = maximum(scores, {a.j});
  F terms = exp(scores - maximal);
  F total = sum(terms, {a.j});
  F weights = terms / total;
  a.known.add(a.m.input, maximal.form, {a.i});
  a.known.add(a.l.input, total.form, {a.i});
  a.known.add(a.o.input, sum(weights * a.v(a.j, a.e), {a.j}).form, {a.i, a.e});
  F expected = sum(a.g(a.i, a.e) * a.o(a.i, a.e), {a.e});
  EXPECT_EQ(a.rewrite(a.inner(weights)), expected);
  F beside =
      sum(weights * (sum(a.g(a.i, a.e) * a.v(a.j, a.e), {a.e}) + 1.0), {a.j});
  EXPECT_EQ(a.rewrite(beside), expected + 1.0);
  // The sum of one of the terms is not known by itself.
  F allowed = sum(select(earlier, exp(a.scores()), 0.0) *
                      sum(a.g(a.i, a.e) * a.v(a.j, a.e), {a.e}),
                  {a.j});
  EXPECT_EQ(a.rewrite(allowed), allowed);
}

TEST(KnownForms, ExchangeTermsThatAreKnownByThemselves) {
  Attention a;
  T w{&a.table, a.table.addInput()}, z{&a.table, a.table.addInput()};
  F first = sum(exp(a.scores()) * a.v(a.j, a.e), {a.j});
  F second = sum(w(a.i, a.j) * a.v(a.j, a.e), {a.j});
  a.known.add(a.o.input, first.form, {a.i, a.e});
  a.known.add(z.input, second.form, {a.i, a.e});
  EXPECT_EQ(a.rewrite(a.inner(exp(a.scores()) + w(a.i, a.j))),
            sum(a.g(a.i, a.e) * a.o(a.i, a.e), {a.e}) +
                sum(a.g(a.i, a.e) * z(a.i, a.e), {a.e}));
}

TEST(KnownForms, LeaveWhatIsNotKnown) {
  Attention a;
  F total = sum(exp(a.scores()), {a.j});
  a.known.add(a.l.input, total.form, {a.i});
  F columns = sum(exp(a.scores()), {a.i});
  EXPECT_EQ(a.rewrite(columns), columns);
  F inner = a.inner(exp(a.scores()));
  EXPECT_EQ(a.rewrite(inner), inner);
  // A sum over queries has an inner sum over another loop.
  F nested = sum(exp(a.scores()) * a.inner(exp(a.scores())), {a.i});
  EXPECT_EQ(a.rewrite(nested), nested);
}

TEST(KnownForms, AreNotDividedByWhatMayBeZero) {
  Attention a;
  F earlier = isAtMost({&a.table, a.table.index(a.i)}, number(a.table, 1));
  F total = sum(exp(a.scores()), {a.j});
  a.known.add(a.l.input, select(earlier, total, 0.0).form, {a.i});
  EXPECT_EQ(a.rewrite(total), total);
}

TEST(KnownForms, HaveTheValuesOfTheirForms) {
  Attention a;
  F maximal = maximum(a.scores(), {a.j});
  F total = sum(exp(a.scores() - maximal), {a.j});
  F weights = exp(a.scores() - maximal) / total;
  F result = sum(weights * a.v(a.j, a.e), {a.j});
  F gradient =
      weights * (sum(a.g(a.i, a.e) * a.v(a.j, a.e), {a.e}) - a.inner(weights));
  a.known.add(a.m.input, maximal.form, {a.i});
  a.known.add(a.l.input, total.form, {a.i});
  a.known.add(a.o.input, result.form, {a.i, a.e});
  F rewritten = a.rewrite(gradient);
  EXPECT_FALSE(rewritten == gradient);
  ElementOfInput elements = [&](unsigned input, llvm::ArrayRef<int64_t> at) {
    std::map<unsigned, int64_t> indices = {{a.i, at[0]}};
    if (at.size() > 1)
      indices[a.e] = at[1];
    FormValues own(a.table, elements, 1);
    if (input == a.m.input)
      return own.of(maximal.form, indices);
    if (input == a.l.input)
      return own.of(total.form, indices);
    if (input == a.o.input)
      return own.of(result.form, indices);
    return std::sin(input * 1.7 + at[0] * 2.3 + at[1] * 0.9);
  };
  FormValues values(a.table, elements, 1);
  for (int64_t query = 0; query < 3; ++query)
    for (int64_t key = 0; key < 4; ++key) {
      std::map<unsigned, int64_t> at = {{a.i, query}, {a.j, key}};
      EXPECT_NEAR(values.of(rewritten.form, at), values.of(gradient.form, at),
                  1e-12);
    }
}
