//===- FuseElementwise.cpp - fusion of element-wise ops -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which element-wise ops of a group are computed in the loop of their users?
//
//   %d = x - mean           two users, but cheap: computed in both, if neither
//                           needs it in memory
//   %e = exp(%d)            two users and expensive: once, into memory, unless
//                           ag-fuse-shared lets its users share its loop
//   %s = sum(%e)            a reduction is fused with its operand's producer if
//                           it is the only user
//
// A contraction is fused with no producer that it would then compute many
// times. It only takes in a change of layout that keeps rows contiguous, or any
// change of layout of a matrix that it may pack. A user of a contraction's
// result stays separate, to be computed on its accumulators. No other fusion
// crosses a transposition of the innermost dimension: that copy is the packing
// that the user needs. A loop must not become too long, or read too many
// tensors, for registers to hold its values. Each of its ops would take longer
// to compile, and to run, than in two loops.
//
//===----------------------------------------------------------------------===//
#include "Common/Access.h"
#include "Common/ContractionPlan.h"
#include "Common/Elementwise/Reshapes.h"
#include "Common/Nests/GroupMarks.h"
#include "Common/Nests/LoopLength.h"
#include "Common/Simplify.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FUSEELEMENTWISEPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks fuseElementwiseRemarks("ag-fuse-elementwise");

namespace {

/// Returns true if the op reads or writes an operand with a stride in its
/// innermost loop.
bool isTransposing(linalg::GenericOp op) {
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (result.getNumResults() == 0)
    return false;
  auto last = dyn_cast<AffineDimExpr>(result.getResults().back());
  return last && llvm::any_of(op->getOpOperands(), [&](OpOperand &operand) {
           return getAccess(op, operand, last.getPosition()) == Access::Strided;
         });
}

/// Returns the number of inputs that have as many dimensions as the op has
/// loops.
unsigned countWhole(linalg::GenericOp op) {
  return llvm::count_if(op.getDpsInputOperands(), [&](OpOperand *in) {
    return op.getMatchingIndexingMap(in).getNumResults() == op.getNumLoops();
  });
}

/// Returns true if the op casts an index of a loop to an integer type.
bool isCastIndex(Operation &op) {
  Operation *at = &op;
  while (at && isa<arith::IndexCastOp, arith::TruncIOp>(at))
    at = at->getOperand(0).getDefiningOp();
  return at != &op && isa_and_present<linalg::IndexOp>(at);
}

/// Returns true if the op has at most two ops of one step each, and at most one
/// input of its own size. An index and its casts to another integer type are
/// one op.
bool isCheap(linalg::GenericOp op) {
  auto isQuick = [](Operation &nested) {
    return countSteps(&nested, /*lanes=*/1).value_or(1) <= 1;
  };
  auto body = op.getBody()->without_terminator();
  return countWhole(op) <= 1 && llvm::all_of(body, isQuick) &&
         llvm::count_if(body, std::not_fn(isCastIndex)) <= 2;
}

bool usesContraction(linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInputs(), [](Value input) {
    auto producer = input.getDefiningOp<linalg::LinalgOp>();
    return producer && isContraction(producer);
  });
}

bool isPermutation(linalg::GenericOp op) {
  return isCopy(op) && op.getIndexingMapsArray().front().isPermutation();
}

/// Returns why a generic cannot be fused with a contraction that uses it, or an
/// empty string if it can. Any permutation of the matrix that is read along
/// columns can be fused, as the contraction may read that matrix where it is.
StringRef whyNever(linalg::GenericOp producer,
                   const ContractionPlan &contraction) {
  Value moved = producer.getResult(0);
  bool movesColumns = isPermutation(producer) &&
                      contraction.vectorOperand->get() == moved &&
                      contraction.scalarOperand->get() != moved;
  if (movesColumns)
    return "";
  if (isTransposing(producer))
    return "it exchanges the innermost dimension, which packs the operand";
  return isPermutation(producer)
             ? ""
             : "a contraction would compute it once for each product";
}

