//===- SizeArithmeticTest.cpp - how indices are computed ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Sizes/SizeArithmetic.h"
#include "AnalysisTest.h"
#include "llvm/Support/raw_ostream.h"

using namespace ag;
using namespace mlir;

namespace {
/// Returns a term as text, "(sum (quotient 1 2) 0)". Plain numbers are
/// arguments; "#" precedes a constant.
std::string spell(const SizeTerm &term) {
  if (auto argument = dyn_cast_if_present<BlockArgument>(term.getValue()))
    return std::to_string(argument.getArgNumber());
  static const char *const kinds[] = {
      "unknown",  "",          "dim",   "sum",      "difference", "product",
      "quotient", "remainder", "least", "greatest", "choice"};
  SizeStep step = readStep(term);
  if (step.kind == SizeStep::Number)
    return "#" + std::to_string(step.number);
  std::string text = step.isUnsigned ? "(unsigned " : "(";
  text += kinds[step.kind];
  if (step.kind == SizeStep::Dimension)
    text += " " + spell(step.shaped) + " #" + std::to_string(step.number);
  for (const SizeTerm &part : step.parts)
    text += " " + spell(part);
  return text + ")";
}

class SizeArithmeticTest : public AnalysisTest {
protected:
  /// Reads the term of %r, in a function of two indices, a tensor and a memref.
  std::string read(const std::string &ops) {
    parse("(%a: index, %b: index, %x: tensor<?x4xf32>, %m: memref<?xf32>) -> "
          "index {\n%c0 = arith.constant 0 : index\n"
          "%c4 = arith.constant 4 : index\n" +
          ops + "\nreturn %r : index\n}");
    return spell(body->getTerminator()->getOperand(0));
  }
};

TEST_F(SizeArithmeticTest, OpsOfArith) {
  for (auto [op, step] : std::initializer_list<std::pair<StringRef, StringRef>>{
           {"addi", "sum"},
           {"subi", "difference"},
           {"muli", "product"},
           {"divsi", "quotient"},
           {"divui", "unsigned quotient"},
           {"floordivsi", "quotient"},
           {"ceildivsi", "quotient"},
           {"ceildivui", "unsigned quotient"},
           {"remsi", "remainder"},
           {"remui", "unsigned remainder"},
           {"minsi", "least"},
           {"minui", "unsigned least"},
           {"maxsi", "greatest"},
           {"maxui", "unsigned greatest"},
           {"andi", "unknown"}}) {
    std::string parts = step == "unknown" ? ")" : " 0 #4)";
    EXPECT_EQ(read(("%r = arith." + op + " %a, %c4 : index").str()),
              ("(" + step + parts).str());
  }
  EXPECT_EQ(read("%t = arith.cmpi slt, %a, %b : index\n"
                 "%r = arith.select %t, %b, %a : index"),
            "(choice 1 0)");
}

TEST_F(SizeArithmeticTest, DimensionsOfAKnownPlace) {
  EXPECT_EQ(read("%r = tensor.dim %x, %c0 : tensor<?x4xf32>"), "(dim 2 #0)");
  EXPECT_EQ(read("%r = memref.dim %m, %c0 : memref<?xf32>"), "(dim 3 #0)");
  EXPECT_EQ(read("%r = tensor.dim %x, %a : tensor<?x4xf32>"), "(unknown)");
}

TEST_F(SizeArithmeticTest, AffineMaps) {
  auto apply = [&](const std::string &map) {
    return read("%r = affine.apply affine_map<" + map + ">(%a)[%b]");
  };
  EXPECT_EQ(apply("(d0)[s0] -> (d0 floordiv 2 + s0)"),
            "(sum (quotient 0 #2) 1)");
  EXPECT_EQ(apply("(d0)[s0] -> ((d0 * s0) ceildiv 3)"),
            "(quotient (product 0 1) #3)");
  EXPECT_EQ(apply("(d0)[s0] -> (d0 mod 5)"), "(remainder 0 #5)");
  EXPECT_EQ(apply("(d0)[s0] -> (s0)"), "(least 1)");
  EXPECT_EQ(apply("(d0)[s0] -> (7)"), "#7");
  EXPECT_EQ(read("%r = affine.min affine_map<(d0)[s0] -> (d0 * 2, s0, 9)>"
                 "(%a)[%b]"),
            "(least (product 0 #2) 1 #9)");
  EXPECT_EQ(read("%r = affine.max affine_map<(d0) -> (d0)>(%a)"),
            "(greatest 0)");
}
} // namespace
