//===- TileContractions.cpp - register tiles for contractions -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which contractions are computed in register tiles, and with which epilogues?
// Contraction.cpp chooses the sizes of tiles, and emits them.
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/Contraction.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_TILECONTRACTIONSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
/// Replaces a contraction by register tiles. Includes the element-wise op that
/// reads it if that can be computed on the accumulators.
LogicalResult emitContraction(RewriterBase &rewriter, linalg::GenericOp op,
                              const Machine &machine) {
  if (!op.hasPureTensorSemantics())
    return failure();
  std::optional<ContractionPlan> plan = makeContractionPlan(op);
  if (!plan || !isVectorizable(op, plan->n))
    return failure();
  Contraction contraction(op, *plan, machine);
  if (!contraction.isWorthTiles())
    return failure();
  contraction.explain();
  contraction.takeEpilogue();
  contraction.emit(rewriter);
  return success();
}

struct TileContractionsPass
    : WithModels<impl::TileContractionsPassBase<TileContractionsPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    if (!emitKernels(getOperation(), *machine, emitContraction))
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
