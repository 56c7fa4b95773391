//===- FuseElementwise.cpp - fewer ops before loops are made --------------===//
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
//   %s = sum(%e)            a reduction takes in what it alone reads
//
// A contraction takes in nothing that it would then compute over and over, only
// a change of layout that leaves rows contiguous, or any of the matrix that it
// packs where that pays. What uses a contraction's result stays beside it, to
// be computed on its accumulators. Nothing else crosses a transposition of the
// innermost dimension: the copy is the packing that the user needs. No loop
// becomes so long, or reads so many tensors, that registers don't hold what it
// is about: each op of it would take longer to compile, and to run, than in two
// loops.
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

/// Whether the op reads or writes an operand against its order in memory.
bool isTransposing(linalg::GenericOp op) {
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (result.getNumResults() == 0)
    return false;
  auto last = dyn_cast<AffineDimExpr>(result.getResults().back());
  return last && llvm::any_of(op->getOpOperands(), [&](OpOperand &operand) {
           return getAccess(op, operand, last.getPosition()) == Access::Strided;
         });
}

/// How many operands have the op's own size.
unsigned countWhole(linalg::GenericOp op) {
  return llvm::count_if(op.getDpsInputOperands(), [&](OpOperand *in) {
    return op.getMatchingIndexingMap(in).getNumResults() == op.getNumLoops();
  });
}

/// At most two ops of one step each on one operand of the op's own size.
bool isCheap(linalg::GenericOp op) {
  auto isQuick = [](Operation &nested) {
    return countSteps(&nested, /*lanes=*/1).value_or(1) <= 1;
  };
  auto body = op.getBody()->without_terminator();
  return countWhole(op) <= 1 && llvm::all_of(body, isQuick) &&
         std::distance(body.begin(), body.end()) <= 2;
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

/// Why a generic can't join a contraction that uses it; empty if it can. One
/// that only exchanges dimensions of the matrix that is read along its columns
/// can: it may be read where it lies.
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

/// Why a generic can't join one that uses it, whoever else does; empty if it
/// can.
StringRef whyNever(linalg::GenericOp producer, linalg::GenericOp consumer) {
  // What reads one tensor takes the place of its result.
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

/// Whether some user reads the op's result in memory, whatever the others do.
bool isInMemory(linalg::GenericOp op) {
  return llvm::any_of(op->getUsers(), [&](Operation *user) {
    auto consumer = dyn_cast<linalg::GenericOp>(user);
    return consumer ? !whyNever(op, consumer).empty()
                    : !isa<tensor::DimOp>(user);
  });
}

/// Whether load computes it, once: it is made of parameters and constants, as
/// far as a few ops tell, and no larger. What only repeats elements is read
/// where they lie.
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

/// Returns why a generic should not join one that uses it, whoever else does;
/// empty if it should.
StringRef whyNeverWorth(linalg::GenericOp producer,
                        linalg::GenericOp consumer) {
  StringRef reason = whyNever(producer, consumer);
  if (reason.empty() && isMadeInLoad(producer) && !isMadeInLoad(consumer))
    return "it is of parameters alone, so that load computes it once";
  return reason;
}

/// Why a generic should not join one that uses it; empty if it should.
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

/// What only moves elements belongs to whoever reads them.
bool areTogether(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return isCopy(producer) || areOneGroup(producer, consumer);
}

/// One that has just taken in what others use, too, has the result of that,
/// which another pattern takes away: until then it is no contraction.
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

/// Returns true if ag-fuse-shared says why the ops have loops of their own: no
/// contraction takes one of them in before.
bool isExplainedLater(linalg::GenericOp producer, linalg::GenericOp consumer) {
  return !isCopy(producer) && !isCopy(consumer) &&
         consumer.getNumParallelLoops() == consumer.getNumLoops() &&
         whyNeverWorth(producer, consumer).empty() &&
         !usesContraction(producer) && !usesContraction(consumer);
}

/// Says what lies in memory between two ops of a group.
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

/// A result that nothing uses stays if it alone tells the extent of a loop, as
/// of a reduction that has joined a constant. What it was computed in tells
/// that as well:
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

/// What an op writes over without a look need not be there, unless a reduction
/// may have no turn, and so write nothing. What is cut out of a tensor that the
/// result is put back into, as a tile is, stays the place where it is computed.
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
             auto insert = dyn_cast<tensor::InsertSliceOp>(user);
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
    // What has no generic form keeps its own.
    (void)linalg::generalizeNamedOp(rewriter, op);
  }
}

void populatePatterns(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
  // Upstream's ForgetInit, for reductions that have turns.
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
