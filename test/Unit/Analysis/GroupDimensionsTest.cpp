//===- GroupDimensionsTest.cpp - which loops are one ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "AnalysisTest.h"
#include "ag/Analysis/Groups/GroupSummary.h"

using namespace ag;
using namespace mlir;

namespace {
class GroupDimensionsTest : public AnalysisTest {
protected:
  /// Parses a function and takes its ops that have a Spec as a group.
  void parse(StringRef function) {
    AnalysisTest::parse(function);
    loops.emplace(all);
  }

  unsigned of(unsigned op, unsigned loop) const {
    return loops->dimensionsOf(op)[loop];
  }

  std::string hash(StringRef function) {
    parse(function);
    GroupSummary study(all, body->getArguments(),
                       body->getTerminator()->getOperands());
    return study.hashForm();
  }

  std::optional<GroupDimensions> loops;
};
} // namespace

TEST_F(GroupDimensionsTest, WholeDimensionsAreOne) {
  parse(R"((%x: tensor<4x?xf32>) -> tensor<4xf32> {
    %y = ag.exp %x : tensor<4x?xf32>
    %r = ag.reduce sum %y [1] : tensor<4x?xf32> -> tensor<4xf32>
    return %r : tensor<4xf32>
  })");
  EXPECT_EQ(of(0, 0), of(1, 0));
  EXPECT_EQ(of(0, 1), of(1, 1));
  EXPECT_EQ(loops->extentOf(of(0, 0)), 4);
  EXPECT_EQ(loops->extentOf(of(0, 1)), std::nullopt);
}

TEST_F(GroupDimensionsTest, PartsAreDimensionsOfTheirOwn) {
  for (StringRef slice :
       {"ag.slice %y [0, 0] [4, 1] [1, 1] : tensor<4x24xf32> -> "
        "tensor<4x1xf32>",
        "tensor.extract_slice %y[0, 0] [4, 1] [1, 1] : tensor<4x24xf32> to "
        "tensor<4x1xf32>"}) {
    parse(("(%x: tensor<4x24xf32>) -> tensor<4x1xf32> {\n"
           "%y = ag.exp %x : tensor<4x24xf32>\n%s = " +
           slice + "\nreturn %s : tensor<4x1xf32>\n}")
              .str());
    EXPECT_EQ(of(0, 0), of(1, 0));
    EXPECT_NE(of(0, 1), of(1, 1));
    EXPECT_EQ(loops->extentOf(of(0, 1)), 24);
    EXPECT_EQ(loops->extentOf(of(1, 1)), 1);
    EXPECT_TRUE(loops->isAsLong(of(0, 1), ops[1].operands[0], 1));
    EXPECT_FALSE(loops->isAsLong(of(1, 1), ops[1].operands[0], 1));
  }
}

TEST_F(GroupDimensionsTest, StridedPartsAreDimensionsOfTheirOwn) {
  parse(R"((%x: tensor<24xf32>) -> tensor<12xf32> {
    %y = ag.exp %x : tensor<24xf32>
    %s = ag.slice %y [0] [12] [2] : tensor<24xf32> -> tensor<12xf32>
    return %s : tensor<12xf32>
  })");
  EXPECT_NE(of(0, 0), of(1, 0));
}

// A group's input is read both as a slice and whole.
TEST_F(GroupDimensionsTest, GivenValuesAreReadInParts) {
  parse(R"((%x: tensor<24xf32>) -> (tensor<12xf32>, tensor<24xf32>) {
    %s = ag.slice %x [0] [12] [1] : tensor<24xf32> -> tensor<12xf32>
    %y = ag.exp %x : tensor<24xf32>
    return %s, %y : tensor<12xf32>, tensor<24xf32>
  })");
  EXPECT_NE(of(0, 0), of(1, 0));
  EXPECT_EQ(loops->dimensionOf(body->getArgument(0), 0), of(1, 0));
}

