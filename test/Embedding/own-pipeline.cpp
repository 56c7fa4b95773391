//===- own-pipeline.cpp - passes of ag in another project's pipeline ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Program.h"
#include "ag/Phases/Common/Passes.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "ag/Pipeline/Contracts.h"
#include "ag/Pipeline/Options.h"
#include "ag/Pipeline/Targets.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;

/// Appends the passes that convert a program and its gradient to loops for a
/// CPU with AVX-512.
static void addPasses(OpPassManager &passes) {
  ag::TargetRequest target;
  target.march = "x86-64-v4";
  passes.addPass(ag::createSetTargetPass(target));
  ag::DifferentiatePassOptions derivatives;
  derivatives.grad = "f:value";
  passes.addPass(ag::createDifferentiatePass(derivatives));
  for (const ag::Phase &phase : ag::getPhases()) {
    if (!phase.isRequested)
      ag::buildPhase(passes, phase, *ag::findTargetKind("cpu"), {});
    if (phase.name == "schedule")
      return;
  }
}

int main(int argc, char **argv) {
  DialectRegistry registry;
  ag::registerAllDialects(registry);
  MLIRContext context(registry);
  auto module = parseSourceFile<ModuleOp>(argv[1], &context);
  PassManager passes(&context);
  addPasses(passes.nest<ModuleOp>());
  if (!module || failed(passes.run(*module)))
    return 1;
  passes.printAsTextualPipeline(llvm::outs());
  llvm::outs() << "\n" << *module << "\n";
  return 0;
}
