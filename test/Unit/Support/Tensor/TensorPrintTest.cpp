//===- TensorPrintTest.cpp - tests of tensors as text ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/TensorPrint.h"
#include "Outcome.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;
using T = ScalarType;

namespace {
std::string printed(const Tensor &tensor) {
  std::string text;
  llvm::raw_string_ostream os(text);
  print(os, tensor);
  return text;
}
} // namespace

TEST(TensorPrint, NestsByDimension) {
  EXPECT_EQ(printed(valueOf(Tensor::iota(T::I8, {2, 3}))),
            "i8[2, 3] [[0, 1, 2], [3, 4, 5]]");
  EXPECT_EQ(printed(Tensor::scalar(T::F32, floatCell(0.5))), "f32[] 0.5");
  EXPECT_EQ(printed(valueOf(Tensor::zeros(T::F32, {2, 0}))), "f32[2, 0]");
}

TEST(TensorPrint, SpellsEachKind) {
  EXPECT_EQ(spell(floatCell(1.0 / 3.0), T::F32), "0.333333333");
  EXPECT_EQ(spell(floatCell(-0.0), T::F64), "-0");
  EXPECT_EQ(spell(floatCell(NAN), T::F64), "nan");
  EXPECT_EQ(spell(intCell(-1), T::I64), "-1");
  EXPECT_EQ(spell(intCell(-1), T::UI64), "18446744073709551615");
  EXPECT_EQ(spell(intCell(1), T::I1), "true");
}
