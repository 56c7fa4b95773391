//===- Bufferize.cpp - tensors into buffers -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {
#define GEN_PASS_DEF_BUFFERIZEPASS
#include "ag/Conversion/Passes.h.inc"

namespace {
LogicalResult copyBuffer(OpBuilder &builder, Location loc, Value from,
                         Value to) {
  auto isCompact = [](Value buffer) {
    return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
  };
  if (isCompact(from) && isCompact(to))
    memref::CopyOp::create(builder, loc, from, to);
  else
    linalg::CopyOp::create(builder, loc, from, to);
  return success();
}

OneShotBufferizationOptions makeOptions() {
  OneShotBufferizationOptions options;
  options.bufferizeFunctionBoundaries = true;
  options.setFunctionBoundaryTypeConversion(LayoutMapOption::IdentityLayoutMap);
  options.memCpyFn = copyBuffer;
  return options;
}

struct BufferizePass : impl::BufferizePassBase<BufferizePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    OneShotBufferizationOptions options = makeOptions();
    {
      OneShotAnalysisState state(module, options);
      IRRewriter rewriter(&getContext());
      if (failed(analyzeModuleOp(module, state)) ||
          failed(eliminateEmptyTensors(rewriter, module, state)))
        return signalPassFailure();
    }
    BufferizationState state;
    if (failed(runOneShotModuleBufferize(module, options, state)))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
