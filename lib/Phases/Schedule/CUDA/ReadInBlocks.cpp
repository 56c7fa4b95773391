//===- ReadInBlocks.cpp - elements that blocks read -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program run if the host reads no element of a tensor? Each loop
// over blocks reads the elements that its work depends on. Only a few ops
// compute numbers from elements, so each loop has a copy of them. Demands on
// elements are checked at the end, when the host waits for the kernels. Ops
// before that use no position that a demand refuses (PlaceClamps.h).
//
//===----------------------------------------------------------------------===//
#include "ElementValues.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Phases/Schedule/Passes.h"
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
  if (isa<scf::ForallOp>(op))
    return nullptr;
  if (op->getNumRegions() > 0)
    return "control flow";
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  bool usesTensors = llvm::any_of(op->getOperandTypes(), isTensor) ||
                     llvm::any_of(op->getResultTypes(), isTensor);
  if (!usesTensors || isView(op) || op->hasTrait<OpTrait::IsTerminator>() ||
      op->hasTrait<OpTrait::ConstantLike>() ||
      isa<ag::BarrierOp, tensor::ExtractOp>(op))
    return nullptr;
  return "this op";
}

struct ReadInBlocksPass
    : WithModels<impl::ReadInBlocksPassBase<ReadInBlocksPass>> {
  void runOnOperation() override {
    ElementValues elements(getOperation());
    for (auto loop : getOperation().getOps<scf::ForallOp>())
      moveInto(loop, elements);
    moveDemands(elements);
    eraseUnused();
    if (failed(check()))
      signalPassFailure();
  }

private:
  Block &getBlock() { return getOperation().getBody().front(); }

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

  void moveDemands(const ElementValues &elements) {
    SmallVector<RequireOp> demands;
    llvm::copy_if(
        getOperation().getOps<RequireOp>(), std::back_inserter(demands),
        [&](RequireOp op) { return elements.contains(op->getOperands()); });
    OpBuilder builder(getBlock().getTerminator());
    for (RequireOp op : demands) {
      SmallVector<Value> needed(op->getOperands());
      IRMapping mapping = copyOrigins(elements, needed, builder);
      builder.clone(*op, mapping);
      op.erase();
    }
  }

  void eraseUnused() {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(getBlock())))
      if (isOpTriviallyDead(&op))
        op.erase();
  }

  LogicalResult check() {
    ElementValues elements(getOperation());
    bool isRight = true;
    auto report = [&](Location loc, const char *fault, OperationName name) {
      emitError(loc) << fault << " is not compiled for target=cuda yet: '"
                     << name << "'";
      isRight = false;
    };
    for (Operation &op : getBlock()) {
      if (const char *fault = findFault(&op))
        report(op.getLoc(), fault, op.getName());
      if (isa<scf::ForallOp>(op))
        op.walk([&](RequireOp demand) {
          report(demand.getLoc(), "a demand on each element",
                 demand->getName());
        });
      if (isa<RequireOp>(op) || elements.contains(op.getResults()) ||
          !elements.contains(op.getOperands()))
        continue;
      for (Operation *origin :
           elements.findOrigins(SmallVector<Value>(op.getOperands())))
        if (isa<tensor::ExtractOp>(origin))
          report(origin->getLoc(), "an element that decides what is run",
                 origin->getName());
    }
    return success(isRight);
  }
};
} // namespace
} // namespace ag
