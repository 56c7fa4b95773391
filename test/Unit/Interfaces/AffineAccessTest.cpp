//===- AffineAccessTest.cpp - tests of places in tensors ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/AffineAccess.h"
#include "Outcome.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
class AffineAccessTest : public testing::Test {
protected:
  AffineMap map(llvm::StringRef text) {
    std::string attribute = ("affine_map<" + text + ">").str();
    return cast<AffineMapAttr>(parseAttribute(attribute, &context)).getValue();
  }
  llvm::Expected<AffineAccess> open(llvm::StringRef text,
                                    llvm::ArrayRef<int64_t> shape,
                                    llvm::ArrayRef<int64_t> extents,
                                    llvm::ArrayRef<int64_t> symbols = {}) {
    return AffineAccess::create(map(text), symbols, shape, extents, "x");
  }

  MLIRContext context;
};
} // namespace

TEST_F(AffineAccessTest, ALinearMapIsABaseAndStrides) {
  auto access = valueOf(open("(i, j) -> (j, i + 1)", {4, 8}, {7, 4}));
  ASSERT_TRUE(access.isLinear());
  EXPECT_EQ(access.stride(0), 1);
  EXPECT_EQ(access.stride(1), 8);
  EXPECT_EQ(valueOf(access.position({2, 3})), 27);
}

TEST_F(AffineAccessTest, SymbolsAreNumbers) {
  auto access = valueOf(open("(i)[s, t] -> (i * 2 + s)", {9}, {4}, {2, 100}));
  ASSERT_TRUE(access.isLinear());
  EXPECT_EQ(valueOf(access.position({3})), 8);
}

TEST_F(AffineAccessTest, BoundsOfALinearMapAreCheckedOnce) {
  EXPECT_EQ(
      messageOf(open("(i) -> (i * 2)", {6}, {4})),
      "[bounds] positions 0 to 6 are asked for in dimension 0 of x, which "
      "has size 6");
  EXPECT_EQ(messageOf(open("(i)[s] -> (0, s)", {1, 6}, {4}, {-1})),
            "[bounds] position -1 is asked for in dimension 1 of x, which has "
            "size 6");
}

TEST_F(AffineAccessTest, WithoutPointsNothingIsOutside) {
  EXPECT_EQ(messageOf(open("(i) -> (i + 9)", {6}, {0})), "");
  EXPECT_EQ(messageOf(open("(i) -> (0)", {0}, {0})), "");
}

TEST_F(AffineAccessTest, EachDimensionFitsAlsoBesideAnEmptyOne) {
  EXPECT_EQ(messageOf(open("(i, j) -> (i, j)", {4, 8}, {0, 9})),
            "[bounds] positions 0 to 8 are asked for in dimension 1 of x, "
            "which has size 8");
}

TEST_F(AffineAccessTest, ScalarsHaveOnePlace) {
  EXPECT_EQ(valueOf(valueOf(open("(i) -> ()", {}, {4})).position({3})), 0);
}

TEST_F(AffineAccessTest, OtherMapsAreCheckedAtEachPoint) {
  auto access = valueOf(open("(i) -> (i mod 3, i floordiv 3)", {3, 2}, {8}));
  EXPECT_FALSE(access.isLinear());
  EXPECT_EQ(valueOf(access.position({5})), 5);
  EXPECT_EQ(messageOf(access.position({7})),
            "[bounds] position 2 is asked for in dimension 1 of x, which has "
            "size 2");
}

TEST_F(AffineAccessTest, OverflowIsOutside) {
  auto access = valueOf(open("(i) -> (i * 4611686018427387904)", {1}, {9}));
  EXPECT_EQ(messageOf(access.position({8})),
            "[bounds] the position in dimension 0 of x is not a number of 64 "
            "bits");
}