/// Returns why a generic cannot be fused with one that uses it, even if that is
/// its only user. Returns an empty string if it can.
StringRef whyNever(linalg::GenericOp producer, linalg::GenericOp consumer) {
  // A producer with one input replaces one tensor by another.
  unsigned inputs = producer.getNumDpsInputs();
  unsigned tensors = inputs > 1 ? inputs - 1 + consumer.getNumDpsInputs() : 0;
  StringRef reason = whyTooLong(producer, consumer, tensors);
  if (!reason.empty())
    return reason;
  if (!llvm::all_of(producer.getRegionOutputArgs(),
                    [](BlockArgument old) { return old.use_empty(); }))
    return "it computes onto what its results held before";
  if (std::optional<ContractionPlan> plan = makeContractionPlan(consumer))
    return whyNever(producer, *plan);
  if (isTransposing(producer))
    return "it exchanges the innermost dimension, which packs the operand";
  if (consumer.getNumParallelLoops() == consumer.getNumLoops() &&
      isTransposing(consumer) && !isCopy(producer))
    return "its user exchanges the innermost dimension";
  return "";
}

/// Returns true if a user reads the op's result in memory, whatever the other
/// users do.
bool isInMemory(linalg::GenericOp op) {
  return llvm::any_of(op->getUsers(), [&](Operation *user) {
    auto consumer = dyn_cast<linalg::GenericOp>(user);
    return consumer ? !whyNever(op, consumer).empty()
                    : !isa<tensor::DimOp>(user);
  });
}

/// Returns true if load computes the op once. It must depend on parameters and
/// constants only, as far as a few ops back show, and not be much larger. A
/// copy that only broadcasts elements is read from its source instead.
bool isMadeInLoad(linalg::GenericOp op) {
  constexpr size_t most = 16;
  if (isCopy(op) && !isTransposing(op))
    return false;
  SetVector<Value> needed = getUsedValues(op);
  bool hasSource = false;
  for (size_t number = 0; number < needed.size(); ++number) {
    if (isLoadSource(needed[number])) {
      hasSource = true;
      continue;
    }
    Operation *by = needed[number].getDefiningOp();
    bool isPlain =
        by && (by->getNumRegions() == 0 || isa<linalg::LinalgOp>(by));
    if (!isPlain || !isMemoryEffectFree(by) || number == most)
      return false;
    needed.insert_range(getUsedValues(by));
  }
  return hasSource &&
         isWorthPreparing(op.getResult(0).getType(), op.getDpsInputs());
}

/// Returns why a generic should not be fused with one that uses it, even if
/// that is its only user. Returns an empty string if it should.
StringRef whyNeverWorth(linalg::GenericOp producer,
                        linalg::GenericOp consumer) {
  StringRef reason = whyNever(producer, consumer);
  if (reason.empty() && isMadeInLoad(producer) && !isMadeInLoad(consumer))
    return "it is of parameters alone, so that load computes it once";
  return reason;
}

/// Returns why a generic should not be fused with one that uses it, or an empty
/// string if it should.
StringRef whyApart(linalg::GenericOp producer, linalg::GenericOp consumer) {
  StringRef reason = whyNeverWorth(producer, consumer);
  if (!reason.empty() || producer->hasOneUse())
    return reason;
  if (!isCheap(producer))
    return "several ops use it, and it is not cheap enough to compute again";
  if (usesContraction(producer))
    return "several ops use it, and it can be computed on a contraction's "
           "accumulators";
  return countWhole(producer) > 0 && isInMemory(producer)
             ? "another user needs it in memory, where it is as quickly read "
               "as what it is computed from"
             : "";
}

/// Returns true if the two may be in one loop. An op that only moves elements
/// belongs to the group of each user.
bool areTogether(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return isCopy(producer) || areOneGroup(producer, consumer);
}

