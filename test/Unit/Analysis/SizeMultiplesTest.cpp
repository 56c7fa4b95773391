//===- SizeMultiplesTest.cpp - which numbers divide dynamic sizes ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Sizes/SizeMultiples.h"
#include "AnalysisTest.h"

using namespace ag;
using namespace mlir;

namespace {
class SizeMultiplesTest : public AnalysisTest {
protected:
  /// Returns the divisor of the result's first size, in a function of two ?x4
  /// tensors and an index. 6 divides the first tensor's size.
  int64_t divide(const std::string &body, const std::string &type) {
    parse("(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>, %n: index) -> " + type +
          " {\n%c0 = arith.constant 0 : index\n" + body +
          "\nreturn %r : " + type + "\n}");
    auto function = *module->getOps<FunctionOpInterface>().begin();
    SizeMultiples multiples(function, [](unsigned argument, unsigned) {
      return argument == 0 ? 6 : 1;
    });
    return multiples.getDivisor(this->body->getTerminator()->getOperand(0), 0);
  }
};

const std::string rows = "tensor<?x4xf32>", flat = "tensor<?xf32>";

TEST_F(SizeMultiplesTest, IsKnownOfArguments) {
  EXPECT_EQ(divide("%r = ag.exp %x : tensor<?x4xf32>", rows), 6);
  EXPECT_EQ(divide("%r = ag.exp %y : tensor<?x4xf32>", rows), 1);
}

TEST_F(SizeMultiplesTest, OpsWhoseOperandsAgreeHaveTheSizeOfEach) {
  EXPECT_EQ(divide("%r = ag.add %y, %x : tensor<?x4xf32>", rows), 6);
}

TEST_F(SizeMultiplesTest, SizesAreComputed) {
  std::string sized = "%d = tensor.dim %x, %c0 : tensor<?x4xf32>\n"
                      "%e = tensor.dim %y, %c0 : tensor<?x4xf32>\n"
                      "%c4 = arith.constant 4 : index\n";
  auto iota = [&](const std::string &size) {
    return divide(sized + size + "\n%r = ag.iota 0 (%s) : tensor<?xf32>", flat);
  };
  EXPECT_EQ(iota("%s = arith.muli %d, %e : index"), 6);
  EXPECT_EQ(iota("%s = arith.muli %c4, %d : index"), 24);
  EXPECT_EQ(iota("%s = arith.addi %d, %c4 : index"), 2);
  EXPECT_EQ(iota("%s = arith.addi %d, %d : index"), 12);
  EXPECT_EQ(iota("%s = arith.addi %d, %e : index"), 1);
  EXPECT_EQ(iota("%s = affine.apply affine_map<()[s] -> (s floordiv 2)>()[%d]"),
            3);
  EXPECT_EQ(iota("%s = affine.apply affine_map<()[s] -> (s floordiv 4)>()[%d]"),
            1);
  EXPECT_EQ(iota("%c2 = arith.constant 2 : index\n"
                 "%s = arith.floordivsi %d, %c2 : index"),
            3);
  EXPECT_EQ(iota("%s = arith.ceildivui %d, %c4 : index"), 1);
  EXPECT_EQ(iota("%s = arith.minsi %d, %c4 : index"), 2);
  EXPECT_EQ(iota("%t = arith.cmpi slt, %d, %e : index\n"
                 "%s = arith.select %t, %d, %c4 : index"),
            2);
  EXPECT_EQ(iota("%s = affine.min affine_map<()[s] -> (s * 2, 9)>()[%d]"), 3);
  EXPECT_EQ(iota("%s = affine.apply affine_map<()[s] -> (s mod 4)>()[%d]"), 2);
  EXPECT_EQ(iota("%s = arith.remsi %d, %c4 : index"), 2);
  EXPECT_EQ(iota("%c3 = arith.constant 3 : index\n"
                 "%s = arith.remsi %d, %c3 : index"),
            0);
  EXPECT_EQ(iota("%s = arith.constant 0 : index"), 0);
  EXPECT_EQ(divide("%r = ag.iota 0 (%n) : tensor<?xf32>", flat), 1);
}

TEST_F(SizeMultiplesTest, ReshapesMultiply) {
  EXPECT_EQ(divide("%r = tensor.collapse_shape %x [[0, 1]] : tensor<?x4xf32> "
                   "into tensor<?xf32>",
                   flat),
            24);
  EXPECT_EQ(divide("%r = ag.reshape %x (%n) : tensor<?x4xf32> -> tensor<?xf32>",
                   flat),
            24);
}

TEST_F(SizeMultiplesTest, ConcatenationsAdd) {
  EXPECT_EQ(divide("%r = ag.concat 0 %x, %x : tensor<?x4xf32>, tensor<?x4xf32> "
                   "-> tensor<?x4xf32>",
                   rows),
            12);
  EXPECT_EQ(divide("%r = ag.concat 0 %x, %y : tensor<?x4xf32>, tensor<?x4xf32> "
                   "-> tensor<?x4xf32>",
                   rows),
            1);
}

/// Each op is visited once. Walking back to the first op each time would take
/// minutes.
TEST_F(SizeMultiplesTest, ChainsAreGoneThroughOnce) {
  constexpr int many = 20000;
  std::string chain = "%v0 = ag.exp %x : tensor<?x4xf32>\n";
  for (int k = 1; k < many; ++k)
    chain += "%v" + std::to_string(k) + " = ag.exp %v" + std::to_string(k - 1) +
             " : tensor<?x4xf32>\n";
  chain += "%r = ag.exp %v" + std::to_string(many - 1) + " : tensor<?x4xf32>";
  EXPECT_EQ(divide(chain, rows), 6);
}

/// Returns a loop whose iter_arg %c starts as `init`. `next` defines %d, which
/// is yielded.
std::string makeLoop(const std::string &init, const std::string &next) {
  return "%c1 = arith.constant 1 : index\n%z = tensor.empty() : "
         "tensor<3x4xf32>\n"
         "%r = scf.for %i = %c0 to %n step %c1 iter_args(%c = " +
         init + ") -> (tensor<?x4xf32>) {\n" + next +
         "\nscf.yield %d : tensor<?x4xf32>\n}";
}

TEST_F(SizeMultiplesTest, LoopsHandOnWhatDividesAllTurns) {
  EXPECT_EQ(divide(makeLoop("%x", "%d = ag.exp %c : tensor<?x4xf32>"), rows),
            6);
  EXPECT_EQ(divide(makeLoop("%x", "%d = ag.concat 0 %c, %z : tensor<?x4xf32>, "
                                  "tensor<3x4xf32> -> tensor<?x4xf32>"),
                   rows),
            3);
  EXPECT_EQ(divide(makeLoop("%x", "%d = ag.exp %y : tensor<?x4xf32>"), rows),
            1);
}
} // namespace
