//===- HomogeneityTest.cpp - how factors go through a program -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Homogeneity.h"
#include "gtest/gtest.h"
#include <functional>

using namespace ag;
using Type = ScalarType;
using P = Primitive;

using HomogeneousFormula = std::function<Expr(Expr, Expr, Expr)>;

/// Returns the degree of a formula whose three inputs have these degrees, or
/// std::nullopt if it is not homogeneous.
static std::optional<int> degree(const HomogeneousFormula &formula,
                                 llvm::ArrayRef<int> degrees,
                                 Type type = Type::F32) {
  ScalarProgram program;
  Expr x = program.input(type), y = program.input(type),
       z = program.input(type);
  program.yield(formula(x, y, z));
  return findDegree(program, degrees);
}

TEST(Homogeneity, ProductsAddAndQuotientsSubtract) {
  HomogeneousFormula product = [](Expr x, Expr y, Expr z) { return x * y / z; };
  EXPECT_EQ(degree(product, {1, 0, 0}), 1);
  EXPECT_EQ(degree(product, {1, 2, 0}), 3);
  EXPECT_EQ(degree(product, {0, 0, 1}), -1);
  EXPECT_EQ(degree(product, {1, 0, 1}), 0);
}

TEST(Homogeneity, SumsNeedOneDegree) {
  HomogeneousFormula centred = [](Expr x, Expr y, Expr z) {
    return (x - y) / z;
  };
  EXPECT_EQ(degree(centred, {1, 1, 0}), 1);
  EXPECT_EQ(degree(centred, {1, 1, 1}), 0);
  EXPECT_EQ(degree(centred, {1, 0, 0}), std::nullopt);
  HomogeneousFormula shifted = [](Expr x, Expr y, Expr z) { return x * y + z; };
  EXPECT_EQ(degree(shifted, {1, -1, 0}), 0);
  EXPECT_EQ(degree(shifted, {1, 0, 0}), std::nullopt);
  HomogeneousFormula fused = [](Expr x, Expr y, Expr z) {
    return x.program->apply(P::Fma, {x, y, z});
  };
  EXPECT_EQ(degree(fused, {1, 0, 1}), 1);
  EXPECT_EQ(degree(fused, {1, 0, 0}), std::nullopt);
}

TEST(Homogeneity, ZeroHasAnyDegree) {
  HomogeneousFormula relu = [](Expr x, Expr y, Expr z) {
    return select(compare(P::Lt, y, z), x, x.program->constant(0, Type::F32)) +
           0;
  };
  EXPECT_EQ(degree(relu, {1, 0, 0}), 1);
  EXPECT_EQ(degree(relu, {1, 1, 0}), std::nullopt);
  HomogeneousFormula offset = [](Expr x, Expr, Expr) { return x + 1.0; };
  EXPECT_EQ(degree(offset, {1, 0, 0}), std::nullopt);
}

TEST(Homogeneity, OthersAreFreeOfWhatTheyDoNotDependOn) {
  HomogeneousFormula root = [](Expr x, Expr y, Expr) { return x * rsqrt(y); };
  EXPECT_EQ(degree(root, {1, 0, 0}), 1);
  EXPECT_EQ(degree(root, {0, 1, 0}), std::nullopt);
  // The common factor may be negative.
  HomogeneousFormula larger = [](Expr x, Expr y, Expr) { return max(x, y); };
  EXPECT_EQ(degree(larger, {1, 1, 0}), std::nullopt);
}

TEST(Homogeneity, IsOfWideFloatsAlone) {
  HomogeneousFormula product = [](Expr x, Expr y, Expr) { return x * y; };
  EXPECT_EQ(degree(product, {1, 0, 0}, Type::F64), 1);
  EXPECT_EQ(degree(product, {0, 0, 0}, Type::I32), 0);
  for (Type type : {Type::I32, Type::BF16, Type::F16})
    EXPECT_EQ(degree(product, {1, 0, 0}, type), std::nullopt);
}
