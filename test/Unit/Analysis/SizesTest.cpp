//===- SizesTest.cpp - sizes at given values of the symbols ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Sizes/Sizes.h"
#include "AnalysisTest.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Driver/Program.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
/// Evaluates the result of a function of one argument, whose only size is 3.
std::optional<int64_t> evaluate(const std::string &function) {
  DialectRegistry registry;
  registerAllDialects(registry);
  MLIRContext context(registry);
  context.loadAllAvailableDialects();
  OwningOpRef<ModuleOp> module =
      parseSourceString<ModuleOp>("func.func @f" + function, &context);
  EXPECT_TRUE(module);
  auto op = *module->getOps<func::FuncOp>().begin();
  SizeEvaluator sizes(op, {3});
  return sizes.valueOf(op.getBody().front().getTerminator()->getOperand(0));
}

constexpr int many = 48;

/// Each body reads the result of the one before it twice.
TEST(SizesTest, LooksOnceThroughEachBody) {
  std::string text = "(%x: tensor<?xf32>) -> index {\n"
                     "  %c0 = arith.constant 0 : index\n"
                     "  %v0 = tensor.dim %x, %c0 : tensor<?xf32>\n";
  for (int turn = 0; turn < many; ++turn) {
    std::string from = "%v" + std::to_string(turn);
    std::string to = "%v" + std::to_string(turn + 1);
    text += "  " + to + " = ag.region \"r\" (%a = " + from +
            " : index, %b = " + from +
            " : index) -> index {\n"
            "    %s = arith.maxsi %a, %b : index\n"
            "    %t = arith.maxsi %b, %s : index\n"
            "    ag.yield %t : index\n"
            "  }\n";
  }
  EXPECT_EQ(
      evaluate(text + "  return %v" + std::to_string(many) + " : index\n}\n"),
      3);
}

/// A value read from a tensor's elements is unknown, whatever computed them.
TEST(SizesTest, DoesNotReadElements) {
  std::string text = "(%x: tensor<?xi64>) -> index {\n"
                     "  %c0 = arith.constant 0 : index\n"
                     "  %v0 = ag.add %x, %x : tensor<?xi64>\n";
  for (int turn = 0; turn < many; ++turn) {
    std::string from = "%v" + std::to_string(turn);
    std::string to = "%v" + std::to_string(turn + 1);
    text += "  " + to + " = ag.fused (%a = " + from +
            " : tensor<?xi64>, %b = " + from +
            " : tensor<?xi64>) -> tensor<?xi64> {\n"
            "    %s = ag.add %a, %b : tensor<?xi64>\n"
            "    ag.yield %s : tensor<?xi64>\n"
            "  }\n";
  }
  std::string last = "%v" + std::to_string(many);
  EXPECT_EQ(evaluate(text + "  %n = tensor.extract " + last +
                     "[%c0] : tensor<?xi64>\n"
                     "  %i = arith.index_cast %n : i64 to index\n"
                     "  return %i : index\n}\n"),
            std::nullopt);
}

/// A cast to a less static type keeps the size of its operand.
TEST(SizesTest, LooksThroughCasts) {
  EXPECT_EQ(evaluate("(%x: tensor<?xf32>) -> index {\n"
                     "  %c0 = arith.constant 0 : index\n"
                     "  %e = tensor.empty() : tensor<7xf32>\n"
                     "  %c = tensor.cast %e : tensor<7xf32> to tensor<?xf32>\n"
                     "  %r = ag.region \"r\" (%a = %c : tensor<?xf32>) -> "
                     "tensor<?xf32> {\n"
                     "    %y = ag.exp %a : tensor<?xf32>\n"
                     "    ag.yield %y : tensor<?xf32>\n"
                     "  }\n"
                     "  %n = tensor.dim %r, %c0 : tensor<?xf32>\n"
                     "  return %n : index\n}\n"),
            7);
}

class AssumedSizesTest : public AnalysisTest {
protected:
  /// Parses a function of a ?x4 tensor of 3 rows and an index.
  SizeEvaluator parseRows(const std::string &ops) {
    parse("(%x: tensor<?x4xf32>, %n: index) {\n"
          "%c0 = arith.constant 0 : index\n"
          "%c2 = arith.constant 2 : index\n" +
          ops + "\nreturn\n}");
    return SizeEvaluator(*module->getOps<FunctionOpInterface>().begin(), {3});
  }

  template <typename Op> Op first() {
    Op found;
    module->walk([&](Op op) { found = found ? found : op; });
    return found;
  }
};

TEST_F(AssumedSizesTest, OfTensors) {
  SizeEvaluator sizes =
      parseRows("%i = ag.iota 0 (%n) : tensor<?xf32>\n"
                "%b = ag.broadcast %x [1, 2] (%n) : tensor<?x4xf32> -> "
                "tensor<?x?x4xf32>");
  Value known = body->getArgument(0), unknown = first<IotaOp>(),
        both = first<BroadcastOp>();
  EXPECT_EQ(sizes.assumeSizeOf(known, 0), 3);
  EXPECT_EQ(sizes.bytesOf(known), 48);
  EXPECT_EQ(sizes.sizeOf(unknown, 0), std::nullopt);
  EXPECT_EQ(sizes.bytesOf(unknown), std::nullopt);
  EXPECT_EQ(sizes.assumeSizeOf(unknown, 0), 512);
  EXPECT_EQ(sizes.assumeBytesOf(unknown), 2048);
  EXPECT_EQ(sizes.assumeBytesOf(both), 512 * 48);
}

TEST_F(AssumedSizesTest, OfLoops) {
  SizeEvaluator sizes = parseRows("%d = tensor.dim %x, %c0 : tensor<?x4xf32>\n"
                                  "scf.for %i = %c0 to %d step %c2 {\n"
                                  "  scf.for %j = %i to %n step %c2 { }\n"
                                  "}\n"
                                  "scf.forall (%i, %j) in (%d, 5) { }\n"
                                  "scf.forall (%i, %j) in (%d, %n) { }");
  SmallVector<LoopLikeOpInterface> loops;
  module->walk<WalkOrder::PreOrder>(
      [&](LoopLikeOpInterface loop) { loops.push_back(loop); });
  SmallVector<std::optional<int64_t>> known = {2, std::nullopt, 15,
                                               std::nullopt};
  for (auto [loop, count] : llvm::zip_equal(loops, known)) {
    EXPECT_EQ(sizes.tripCountOf(loop), count);
    EXPECT_EQ(sizes.assumeTripCountOf(loop), count.value_or(10));
  }
}
} // namespace
