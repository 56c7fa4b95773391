//===- RowPlanTest.cpp - the loop that vectors span -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do vectors span the loop along which most operands are contiguous?
//
//===----------------------------------------------------------------------===//
#include "CPU/Rows/RowPlan.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
class RowPlans : public testing::Test {
protected:
  RowPlans() {
    context.loadDialect<arith::ArithDialect, func::FuncDialect,
                        linalg::LinalgDialect, tensor::TensorDialect>();
  }

  /// Returns the plan of an op that adds elements of %x to those of %y, for
  /// vectors of 8 elements. `read` and `written` are the results of the maps
  /// from (i, j).
  std::optional<RowPlan> choose(StringRef loops, StringRef read, StringRef x,
                                StringRef written, StringRef y) {
    module = parseSourceString<ModuleOp>(
        llvm::formatv("func.func @f(%x: {2}, %y: {4}) -> {4} {{\n"
                      "  %r = linalg.generic {{indexing_maps = [\n"
                      "      affine_map<(i, j) -> ({1})>,\n"
                      "      affine_map<(i, j) -> ({3})>],\n"
                      "      iterator_types = [{0}]}\n"
                      "      ins(%x : {2}) outs(%y : {4}) {{\n"
                      "  ^bb0(%a: f32, %b: f32):\n"
                      "    %c = arith.addf %a, %b : f32\n"
                      "    linalg.yield %c : f32\n"
                      "  } -> {4}\n"
                      "  return %r : {4}\n}",
                      loops, read, x, written, y)
            .str(),
        &context);
    if (!module) {
      ADD_FAILURE() << "not a program";
      return std::nullopt;
    }
    linalg::GenericOp op;
    module->walk([&](linalg::GenericOp found) { op = found; });
    Machine machine = llvm::cantFail(makeMachine({"cpu", "x86-64-v3", {}, 1}));
    return chooseRowPlan(op, machine);
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  OwningOpRef<ModuleOp> module;
};

constexpr StringLiteral parallels = R"("parallel", "parallel")";
using Loops = SmallVector<unsigned>;
} // namespace

TEST_F(RowPlans, ElementwiseOpsFollowTheirResult) {
  std::optional<RowPlan> plan = choose(parallels, "i, j", "tensor<64x100xf32>",
                                       "i, j", "tensor<64x100xf32>");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->loop, 1U);
  EXPECT_EQ(plan->width, 8);
  EXPECT_FALSE(plan->isReduction);
  EXPECT_FALSE(plan->isStrided);
  EXPECT_EQ(plan->parallels, Loops({0U}));
  EXPECT_TRUE(plan->reductions.empty());
}

TEST_F(RowPlans, TransposedOperandsAreStrided) {
  std::optional<RowPlan> plan = choose(parallels, "j, i", "tensor<100x64xf32>",
                                       "i, j", "tensor<64x100xf32>");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->loop, 1U);
  EXPECT_TRUE(plan->isStrided);
}

TEST_F(RowPlans, SumsOfRowsHaveFourRegisters) {
  std::optional<RowPlan> plan =
      choose(R"("parallel", "reduction")", "i, j", "tensor<64x100xf32>", "i",
             "tensor<64xf32>");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->loop, 1U);
  EXPECT_EQ(plan->width, 32);
  EXPECT_TRUE(plan->isReduction);
  EXPECT_FALSE(plan->isStrided);
  EXPECT_EQ(plan->parallels, Loops({0U}));
  EXPECT_TRUE(plan->reductions.empty());
}

TEST_F(RowPlans, SumsOfColumnsAreSideBySide) {
  std::optional<RowPlan> plan =
      choose(R"("reduction", "parallel")", "i, j", "tensor<64x100xf32>", "j",
             "tensor<100xf32>");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->loop, 1U);
  EXPECT_EQ(plan->width, 8);
  EXPECT_FALSE(plan->isReduction);
  EXPECT_TRUE(plan->parallels.empty());
  EXPECT_EQ(plan->reductions, Loops({0U}));
}

TEST_F(RowPlans, LoopsOfOneIterationAreSkipped) {
  std::optional<RowPlan> plan =
      choose(parallels, "i, j", "tensor<64x1xf32>", "i, j", "tensor<64x1xf32>");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->loop, 0U);
  EXPECT_FALSE(
      choose(parallels, "i, j", "tensor<1x1xf32>", "i, j", "tensor<1x1xf32>"));
}
