//===- UpdateInBlocks.cpp - where elements say what is written ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does one block do? Updates of a tensor (Updates.h), and whatever reads
// or writes at places that elements say. Such places are clamped: a demand that
// fails is seen when all has run.
//
//===----------------------------------------------------------------------===//
#include "ElementValues.h"
#include "UpdateColumns.h"
#include "Updates.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_UPDATEINBLOCKSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks updateInBlocksRemarks("ag-update-in-blocks");

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

namespace {
/// Keeps the places and sizes that follow from elements within tensors.
class Clamps {
public:
  Clamps(ElementValues &elements, RewriterBase &rewriter)
      : elements(elements), rewriter(rewriter) {}

  void clamp(tensor::ExtractOp op);
  /// Of a slice of `whole`.
  template <typename Op> void clampOffsets(Op op, Value whole);
  void clampSizes(tensor::ExtractSliceOp op);

private:
  void clamp(Operation *op, OpOperand &operand, AffineExpr most,
             ArrayRef<OpFoldResult> symbols);
  AffineExpr symbol(unsigned number) {
    return rewriter.getAffineSymbolExpr(number);
  }
  bool follows(OpFoldResult number) const {
    auto value = dyn_cast<Value>(number);
    return value && elements.contains(value);
  }

  ElementValues &elements;
  RewriterBase &rewriter;
};
} // namespace

/// Takes an operand of `op` to be at least 0, and what `most` makes of the
/// symbols at most.
void Clamps::clamp(Operation *op, OpOperand &operand, AffineExpr most,
                   ArrayRef<OpFoldResult> symbols) {
  Location loc = op->getLoc();
  rewriter.setInsertionPoint(op);
  Value zero = arith::ConstantIndexOp::create(rewriter, loc, 0);
  Value last = getValueOrCreateConstantIndexOp(
      rewriter, loc,
      affine::makeComposedFoldedAffineApply(rewriter, loc, most, symbols));
  Value less = arith::MinSIOp::create(rewriter, loc, operand.get(), last);
  Value clamped = arith::MaxSIOp::create(rewriter, loc, less, zero);
  elements.visit(less.getDefiningOp());
  elements.visit(clamped.getDefiningOp());
  rewriter.modifyOpInPlace(op, [&] { operand.set(clamped); });
}

void Clamps::clamp(tensor::ExtractOp op) {
  rewriter.setInsertionPoint(op);
  for (auto [dim, operand] : llvm::enumerate(op.getIndicesMutable()))
    if (elements.contains(operand.get()))
      clamp(op, operand, symbol(0) - 1,
            tensor::getMixedSize(rewriter, op.getLoc(), op.getTensor(), dim));
}

template <typename Op> void Clamps::clampOffsets(Op op, Value whole) {
  rewriter.setInsertionPoint(op);
  SmallVector<OpFoldResult> extents =
      tensor::getMixedSizes(rewriter, op.getLoc(), whole);
  unsigned number = 0;
  for (auto [dim, offset] : llvm::enumerate(op.getMixedOffsets())) {
    if (!isa<Value>(offset))
      continue;
    OpOperand &operand = op.getOffsetsMutable()[number++];
    OpFoldResult size = op.getMixedSizes()[dim];
    if (!follows(offset))
      continue;
    // A slice whose size follows, too, may begin behind all elements.
    if (follows(size))
      clamp(op, operand, symbol(0), extents[dim]);
    else
      clamp(op, operand, symbol(0) - 1 - (symbol(1) - 1) * symbol(2),
            {extents[dim], size, op.getMixedStrides()[dim]});
  }
}

void Clamps::clampSizes(tensor::ExtractSliceOp op) {
  rewriter.setInsertionPoint(op);
  SmallVector<OpFoldResult> extents =
      tensor::getMixedSizes(rewriter, op.getLoc(), op.getSource());
  unsigned number = 0;
  for (auto [dim, size] : llvm::enumerate(op.getMixedSizes())) {
    if (!isa<Value>(size))
      continue;
    OpOperand &operand = op.getSizesMutable()[number++];
    if (follows(size))
      clamp(
          op, operand, (symbol(0) - symbol(1)).ceilDiv(symbol(2)),
          {extents[dim], op.getMixedOffsets()[dim], op.getMixedStrides()[dim]});
  }
}

