//===- TileBlocks.cpp - each op as a loop over blocks ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops can a GPU run, each by a kernel of its own?
//
// Those of linalg whose results have an element for each place of the parallel
// loops. Outside of their loops a function computes sizes alone, on the host,
// which reads no element of a tensor. Everything else is refused at the user's
// line.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/OrderOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_TILEBLOCKSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks tileBlocksRemarks("ag-tile-blocks");

namespace {
bool isTensor(Type type) { return isa<TensorType>(type); }

/// Returns true if `op` says where elements are, and neither reads nor computes
/// one.
bool isView(Operation *op) {
  return isa<tensor::CastOp, tensor::CollapseShapeOp, tensor::DimOp,
             tensor::EmptyOp, tensor::ExpandShapeOp, tensor::ExtractSliceOp,
             tensor::InsertSliceOp, bufferization::AllocTensorOp>(op);
}

/// Returns true if no result has an element for each step of a reduction.
bool hasOneElementAPlace(linalg::LinalgOp op) {
  SmallVector<unsigned> reductions;
  op.getReductionDims(reductions);
  return llvm::none_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    return llvm::any_of(
        reductions, [&](unsigned loop) { return map.isFunctionOfDim(loop); });
  });
}

/// Returns why `op`, which is outside of loops over blocks, cannot be run for a
/// GPU; null if it can.
const char *findFault(Operation *op) {
  if (isa<linalg::LinalgOp>(op))
    return "this op of linalg";
  if (isa<scf::ForallOp>(op))
    return nullptr;
  if (op->getNumRegions() > 0)
    return "control flow";
  bool usesTensors = llvm::any_of(op->getOperandTypes(), isTensor) ||
                     llvm::any_of(op->getResultTypes(), isTensor);
  if (!usesTensors || isView(op) || op->hasTrait<OpTrait::IsTerminator>() ||
      isa<ag::BarrierOp>(op))
    return nullptr;
  if (op->hasTrait<OpTrait::ConstantLike>())
    return "a constant whose elements differ";
  return isa<tensor::ExtractOp>(op) ? "an element that decides what is run"
                                    : "this op";
}

struct TileBlocksPass : impl::TileBlocksPassBase<TileBlocksPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    fillConstants(rewriter);
    if (failed(checkLoops()))
      return signalPassFailure();
    tile(rewriter);
    if (failed(check()))
      signalPassFailure();
  }

private:
  /// Lets a kernel fill tensors of one value, as a GPU sees no constant of the
  /// host.
  void fillConstants(IRRewriter &rewriter) {
    SmallVector<arith::ConstantOp> constants;
    getOperation().walk([&](arith::ConstantOp op) {
      auto value = dyn_cast<SplatElementsAttr>(op.getValue());
      if (value && isTensor(op.getType()))
        constants.push_back(op);
    });
    for (arith::ConstantOp op : constants) {
      rewriter.setInsertionPoint(op);
      auto type = cast<RankedTensorType>(op.getType());
      auto value = cast<SplatElementsAttr>(op.getValue());
      Value number = arith::ConstantOp::create(
          rewriter, op.getLoc(),
          cast<TypedAttr>(value.getSplatValue<Attribute>()));
      Value empty = tensor::EmptyOp::create(
          rewriter, op.getLoc(), type.getShape(), type.getElementType());
      rewriter.replaceOpWithNewOp<linalg::FillOp>(op, number, empty);
    }
  }

  /// What ops begin with is behind them in the list, and unused if their loops
  /// fill it.
  void tile(IRRewriter &rewriter) {
    SmallVector<linalg::LinalgOp> ops;
    for (auto op : getOperation().getOps<linalg::LinalgOp>())
      if (hasOneElementAPlace(op))
        ops.push_back(op);
    for (linalg::LinalgOp op : llvm::reverse(ops)) {
      if (isOpTriviallyDead(op)) {
        rewriter.eraseOp(op);
        continue;
      }
      FailureOr<scf::ForallOp> loop = tileToBlocks(rewriter, op);
      if (succeeded(loop) && *loop)
        tileBlocksRemarks.passed(*loop, "blocks")
            << remark::add("is computed by blocks of {0} threads, each of at "
                           "most {1} elements",
                           blockThreads, mostTileElements);
    }
  }

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

  LogicalResult check() {
    bool isRight = true;
    for (Operation &op : getOperation().getOps())
      if (const char *fault = findFault(&op)) {
        emitError(op.getLoc())
            << fault << " is not compiled for target=cuda yet: '"
            << op.getName() << "'";
        isRight = false;
      }
    return success(isRight);
  }
};
} // namespace
} // namespace ag
