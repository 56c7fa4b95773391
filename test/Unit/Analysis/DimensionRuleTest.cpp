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
  /// Returns the rule of the body's last op as text, "aC,aD->aB" for a
  /// concatenation. Letters number the loops; capitals mark unsplit ones. D(ab)
  /// is picked along a and b, [ab] indexes one dimension by both, and "/"
  /// follows a cut loop.
  std::string write(StringRef op) {
    parse((R"((%x: tensor<4x8xf32>, %y: tensor<4x2xf32>, %k: tensor<3x5xi32>,
               %v: tensor<f32>, %n: index) {
      )" + op +
           "\nreturn\n}")
              .str());
    auto ruled = cast<DimensionRuleOpInterface>(
        *std::prev(body->getTerminator()->getIterator()));
    rule = ruled.getDimensionRule();
    SmallVector<std::string> operands, results;
    for (const DimensionRule::Places &places : rule.operands)
      operands.push_back(name(rule, places));
    for (const DimensionRule::Places &places : rule.results)
      results.push_back(name(rule, places));
    return llvm::join(operands, ",") + "->" + llvm::join(results, ",");
  }

  /// The rule that `write` returned last
  DimensionRule rule;

private:
  static std::string name(const DimensionRule &rule, ArrayRef<unsigned> loops) {
    std::string text;
    for (unsigned number : loops) {
      const DimensionRule::Loop &loop = rule.loops[number];
      text += static_cast<char>((loop.isWhole ? 'A' : 'a') + number);
      if (loop.isCut)
        text += "/";
      if (loop.pickedAlong)
        text += "(" + name(rule, *loop.pickedAlong) + ")";
    }
    return text;
  }
  static std::string name(const DimensionRule &rule,
                          const DimensionRule::Places &places) {
    std::string text;
    for (const DimensionRule::Place &place : places)
      text += place.size() == 1 ? name(rule, ArrayRef(place))
                                : "[" + name(rule, ArrayRef(place)) + "]";
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

TEST_F(DimensionRuleTest, PlacesThatIndicesAddTo) {
  EXPECT_EQ(write("%u = tensor.empty() : tensor<3x5x8xf32>\n"
                  "%r = ag.scatter 0 drop %x, %k, %u : tensor<4x8xf32>, "
                  "tensor<3x5xi32>, tensor<3x5x8xf32> -> tensor<4x8xf32>"),
            "A(cd)b,cd,cdb->A(cd)b");
  EXPECT_TRUE(rule.isSummed(2));
  EXPECT_FALSE(rule.isSummed(0));
  EXPECT_FALSE(rule.isSummed(1));
  EXPECT_FALSE(rule.isPlain());
  EXPECT_EQ(rule.combiner, Monoid::Sum);
}

// The last update of an element depends on all indices.
TEST_F(DimensionRuleTest, PlacesThatIndicesSet) {
  EXPECT_EQ(write("%u = tensor.empty() : tensor<3x5x8xf32>\n"
                  "%r = ag.scatter set 0 drop %x, %k, %u : tensor<4x8xf32>, "
                  "tensor<3x5xi32>, tensor<3x5x8xf32> -> tensor<4x8xf32>"),
            "A(CD)b,CD,CDb->A(CD)b");
  EXPECT_FALSE(rule.isSummed(2));
  write("%u = tensor.empty() : tensor<3x5x8xf32>\n"
        "%r = ag.scatter min 0 drop %x, %k, %u : tensor<4x8xf32>, "
        "tensor<3x5xi32>, tensor<3x5x8xf32> -> tensor<4x8xf32>");
  EXPECT_TRUE(rule.isSummed(2));
  EXPECT_EQ(rule.combiner, Monoid::Min);
}

TEST_F(DimensionRuleTest, PartsThatAreTaken) {
  EXPECT_EQ(write("%r = tensor.extract_slice %x[0, %n] [4, 2] [1, 1] : "
                  "tensor<4x8xf32> to tensor<4x2xf32>"),
            "aC,->aB");
  EXPECT_EQ(write("%r = tensor.extract_slice %x[1, 0] [1, 8] [1, 1] : "
                  "tensor<4x8xf32> to tensor<8xf32>"),
            "Ba->a");
  EXPECT_EQ(write("%r = tensor.cast %x : tensor<4x8xf32> to tensor<?x8xf32>"),
            "ab->ab");
  EXPECT_EQ(write("%r = ag.barrier %x after %n : tensor<4x8xf32>, index -> "
                  "tensor<4x8xf32>"),
            "ab,->ab");
  EXPECT_FALSE(rule.isPlain());
}

// Views are members of groups only if a Spec describes their elements.
TEST_F(DimensionRuleTest, ViewsAreNoMembers) {
  write("%d = tensor.cast %x : tensor<4x8xf32> to tensor<?x8xf32>\n"
        "%r = ag.reshape %d (%n) : tensor<?x8xf32> -> tensor<2x?xf32>");
  EXPECT_FALSE(StatedOp::readMember(body->getTerminator()->getPrevNode()));
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

// Partial sums may be padded only by zeros, or by an operand, which is summed
// as well.
TEST_F(DimensionRuleTest, BordersBesideSums) {
  auto pad = [&](StringRef border) {
    return write(("%r = tensor.pad %x low[0, 1] high[0, 0] {\n"
                  "^bb0(%i: index, %j: index):\n" +
                  border +
                  "tensor.yield %b : f32\n"
                  "} : tensor<4x8xf32> to tensor<4x9xf32>")
                     .str());
  };
  EXPECT_EQ(pad("%b = arith.constant 0.0 : f32\n"), "aC->aB");
  EXPECT_EQ(rule.moved, (SmallVector<unsigned, 2>{0}));
  EXPECT_EQ(pad("%b = arith.constant 1.0 : f32\n"), "aC->aB");
  EXPECT_TRUE(rule.moved.empty());
  EXPECT_EQ(pad("%c = arith.index_cast %i : index to i32\n"
                "%b = arith.sitofp %c : i32 to f32\n"),
            "CD->AB");
  write("%r = ag.pad %x low [0, 1] high [0, 0] with %v : tensor<4x8xf32>, "
        "tensor<f32> -> tensor<4x9xf32>");
  EXPECT_EQ(rule.moved, (SmallVector<unsigned, 2>{0, 1}));
}

TEST_F(DimensionRuleTest, PartsThatChange) {
  EXPECT_EQ(write("%r = ag.update %x, %y [0, %n] [1, 1] : tensor<4x8xf32>, "
                  "tensor<4x2xf32> -> tensor<4x8xf32>"),
            "aB/,aC,->aB/");
  EXPECT_EQ(write("%r = ag.update %x, %x [0, 0] [1, 1] : tensor<4x8xf32>, "
                  "tensor<4x8xf32> -> tensor<4x8xf32>"),
            "ab,ab->ab");
  EXPECT_EQ(write("%r = tensor.insert_slice %y into %x[0, 3] [4, 2] [1, 2] : "
                  "tensor<4x2xf32> into tensor<4x8xf32>"),
            "aC,aB/->aB/");
  EXPECT_EQ(write("%e = tensor.empty() : tensor<9x3x5xi32>\n"
                  "%r = tensor.insert_slice %k into %e[%n, 0, 0] [1, 3, 5] "
                  "[1, 1, 1] : tensor<3x5xi32> into tensor<9x3x5xi32>"),
            "bc,Abc,->Abc");
}

TEST_F(DimensionRuleTest, Reshapes) {
  auto reshape = [&](StringRef from, StringRef to) {
    return write(("%e = tensor.empty() : " + from +
                  "\n%r = ag.reshape %e : " + from + " -> " + to)
                     .str());
  };
  EXPECT_EQ(reshape("tensor<6x4xf32>", "tensor<3x8xf32>"), "[ab]c->a[bc]");
  EXPECT_EQ(reshape("tensor<2x3x4xf32>", "tensor<24xf32>"), "abc->[abc]");
  EXPECT_EQ(reshape("tensor<6x2xf32>", "tensor<4x3xf32>"), "CD->AB");
  EXPECT_EQ(reshape("tensor<5x6x2x4xf32>", "tensor<5x4x3x2x2xf32>"),
            "aFG[de]->aBCde");
  EXPECT_EQ(reshape("tensor<4x1xf32>", "tensor<1x4x1xf32>"), "bD->AbC");
  EXPECT_EQ(reshape("tensor<0x4xf32>", "tensor<4x0xf32>"), "CD->AB");
  EXPECT_EQ(reshape("tensor<1xf32>", "tensor<f32>"), "A->");
}

TEST_F(DimensionRuleTest, ReshapesOfSizesThatAreValues) {
  std::string sizes = "%0 = arith.constant 0 : index\n"
                      "%m = arith.muli %n, %n : index\n"
                      "%z = tensor.empty(%n, %n) : tensor<?x?x6xf32>\n"
                      "%d = tensor.dim %z, %0 : tensor<?x?x6xf32>\n";
  auto reshape = [&](StringRef given, StringRef to) {
    return write((sizes + "%r = ag.reshape %z (" + given +
                  ") : tensor<?x?x6xf32> -> " + to)
                     .str());
  };
  EXPECT_EQ(reshape("%d, %n", "tensor<?x?x2x3xf32>"), "ab[cd],,->abcd");
  EXPECT_EQ(reshape("%m", "tensor<?x6xf32>"), "abc,->[ab]c");
  EXPECT_EQ(reshape("%m", "tensor<2x?x3xf32>"), "DEF,->ABC");
}

// The loops of a rule are dimensions of a group, as a Spec's loops are.
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
