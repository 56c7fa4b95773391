//===- BatchPass.cpp - functions on batches -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Requests/RequestOps.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_BATCHPASS
#include "ag/Phases/Differentiate/Passes.h.inc"

namespace {
struct BatchPass : WithModels<impl::BatchPassBase<BatchPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    RequestOps requests(getOperation(), {Rematerialization::Auto, *machine},
                        [this](func::FuncOp function) {
                          OpPassManager passes(
                              func::FuncOp::getOperationName());
                          addSimplification(passes);
                          return runPipeline(passes, function);
                        });
    if (failed(requests.answerBatches()))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