/// A slice whose place an element gives is a tensor of its own, unless its size
/// follows from one, too: only what reads it at once can be run then.
static void copySlice(tensor::ExtractSliceOp op, const ElementValues &elements,
                      RewriterBase &rewriter) {
  if (elements.contains(op.getSizes()))
    return;
  rewriter.setInsertionPointAfter(op);
  Location loc = op.getLoc();
  RankedTensorType type = op.getType();
  SmallVector<OpFoldResult> sizes;
  llvm::SmallBitVector dropped = op.getDroppedDims();
  for (auto [dim, size] : llvm::enumerate(op.getMixedSizes()))
    if (!dropped[dim])
      sizes.push_back(size);
  Value empty =
      tensor::EmptyOp::create(rewriter, loc, sizes, type.getElementType());
  if (empty.getType() != type)
    empty = tensor::CastOp::create(rewriter, loc, type, empty);
  auto copy = linalg::CopyOp::create(rewriter, loc, op.getResult(), empty);
  rewriter.replaceAllUsesExcept(op.getResult(), copy.getResult(0), copy);
}

namespace {
struct UpdateInBlocksPass : impl::UpdateInBlocksPassBase<UpdateInBlocksPass> {
  void runOnOperation() override {
    if (failed(checkLoops()))
      return signalPassFailure();
    ElementValues elements(getOperation());
    IRRewriter rewriter(&getContext());
    SmallVector<Operation *> ops;
    for (Operation &op : getOperation().getBody().front())
      ops.push_back(&op);
    for (Operation *op : ops)
      update(op, elements, rewriter);
  }

private:
  /// Loops over blocks write tiles that do not overlap, as these are made here:
  /// those of others may not.
  LogicalResult checkLoops() {
    bool isRight = true;
    getOperation().walk([&](scf::ForallOp loop) {
      emitError(loop.getLoc())
          << "a loop is not compiled for target=cuda yet: '" << loop->getName()
          << "'";
      isRight = false;
    });
    return success(isRight);
  }

  static void runAsUpdate(Operation *op, Value target,
                          const ElementValues &elements,
                          RewriterBase &rewriter) {
    // Nothing can be written where there is no element.
    auto type = cast<RankedTensorType>(target.getType());
    if (llvm::is_contained(type.getShape(), 0))
      return rewriter.replaceOp(op, target);
    if (scf::ForallOp shared = shareColumns(rewriter, op, target, elements)) {
      updateInBlocksRemarks.passed(shared, "blocks")
          << remark::add("is done by blocks of {0} threads, each on columns of "
                         "its own, as elements say where it writes, or "
                         "iterations follow each other",
                         blockThreads);
      return;
    }
    BlockOp done = runInBlock(rewriter, op, target, target);
    updateInBlocksRemarks.passed(done.loop, "blocks")
        << remark::add("is done by one block of {0} threads, as elements say "
                       "where it writes, or iterations follow each other",
                       blockThreads);
  }

  static void update(Operation *op, ElementValues &elements,
                     RewriterBase &rewriter) {
    Clamps clamps(elements, rewriter);
    if (auto element = dyn_cast<tensor::ExtractOp>(op))
      return clamps.clamp(element);
    if (op->getNumRegions() > 0) {
      if (Value target = findUpdated(op))
        runAsUpdate(op, target, elements, rewriter);
      return;
    }
    // The host knows where the others are.
    if (!elements.contains(op->getOperands()))
      return;
    if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
      clamps.clampOffsets(slice, slice.getSource());
      clamps.clampSizes(slice);
      copySlice(slice, elements, rewriter);
    } else if (auto insertion = dyn_cast<tensor::InsertSliceOp>(op)) {
      clamps.clampOffsets(insertion, insertion.getDest());
      runAsUpdate(op, insertion.getDest(), elements, rewriter);
    }
  }
};
} // namespace
} // namespace ag
