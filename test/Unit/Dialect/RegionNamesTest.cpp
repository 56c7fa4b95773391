//===- RegionNamesTest.cpp - names of regions that were opened ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/Origin.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"
#include <map>

using namespace mlir;
using namespace ag;

namespace {
constexpr StringLiteral program = R"(
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.region "outer" (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %1 = ag.exp %a : tensor<4xf32> loc("e"("f.py":1:1))
    %2 = ag.region "middle" (%b = %1 : tensor<4xf32>) -> tensor<4xf32> attributes {backward} {
      %3 = ag.region "inner" (%c = %b : tensor<4xf32>) -> tensor<4xf32> {
        %4 = ag.neg %c : tensor<4xf32> loc(fused<"kind">["f.py":3:1, "f.py":4:1])
        ag.yield %4 : tensor<4xf32>
      } loc("r"("f.py":2:1))
      ag.yield %3 : tensor<4xf32>
    }
    ag.yield %2 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
})";

/// Inlines the regions in this order and returns the names of the remaining
/// ops.
std::map<std::string, std::string> open(ArrayRef<StringRef> order) {
  MLIRContext context;
  context.loadDialect<AGDialect, func::FuncDialect>();
  auto module = parseSourceString<ModuleOp>(program, &context);
  std::map<std::string, RegionOp> regions;
  module->walk([&](RegionOp op) { regions[op.getName().str()] = op; });
  IRRewriter rewriter(&context);
  for (StringRef name : order) {
    rewriter.setInsertionPoint(regions[name.str()]);
    regions[name.str()].inlineBody(rewriter);
  }
  std::map<std::string, std::string> names;
  module->walk([&](Operation *op) {
    names[op->getName().getStringRef().str()] = findName(op->getLoc());
  });
  return names;
}
} // namespace

TEST(RegionNamesTest, AreTheSameInEachOrder) {
  SmallVector<StringRef> order = {"inner", "middle", "outer"};
  do {
    auto names = open(order);
    EXPECT_EQ(names["ag.exp"], "outer.e");
    EXPECT_EQ(names["ag.neg"], "outer.middle.backward.inner kind");
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(RegionNamesTest, AreThoseThatWereOpened) {
  EXPECT_EQ(open({"outer"})["ag.neg"], "outer kind");
  EXPECT_EQ(open({"inner"})["ag.neg"], "inner kind");
  EXPECT_EQ(open({"outer", "inner"})["ag.neg"], "outer.inner kind");
  EXPECT_EQ(open({"inner", "outer"})["ag.exp"], "outer.e");
}
