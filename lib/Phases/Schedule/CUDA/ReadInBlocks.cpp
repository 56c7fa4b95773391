//===- ReadInBlocks.cpp - elements that blocks read -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program run if the host reads few elements of tensors? Each loop
// over blocks reads the elements that its work depends on. Only a few ops
// compute numbers from elements, so each loop has a copy of them. The host
// reads elements, and waits for them, only where they decide which loops and
// branches run, or how large a tensor is. Demands on elements are checked
// before the next such loop or branch, or at the end of the function or body
// that they are in. Ops before that use no position that a demand refuses
// (PlaceClamps.h).
//
//===----------------------------------------------------------------------===//
#include "ElementValues.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_READINBLOCKSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
/// Returns why `op`, which is outside of loops over blocks, cannot run on a
/// GPU, or null if it can.
const char *findFault(Operation *op) {
  if (isa<linalg::LinalgOp>(op))
    return "this op of linalg";
  if (isa<RegionBranchOpInterface>(op))
    return nullptr;
  if (op->getNumRegions() > 0)
    return "this op";
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  bool usesTensors = llvm::any_of(op->getOperandTypes(), isTensor) ||
                     llvm::any_of(op->getResultTypes(), isTensor);
  if (!usesTensors || isView(op) || op->hasTrait<OpTrait::IsTerminator>() ||
      op->hasTrait<OpTrait::ConstantLike>() ||
      isa<ag::BarrierOp, tensor::ExtractOp, SelectLikeOpInterface,
          bufferization::MaterializeInDestinationOp>(op))
    return nullptr;
  return "this op";
}

struct ReadInBlocksPass
    : WithModels<impl::ReadInBlocksPassBase<ReadInBlocksPass>> {
  void runOnOperation() override {
    ElementValues elements(getOperation());
    SmallVector<Block *> blocks = findHostBlocks(getOperation());
    for (auto loop : findHostOps<scf::ForallOp>(getOperation()))
      moveInto(loop, elements);
    for (Block *block : blocks)
      moveDemands(*block, elements);
    for (Block *block : llvm::reverse(blocks))
      eraseUnused(*block);
    if (failed(check()))
      signalPassFailure();
  }

private:
  /// Clones the ops that compute `needed` from elements at `builder`.
  static IRMapping copyOrigins(const ElementValues &elements,
                               ArrayRef<Value> needed, OpBuilder &builder) {
    IRMapping mapping;
    for (Operation *op : elements.findOrigins(needed))
      builder.clone(*op, mapping);
    return mapping;
  }

  static void moveInto(scf::ForallOp loop, const ElementValues &elements) {
    SetVector<Value> used;
    getUsedValuesDefinedAbove(loop.getRegion(), used);
    SmallVector<Value> needed;
    llvm::copy_if(used, std::back_inserter(needed),
                  [&](Value value) { return elements.contains(value); });
    if (needed.empty())
      return;
    auto builder = OpBuilder::atBlockBegin(loop.getBody());
    IRMapping mapping = copyOrigins(elements, needed, builder);
    for (Value value : needed)
      replaceAllUsesInRegionWith(value, mapping.lookup(value),
                                 loop.getRegion());
  }

  /// Returns true if elements may decide how `op`, which the host runs, goes
  /// on. Demands are checked before it: with a step of 0, a loop never ends.
  static bool followsElements(Operation &op, const ElementValues &elements) {
    if (!isa<RegionBranchOpInterface>(op) || isOverBlocks(&op))
      return false;
    SetVector<Value> used;
    getUsedValuesDefinedAbove(op.getRegions(), used);
    return isa<scf::WhileOp>(op) || elements.contains(op.getOperands()) ||
           elements.contains(ValueRange(used.getArrayRef()));
  }

  /// Returns the op before which a demand is checked: the first behind it that
  /// follows elements, or the block's terminator.
  static Operation *findPlace(RequireOp demand, const ElementValues &elements) {
    Block &block = *demand->getBlock();
    auto behind = llvm::make_range(std::next(demand->getIterator()),
                                   std::prev(block.end()));
    auto found = llvm::find_if(
        behind, [&](Operation &op) { return followsElements(op, elements); });
    return &*found;
  }

  /// Moves the demands on elements to the end of their block, or to where
  /// elements decide what the host runs.
  static void moveDemands(Block &block, const ElementValues &elements) {
    SmallVector<RequireOp> demands;
    llvm::copy_if(
        block.getOps<RequireOp>(), std::back_inserter(demands),
        [&](RequireOp op) { return elements.contains(op->getOperands()); });
    for (RequireOp op : demands) {
      OpBuilder builder(findPlace(op, elements));
      SmallVector<Value> needed(op->getOperands());
      IRMapping mapping = copyOrigins(elements, needed, builder);
      builder.clone(*op, mapping);
      op.erase();
    }
  }

  static void eraseUnused(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        op.erase();
  }

  LogicalResult check() {
    bool isRight = true;
    auto report = [&](Location loc, const char *fault, OperationName name) {
      emitError(loc) << fault << " is not compiled for target=cuda yet: '"
                     << name << "'";
      isRight = false;
    };
    for (Block *block : findHostBlocks(getOperation()))
      for (Operation &op : *block) {
        if (const char *fault = findFault(&op))
          report(op.getLoc(), fault, op.getName());
        if (isa<scf::ForallOp>(op))
          op.walk([&](RequireOp demand) {
            report(demand.getLoc(), "a demand on each element",
                   demand->getName());
          });
      }
    return success(isRight);
  }
};
} // namespace
} // namespace ag
