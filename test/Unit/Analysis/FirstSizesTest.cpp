//===- FirstSizesTest.cpp - sizes of where tensors begin ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "AnalysisTest.h"

using namespace ag;
using namespace mlir;

namespace {
class FirstSizesTest : public AnalysisTest {
protected:
  /// Returns the first size of the value that a function of two ?x4 tensors and
  /// an index returns. "x" stands for the first tensor's size, "n" for the
  /// index, a number for itself, and "" for any other size.
  std::string find(const std::string &text,
                   const std::string &type = "tensor<?x4xf32>",
                   const std::string &returned = "%r") {
    parse("(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>, %n: index) -> " + type +
          " {\n%c0 = arith.constant 0 : index\n%c1 = arith.constant 1 : index\n"
          "%c9 = arith.constant 9 : index\n" +
          text + "\nreturn " + returned + " : " + type + "\n}");
    SizeOrigin size = getFirstSize({body->getTerminator()->getOperand(0), 0});
    if (!size.value)
      return std::to_string(size.number);
    if (size.value == body->getArgument(0) && size.number == 0)
      return "x";
    return size.value == body->getArgument(2) ? "n" : "";
  }
};

TEST_F(FirstSizesTest, AreThoseOfArgumentsAndNumbers) {
  EXPECT_EQ(find("%r = tensor.cast %x : tensor<?x4xf32> to tensor<?x4xf32>"),
            "x");
  EXPECT_EQ(find("%r = tensor.empty(%n) : tensor<?x4xf32>"), "n");
  EXPECT_EQ(find("%r = tensor.empty() : tensor<5x4xf32>", "tensor<5x4xf32>"),
            "5");
  EXPECT_EQ(find("%r = ag.exp %y : tensor<?x4xf32>"), "");
}

TEST_F(FirstSizesTest, PassOpsByThatKeepThem) {
  EXPECT_EQ(find("%d = tensor.dim %x, %c0 : tensor<?x4xf32>\n"
                 "%e = tensor.empty(%d) : tensor<?x4xf32>\n"
                 "%z = arith.constant 0.0 : f32\n"
                 "%f = linalg.fill ins(%z : f32) outs(%e : tensor<?x4xf32>) -> "
                 "tensor<?x4xf32>\n"
                 "%r = ag.exp %f : tensor<?x4xf32>"),
            "x");
  EXPECT_EQ(find("%a = arith.addi %n, %c1 : index\n"
                 "%r = tensor.empty(%a) : tensor<?x4xf32>"),
            "");
}

TEST_F(FirstSizesTest, PassLoopsAndBodiesBy) {
  EXPECT_EQ(find("%v = arith.constant 1.0 : f32\n"
                 "%r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> "
                 "(tensor<?x4xf32>) {\n"
                 "%b = scf.for %j = %c0 to %n step %c1 iter_args(%c = %a) -> "
                 "(tensor<?x4xf32>) {\n"
                 "%w = tensor.insert_slice %x into %c[%i, 0] [%j, 4] [1, 1] : "
                 "tensor<?x4xf32> into tensor<?x4xf32>\n"
                 "scf.yield %w : tensor<?x4xf32>\n}\n"
                 "scf.yield %b : tensor<?x4xf32>\n}"),
            "x");
  EXPECT_EQ(find("%r = ag.region \"r\" (%a = %x : tensor<?x4xf32>) -> "
                 "(tensor<?x4xf32>) {\n"
                 "%b = ag.exp %a : tensor<?x4xf32>\n"
                 "ag.yield %b : tensor<?x4xf32>\n}"),
            "x");
}

TEST_F(FirstSizesTest, PassChoicesByThatAgree) {
  std::string choose = "%p = arith.cmpi eq, %n, %c0 : index\n"
                       "%r = scf.if %p -> (tensor<?x4xf32>) {\n"
                       "%b = ag.exp %x : tensor<?x4xf32>\n"
                       "scf.yield %b : tensor<?x4xf32>\n} else {\n";
  EXPECT_EQ(find(choose + "scf.yield %x : tensor<?x4xf32>\n}"), "x");
  EXPECT_EQ(find(choose + "scf.yield %y : tensor<?x4xf32>\n}"), "");
  EXPECT_EQ(find("%p = arith.cmpi eq, %n, %c0 : index\n"
                 "%b = ag.exp %x : tensor<?x4xf32>\n"
                 "%r = arith.select %p, %x, %b : tensor<?x4xf32>"),
            "x");
  EXPECT_EQ(find("%p = arith.cmpi eq, %n, %c0 : index\n"
                 "%d = scf.if %p -> (index) {\n"
                 "%b = tensor.dim %x, %c0 : tensor<?x4xf32>\n"
                 "scf.yield %b : index\n} else {\n"
                 "%b = ag.exp %x : tensor<?x4xf32>\n"
                 "%e = tensor.dim %b, %c0 : tensor<?x4xf32>\n"
                 "scf.yield %e : index\n}\n"
                 "%r = tensor.empty(%d) : tensor<?x4xf32>"),
            "x");
}

/// Each select has two paths to the one before it.
TEST_F(FirstSizesTest, AskOnceOfManyChoicesInARow) {
  std::string text = "%p = arith.cmpi eq, %n, %c0 : index\n", last = "%x";
  for (int number = 0; number < 60; ++number) {
    std::string next = "%s" + std::to_string(number);
    text += next + " = arith.select %p, " + last + ", " + last +
            " : tensor<?x4xf32>\n";
    last = next;
  }
  EXPECT_EQ(find(text + "%r = ag.exp " + last + " : tensor<?x4xf32>"), "x");
}

TEST_F(FirstSizesTest, PassWhilesBy) {
  EXPECT_EQ(find("%r, %m = scf.while (%t = %x, %j = %c0) : (tensor<?x4xf32>, "
                 "index) -> (tensor<?x4xf32>, index) {\n"
                 "%p = arith.cmpi ult, %j, %c9 : index\n"
                 "scf.condition(%p) %t, %j : tensor<?x4xf32>, index\n} do {\n"
                 "^bb0(%v: tensor<?x4xf32>, %i: index):\n"
                 "%w = ag.sin %v : tensor<?x4xf32>\n"
                 "%o = arith.addi %i, %c1 : index\n"
                 "scf.yield %w, %o : tensor<?x4xf32>, index\n}"),
            "x");
}

TEST_F(FirstSizesTest, PassLoopsByThatExchangeTensorsOfOneSize) {
  std::string exchange = "%r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a "
                         "= %x, %b = %s) -> (tensor<?x4xf32>, "
                         "tensor<?x4xf32>) {\n"
                         "scf.yield %b, %a : tensor<?x4xf32>, "
                         "tensor<?x4xf32>\n}\n"
                         "%r0 = ag.exp %r#0 : tensor<?x4xf32>\n";
  std::string same = "%s = ag.exp %x : tensor<?x4xf32>\n" + exchange;
  std::string other = "%s = ag.exp %y : tensor<?x4xf32>\n" + exchange;
  std::string last = "%q = ag.exp %r0 : tensor<?x4xf32>";
  EXPECT_EQ(find(same + last, "tensor<?x4xf32>", "%q"), "x");
  EXPECT_EQ(find(other + last, "tensor<?x4xf32>", "%q"), "");
}

TEST_F(FirstSizesTest, EndAtLoopsThatChangeThem) {
  EXPECT_EQ(find("%r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> "
                 "(tensor<?x4xf32>) {\n"
                 "%b = tensor.empty(%i) : tensor<?x4xf32>\n"
                 "scf.yield %b : tensor<?x4xf32>\n}"),
            "");
}
} // namespace