TEST_F(GroupDimensionsTest, DynamicSizesAreEqualWhereStated) {
  parse(R"((%x: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<?xf32>) {
    %c0 = arith.constant 0 : index
    %d = tensor.dim %x, %c0 : tensor<?xf32>
    %y = ag.exp %x : tensor<?xf32>
    %s = ag.slice %y [0] [%d] [1] : tensor<?xf32> -> tensor<?xf32>
    %t = ag.slice %y [0] [%n] [1] : tensor<?xf32> -> tensor<?xf32>
    return %s, %t : tensor<?xf32>, tensor<?xf32>
  })");
  unsigned first = ops.size() - 3;
  EXPECT_EQ(of(first, 0), of(first + 1, 0));
  EXPECT_NE(of(first, 0), of(first + 2, 0));
}

// A sum is as long as each of its operands.
TEST_F(GroupDimensionsTest, OperandsTellOfSizes) {
  parse(R"((%x: tensor<?xf32>, %z: tensor<f32>, %n: index) -> tensor<?xf32> {
    %e = ag.exp %x : tensor<?xf32>
    %a = ag.broadcast %z [] (%n) : tensor<f32> -> tensor<?xf32>
    %b = ag.add %a, %e : tensor<?xf32>
    return %b : tensor<?xf32>
  })");
  EXPECT_EQ(of(0, 0), of(2, 0));
  EXPECT_EQ(of(1, 0), of(2, 0));
}

TEST_F(GroupDimensionsTest, StretchedDimensionsAreTheirOwn) {
  parse(R"((%x: tensor<1x4xf32>) -> tensor<6x4xf32> {
    %e = ag.exp %x : tensor<1x4xf32>
    %b = ag.broadcast %e [0, 1] : tensor<1x4xf32> -> tensor<6x4xf32>
    return %b : tensor<6x4xf32>
  })");
  EXPECT_NE(of(0, 0), of(1, 0));
  EXPECT_EQ(of(0, 1), of(1, 1));
}

// The first offset of a window reads only a slice of its input, so the input
// has a dimension of its own.
TEST_F(GroupDimensionsTest, WindowsAreDimensionsOfTheirOwn) {
  parse(R"((%x: tensor<24xf32>) -> tensor<12xf32> {
    %e = ag.exp %x : tensor<24xf32>
    %w = ag.reduce_window max "(2a+b)->a" %e [b = 2] : tensor<24xf32> -> tensor<12xf32>
    return %w : tensor<12xf32>
  })");
  EXPECT_NE(of(0, 0), of(1, 0));
  EXPECT_EQ(loops->extentOf(of(1, 0)), 12);
}

TEST_F(GroupDimensionsTest, ConstantsInMapsMoveNothing) {
  parse(R"((%x: tensor<4x24xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
    %e = ag.exp %x : tensor<4x24xf32>
    %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i, 0)>,
                                          affine_map<(i) -> (i)>],
                         iterator_types = ["parallel"]}
        ins(%e : tensor<4x24xf32>) outs(%o : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32):
      linalg.yield %a : f32
    } -> tensor<4xf32>
    return %r : tensor<4xf32>
  })");
  EXPECT_EQ(of(0, 0), of(1, 0));
  EXPECT_EQ(loops->dimensionsOf(1).size(), 1u);
}

TEST_F(GroupDimensionsTest, FormsTellPartsFromWholes) {
  std::string whole = hash(R"((%x: tensor<4x24xf32>) -> tensor<4xf32> {
    %y = ag.exp %x : tensor<4x24xf32>
    %l = ag.reduce sum %y [1] : tensor<4x24xf32> -> tensor<4xf32>
    %r = ag.reduce sum %y [1] : tensor<4x24xf32> -> tensor<4xf32>
    %q = ag.div %r, %l : tensor<4xf32>
    return %q : tensor<4xf32>
  })");
  std::string part = hash(R"((%x: tensor<4x24xf32>) -> tensor<4xf32> {
    %y = ag.exp %x : tensor<4x24xf32>
    %s = ag.slice %y [0, 0] [4, 12] [1, 1] : tensor<4x24xf32> -> tensor<4x12xf32>
    %l = ag.reduce sum %y [1] : tensor<4x24xf32> -> tensor<4xf32>
    %r = ag.reduce sum %s [1] : tensor<4x12xf32> -> tensor<4xf32>
    %q = ag.div %r, %l : tensor<4xf32>
    return %q : tensor<4xf32>
  })");
  EXPECT_NE(whole, part);
}
