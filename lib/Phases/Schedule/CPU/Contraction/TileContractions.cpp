//===- TileContractions.cpp - register tiles for contractions -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which contractions are computed in register tiles, and with which epilogues?
// TileSizes.cpp chooses the sizes of tiles, and ContractionNest.cpp emits them.
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/AccumulateInPlace.h"
#include "CPU/Contraction/ContractionNest.h"
#include "CPU/Rows/VectorBody.h"
#include "Common/Nests/GroupMarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_TILECONTRACTIONSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
/// Emits a remark that names the tiles.
void explainTiles(linalg::GenericOp op, const ContractionShape &shape) {
  int64_t most = shape.mostRowsInPlace;
  bool isDynamic = ShapedType::isDynamic(shape.rows);
  TileVectors vectors =
      isDynamic ? TileVectors::AlongColumns : chooseVectors(shape, shape.rows);
  bool isPacked = vectors == TileVectors::AlongColumns && !shape.isContiguous;
  std::string how;
  if (vectors == TileVectors::AlongSums)
    how = " sums along their own vectors";
  else if (isPacked && isDynamic && most > 0)
    how = llvm::formatv(", and with more than {0} rows an operand is packed "
                        "first",
                        most);
  else if (isPacked)
    how = ", and an operand is packed first";
  int64_t rows = rowLadder(shape, vectors).front();
  int64_t columns = columnLadder(shape, vectors, rows).front();
  contractionRemarks.passed(op, "contraction")
      << remark::add("becomes register tiles of {0} x {1}{2}", rows, columns,
                     how)
      << remark::metric("rows", rows) << remark::metric("columns", columns)
      << remark::metric("packed", isPacked);
}

/// Returns why the user cannot be an epilogue, or an empty string if it can.
/// The user is element-wise and reads each element of the result once. Its
/// results and other operands must be contiguous along n as well.
StringRef whyNoEpilogue(linalg::GenericOp user, OpOperand &use) {
  if (llvm::any_of(user.getRegionOutputArgs(),
                   [](BlockArgument old) { return !old.use_empty(); }))
    return "its user computes onto what its results held before";
  unsigned n = *getLastLoop(user.getMatchingIndexingMap(&use));
  for (OpOperand &operand : user->getOpOperands())
    if (getAccess(user, operand, n) == Access::Strided)
      return "an operand of its user is not contiguous along the columns";
  for (OpOperand &result : user.getDpsInitsMutable())
    if (!user.getMatchingIndexingMap(&result).isPermutation() ||
        getAccess(user, result, n) != Access::Contiguous)
      return "its user can't be computed on vectors of columns";
  return isVectorizable(user, n)
             ? ""
             : "its user can't be computed on vectors of columns";
}

/// Returns the use of the result by the epilogue, or null if there is none.
OpOperand *chooseEpilogue(linalg::GenericOp op) {
  OpOperand *use = findEpilogue(op);
  bool isShared = !op.getResult(0).hasOneUse();
  if (!use || (isShared && accumulatesInPlace(op)))
    return nullptr;
  auto user = cast<linalg::GenericOp>(use->getOwner());
  StringRef reason = whyNoEpilogue(user, *use);
  if (reason.empty())
    return use;
  contractionRemarks.missed(op, "memory")
      << remark::add("lies in memory for its user at {0}", spellPlace(user))
      << remark::reason("{0}", reason);
  return nullptr;
}

/// Replaces a contraction by register tiles. Includes the element-wise op that
/// reads it if that can be computed on the accumulators.
LogicalResult emitContraction(RewriterBase &rewriter, linalg::GenericOp op,
                              const Machine &machine) {
  if (!op.hasPureTensorSemantics())
    return failure();
  std::optional<ContractionPlan> plan = makeContractionPlan(op);
  if (!plan || !isVectorizable(op, plan->n))
    return failure();
  ContractionShape shape = readShape(op, *plan, machine);
  if (!isWorthTiles(shape, !plan->rows.empty()))
    return failure();
  explainTiles(op, shape);
  ContractionNest(op, *plan, shape, chooseEpilogue(op)).emit(rewriter);
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
