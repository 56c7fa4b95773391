//===- OneHotSumsTest.cpp - sums of which one place counts ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/OneHotSums.h"
#include "FormNotation.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Rows i of x with elements j, and one label per row
struct OneHotSums : testing::Test {
  FormTable table{0x1p-22};
  unsigned rows = table.loops().addDimension(std::nullopt),
           elements = table.loops().addDimension(72);
  unsigned i = table.loops().addLoop(rows), j = table.loops().addLoop(elements),
           k = table.loops().addLoop(elements);
  T tensor{&table, table.addInput()};
  unsigned labels = table.addInput(FormRange::of(ScalarType::I64));
  F x = tensor(i, j), label = T{&table, labels}(i),
    place{&table, table.index(j)};
  F picked{&table, table.element(tensor.input, {table.index(i), label.form})};

  static F isEqual(F a, F b) {
    return applyTo(Primitive::Eq, {a, b}, ScalarType::I64, ScalarType::I1);
  }
  F take(F form) { return {&table, takePicked(table, form.form)}; }
};
} // namespace

TEST_F(OneHotSums, OnePlaceIsTheSum) {
  F hot = isEqual(place, label);
  EXPECT_EQ(take(sum(hot * x, {j})), picked);
  EXPECT_EQ(take(sum(select(isEqual(label, place), x, 0.0), {j})), picked);
  EXPECT_EQ(take(sum(hot, {j})), number(table, 1));
  EXPECT_EQ(take(sum(isEqual(place, label + 3) * place, {j})), label + 3);
}

TEST_F(OneHotSums, FunctionsAreOfThePlace) {
  F hot = isEqual(place, label);
  F total = sum(exp(x), {j});
  F loss = log(total) - picked;
  EXPECT_EQ(take(log(total) - sum(hot * x, {j})), loss);
  EXPECT_EQ(take(-sum(hot * log(exp(x) / total), {j})), loss);
  EXPECT_EQ(take(-sum(hot * (x - maximum(x, {j}) -
                             log(sum(exp(x - maximum(x, {j})), {j}))),
                      {j})),
            loss);
  EXPECT_EQ(take(-log(sum(hot * exp(x), {j}) / total)), loss);
  EXPECT_EQ(take(tanh(sum(hot * x, {j}))), take(sum(hot * tanh(x), {j})));
}

TEST_F(OneHotSums, OtherLoopsAndTermsStay) {
  F hot = isEqual(place, label), y = tensor(i, k);
  EXPECT_EQ(take(sum(hot * tanh(x + y), {j, k})), sum(tanh(picked + y), {k}));
  EXPECT_EQ(take(sum(hot * x + tanh(x), {j})), picked + sum(tanh(x), {j}));
}

TEST_F(OneHotSums, WhatPicksNoOnePlaceStays) {
  F twice = isEqual(place + place, label), row{&table, table.index(i)};
  for (const F &form :
       {sum(twice * x, {j}), sum(isAtMost(place, label) * x, {j}),
        sum((1.0 - isEqual(place, label)) * tanh(x), {j}),
        sum(isEqual(row, label) * tanh(x), {j}),
        maximum(isEqual(place, label) * x, {j})})
    EXPECT_EQ(take(form), form);
}
