//===- PassEdits.cpp - programs made smaller by passes --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/PassEdits.h"
#include "Compile/OpCount.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {

template <typename MakePass>
static Change runPass(ModuleOp module, MakePass make) {
  return [=]() mutable {
    int64_t before = countOps(module);
    PassManager passes(module.getContext());
    passes.addPass(make());
    return succeeded(passes.run(module)) && countOps(module) < before;
  };
}

Changes listPasses(ModuleOp module) {
  return {runPass(module, [] { return createInlinerPass(); }),
          runPass(module, [] { return createSymbolDCEPass(); }),
          runPass(module, [] { return createCSEPass(); }),
          runPass(module, [] { return createCanonicalizerPass(); })};
}

} // namespace ag
