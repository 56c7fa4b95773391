//===- FormHashTest.cpp - forms told apart across programs ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormHash.h"
#include "FormNotation.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Weighted sums of rows, in a table of their own
struct Program {
  FormTable table{0x1p-22};
  unsigned i, j;
  T x, w;

  /// Makes `others` forms first, so that the atoms' numbers differ.
  explicit Program(std::optional<int64_t> size, int others = 0)
      : x{&table, table.addInput()}, w{&table, table.addInput()} {
    unsigned rows = table.loops().addDimension(std::nullopt),
             columns = table.loops().addDimension(size);
    i = table.loops().addLoop(rows), j = table.loops().addLoop(columns);
    for (int number = 0; number < others; ++number)
      exp(w(j) * (number + .5));
  }
  F mean() { return sum(x(i, j) * w(j), {j}) / F{&table, size()}; }
  F softmax() { return exp(x(i, j)) / sum(exp(x(i, j)), {j}); }
  Form size() { return table.size(table.loops().dimensionOf(j)); }
  uint64_t hash(F form) { return hashForm(table, form.form, {i, j}); }
};
} // namespace

TEST(FormHash, IsTheSameInEachTableAndAtEachSize) {
  Program a(72), b(std::nullopt, 5);
  EXPECT_EQ(a.hash(a.softmax()), b.hash(b.softmax()));
  EXPECT_EQ(a.hash(a.mean()), b.hash(b.mean()));
  EXPECT_NE(a.hash(a.mean()), a.hash(a.softmax()));
  EXPECT_NE(a.hash(a.mean()), a.hash(-a.mean()));
}

TEST(FormHash, TellsTensorsAndLoopsApart) {
  Program a(72);
  EXPECT_NE(a.hash(a.x(a.i, a.j)), a.hash(a.x(a.j, a.i)));
  EXPECT_NE(a.hash(a.x(a.i)), a.hash(a.w(a.i)));
}

TEST(FormHash, LoopsOfReductionsHaveNoNames) {
  FormTable table(0x1p-22);
  unsigned n = table.loops().addDimension(5);
  unsigned a = table.loops().addLoop(n), b = table.loops().addLoop(n),
           i = table.loops().addLoop(n);
  T x{&table, table.addInput()}, y{&table, table.addInput()};
  auto hash = [&](F form) { return hashForm(table, form.form, {i}); };
  F chain = sum(tanh(x(i, a) * x(a, b)) * y(b), {a, b});
  EXPECT_EQ(hash(chain), hash(sum(tanh(x(b, a) * x(i, b)) * y(a), {b, a})));
  EXPECT_NE(hash(chain), hash(sum(tanh(x(i, a) * x(b, a)) * y(b), {a, b})));
  EXPECT_NE(hash(chain), hash(sum(tanh(x(i, a) * x(a, b)) * y(a), {a, b})));
}

/// Each of twelve reductions is in the body of the next one, whose loop it
/// reads. Hashing takes at most a second, as the hash of one reduction does not
/// depend on the marked loops of all others.
TEST(FormHash, NestedReductionsAreHashedInTheirNumbersTime) {
  auto hash = [](bool isTurned, bool isOther) {
    FormTable table(0x1p-22);
    unsigned n = table.loops().addDimension(5);
    unsigned read = table.loops().addLoop(n);
    T x{&table, table.addInput()}, y{&table, table.addInput()};
    F value = x(read);
    for (int depth = 0; depth < 12; ++depth) {
      unsigned a = table.loops().addLoop(n), b = table.loops().addLoop(n);
      if (isTurned)
        std::swap(a, b);
      unsigned next = table.loops().addLoop(n),
               last = isOther && depth == 5 ? a : b;
      F terms = x(read, a) * y(a, last) * x(b, next);
      value = sum(tanh(value * terms), {b, read, a});
      read = next;
    }
    return hashForm(table, value.form, {read});
  };
  EXPECT_EQ(hash(false, false), hash(true, false));
  EXPECT_NE(hash(false, false), hash(false, true));
}

/// The order of two terms of different signs in a table is arbitrary.
TEST(FormHash, IsTheSameWhicheverTermComesFirst) {
  auto hashes = [](bool isTurned) {
    FormTable table(0x1p-22);
    unsigned rows = table.loops().addDimension(std::nullopt),
             columns = table.loops().addDimension(72);
    unsigned i = table.loops().addLoop(rows),
             j = table.loops().addLoop(columns);
    T x{&table, table.addInput()}, y{&table, table.addInput()},
        w{&table, table.addInput()};
    if (isTurned)
      y(i, j) * 2.0;
    F difference = x(i, j) - y(i, j);
    auto hash = [&](F form) { return hashForm(table, form.form, {i, j}); };
    return std::vector<uint64_t>{
        hash(sum(difference * w(i, j), {j})), hash(exp(w(i, j)) / difference),
        hash(maximum(difference, {j})), hash(difference * difference * w(i, j)),
        hash(tanh(maximum(difference, {j})) + w(i, j))};
  };
  EXPECT_EQ(hashes(false), hashes(true));
}
