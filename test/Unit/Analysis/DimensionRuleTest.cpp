//===- DimensionRuleTest.cpp - which dimensions of an op are loops --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "AnalysisTest.h"
#include "llvm/ADT/StringExtras.h"

using namespace ag;
using namespace mlir;

namespace {
class DimensionRuleTest : public AnalysisTest {
protected:
  /// "aC,aD->aB" of a concatenation: loops are called by their numbers, whole
  /// ones by capitals, and D(ab) is picked along a and b.
  std::string write(StringRef op) {
    parse((R"((%x: tensor<4x8xf32>, %y: tensor<4x2xf32>, %k: tensor<3x5xi32>,
               %v: tensor<f32>, %n: index) {
      )" + op +
           "\nreturn\n}")
              .str());
    auto ruled = cast<DimensionRuleOpInterface>(
        *std::prev(body->getTerminator()->getIterator()));
    DimensionRule rule = ruled.getDimensionRule();
    SmallVector<std::string> operands, results;
    for (const DimensionRule::Places &places : rule.operands)
      operands.push_back(name(rule, places));
    for (const DimensionRule::Places &places : rule.results)
      results.push_back(name(rule, places));
    return llvm::join(operands, ",") + "->" + llvm::join(results, ",");
  }

private:
  static std::string name(const DimensionRule &rule,
                          ArrayRef<unsigned> places) {
    std::string text;
    for (unsigned place : places) {
      const DimensionRule::Loop &loop = rule.loops[place];
      text += static_cast<char>((loop.isWhole ? 'A' : 'a') + place);
      if (loop.pickedAlong)
        text += "(" + name(rule, *loop.pickedAlong) + ")";
    }
    return text;
  }
};
} // namespace

TEST_F(DimensionRuleTest, OneBehindTheOther) {
  EXPECT_EQ(write("%r = ag.concat 1 %x, %y : tensor<4x8xf32>, "
                  "tensor<4x2xf32> -> tensor<4x10xf32>"),
            "aC,aD->aB");
  EXPECT_EQ(write("%r = tensor.concat dim(1) %x, %y : (tensor<4x8xf32>, "
                  "tensor<4x2xf32>) -> tensor<4x10xf32>"),
            "aC,aD->aB");
}

TEST_F(DimensionRuleTest, PlacesThatIndicesName) {
  EXPECT_EQ(write("%r = ag.gather 0 clamp %x, %k : tensor<4x8xf32>, "
                  "tensor<3x5xi32> -> tensor<3x5x8xf32>"),
            "D(ab)c,ab->abc");
  EXPECT_EQ(write("%r = ag.gather 1 clamp %x, %k : tensor<4x8xf32>, "
                  "tensor<3x5xi32> -> tensor<4x3x5xf32>"),
            "aD(bc),bc->abc");
}

TEST_F(DimensionRuleTest, Borders) {
  EXPECT_EQ(write("%r = ag.pad %x low [0, 1] high [0, 0] with %v : "
                  "tensor<4x8xf32>, tensor<f32> -> tensor<4x9xf32>"),
            "aC,->aB");
  EXPECT_EQ(write("%r = ag.pad %x low [0, 0] high [0, 0] interior [1, 0] with "
                  "%v : tensor<4x8xf32>, tensor<f32> -> tensor<7x8xf32>"),
            "Cb,->Ab");
  EXPECT_EQ(write("%r = ag.pad %x low [%n, 0] high [0, 0] with %v : "
                  "tensor<4x8xf32>, tensor<f32> -> tensor<?x8xf32>"),
            "Cb,,->Ab");
}

TEST_F(DimensionRuleTest, PartsThatChange) {
  EXPECT_EQ(write("%r = ag.update %x, %y [0, %n] [1, 1] : tensor<4x8xf32>, "
                  "tensor<4x2xf32> -> tensor<4x8xf32>"),
            "aB,aC,->aB");
  EXPECT_EQ(write("%r = ag.update %x, %x [0, 0] [1, 1] : tensor<4x8xf32>, "
                  "tensor<4x8xf32> -> tensor<4x8xf32>"),
            "ab,ab->ab");
  EXPECT_EQ(write("%r = tensor.insert_slice %y into %x[0, 3] [4, 2] [1, 2] : "
                  "tensor<4x2xf32> into tensor<4x8xf32>"),
            "aC,aB->aB");
  EXPECT_EQ(write("%e = tensor.empty() : tensor<9x3x5xi32>\n"
                  "%r = tensor.insert_slice %k into %e[%n, 0, 0] [1, 3, 5] "
                  "[1, 1, 1] : tensor<3x5xi32> into tensor<9x3x5xi32>"),
            "bc,Abc,->Abc");
}

// Loops of a rule are those of a group as a Spec's are.
TEST_F(DimensionRuleTest, LoopsAreDimensionsOfGroups) {
  parse(R"((%x: tensor<4x8xf32>, %y: tensor<4x2xf32>) -> tensor<4x10xf32> {
    %e = ag.exp %x : tensor<4x8xf32>
    %c = ag.concat 1 %e, %y : tensor<4x8xf32>, tensor<4x2xf32> -> tensor<4x10xf32>
    %t = ag.tanh %c : tensor<4x10xf32>
    return %t : tensor<4x10xf32>
  })");
  GroupDimensions loops(all);
  EXPECT_EQ(loops.dimensionsOf(0)[0], loops.dimensionsOf(1)[0]);
  EXPECT_EQ(loops.dimensionsOf(0)[0], loops.dimensionsOf(2)[0]);
  EXPECT_EQ(loops.dimensionsOf(0)[1], loops.dimensionsOf(1)[2]);
  EXPECT_EQ(loops.dimensionsOf(1)[1], loops.dimensionsOf(2)[1]);
  EXPECT_TRUE(ops[1].isParallel(0));
  EXPECT_FALSE(ops[1].isParallel(1));
}
