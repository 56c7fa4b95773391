//===- DeadIterArgs.cpp - iter_args that no op reads ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/DeadIterArgs.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
namespace {
/// Finds the values in `root` that its used results or its effects depend on.
class NeededValues {
public:
  explicit NeededValues(Operation *root) : root(root) {
    need(root);
    for (Value result : root->getResults())
      if (!result.use_empty())
        need(result);
    root->walk([&](Operation *op) {
      if (op != root && hasOwnEffects(op))
        need(op);
    });
    while (!pending.empty())
      follow(pending.pop_back_val());
  }

  bool contains(Value value) const { return values.contains(value); }

private:
  void need(Value value) {
    if (values.insert(value).second)
      pending.push_back(value);
  }

  /// Needs what decides whether and how `op` runs, and what it computes with.
  /// Operands that control flow forwards are needed where their targets are.
  void need(Operation *op) {
    if (!ops.insert(op).second)
      return;
    if (op != root)
      need(op->getParentOp());
    for (OpOperand &operand : op->getOpOperands())
      if (getTargets(operand).empty())
        need(operand.get());
    for (Region &region : op->getRegions())
      for (Block &block : region)
        if (!block.empty())
          need(&block.back());
  }

  void follow(Value value) {
    Operation *op = value.getDefiningOp();
    if (!op)
      op = value.getParentBlock()->getParentOp();
    if (!root->isAncestor(op))
      return;
    need(op);
    for (OpOperand *source : getSources(value))
      need(source->get());
  }

  Operation *root;
  llvm::DenseSet<Value> values;
  llvm::DenseSet<Operation *> ops;
  SmallVector<Value> pending;
};
} // namespace

bool cutDeadIterArgs(Operation *root) {
  NeededValues needed(root);
  bool changed = false;
  root->walk([&](LoopLikeOpInterface loop) {
    for (OpOperand &init : loop.getInitsMutable()) {
      std::optional<CarriedValue> carried = getCarriedFrom(init);
      if (!carried || !carried->yielded ||
          carried->yielded->get() == init.get() ||
          llvm::any_of(getTargets(*carried->yielded),
                       [&](Value target) { return needed.contains(target); }))
        continue;
      carried->yielded->set(init.get());
      changed = true;
    }
  });
  return changed;
}

void eraseDeadIterArgs(scf::ForOp loop) {
  if (!cutDeadIterArgs(loop))
    return;
  RewritePatternSet patterns(loop.getContext());
  for (StringRef name :
       {scf::ForOp::getOperationName(), scf::WhileOp::getOperationName()})
    populateRegionBranchOpInterfaceCanonicalizationPatterns(patterns, name);
  SmallVector<Operation *> ops;
  loop->walk([&](Operation *op) { ops.push_back(op); });
  GreedyRewriteConfig config;
  config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
  config.enableFolding(false);
  (void)applyOpPatternsGreedily(ops, std::move(patterns), config);
}

} // namespace ag
