//===- PrepareFunction.cpp - rewriting before differentiation -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PrepareFunction.h"
#include "Regions/CheckpointLoops.h"
#include "Regions/RegionTags.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/Models/Linalg/Aggregated.h"
#include "ag/Phases/Common/AffineLoops.h"
#include "ag/Phases/Common/CountInIndex.h"
#include "ag/Phases/Common/EqualOps.h"
#include "ag/Phases/Common/InlineBodies.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Rewrite/PatternApplicator.h"
#include "mlir/Transforms/InliningUtils.h"

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

class CallInlining {
public:
  explicit CallInlining(func::FuncOp function)
      : module(function->getParentOfType<ModuleOp>()), root(function),
        interface(function.getContext()) {}

  void run() {
    root.walk([&](func::CallOp call) { add(call, nullptr); });
    while (!pending.empty())
      inlineBody(pending.pop_back_val());
  }

private:
  /// The chain of functions that are being called, the innermost first. Chains
  /// share their ends.
  struct Frame {
    func::FuncOp function;
    std::shared_ptr<Frame> caller;
  };
  struct Pending {
    func::CallOp call;
    func::FuncOp callee;
    std::shared_ptr<Frame> frame;
  };

  void add(func::CallOp call, std::shared_ptr<Frame> caller) {
    auto callee = symbols.lookupNearestSymbolFrom<func::FuncOp>(
        module, call.getCalleeAttr());
    if (!callee || callee.isExternal() || !callee.getBody().hasOneBlock())
      return;
    for (Frame *frame = caller.get(); frame; frame = frame->caller.get())
      if (frame->function == callee)
        return;
    pending.push_back(
        {call, callee,
         std::make_shared<Frame>(Frame{callee, std::move(caller)})});
  }

  void inlineBody(Pending site) {
    Block *block = site.call->getBlock();
    Operation *before = site.call->getPrevNode();
    Operation *after = site.call->getNextNode();
    auto clone = [](OpBuilder &, Region *source, Block *target, Block *place,
                    IRMapping &mapping, bool) {
      source->cloneInto(target->getParent(), place->getIterator(), mapping);
    };
    if (failed(inlineCall(interface, clone, site.call, site.callee,
                          &site.callee.getBody())))
      return;
    site.call.erase();
    Operation *first = before ? before->getNextNode() : &block->front();
    for (Operation *op = first; op != after; op = op->getNextNode())
      op->walk([&](func::CallOp call) { add(call, site.frame); });
  }

  ModuleOp module;
  func::FuncOp root;
  InlinerInterface interface;
  SymbolTableCollection symbols;
  SmallVector<Pending> pending;
};

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

/// Makes each parameter one op at the beginning, except in isolated regions.
void gatherParameters(func::FuncOp function) {
  llvm::StringMap<ParameterOp> first;
  Block &body = function.getBody().front();
  SmallVector<ParameterOp> ops;
  function.walk([&](ParameterOp op) {
    if (op->getParentWithTrait<OpTrait::IsIsolatedFromAbove>() == function)
      ops.push_back(op);
  });
  for (ParameterOp op : llvm::reverse(ops)) {
    auto [known, isFirst] = first.try_emplace(op.getName(), op);
    if (!isFirst && known->second.getType() == op.getType()) {
      known->second.replaceAllUsesWith(op.getResult());
      known->second.erase();
      known->second = op;
    }
    op->moveBefore(&body, body.begin());
  }
}

//===----------------------------------------------------------------------===//
// Other ops
//===----------------------------------------------------------------------===//

LogicalResult countLoopsInIndex(func::FuncOp function) {
  WalkResult result = function.walk(
      [](scf::ForOp loop) { return WalkResult(countInIndex(loop)); });
  return failure(result.wasInterrupted());
}

/// Decomposes aggregate ops. An op with a rule of its own or without float
/// results stays. So does an op that cannot be decomposed, which is refused
/// later if its derivative is needed.
void decomposeOps(func::FuncOp function) {
  SmallVector<linalg::AggregatedOpInterface> ops;
  function.walk([&](linalg::AggregatedOpInterface op) {
    if (!isa<DifferentiableOpInterface>(op.getOperation()) &&
        llvm::any_of(op->getResultTypes(), isDifferentiable))
      ops.push_back(op);
  });
  for (linalg::AggregatedOpInterface op : ops) {
    OpBuilder builder(op);
    FailureOr<SmallVector<Value>> results = decompose(op, builder);
    if (failed(results))
      continue;
    op->replaceAllUsesWith(*results);
    op->erase();
  }
}
//===----------------------------------------------------------------------===//
// Equal ops
//===----------------------------------------------------------------------===//

/// Merges equal ops, which would each be differentiated; their cotangents are
/// then added before a single reverse. Regions with rules of their own stay
/// separate, each with its own cotangents. A parameter that no op reads stays:
/// its gradient is 0.
void mergeForwardOps(func::FuncOp function) {
  Block &body = function.getBody().front();
  auto unread = llvm::filter_to_vector(
      body.getOps<ParameterOp>(),
      [](ParameterOp parameter) { return parameter.use_empty(); });
  for (ParameterOp parameter : unread)
    parameter->remove();
  mergeEqualOps(function, [](Operation *op) {
    auto region = dyn_cast<RegionOp>(op);
    return region && region.getVjp();
  });
  for (ParameterOp parameter : llvm::reverse(unread))
    body.push_front(parameter);
}
} // namespace

LogicalResult prepareLoops(func::FuncOp function) {
  return success(succeeded(lowerAffineLoops(function)) &&
                 succeeded(countLoopsInIndex(function)));
}

/// A driver that folds ops cannot be used: upstream folds x ^ x of type
/// tensor<?xi32> to a constant whose type lacks the size.
void restateElementwise(func::FuncOp function) {
  SmallVector<Operation *> ops;
  function.walk([&](Operation *op) {
    auto isDynamic = [](Type type) {
      auto tensor = dyn_cast<RankedTensorType>(type);
      return tensor && !tensor.hasStaticShape();
    };
    if (OpTrait::hasElementwiseMappableTraits(op) &&
        llvm::any_of(op->getResultTypes(), isDynamic))
      ops.push_back(op);
  });
  RewritePatternSet patterns(function.getContext());
  linalg::populateElementwiseToLinalgConversionPatterns(patterns);
  FrozenRewritePatternSet frozen(std::move(patterns));
  PatternApplicator applicator(frozen);
  applicator.applyDefaultCostModel();
  for (Operation *op : ops) {
    PatternRewriter rewriter(op->getContext());
    rewriter.setInsertionPoint(op);
    (void)applicator.matchAndRewrite(op, rewriter);
  }
}

LogicalResult prepare(func::FuncOp function, GradMode mode) {
  CallInlining(function).run();
  openGroups(function);
  if (mode == GradMode::VJP && failed(checkpointLoops(function)))
    return failure();
  openRegions(function);
  if (failed(prepareLoops(function)))
    return failure();
  decomposeOps(function);
  restateElementwise(function);
  gatherParameters(function);
  mergeForwardOps(function);
  return success();
}

} // namespace ag
