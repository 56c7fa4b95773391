//===- FormPassesTest.cpp - passes of well-known computations -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPasses.h"
#include "FormNotation.h"
#include "Support/Numbers.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;

namespace {
/// Attention of queries i on keys j, with features e and d. The other loops are
/// over the same dimensions.
struct AttentionPasses {
  FormTable table{tolerance};
  unsigned queries = table.loops().addDimension(12),
           keys = table.loops().addDimension(12),
           features = table.loops().addDimension(48);
  unsigned i = table.loops().addLoop(queries), j = table.loops().addLoop(keys),
           e = table.loops().addLoop(features),
           d = table.loops().addLoop(features);
  T q{&table, table.addInput()}, k{&table, table.addInput()},
      v{&table, table.addInput()};
  F ii{&table, table.index(i)}, jj{&table, table.index(j)};

  F scores() { return sum(q(i, e) * k(j, e), {e}); }
  F scaled() { return scores() * (1 / std::sqrt(48.0)); }
  F weigh(F scores) {
    F p = exp(scores - maximum(scores, {j}));
    return sum(p / sum(p, {j}) * v(j, d), {j});
  }
  unsigned passes(F form, llvm::ArrayRef<unsigned> along) {
    return countPasses(table, form.form, keys, along);
  }
};
} // namespace

TEST(FormPasses, AttentionIsOneFormHoweverItIsScaled) {
  AttentionPasses a;
  F expected = a.weigh(a.scaled());
  EXPECT_EQ(a.passes(expected, {a.i, a.d}), 1u);
  EXPECT_EQ(a.weigh(a.scores() / std::sqrt(48.0f)), expected);
  F q = a.q(a.i, a.e) * float(1 / std::sqrt(48.0));
  EXPECT_EQ(a.weigh(sum(q * a.k(a.j, a.e), {a.e})), expected);
  F k = a.k(a.j, a.e) / std::sqrt(48.0);
  EXPECT_EQ(a.weigh(sum(a.q(a.i, a.e) * k, {a.e})), expected);
  F both = sum(a.q(a.i, a.e) * std::pow(48.0, -.25) *
                   (a.k(a.j, a.e) * std::pow(48.0, -.25)),
               {a.e});
  EXPECT_EQ(a.weigh(both), expected);
}

TEST(FormPasses, AttentionIsOneFormWhateverIsSubtracted) {
  AttentionPasses a;
  F expected = a.weigh(a.scaled());
  F u = a.scaled(), v = a.v(a.j, a.d);
  auto attend = [&](F p) { return sum(p * v, {a.j}) / sum(p, {a.j}); };
  EXPECT_EQ(attend(exp(u)), expected);
  EXPECT_EQ(attend(exp(u - 7.0)), expected);
  EXPECT_EQ(attend(exp(u - sum(u, {a.j}) / 12.0)), expected);
  EXPECT_EQ(attend(exp(u - maximum(u, {a.j}))), expected);
  F logsum = log(sum(exp(u), {a.j}));
  EXPECT_EQ(sum(exp(u - logsum) * v, {a.j}), expected);
}

TEST(FormPasses, MasksThatMultiplyAreOneForm) {
  AttentionPasses a;
  F u = a.scaled(), v = a.v(a.j, a.d);
  F expected = a.weigh(select(isAtMost(a.jj, a.ii), u, -infinity));
  EXPECT_EQ(a.passes(expected, {a.i, a.d}), 1u);
  EXPECT_EQ(a.weigh(select(isLess(a.ii, a.jj), -infinity, u)), expected);
  EXPECT_EQ(a.weigh(u + select(isAtMost(a.jj, a.ii), 0.0, -infinity)),
            expected);
  F p = exp(u) * select(isAtMost(a.jj, a.ii), 1.0, 0.0);
  EXPECT_EQ(sum(p * v, {a.j}) / sum(p, {a.j}), expected);
  EXPECT_FALSE(a.weigh(u) == expected);
}

TEST(FormPasses, FiniteFillsAreAFormOfTheirOwn) {
  AttentionPasses a;
  F filled = a.weigh(select(isAtMost(a.jj, a.ii), a.scaled(), -1e9));
  F masked = a.weigh(select(isAtMost(a.jj, a.ii), a.scaled(), -infinity));
  EXPECT_FALSE(filled == masked);
  EXPECT_EQ(a.passes(filled, {a.i, a.d}), 1u);
}

namespace {
/// Rows i of x, with elements j; g and c have one value per element
struct PassRows {
  FormTable table{tolerance};
  unsigned rows, elements, i, j;
  T x, y, g, c;

  explicit PassRows(std::optional<int64_t> size = 72)
      : rows(table.loops().addDimension(std::nullopt)),
        elements(table.loops().addDimension(size)),
        i(table.loops().addLoop(rows)), j(table.loops().addLoop(elements)),
        x{&table, table.addInput()}, y{&table, table.addInput()},
        g{&table, table.addInput()}, c{&table, table.addInput()} {}

