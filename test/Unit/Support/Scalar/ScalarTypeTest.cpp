//===- ScalarTypeTest.cpp - tests of the element types --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/ScalarType.h"
#include "Support/Numbers.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;

TEST(ScalarType, NamesAndWidths) {
  EXPECT_EQ(std::size(allScalarTypes), 13u);
  for (ScalarType type : allScalarTypes)
    EXPECT_EQ(parseScalarType(getSpelling(type)), type);
  EXPECT_EQ(parseScalarType("f8"), std::nullopt);
  EXPECT_EQ(parseScalarType("F32"), std::nullopt);
  EXPECT_EQ(getNumpyName(ScalarType::UI16), "uint16");
  EXPECT_EQ(getBitWidth(ScalarType::I1), 1u);
  EXPECT_EQ(getByteWidth(ScalarType::I1), 1u);
  EXPECT_EQ(getByteWidth(ScalarType::BF16), 2u);
  EXPECT_EQ(getByteWidth(ScalarType::UI64), 8u);
}

TEST(ScalarType, NarrowFloatsAccumulateInF32) {
  EXPECT_EQ(getAccumulatorType(ScalarType::BF16), ScalarType::F32);
  EXPECT_EQ(getAccumulatorType(ScalarType::F16), ScalarType::F32);
  for (ScalarType type : {ScalarType::F32, ScalarType::F64, ScalarType::I8,
                          ScalarType::UI16, ScalarType::I1})
    EXPECT_EQ(getAccumulatorType(type), type);
}

TEST(ScalarType, RoundsTiesToEven) {
  // bf16 has 8 bits of precision. Its numbers above 1 are 2^-7 apart.
  EXPECT_EQ(roundToType(1.0 + 0x1p-8, ScalarType::BF16), 1.0);
  EXPECT_EQ(roundToType(1.0 + 0x3p-8, ScalarType::BF16), 1.0 + 0x1p-6);
  EXPECT_EQ(roundToType(1.0 + 0x1.001p-8, ScalarType::BF16), 1.0 + 0x1p-7);
  // f16 has 11 bits of precision.
  EXPECT_EQ(roundToType(2049.0, ScalarType::F16), 2048.0);
  EXPECT_EQ(roundToType(2051.0, ScalarType::F16), 2052.0);
  EXPECT_EQ(roundToType(16777217.0, ScalarType::F32), 16777216.0);
  EXPECT_EQ(roundToType(0.1, ScalarType::F32), static_cast<double>(0.1f));
  EXPECT_EQ(roundToType(0.1, ScalarType::F64), 0.1);
}

TEST(ScalarType, RoundsAtTheEndsOfTheRange) {
  EXPECT_EQ(roundToType(65519.0, ScalarType::F16), 65504.0);
  EXPECT_EQ(roundToType(65520.0, ScalarType::F16), infinity);
  EXPECT_EQ(roundToType(-1e39, ScalarType::F32), -infinity);
  EXPECT_EQ(roundToType(3.4e38, ScalarType::BF16), infinity);
  EXPECT_EQ(roundToType(3e38, ScalarType::BF16), 0xe2p+120);
  // Subnormals: the least is 2^-24 in f16 and 2^-133 in bf16.
  EXPECT_EQ(roundToType(0x1.8p-25, ScalarType::F16), 0x1p-24);
  EXPECT_EQ(roundToType(0x1p-25, ScalarType::F16), 0.0);
  EXPECT_EQ(roundToType(0x1p-133, ScalarType::BF16), 0x1p-133);
  for (ScalarType type : {ScalarType::F32, ScalarType::BF16, ScalarType::F16}) {
    EXPECT_TRUE(std::isnan(roundToType(std::nan(""), type)));
    EXPECT_EQ(roundToType(-infinity, type), -infinity);
    EXPECT_TRUE(std::signbit(roundToType(-0.0, type)));
    EXPECT_TRUE(std::signbit(roundToType(-1e-300, type)));
  }
}

TEST(ScalarType, WrapsIntegers) {
  EXPECT_EQ(wrapToType(128, ScalarType::I8), -128);
  EXPECT_EQ(wrapToType(-129, ScalarType::I8), 127);
  EXPECT_EQ(wrapToType(256 + 5, ScalarType::UI8), 5);
  EXPECT_EQ(wrapToType(-1, ScalarType::UI8), 255);
  EXPECT_EQ(wrapToType(-1, ScalarType::UI32), 4294967295);
  EXPECT_EQ(wrapToType(int64_t(1) << 31, ScalarType::I32), INT32_MIN);
  EXPECT_EQ(wrapToType(3, ScalarType::I1), 1);
  EXPECT_EQ(wrapToType(2, ScalarType::I1), 0);
  EXPECT_EQ(wrapToType(INT64_MIN, ScalarType::I64), INT64_MIN);
  EXPECT_EQ(wrapToType(INT64_MIN, ScalarType::UI64), INT64_MIN);
}

TEST(ScalarType, LowestAndHighest) {
  EXPECT_EQ(getLowest(ScalarType::I8), -128);
  EXPECT_EQ(getHighest(ScalarType::I8), 127);
  EXPECT_EQ(getLowest(ScalarType::I64), INT64_MIN);
  EXPECT_EQ(getHighest(ScalarType::I64), INT64_MAX);
  EXPECT_EQ(getLowest(ScalarType::UI16), 0);
  EXPECT_EQ(getHighest(ScalarType::UI16), 65535);
  EXPECT_EQ(getHighest(ScalarType::UI64), -1); // all 64 bits
  EXPECT_EQ(getLowest(ScalarType::I1), 0);
  EXPECT_EQ(getHighest(ScalarType::I1), 1);
}

TEST(ScalarType, HoldsAllValuesOfAnother) {
  using T = ScalarType;
  for (T type : allScalarTypes)
    EXPECT_TRUE(holdsAll(type, type)) << getSpelling(type).str();
  EXPECT_TRUE(holdsAll(T::F32, T::BF16));
  EXPECT_FALSE(holdsAll(T::F16, T::BF16));
  EXPECT_FALSE(holdsAll(T::BF16, T::F16));
  EXPECT_FALSE(holdsAll(T::F32, T::F64));
  EXPECT_FALSE(holdsAll(T::I64, T::F16));
  EXPECT_TRUE(holdsAll(T::BF16, T::UI8));
  EXPECT_TRUE(holdsAll(T::F32, T::I16));
  EXPECT_FALSE(holdsAll(T::F32, T::I32));
  EXPECT_TRUE(holdsAll(T::I16, T::UI8));
  EXPECT_FALSE(holdsAll(T::I8, T::UI8));
  EXPECT_FALSE(holdsAll(T::UI64, T::I8));
  EXPECT_TRUE(holdsAll(T::I8, T::I1));
  EXPECT_FALSE(holdsAll(T::I1, T::UI8));
}
