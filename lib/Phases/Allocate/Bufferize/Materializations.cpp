//===- Materializations.cpp - values in given memory ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Materializations.h"
#include "CopyCarried.h"
#include "Destinations.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/Flow/WrittenOperands.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SubsetOpInterface.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {
namespace {
/// Returns true if `destination` is the memory of a result, or a view of it.
bool isResult(Value destination) {
  return skipReshapes(destination).getDefiningOp<ToTensorOp>() != nullptr;
}

/// Returns true if another use outside of `end` writes to the buffer of
/// `written`, or reads it in or after the writing op. Uses in branches that
/// exclude the op are ignored. Slices that are extracted before the op are
/// ignored, too: if such a slice needs another buffer, only the slice is
/// copied.
bool isSharedBeside(OpOperand &written, Operation *end, AnalysisState &state) {
  Operation *writer = written.getOwner();
  SetVector<Value> sharing;
  sharing.insert(written.get());
  for (size_t k = 0; k < sharing.size(); ++k)
    for (OpOperand &use : sharing[k].getUses()) {
      Operation *user = use.getOwner();
      if (&use == &written || end->isAncestor(user) ||
          insideMutuallyExclusiveRegions(user, writer))
        continue;
      if (isa<SubsetExtractionOpInterface>(user) && isBefore(user, writer))
        continue;
      if (state.bufferizesToMemoryWrite(use) ||
          (state.bufferizesToMemoryRead(use) && !isBefore(user, writer)))
        return true;
      for (const AliasingValue &alias : state.getAliasingValues(use))
        sharing.insert(alias.value);
    }
  return false;
}

/// The number of paths through consecutive choices up to which isUpdate follows
/// a value. MLIR follows each path separately to find the type of a loop's
/// buffer.
constexpr size_t mostUpdateWays = 4096;

/// Returns the operand whose buffer `value` is all of: that of a reshape,
/// or one that an op writes; null if there is none.
OpOperand *getOperandInPlace(Value value) {
  Operation *op = value.getDefiningOp();
  if (isReshape(op))
    return &op->getOpOperand(0);
  return getWrittenOperand(value);
}

/// Returns true if ops write `value`, one after the other and in all branches
/// of choices, onto `carried`: an iter_arg, or an argument that callers give
/// up. Reshapes of what they write are ignored. The overwritten values must not
/// be needed before `end`. `value` then stays in that buffer anyway.
bool isUpdate(Value value, BlockArgument carried, Operation *end,
              AnalysisState &state) {
  SetVector<Value> made;
  made.insert(value);
  size_t ways = 1;
  for (size_t k = 0; k < made.size(); ++k) {
    if (made[k] == carried)
      continue;
    SmallVector<OpOperand *> from = getChosen(made[k]);
    ways *= std::max<size_t>(1, from.size());
    if (ways > mostUpdateWays)
      return false;
    if (from.empty()) {
      OpOperand *written = getOperandInPlace(made[k]);
      if (!written || isSharedBeside(*written, end, state))
        return false;
      from.push_back(written);
    }
    for (OpOperand *each : from)
      made.insert(each->get());
  }
  return true;
}

/// Replaces `op` by its source, cast to the destination's type, which may have
/// fewer static sizes.
void replaceBySource(MaterializeInDestinationOp op) {
  IRRewriter rewriter(op);
  Type type = op->getResultTypes().front();
  Value source = op.getSource();
  if (source.getType() != type)
    source = tensor::CastOp::create(rewriter, op.getLoc(), type, source);
  rewriter.replaceOp(op, source);
}
} // namespace

void loosenMaterializations(ModuleOp module,
                            const BufferizationOptions &options) {
  AnalysisState state(options);
  module.walk([&](MaterializeInDestinationOp op) {
    if (!isa<TensorType>(op.getDest().getType()) || isResult(op.getDest()))
      return;
    IRRewriter rewriter(op);
    auto carried = dyn_cast<BlockArgument>(op.getDest());
    if (carried && isUpdate(op.getSource(), carried, op, state))
      return replaceBySource(op);
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(rewriter, op.getLoc(), op.getSource());
    if (llvm::any_of(sizes, isZeroInteger))
      return rewriter.replaceOp(op, op.getDest());
    rewriter.replaceOp(
        op, insertAll(rewriter, op.getLoc(), op.getSource(), op.getDest()));
  });
}

void forgetDestinations(ModuleOp module) {
  module.walk([](MaterializeInDestinationOp op) {
    if (isa<TensorType>(op.getDest().getType()) && isResult(op.getDest()))
      replaceBySource(op);
  });
}

} // namespace ag