  F size() { return {&table, table.size(elements)}; }
  F mean(F of) { return sum(of, {j}) / size(); }
  unsigned passes(F form) {
    return countPasses(table, form.form, elements, {i, j});
  }
  unsigned levels(F form) { return countLevels(table, form.form, elements); }
};
} // namespace

TEST(FormPasses, SoftmaxIsOneFormInTwoPasses) {
  PassRows r;
  F x = r.x(r.i, r.j);
  F p = exp(x - maximum(x, {r.j}));
  F expected = p / sum(p, {r.j});
  EXPECT_EQ(r.passes(expected), 2u);
  EXPECT_EQ(exp(x) / sum(exp(x), {r.j}), expected);
  EXPECT_EQ(exp(x - log(sum(exp(x), {r.j}))), expected);
  F m = maximum(x, {r.j});
  EXPECT_EQ(exp(x - m - log(sum(exp(x - m), {r.j}))), expected);
}

TEST(FormPasses, VarianceIsOneFormInOnePass) {
  for (std::optional<int64_t> size : {std::optional<int64_t>(72), {}}) {
    PassRows r(size);
    F x = r.x(r.i, r.j), centred = x - r.mean(x);
    F expected = r.mean(centred * centred);
    EXPECT_EQ(r.levels(expected), 1u);
    EXPECT_EQ(r.mean(x * x) - r.mean(x) * r.mean(x), expected);
    EXPECT_EQ(r.mean(pow(centred, 2.0)), expected);
    EXPECT_EQ(r.mean(x * x) - pow(r.mean(x), 2.0), expected);
  }
}

TEST(FormPasses, LayerNormIsOneFormInTwoPasses) {
  PassRows r;
  F x = r.x(r.i, r.j), g = r.g(r.j), c = r.c(r.j), centred = x - r.mean(x);
  F variance = r.mean(centred * centred);
  F expected = centred / sqrt(variance + 1e-5) * g + c;
  EXPECT_EQ(r.passes(expected), 2u);
  EXPECT_EQ(centred * rsqrt(variance + 1e-5) * g + c, expected);
  F plain = r.mean(x * x) - pow(r.mean(x), 2.0);
  F scale = g * rsqrt(plain + 1e-5);
  EXPECT_EQ(x * scale + (c - r.mean(x) * scale), expected);
}

TEST(FormPasses, NormsAddTheirResidualFirst) {
  PassRows r;
  F x = r.x(r.i, r.j) + r.y(r.i, r.j), centred = x - r.mean(x);
  F normal = centred * rsqrt(r.mean(centred * centred) + 1e-5);
  EXPECT_EQ(r.passes(normal), 2u);
  F plain = r.mean(x * x) - pow(r.mean(x), 2.0);
  EXPECT_EQ(x * rsqrt(plain + 1e-5) - r.mean(x) * rsqrt(plain + 1e-5), normal);
  F root = x * rsqrt(r.mean(x * x) + 1e-6) * r.g(r.j);
  EXPECT_EQ(r.passes(root), 2u);
}

TEST(FormPasses, EntropyAndLogarithmsOfSumsTakeOnePass) {
  PassRows r;
  F x = r.x(r.i, r.j), m = maximum(x, {r.j});
  F logsum = m + log(sum(exp(x - m), {r.j}));
  EXPECT_EQ(log(sum(exp(x), {r.j})), logsum);
  EXPECT_EQ(r.levels(logsum), 1u);
  F p = exp(x - logsum);
  F entropy = -sum(p * (x - logsum), {r.j});
  EXPECT_EQ(r.levels(entropy), 1u);
  F q = exp(x) / sum(exp(x), {r.j});
  EXPECT_EQ(-sum(q * log(q), {r.j}), entropy);
}

TEST(FormPasses, GradientsOfRowsTakeTwoPasses) {
  PassRows r;
  F x = r.x(r.i, r.j), dy = r.y(r.i, r.j);
  F p = exp(x - maximum(x, {r.j}));
  p = p / sum(p, {r.j});
  EXPECT_EQ(r.passes(p * (dy - sum(p * dy, {r.j}))), 2u);
  F centred = x - r.mean(x);
  F s = rsqrt(r.mean(centred * centred) + 1e-5);
  F dx = s * (dy - r.mean(dy) - centred * (s * s) * r.mean(dy * centred));
  EXPECT_EQ(r.passes(dx), 2u);
}

TEST(FormPasses, WhatMixesNeedsAnotherPass) {
  PassRows r;
  F x = r.x(r.i, r.j), mean = r.mean(x), m = maximum(x, {r.j});
  for (F mixed :
       {tanh(x - mean), abs(x - mean), exp(x * m), max(x - m * .5, 0.0)}) {
    F form = sum(mixed, {r.j});
    EXPECT_EQ(r.levels(form), 2u);
    EXPECT_TRUE(findMixing(r.table, form.form, r.elements).has_value());
  }
  F squares = sum((x - mean) * (x - mean), {r.j});
  EXPECT_FALSE(findMixing(r.table, squares.form, r.elements).has_value());
}
