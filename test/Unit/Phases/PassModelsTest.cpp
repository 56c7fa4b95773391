//===- PassModelsTest.cpp - passes in a context without ag's models -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does each pass know upstream's ops in a tool that registers only upstream's
// dialects?
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "ag/Phases/Fuse/Passes.h"
#include "ag/Pipeline/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
constexpr StringLiteral rows = R"(
  func.func @f(%x: tensor<8x256xf32>) -> tensor<8xf32> {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<8x256xf32>
    %0 = linalg.exp ins(%x : tensor<8x256xf32>) outs(%e : tensor<8x256xf32>)
         -> tensor<8x256xf32>
    %i = tensor.empty() : tensor<8xf32>
    %f = linalg.fill ins(%zero : f32) outs(%i : tensor<8xf32>) -> tensor<8xf32>
    %1 = linalg.reduce { arith.addf } ins(%0 : tensor<8x256xf32>)
         outs(%f : tensor<8xf32>) dimensions = [1]
    return %1 : tensor<8xf32>
  })";

class PassModels : public testing::Test {
protected:
  PassModels() {
    DialectRegistry registry;
    registry
        .insert<arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect,
                math::MathDialect, tensor::TensorDialect>();
    context.appendDialectRegistry(registry);
    module = parseSourceString<ModuleOp>(rows, &context);
  }

  bool run(std::unique_ptr<Pass> pass) {
    PassManager passes(&context);
    passes.addPass(std::move(pass));
    return succeeded(passes.run(*module));
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  OwningOpRef<ModuleOp> module;
};
} // namespace

TEST_F(PassModels, LinalgIsFused) {
  ASSERT_TRUE(run(createFusePass()));
  unsigned groups = 0;
  module->walk([&](FusedOp) { ++groups; });
  EXPECT_EQ(groups, 1U);
}

TEST_F(PassModels, LinalgIsDifferentiated) {
  DifferentiatePassOptions options;
  options.grad = "f";
  ASSERT_TRUE(run(createDifferentiatePass(options)));
  EXPECT_TRUE(module->lookupSymbol("f_grad"));
}

TEST_F(PassModels, OfAllPasses) {
  ag::registerPasses();
  PassPipelineCLParser registered("", "All that are registered");
  unsigned count = 0;
  for (StringRef name : llvm::cl::getRegisteredOptions().keys()) {
    if (!name.starts_with("ag-") || !PassInfo::lookup(name))
      continue;
    SCOPED_TRACE(name.str());
    ++count;
    MLIRContext own(MLIRContext::Threading::DISABLED);
    own.loadDialect<linalg::LinalgDialect>();
    OpPassManager passes(OpPassManager::getAnyOpAnchorName());
    ASSERT_TRUE(succeeded(PassInfo::lookup(name)->addToPipeline(
        passes, "", [](const Twine &) { return failure(); })));
    DialectRegistry registry;
    passes.getDependentDialects(registry);
    own.appendDialectRegistry(registry);
    OperationName fill(linalg::FillOp::getOperationName(), &own);
    EXPECT_TRUE(fill.hasInterface<StructuredOpInterface>());
  }
  EXPECT_GT(count, 80U);
}
