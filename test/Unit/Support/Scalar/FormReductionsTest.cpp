//===- FormReductionsTest.cpp - reductions of forms -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormReductions.h"
#include "FormNotation.h"
#include "Support/Numbers.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {

/// Rows i of x, with elements j; g has one value per element
struct Rows {
  FormTable table{tolerance};
  unsigned rows = table.loops().addDimension(std::nullopt),
           elements = table.loops().addDimension(72);
  unsigned i = table.loops().addLoop(rows), j = table.loops().addLoop(elements);
  T x{&table, table.addInput()}, g{&table, table.addInput()};
};
} // namespace

TEST(FormReductions, TakesWhatDoesNotDependOnTheLoopOut) {
  Rows r;
  F x = r.x(r.i, r.j), b = r.g(r.i);
  EXPECT_EQ(sum(x * b, {r.j}), sum(x, {r.j}) * b);
  EXPECT_EQ(sum(exp(x + b), {r.j}), sum(exp(x), {r.j}) * exp(b));
  EXPECT_EQ(sum(b, {r.j}), b * 72.0);
  EXPECT_EQ(maximum(x * 2.0 + b, {r.j}), maximum(x, {r.j}) * 2.0 + b);
  EXPECT_EQ(-maximum(-x, {r.j}),
            (F{&r.table, reduce(r.table, Primitive::Min, x.form, {r.j})}));
}

TEST(FormReductions, AreOfProductsWhereTheyMayBe) {
  Rows r;
  F x = r.x(r.i, r.j), g = r.g(r.j), other = tanh(x);
  EXPECT_EQ(sum(x * g + other * g, {r.j}), sum((x + other) * g, {r.j}));
  EXPECT_EQ(sum(x * g - g, {r.j}), sum((x - 1.0) * g, {r.j}));
  EXPECT_EQ(sum(x * x + x, {r.j}), sum(x * (x + 1.0), {r.j}));
  // Products with an inner sum are multiplied out, so that it leaves the sum.
  F total = sum(x, {r.j});
  EXPECT_EQ(sum((x + total) * g, {r.j}),
            sum(x * g, {r.j}) + total * sum(g, {r.j}));
}

TEST(FormReductions, LoopsAreNamedByWhereTheyOccur) {
  FormTable table(tolerance);
  unsigned n = table.loops().addDimension(5);
  unsigned a = table.loops().addLoop(n), b = table.loops().addLoop(n),
           i = table.loops().addLoop(n);
  T x{&table, table.addInput()}, y{&table, table.addInput()};
  EXPECT_EQ(sum(x(a, b) * y(b, i), {a, b}), sum(x(b, a) * y(a, i), {b, a}));
  EXPECT_FALSE(sum(x(a, b) * y(b, i), {a, b}) ==
               sum(x(a, b) * y(a, i), {a, b}));
  EXPECT_EQ(sum(x(a, b) * x(b, a), {a, b}), sum(x(b, a) * x(a, b), {a, b}));
  // Eight loops that can be exchanged
  llvm::SmallVector<unsigned> loops;
  F product = number(table, 1);
  for (int count = 0; count < 8; ++count) {
    loops.push_back(table.loops().addLoop(n));
    product = product * exp(x(loops.back(), i));
  }
  F forward = sum(tanh(product), loops);
  std::reverse(loops.begin(), loops.end());
  EXPECT_EQ(sum(tanh(product), loops), forward);
}

TEST(FormReductions, ReadAtOtherIndices) {
  Rows r;
  unsigned k = r.table.loops().addLoop(r.rows);
  F atI = sum(r.x(r.i, r.j), {r.j});
  F moved = {&r.table,
             substitute(r.table, atI.form, {{r.i, r.table.index(k)}})};
  EXPECT_EQ(moved, sum(r.x(k, r.j), {r.j}));
  Form next = (F{&r.table, r.table.index(k)} + 1.0).form;
  Form element = r.table.element(r.x.input, {next, r.table.index(r.j)});
  F shifted = {&r.table, substitute(r.table, atI.form, {{r.i, next}})};
  EXPECT_EQ(shifted, sum(F{&r.table, element}, {r.j}));
}

TEST(FormReductions, ArePrintedWithLoopsOfTheirOwn) {
  Rows r;
  std::string names[] = {"x", "g"};
  F x = r.x(r.i, r.j), m = maximum(x, {r.j});
  F norm = sum(tanh(x - m) * r.g(r.i), {r.j});
  EXPECT_EQ(
      print(r.table, norm.form, names),
      "g[i]*(sum over a of (tanh(x[i, a] + -1*(max over b of (x[i, b])))))");
}
