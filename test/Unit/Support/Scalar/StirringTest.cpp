//===- StirringTest.cpp - tests of what rounding may change ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Stirring.h"
#include "Support/Numbers.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;
using Type = ScalarType;

TEST(Stirring, MovesByAUnitAtMost) {
  for (auto [type, unit] : {std::pair(Type::F32, 0x1p-23),
                            {Type::BF16, 0x1p-7},
                            {Type::F16, 0x1p-10}}) {
    double least = 0, most = 0;
    for (unsigned number = 0; number < 64; ++number) {
      double moved = stir(4.0 / 3.0, type, number) - 4.0 / 3.0;
      EXPECT_EQ(moved, stir(4.0 / 3.0, type, number) - 4.0 / 3.0);
      least = std::min(least, moved);
      most = std::max(most, moved);
    }
    EXPECT_GE(least, -unit);
    EXPECT_LE(most, unit);
    EXPECT_GT(most - least, unit);
  }
}

TEST(Stirring, LeavesWhatIsExact) {
  EXPECT_EQ(stir(1.5, Type::BF16, 0), 1.5);
  EXPECT_EQ(stir(6.0, Type::F64, 0), 6.0);
  EXPECT_EQ(stir(0.0, Type::F32, 0), 0.0);
  EXPECT_EQ(stir(infinity, Type::F32, 0), infinity);
  EXPECT_TRUE(std::isnan(stir(notANumber, Type::F64, 0)));
  EXPECT_NE(stir(1.0 / 3.0, Type::F64, 0), 1.0 / 3.0);
}

TEST(Stirring, KeepsSignsAndOverflows) {
  for (unsigned number = 0; number < 16; ++number) {
    EXPECT_GE(stir(1e-80, Type::F32, number), 0.0);
    EXPECT_LE(stir(1e-80, Type::F32, number), 0x1p-149);
    EXPECT_LE(stir(-1e-80, Type::F32, number), 0.0);
  }
  EXPECT_EQ(stir(1e39, Type::F32, 0), infinity);
}

TEST(Stirring, MovesTermsApart) {
  double third = 1.0 / 3.0, near = third * (1 + 0x1p-30);
  auto subtract = [](double a, double b, unsigned number) {
    return evaluate(Primitive::Sub, Type::F32, Type::F32,
                    {floatCell(a), floatCell(b)}, stirred(number))
        .f;
  };
  double most = 0;
  for (unsigned number = 0; number < 16; ++number) {
    EXPECT_EQ(subtract(1.5, 1.5, number), 0.0);
    EXPECT_NE(subtract(third, third, number), 0.0);
    EXPECT_EQ(stir(-third, Type::F32, number), -stir(third, Type::F32, number));
    most = std::max(most, std::fabs(subtract(third, near, number)));
  }
  EXPECT_GT(most, 0x1p-26);
  EXPECT_LT(most, 0x1p-23);
}

TEST(Stirring, IsOfWhatRounds) {
  auto apply = [](Primitive primitive, double a, double b) {
    return evaluate(primitive, Type::F32, Type::F32,
                    {floatCell(a), floatCell(b)}, stirred(0))
        .f;
  };
  EXPECT_EQ(apply(Primitive::Max, 0.1, 0.2), 0.2);
  EXPECT_EQ(apply(Primitive::Mul, 2.0, 3.0), 6.0);
  EXPECT_NE(apply(Primitive::Mul, 0.1, 0.2), 0.1 * 0.2);
  Cell third = floatCell(1.0 / 3.0);
  EXPECT_EQ(castCell(third, Type::F32, Type::F64, stirred(0)).f, third.f);
  EXPECT_NE(castCell(third, Type::F64, Type::F32, stirred(0)).f, third.f);
}
