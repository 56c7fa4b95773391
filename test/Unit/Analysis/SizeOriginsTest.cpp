//===- SizeOriginsTest.cpp - sizes that are functions of one --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "AnalysisTest.h"

using namespace ag;
using namespace mlir;

namespace {
class SizeOriginsTest : public AnalysisTest {
protected:
  /// Returns how the first sizes of %a and %b compare in a function of two
  /// vectors and an index: "equal", "never", or "unknown".
  std::string compare(const std::string &text) {
    parse("(%x: tensor<?xf32> {ag.dims = [\"n\"]}, "
          "%y: tensor<?xf32> {ag.dims = [\"n\"]}, %k: index) -> "
          "(tensor<?xf32>, tensor<?xf32>) {\n"
          "%zero = arith.constant dense<0.0> : tensor<f32>\n"
          "%c0 = arith.constant 0 : index\n%c2 = arith.constant 2 : index\n"
          "%c9 = arith.constant 9 : index\n" +
          text + "\nreturn %a, %b : tensor<?xf32>, tensor<?xf32>\n}");
    SizeOrigins origins;
    Operation *end = body->getTerminator();
    FailureOr<bool> equal =
        origins.areEqual(end->getOperand(0), 0, end->getOperand(1), 0);
    return failed(equal) ? "unknown" : *equal ? "equal" : "never";
  }

  /// Returns the op that pads `from` by `low` and `high` elements.
  static std::string pad(const std::string &to, const std::string &from,
                         int low, int high) {
    return "%" + to + " = ag.pad %" + from + " low [" + std::to_string(low) +
           "] high [" + std::to_string(high) +
           "] with %zero : tensor<?xf32>, tensor<f32> -> tensor<?xf32>\n";
  }
};

TEST_F(SizeOriginsTest, AreEqualIfTheyAreOneFunctionOfOneSize) {
  EXPECT_EQ(
      compare(pad("p", "x", 1, 2) + pad("a", "p", 0, 1) + pad("b", "x", 2, 2)),
      "equal");
  EXPECT_EQ(compare(pad("a", "x", 1, 2) + pad("b", "x", 2, 0)), "never");
  EXPECT_EQ(compare("%m = arith.floordivsi %k, %c2 : index\n"
                    "%a = tensor.empty(%m) : tensor<?xf32>\n"
                    "%h = arith.floordivsi %k, %c2 : index\n"
                    "%e = tensor.empty(%h) : tensor<?xf32>\n"
                    "%b = ag.exp %e : tensor<?xf32>"),
            "equal");
}

TEST_F(SizeOriginsTest, AreComparedByNamesAndNumbersToo) {
  EXPECT_EQ(compare(pad("a", "x", 1, 2) + pad("b", "y", 3, 0)), "equal");
  EXPECT_EQ(compare("%e = tensor.empty(%c9) : tensor<?xf32>\n" +
                    pad("a", "e", 1, 0) + pad("b", "e", 0, 1)),
            "equal");
  EXPECT_EQ(compare("%e = tensor.empty(%c9) : tensor<?xf32>\n" +
                    pad("a", "e", 1, 0) + pad("b", "e", 0, 2)),
            "never");
  EXPECT_EQ(
      compare(pad("a", "x", 1, 0) + "%b = tensor.empty(%k) : tensor<?xf32>"),
      "unknown");
  EXPECT_EQ(compare("%m = arith.floordivsi %c9, %c0 : index\n"
                    "%a = tensor.empty(%m) : tensor<?xf32>\n"
                    "%b = tensor.empty(%c2) : tensor<?xf32>"),
            "unknown");
}

TEST_F(SizeOriginsTest, AreComparedAcrossLongChains) {
  std::string sizes, from = "k";
  for (int i = 0; i < 100; ++i) {
    std::string next = "m" + std::to_string(i);
    sizes += "%h" + next + " = arith.floordivsi %" + from + ", %c2 : index\n%" +
             next + " = arith.addi %h" + next + ", %c9 : index\n";
    from = next;
  }
  EXPECT_EQ(compare(sizes + "%e = tensor.empty(%" + from +
                    ") : tensor<?xf32>\n" + pad("a", "e", 1, 1) +
                    pad("b", "e", 0, 2)),
            "equal");
}
} // namespace
