//===- WriteInPlace.cpp - updates of donated arguments in place -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an element-wise op update a tensor in its buffer?
//
//   %y = linalg.generic ins(%w, %g) outs(%empty) {    result 0 has
//   ^bb0(%a, %b, %out):                               ag.alias = 0, and %w is
//     f(%a, %b)                                       argument 0
//
// (or %w is an iter_arg of a loop that yields %y for it) becomes an op that
// reads each element of %w just before it writes it. Bufferization could not
// prove this of two operands:
//
//   %y = linalg.generic ins(%g) outs(%w) {
//   ^bb0(%b, %out):
//     f(%out, %b)
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/GroupMarks.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/Flow/WrittenOperands.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_WRITEINPLACEPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks writeInPlaceRemarks("ag-write-in-place");

namespace {
/// Returns true if no op uses `value` after `op`, which uses it, has run.
bool isUsedLast(Value value, Operation *op) {
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    Operation *at = op->getBlock()->findAncestorOpInBlock(*user);
    // An op that only writes to it in the end does not read it.
    auto put = dyn_cast<bufferization::MaterializeInDestinationOp>(user);
    return (put && put.getDest() == value && put.getSource() != value) ||
           (at && (at == op || at->isBeforeInBlock(op)));
  });
}

/// Returns the inputs that the op's result `number` can overwrite. All of them
/// are one value: `argument`, or the value last written to it, which has no
/// other use. Returns an empty list if there is no such input, or if one is not
/// read where the result is written.
SmallVector<unsigned> findUpdated(linalg::GenericOp op, unsigned number,
                                  BlockArgument argument) {
  OpOperand *init = op.getDpsInitOperand(number);
  AffineMap written = op.getMatchingIndexingMap(init);
  if (!op.hasPureTensorSemantics() || !written.isPermutation() ||
      op.getNumParallelLoops() != op.getNumLoops() ||
      !op.getMatchingBlockArgument(init).use_empty() ||
      init->get().getType() != argument.getType())
    return {};
  SmallVector<unsigned> found;
  for (OpOperand *input : op.getDpsInputOperands())
    if (isWrittenOnto(input->get(), argument)) {
      Value value = input->get();
      bool isLast =
          value == argument ? isUsedLast(value, op) : value.hasOneUse();
      bool isOther = !found.empty() && op->getOperand(found.front()) != value;
      if (op.getMatchingIndexingMap(input) != written || !isLast || isOther)
        return {};
      found.push_back(input->getOperandNumber());
    }
  return found;
}

/// Replaces the op by one without these inputs that writes result `number` onto
/// them.
void writeOnto(linalg::GenericOp op, ArrayRef<unsigned> updated,
               unsigned number) {
  SmallVector<Value> inputs(op.getInputs()), outputs(op.getOutputs());
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  outputs[number] = inputs[updated.front()];
  Block *body = op.getBody();
  BlockArgument old = op.getMatchingBlockArgument(op.getDpsInitOperand(number));
  for (unsigned input : llvm::reverse(updated)) {
    inputs.erase(inputs.begin() + input);
    maps.erase(maps.begin() + input);
    body->getArgument(input).replaceAllUsesWith(old);
    body->eraseArgument(input);
  }
  GroupMarker marker;
  marker.follow(op);
  IRRewriter rewriter(op->getContext(), &marker);
  rewriter.setInsertionPoint(op);
  auto updating = linalg::GenericOp::create(
      rewriter, op.getLoc(), op.getResultTypes(), inputs, outputs, maps,
      op.getIteratorTypesArray());
  rewriter.inlineRegionBefore(op.getRegion(), updating.getRegion(),
                              updating.getRegion().end());
  rewriter.replaceOp(op, updating);
}

/// Looks through ops that accumulate onto what another one computes, and
/// returns the first such value, whose memory they update.
Value skipAccumulation(Value value) {
  while (auto op = value.getDefiningOp<linalg::LinalgOp>()) {
    OpOperand *init =
        op.getDpsInitOperand(cast<OpResult>(value).getResultNumber());
    if (!op.payloadUsesValueFromOperand(init) || !init->get().hasOneUse() ||
        !init->get().getDefiningOp<linalg::GenericOp>())
      break;
    value = init->get();
  }
  return value;
}

/// Computes `value`, which ends up in the memory of `argument`, directly in
/// that memory if an element-wise op that updates the argument computes it, or
/// computes what it is accumulated onto. Returns whether it did.
bool writeInPlace(Value value, BlockArgument argument) {
  auto result = dyn_cast<OpResult>(skipAccumulation(value));
  auto op = result ? dyn_cast<linalg::GenericOp>(result.getOwner()) : nullptr;
  // An op that accumulates onto the argument is in place already.
  if (!op ||
      isWrittenOnto(op.getDpsInits()[result.getResultNumber()], argument))
    return false;
  SmallVector<unsigned> updated =
      findUpdated(op, result.getResultNumber(), argument);
  if (updated.empty()) {
    writeInPlaceRemarks.missed(op, "in-place")
        << remark::add("is computed in memory of its own, and copied")
        << remark::reason("it does not read what lies in the memory that it "
                          "is to be in just where it writes, or that is "
                          "needed behind it");
    return false;
  }
  writeInPlaceRemarks.passed(op, "in-place")
      << remark::add("is computed in the memory that it is to be in");
  writeOnto(op, updated, result.getResultNumber());
  return true;
}

struct WriteInPlacePass
    : WithModels<impl::WriteInPlacePassBase<WriteInPlacePass>> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    bool changed = false;
    Operation *terminator = function.getBody().front().getTerminator();
    SmallVector<int64_t> aliases = getAliases(function);
    // An entry has no results once its callers own their buffers.
    if (terminator->getNumOperands() == aliases.size())
      for (auto [number, alias] : llvm::enumerate(aliases))
        if (alias >= 0)
          changed |= writeInPlace(terminator->getOperand(number),
                                  function.getArgument(alias));
    function.walk([&](bufferization::MaterializeInDestinationOp op) {
      if (auto carried = dyn_cast<BlockArgument>(op.getDest()))
        changed |= writeInPlace(op.getSource(), carried);
    });
    if (!changed)
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
