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
#include "ag/Driver/Program.h"
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

/// A loop of calls, with slices, gathers, products and a dynamic size.
constexpr StringLiteral loop = R"(
  func.func private @step(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>)
      -> tensor<?x8xf32> {
    %zero = arith.constant 0.0 : f32
    %c0 = arith.constant 0 : index
    %n = tensor.dim %x, %c0 : tensor<?x8xf32>
    %e = tensor.empty(%n) : tensor<?x8xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>)
         -> tensor<?x8xf32>
    %0 = linalg.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x8xf32>)
         outs(%f : tensor<?x8xf32>) -> tensor<?x8xf32>
    %1 = linalg.tanh ins(%0 : tensor<?x8xf32>) outs(%e : tensor<?x8xf32>)
         -> tensor<?x8xf32>
    return %1 : tensor<?x8xf32>
  }
  func.func @f(%x: tensor<?x8xf32>, %w: tensor<3x8x8xf32>) -> tensor<?x8xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%y = %x)
        -> tensor<?x8xf32> {
      %own = tensor.extract_slice %w[%i, 0, 0] [1, 8, 8] [1, 1, 1]
          : tensor<3x8x8xf32> to tensor<8x8xf32>
      %0 = func.call @step(%y, %own)
          : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
      %row = tensor.extract_slice %0[0, 0] [1, 8] [1, 1]
          : tensor<?x8xf32> to tensor<1x8xf32>
      %1 = tensor.insert_slice %row into %0[%i, 0] [1, 8] [1, 1]
          : tensor<1x8xf32> into tensor<?x8xf32>
      scf.yield %1 : tensor<?x8xf32>
    }
    return %r : tensor<?x8xf32>
  })";

/// Registers upstream's dialects without models.
void insertDialects(DialectRegistry &registry) {
  registry.insert<arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect,
                  math::MathDialect, scf::SCFDialect, tensor::TensorDialect>();
}

/// Returns the lowered program, in a context that has only the dialects and
/// models that `add` registers; empty if a pass fails.
std::string lower(StringRef program, StringRef target,
                  void (*add)(DialectRegistry &)) {
  DialectRegistry registry;
  add(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto module = parseSourceString<ModuleOp>(program, &context);
  PassManager passes(&context);
  std::string pipeline =
      ("ag-set-target{target=" + target + "},to{lower}").str();
  std::string text;
  if (module && succeeded(parsePassPipeline(pipeline, passes)) &&
      succeeded(passes.run(*module)))
    llvm::raw_string_ostream(text) << *module;
  return text;
}

class PassModels : public testing::Test {
protected:
  PassModels() {
    DialectRegistry registry;
    insertDialects(registry);
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

TEST_F(PassModels, PhasesLower) {
  ag::registerPasses();
  for (StringRef program : {rows, loop})
    for (StringRef target : {"cpu", "cuda"}) {
      std::string own = lower(program, target, insertDialects);
      EXPECT_NE(own, "");
      EXPECT_EQ(own, lower(program, target, ag::registerAllDialects));
    }
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