/// Returns true if a result of the op is unused. Fusion with a producer that
/// has other users adds such a result, which another pattern removes. Until
/// then the op is not recognized as a contraction.
bool hasUnused(linalg::GenericOp op) {
  return llvm::any_of(op->getResults(),
                      [](Value result) { return result.use_empty(); });
}

bool shouldFuse(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  return producer && consumer && !hasUnused(consumer) &&
         areTogether(producer, consumer) &&
         whyApart(producer, consumer).empty();
}

/// Returns true if ag-fuse-shared explains why the ops have separate loops. It
/// does if neither of them takes part in a contraction.
bool isExplainedLater(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return !isCopy(producer) && !isCopy(consumer) &&
         consumer.getNumParallelLoops() == consumer.getNumLoops() &&
         whyNeverWorth(producer, consumer).empty() &&
         !usesContraction(producer) && !usesContraction(consumer);
}

/// Emits a remark for each tensor that is in memory between two ops of a group.
void explainStored(Operation *function) {
  if (!PassRemarks::areWanted(function->getContext()))
    return;
  function->walk([](linalg::GenericOp consumer) {
    for (OpOperand *operand : consumer.getDpsInputOperands()) {
      auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
      if (producer && areTogether(producer, consumer) &&
          linalg::areElementwiseOpsFusable(operand) &&
          !isExplainedLater(producer, consumer))
        fuseElementwiseRemarks.missed(producer, "memory")
            << remark::add("lies in memory for its user at {0}",
                           spellPlace(consumer))
            << remark::reason("{0}", whyApart(producer, consumer));
    }
  });
}

/// Reads an unused result's destination instead of writing it. Such a result
/// remains if it alone determines the extent of a loop, as in a reduction that
/// was fused with a constant. An input determines the extent as well:
///
///   %r:2 = generic outs(%e, %a) { ... yield %zero, %sum }     %r#0 is not used
///   -> %r = generic ins(%e) outs(%a) { ... yield %sum }
struct ReadForExtents : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<unsigned> dead, kept;
    for (auto [number, old] : llvm::enumerate(op.getRegionOutputArgs()))
      (op.getResult(number).use_empty() && old.use_empty() ? dead : kept)
          .push_back(number);
    if (!op.hasPureTensorSemantics() || dead.empty() || kept.empty())
      return rewriter.notifyMatchFailure(op, "all or none of it is used");
    unsigned inputs = op.getNumDpsInputs();
    SmallVector<Value> ins(op.getDpsInputs()), outs;
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    SmallVector<AffineMap> outMaps(ArrayRef(maps).drop_front(inputs));
    maps.resize(inputs);
    for (unsigned number : dead) {
      ins.push_back(op.getDpsInits()[number]);
      maps.push_back(outMaps[number]);
    }
    for (unsigned number : kept) {
      outs.push_back(op.getDpsInits()[number]);
      maps.push_back(outMaps[number]);
    }
    auto reading = linalg::GenericOp::create(
        rewriter, op.getLoc(), ValueRange(outs).getTypes(), ins, outs, maps,
        op.getIteratorTypesArray());
    moveBody(rewriter, op, reading, dead, kept);
    for (auto [number, result] : llvm::zip_equal(kept, reading.getResults()))
      rewriter.replaceAllUsesWith(op.getResult(number), result);
    rewriter.eraseOp(op);
    return success();
  }

private:
  static void moveBody(PatternRewriter &rewriter, linalg::GenericOp from,
                       linalg::GenericOp to, ArrayRef<unsigned> dead,
                       ArrayRef<unsigned> kept) {
    unsigned inputs = from.getNumDpsInputs();
    Block *body = from.getBody();
    auto yield = cast<linalg::YieldOp>(body->getTerminator());
    SmallVector<Value> yielded = llvm::map_to_vector(
        kept, [&](unsigned number) { return yield.getOperand(number); });
    rewriter.modifyOpInPlace(yield, [&] { yield->setOperands(yielded); });
    SmallVector<BlockArgument> order(body->getArguments().take_front(inputs));
    SmallVector<Type> types;
    SmallVector<Location> locations;
    for (ArrayRef<unsigned> part : {dead, kept})
      for (unsigned number : part)
        order.push_back(body->getArgument(inputs + number));
    for (BlockArgument argument : order) {
      types.push_back(argument.getType());
      locations.push_back(argument.getLoc());
    }
    Block *target = rewriter.createBlock(&to.getRegion(), {}, types, locations);
    SmallVector<Value> arguments(body->getNumArguments());
    for (auto [argument, moved] :
         llvm::zip_equal(order, target->getArguments()))
      arguments[argument.getArgNumber()] = moved;
    rewriter.mergeBlocks(body, target, arguments);
  }
};

