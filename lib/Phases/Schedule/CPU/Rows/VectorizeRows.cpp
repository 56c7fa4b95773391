//===- VectorizeRows.cpp - loops over vectors -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops are computed along vectors, and why are the others not? The ops
// that earlier passes have left. Fills come last, as most have no readers by
// then: their readers take the scalar instead. Rows.cpp creates the loops.
//
//===----------------------------------------------------------------------===//
#include "CPU/Kernels.h"
#include "CPU/Rows/Rows.h"
#include "Common/Access.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_VECTORIZEROWSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
/// Generalizes fills that are still read from memory, and erases those without
/// users.
void generalizeFills(Operation *function) {
  SmallVector<linalg::FillOp> ops;
  function->walk([&](linalg::FillOp op) { ops.push_back(op); });
  IRRewriter rewriter(function->getContext());
  for (linalg::FillOp op : ops) {
    if (op->use_empty()) {
      rewriter.eraseOp(op);
      continue;
    }
    rewriter.setInsertionPoint(op);
    (void)linalg::generalizeNamedOp(rewriter, op);
  }
}

/// Returns true if the op computes one element from one element of each
/// operand.
bool hasOneIteration(linalg::LinalgOp op) {
  return llvm::all_of(op.getStaticLoopRanges(),
                      [](int64_t extent) { return extent == 1; });
}

/// Emits a remark for each op that becomes plain loops, one element at a time.
void explainLoops(Operation *function) {
  function->walk([](linalg::LinalgOp op) {
    if (hasOneIteration(op))
      return;
    auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
    StringRef reason =
        !generic || !op.hasPureTensorSemantics() || !hasPlainMaps(op)
            ? "an operand is not read at plain loop indices"
            : "no loop moves the results by one element and can be computed on "
              "vectors";
    rowRemarks.missed(op, "loops")
        << remark::add("is left to plain loops, one element at a time")
        << remark::reason("{0}", reason);
  });
}

struct VectorizeRowsPass
    : WithModels<impl::VectorizeRowsPassBase<VectorizeRowsPass>> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    FailureOr<Machine> machine = getMachine(function);
    if (failed(machine))
      return signalPassFailure();
    emitKernels(function, *machine, emitRows);
    generalizeFills(function);
    emitKernels(function, *machine, emitRows);
    explainLoops(function);
  }
};
} // namespace
} // namespace ag
