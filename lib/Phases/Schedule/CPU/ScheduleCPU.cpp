//===- ScheduleCPU.cpp - loops over vectors, on tensors -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order are the linalg ops of a function scheduled?
//
//  1. Element-wise ops join their users; those that update what a loop carries,
//     or an argument that a result takes over (ag.alias), write onto it.
//  2. Products of batches, and what is between them, share loops over these.
//  3. Large matrices are packed for contractions. What loops compute of
//     what does not change is computed in front of them, if it may.
//  4. Contractions become register tiles, and take the ops that use them.
//  5. Reductions and what is computed from them share loops over rows.
//  6. What is padded is inserted into a filled tensor.
//  7. Copies that exchange the innermost dimension become transposed squares.
//  8. Everything else that can becomes loops over vectors.
//
// What none of them takes stays linalg, for plain loops. Equal ops are merged.
//
//===----------------------------------------------------------------------===//
#include "BatchFusion.h"
#include "Common/EqualOps.h"
#include "Contraction.h"
#include "Fusion.h"
#include "Panels.h"
#include "Payload.h"
#include "RowFusion.h"
#include "Rows.h"
#include "ScheduleRemarks.h"
#include "Transpose.h"
#include "WriteInPlace.h"
#include "ag/Analysis/WrittenOperands.h"
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SCHEDULECPUPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
using Emit = LogicalResult (*)(RewriterBase &, linalg::GenericOp,
                               const Machine &);

/// Later ops first, so that no op that is still to come is replaced as part of
/// another.
void emitAll(Operation *function, const Machine &machine, Emit emit) {
  SmallVector<linalg::GenericOp> ops;
  function->walk([&](linalg::GenericOp op) { ops.push_back(op); });
  IRRewriter rewriter(function->getContext());
  for (linalg::GenericOp op : llvm::reverse(ops))
    // An op that does not fit is left as it is.
    (void)emit(rewriter, op, machine);
}

/// What still reads a filled tensor reads memory; the others took the scalar.
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

/// Whether `op` can be computed though a loop around it has no turn: its sizes
/// are numbers, and it reads no element by an index that may be outside.
bool canRunAlways(Operation *op) {
  bool isKnown = isa<linalg::LinalgOp, tensor::EmptyOp, tensor::ExpandShapeOp,
                     tensor::CollapseShapeOp, arith::ConstantOp>(op);
  bool hasSizes = llvm::all_of(op->getResultTypes(), [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return !tensor || tensor.hasStaticShape();
  });
  return isKnown && hasSizes && isMemoryEffectFree(op) && isSpeculatable(op) &&
         !op->walk([](tensor::ExtractOp) {
              return WalkResult::interrupt();
            }).wasInterrupted();
}

/// Brings out of loops what is the same in all of their turns: weights that are
/// packed in one are packed when they are loaded.
void hoistInvariants(Operation *function) {
  function->walk([](LoopLikeOpInterface loop) {
    moveLoopInvariantCode(
        loop.getLoopRegions(),
        [&](Value value, Region *) {
          return loop.isDefinedOutsideOfLoop(value);
        },
        [](Operation *op, Region *) { return canRunAlways(op); },
        [&](Operation *op, Region *) { loop.moveOutOfLoop(op); });
  });
}

/// Takes what is padded as inserted into a filled tensor, so that it may be
/// computed there.
///
///   %y = tensor.pad %x low[1] high[2] { yield %v }
///   -> %f = linalg.fill ins(%v)
///      %y = tensor.insert_slice %x into %f[1]
///
/// What its type alone tells of a pad's sizes is left to casts: what is padded
/// may be empty, and inserted behind all that such a type tells.
LogicalResult decomposePads(Operation *function) {
  function->walk([](tensor::PadOp op) {
    RankedTensorType told = op.getResultType();
    auto inferred = tensor::PadOp::inferResultType(
        op.getSourceType(), op.getStaticLow(), op.getStaticHigh());
    if (inferred == told)
      return;
    OpBuilder builder(op->getContext());
    builder.setInsertionPointAfter(op);
    op.getResult().setType(inferred);
    auto cast =
        tensor::CastOp::create(builder, op.getLoc(), told, op.getResult());
    op.getResult().replaceAllUsesExcept(cast, cast);
  });
  RewritePatternSet patterns(function->getContext());
  linalg::populateDecomposePadPatterns(patterns);
  return applyPatternsGreedily(function, std::move(patterns));
}

/// The only dimension of those that a collapse joins that may not be 1; none
/// if there are more.
std::optional<int64_t> getJoinedDim(tensor::CollapseShapeOp op, int64_t dim) {
  std::optional<int64_t> found;
  ReassociationIndices group = op.getReassociationIndices()[dim];
  for (int64_t joined : group) {
    if (op.getSrcType().getDimSize(joined) == 1)
      continue;
    if (found)
      return std::nullopt;
    found = joined;
  }
  return found;
}

/// Asks for sizes where a tensor begins, so that nothing is computed for its
/// shape alone, and sizes that are one are seen to be one.
void askOrigins(Operation *function) {
  function->walk([](tensor::DimOp op) {
    std::optional<int64_t> dim = op.getConstantIndex();
    Value origin = getShapeOrigin(op.getSource());
    while (auto collapse = origin.getDefiningOp<tensor::CollapseShapeOp>()) {
      std::optional<int64_t> joined =
          dim ? getJoinedDim(collapse, *dim) : std::nullopt;
      if (!joined)
        break;
      dim = joined;
      origin = getShapeOrigin(collapse.getSrc());
    }
    op.getSourceMutable().assign(origin);
    if (dim == op.getConstantIndex())
      return;
    OpBuilder builder(op);
    op.getIndexMutable().assign(
        arith::ConstantIndexOp::create(builder, op.getLoc(), *dim));
  });
}

/// Only what this pass finds out says which loops threads share.
void removeMarks(Operation *function) {
  function->walk([](Operation *op) {
    op->removeAttr(parallelAttrName);
    op->removeAttr(onThreadsAttrName);
  });
}

/// Says which ops plain loops will compute, one element at a time.
void explainLoops(Operation *function) {
  function->walk([](linalg::LinalgOp op) {
    auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
    StringRef reason =
        !generic || !op.hasPureTensorSemantics() || !hasPlainMaps(op)
            ? "an operand is not read at plain loop indices"
            : "no loop moves the results by one element and can be computed on "
              "vectors";
    scheduleRemarks.missed(op, "loops")
        << remark::add("is left to plain loops, one element at a time")
        << remark::reason("{0}", reason);
  });
}

struct ScheduleCPUPass : impl::ScheduleCPUPassBase<ScheduleCPUPass> {
  using ScheduleCPUPassBase::ScheduleCPUPassBase;

  void runOnOperation() override {
    Operation *function = getOperation();
    FailureOr<Machine> machine = getMachine(function);
    if (failed(machine))
      return signalPassFailure();
    removeMarks(function);
    if (failed(fuseElementwise(function)))
      return signalPassFailure();
    if (!getOperation().isExternal())
      writeInPlace(getOperation());
    if (failed(fuseBatches(function)) || failed(packPanels(function, *machine)))
      return signalPassFailure();
    hoistInvariants(function);
    emitAll(function, *machine, emitContraction);
    if (failed(fuseRows(function)) || failed(decomposePads(function)))
      return signalPassFailure();
    emitAll(function, *machine, emitTranspose);
    emitAll(function, *machine, emitRows);
    generalizeFills(function);
    emitAll(function, *machine, emitRows);
    askOrigins(function);
    mergeEqualOps(function);
    explainLoops(function);
  }
};
} // namespace
} // namespace ag