/// Replaces the destination of an op that overwrites it unread by an empty
/// tensor. A reduction that may have no iteration writes nothing and so keeps
/// its destination. A slice of a tensor that the result is inserted into, as a
/// tile is, also stays: it is the memory for the result.
struct ForgetInit : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    bool changed = false;
    for (OpOperand &init : op.getDpsInitsMutable())
      if (op.hasPureTensorSemantics() && isReplaced(op, init)) {
        Value empty = tensor::EmptyOp::create(
            rewriter, op.getLoc(),
            tensor::getMixedSizes(rewriter, op.getLoc(), init.get()),
            getElementTypeOrSelf(init.get()));
        rewriter.modifyOpInPlace(op, [&] { init.set(empty); });
        changed = true;
      }
    return success(changed);
  }

private:
  static bool isReplaced(linalg::GenericOp op, OpOperand &init) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    return !init.get().getDefiningOp<tensor::EmptyOp>() &&
           !op.payloadUsesValueFromOperand(&init) &&
           !isPutBack(op.getTiedOpResult(&init), init.get()) &&
           llvm::all_of(
               llvm::enumerate(op.getStaticLoopRanges()), [&](auto loop) {
                 return map.isFunctionOfDim(loop.index()) || loop.value() > 0;
               });
  }

  static bool isPutBack(Value result, Value old) {
    auto part = old.getDefiningOp<tensor::ExtractSliceOp>();
    return part && llvm::any_of(result.getUsers(), [&](Operation *user) {
             if (auto insert = dyn_cast<tensor::InsertSliceOp>(user))
               return insert.getDest() == part.getSource();
             auto insert = dyn_cast<tensor::ParallelInsertSliceOp>(user);
             return insert && insert.getDest() == part.getSource();
           });
  }
};

void generalize(Operation *function) {
  SmallVector<linalg::LinalgOp> named;
  function->walk([&](linalg::LinalgOp op) {
    if (!isa<linalg::GenericOp, linalg::FillOp>(op))
      named.push_back(op);
  });
  GroupMarker marker;
  IRRewriter rewriter(function->getContext(), &marker);
  for (linalg::LinalgOp op : named) {
    marker.follow(op);
    rewriter.setInsertionPoint(op);
    // An op without a generic form is left as it is.
    (void)linalg::generalizeNamedOp(rewriter, op);
  }
}

void populatePatterns(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
  // ForgetInit replaces this upstream pattern, which is wrong for reductions
  // without iterations.
  llvm::erase_if(patterns.getNativePatterns(), [](const auto &pattern) {
    return pattern->getDebugName().contains("RemoveOutsDependency");
  });
  linalg::FillOp::getCanonicalizationPatterns(patterns, context);
  tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
  tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
  tensor::DimOp::getCanonicalizationPatterns(patterns, context);
  memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
  patterns.add<ForgetInit, ReadForExtents>(context);
  populateReshapePatterns(patterns);
}

struct FuseElementwisePass
    : WithModels<impl::FuseElementwisePassBase<FuseElementwisePass>> {
  void runOnOperation() override {
    generalize(getOperation());
    RewritePatternSet patterns(&getContext());
    populatePatterns(patterns);
    if (failed(simplify(getOperation(), std::move(patterns))))
      return signalPassFailure();
    explainStored(getOperation());
  }
};
} // namespace
} // namespace ag
