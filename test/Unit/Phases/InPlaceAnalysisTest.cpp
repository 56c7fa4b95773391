//===- InPlaceAnalysisTest.cpp - no more copies than upstream has ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does the analysis copy at most as many operands as upstream's one-shot
// analysis, for each program of test/Phases/Allocate? Upstream's takes longer
// and refuses more programs. The copied operands may differ if branches yield
// values of several buffers.
//
//===----------------------------------------------------------------------===//
#include "Bufferize/InPlaceAnalysis.h"
#include "Bufferize/Destinations.h"
#include "Bufferize/InsertEarly.h"
#include "Bufferize/SeparateDestinations.h"
#include "ag/Driver/Program.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Pipeline/Contracts.h"
#include "ag/Pipeline/Options.h"
#include "ag/Pipeline/Targets.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;
using namespace mlir::bufferization;

namespace {
class InPlaceAnalysisTest : public testing::Test {
protected:
  InPlaceAnalysisTest()
      : context(makeRegistry(), MLIRContext::Threading::DISABLED) {
    context.loadAllAvailableDialects();
    options.bufferizeFunctionBoundaries = true;
    options.setFunctionBoundaryTypeConversion(
        LayoutMapOption::IdentityLayoutMap);
  }

  static DialectRegistry makeRegistry() {
    DialectRegistry registry;
    ag::registerAllDialects(registry);
    return registry;
  }

  /// Runs the passes before ag-bufferize. Returns null if one of them fails.
  OwningOpRef<ModuleOp> prepare(StringRef text);

  /// Compares both analyses. Returns the number of compared operands.
  unsigned compare(ModuleOp module);

  MLIRContext context;
  OneShotBufferizationOptions options;
};

OwningOpRef<ModuleOp> InPlaceAnalysisTest::prepare(StringRef text) {
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return nullptr;
  PassManager passes(&context);
  FailureOr<ArrayRef<Phase>> phases =
      remainingPhases(*module, *findPhase("schedule"));
  if (failed(phases))
    return nullptr;
  CompileOptions none;
  for (const Phase &phase : *phases)
    if (!phase.isRequested || phase.isRequested(*module, none))
      buildPhase(passes, phase, getTargetKinds().front(), none);
  passes.addPass(createResultsToDestinationsPass());
  passes.addPass(createCanonicalizerPass());
  if (failed(passes.run(*module)))
    return nullptr;
  insertEarly(*module);
  insertInBranches(*module);
  separateDestinations(*module);
  return module;
}

unsigned InPlaceAnalysisTest::compare(ModuleOp module) {
  InPlaceState ours(module, options);
  OneShotAnalysisState theirs(module, options);
  bool isRight = succeeded(analyzeModuleOp(module, theirs));
  bool isOursRight = succeeded(analyzeInPlace(module, ours));
  EXPECT_TRUE(isOursRight || !isRight);
  unsigned count = 0, ourCopies = 0, theirCopies = 0;
  module.walk([&](Operation *op) {
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isRight || !isa<TensorType>(operand.get().getType()))
        continue;
      ++count;
      ourCopies += !ours.isInPlace(operand);
      theirCopies += !theirs.isInPlace(operand);
      EXPECT_EQ(ours.hasUndefinedContents(&operand),
                theirs.hasUndefinedContents(&operand));
    }
  });
  EXPECT_LE(ourCopies, theirCopies);
  return count;
}

TEST_F(InPlaceAnalysisTest, CopiesNoMoreThanUpstream) {
  ScopedDiagnosticHandler quiet(&context,
                                [](Diagnostic &) { return success(); });
  unsigned count = 0;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator file(AG_PROGRAMS "/Allocate", error),
       end;
       file != end && !error; file.increment(error)) {
    auto buffer = llvm::MemoryBuffer::getFile(file->path());
    if (!buffer || !StringRef(file->path()).ends_with(".mlir"))
      continue;
    SmallVector<StringRef> programs;
    (*buffer)->getBuffer().split(programs, "// -----");
    for (StringRef program : programs) {
      SCOPED_TRACE(file->path() + "\n" + program.str());
      if (OwningOpRef<ModuleOp> module = prepare(program))
        count += compare(*module);
    }
  }
  EXPECT_GT(count, 1000u);
}
} // namespace
