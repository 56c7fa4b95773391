//===- FuseShared.cpp - one loop for an op and those that read it ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which element-wise ops of a group are computed in one loop although more than
// one op reads what lies between them?
//
//   %e = generic ins(%x) { exp }         three users
//   %y = generic ins(%e) { neg }
//   %z = generic ins(%e, %y) { add }
//   %s = sum(%e)
//
// becomes one loop, which writes what others read as a further result:
//
//   %e, %z = generic ins(%x) { %a = exp, %b = add(%a, neg(%a)); yield %a, %b }
//   %s = sum(%e)
//
// The loop stands in front of the first user of the producer, where all that
// the consumer reads besides has to be computed. ag-fuse-elementwise has taken
// in before what needs no result of its own, and the contractions what they
// compute along with them. Reductions and what reads them share rows before
// (ShareRows.h): this takes what is left.
//
//===----------------------------------------------------------------------===//
#include "CPU/Rows/Payload.h"
#include "CPU/Rows/ShareRows.h"
#include "Common/Nests/GroupMarks.h"
#include "Common/Nests/LoopLength.h"
#include "Common/Simplify.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FUSESHAREDPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks fuseSharedRemarks("ag-fuse-shared");

namespace {
//===----------------------------------------------------------------------===//
// What has one loop
//===----------------------------------------------------------------------===//

/// Returns true if the op computes one element of each result in each
/// iteration.
bool isElementwise(linalg::GenericOp op) {
  return op && op.hasPureTensorSemantics() && op.getNumResults() > 0 &&
         op.getNumLoops() == op.getNumParallelLoops() && hasPlainMaps(op) &&
         !isCopy(op) && isMemoryEffectFree(op) &&
         llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
           return op.getMatchingIndexingMap(&init).isPermutation();
         });
}

/// Returns the producer's loops in terms of the consumer's, if each iteration
/// of the consumer reads what one iteration of the producer computes.
std::optional<AffineMap> matchLoops(linalg::GenericOp producer,
                                    linalg::GenericOp consumer) {
  std::optional<AffineMap> loops;
  for (OpOperand &operand : consumer->getOpOperands()) {
    if (operand.get().getDefiningOp() != producer)
      continue;
    auto result = cast<OpResult>(operand.get());
    AffineMap seen =
        inversePermutation(producer.getIndexingMapMatchingResult(result))
            .compose(consumer.getMatchingIndexingMap(&operand));
    if (!consumer.isDpsInput(&operand) || !seen.isPermutation() ||
        (loops && *loops != seen))
      return std::nullopt;
    loops = seen;
  }
  for (Value value : getUsedValues(consumer.getRegion()))
    if (value.getDefiningOp() == producer)
      return std::nullopt;
  return loops;
}

/// Returns true if vectors along the loop read and write the op's operands as
/// they lie in memory.
bool suitsVectors(linalg::GenericOp op, unsigned loop) {
  return isVectorizable(op, loop) &&
         llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
           Access access = getAccess(op, operand, loop);
           return op.isDpsInit(&operand) ? access == Access::Contiguous
                                         : access != Access::Strided;
         });
}

/// Returns true if vectors along one loop suit both ops, or if neither has more
/// than one element.
bool haveCommonVectors(linalg::GenericOp producer, linalg::GenericOp consumer,
                       AffineMap loops) {
  auto isOne = [](int64_t extent) { return extent == 1; };
  return llvm::all_of(consumer.getStaticLoopRanges(), isOne) ||
         llvm::any_of(llvm::enumerate(loops.getResults()), [&](auto loop) {
           unsigned position = cast<AffineDimExpr>(loop.value()).getPosition();
           return suitsVectors(producer, loop.index()) &&
                  suitsVectors(consumer, position);
         });
}

//===----------------------------------------------------------------------===//
// Where the loop stands
//===----------------------------------------------------------------------===//

/// Returns the first op of the producer's block that uses it, in a region too.
Operation *findFirstUser(linalg::GenericOp producer) {
  Operation *first = nullptr;
  for (Operation *user : producer->getUsers()) {
    Operation *at = producer->getBlock()->findAncestorOpInBlock(*user);
    if (at && (!first || at->isBeforeInBlock(first)))
      first = at;
  }
  return first;
}

/// Returns true if the value, which an op behind `place` uses, is there.
bool isAvailable(Value value, Operation *place) {
  Operation *by = value.getDefiningOp();
  return !by || by->getBlock() != place->getBlock() ||
         by->isBeforeInBlock(place);
}

/// Returns the tensor that `part` is a view of, or itself.
Value findViewed(Value part) {
  while (Operation *by = part.getDefiningOp()) {
    if (!isTensorView(by))
      break;
    part = by->getOperand(0);
  }
  return part;
}

/// Returns true if no op between `place` and `op` uses what `init`, which `op`
/// alone uses, is a slice of.
bool isUntouched(Value init, Operation *place, Operation *op) {
  Value whole = findViewed(init);
  return init.hasOneUse() &&
         llvm::all_of(whole.getUsers(), [&](Operation *user) {
           Operation *at = place->getBlock()->findAncestorOpInBlock(*user);
           return user == init.getDefiningOp() || user == op || !at ||
                  at->isBeforeInBlock(place) || op->isBeforeInBlock(at);
         });
}

/// Returns true if `consumer` can be computed in front of `place`, by what
/// `producer` computes. A tensor or slice that it writes over may be made there
/// again.
bool canMoveTo(linalg::GenericOp consumer, linalg::GenericOp producer,
               Operation *place) {
  llvm::SetVector<Value> used = getUsedValues(consumer);
  for (Value init : consumer.getDpsInits()) {
    Operation *by = init.getDefiningOp();
    bool isEmpty = isa_and_present<tensor::EmptyOp>(by);
    if (!isEmpty && place != consumer && !isUntouched(init, place, consumer))
      return false;
    if (isEmpty || isa_and_present<tensor::ExtractSliceOp>(by)) {
      used.remove(init);
      used.insert_range(by->getOperands());
    }
  }
  return llvm::all_of(used, [&](Value value) {
    return value.getDefiningOp() == producer || isAvailable(value, place);
  });
}

//===----------------------------------------------------------------------===//
// What is written over
//===----------------------------------------------------------------------===//

/// An operand of the op that two become, where its loops move it, and the
/// arguments of the two bodies that are one of its elements.
struct Operand {
  Value value;
  AffineMap map;
  SmallVector<BlockArgument> arguments;
};

/// What two ops become one from.
struct Parts {
  SmallVector<Operand> ins, outs;
  /// The numbers of the producer's results that others read as well.
  SmallVector<unsigned> kept;
};

/// Adds an input, unless the same is read, or is written over, already.
void addInput(Parts &parts, const Operand &in) {
  for (SmallVector<Operand> *operands : {&parts.outs, &parts.ins})
    for (Operand &other : *operands)
      if (other.value == in.value && other.map == in.map) {
        llvm::append_range(other.arguments, in.arguments);
        return;
      }
  parts.ins.push_back(in);
}

Parts collectParts(linalg::GenericOp producer, linalg::GenericOp consumer,
                   AffineMap loops) {
  Parts parts;
  auto of = [&](linalg::GenericOp op, OpOperand &operand) -> Operand {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    return {operand.get(),
            op == producer ? map.compose(loops) : map,
            {op.getMatchingBlockArgument(&operand)}};
  };
  SmallVector<Operand> onlyRead;
  for (OpResult result : producer->getResults()) {
    OpOperand &init = *producer.getDpsInitOperand(result.getResultNumber());
    auto isOther = [&](Operation *user) { return user != consumer; };
    if (llvm::any_of(result.getUsers(), isOther)) {
      parts.kept.push_back(result.getResultNumber());
      parts.outs.push_back(of(producer, init));
    } else if (!producer.getMatchingBlockArgument(&init).use_empty()) {
      onlyRead.push_back(of(producer, init));
    }
  }
  for (OpOperand &init : consumer.getDpsInitsMutable())
    parts.outs.push_back(of(consumer, init));
  for (OpOperand *input : producer.getDpsInputOperands())
    addInput(parts, of(producer, *input));
  for (const Operand &start : onlyRead)
    addInput(parts, start);
  for (OpOperand *input : consumer.getDpsInputOperands())
    if (input->get().getDefiningOp() != producer)
      addInput(parts, of(consumer, *input));
  return parts;
}

/// Returns true if no iteration reads or writes what another one writes over.
bool readsBeforeWriting(const Parts &parts) {
  llvm::SmallDenseSet<Value> written;
  for (const Operand &out : parts.outs)
    if (!out.value.getDefiningOp<tensor::EmptyOp>() &&
        !written.insert(findViewed(out.value)).second)
      return false;
  return llvm::none_of(parts.ins, [&](const Operand &in) {
    return written.contains(findViewed(in.value));
  });
}

//===----------------------------------------------------------------------===//
// One op
//===----------------------------------------------------------------------===//

/// Returns why two ops of a group have loops of their own; empty if one loop
/// computes both.
StringRef whyTwoLoops(linalg::GenericOp producer, linalg::GenericOp consumer) {
  std::optional<AffineMap> loops = matchLoops(producer, consumer);
  if (!loops)
    return "their iterations are not the same";
  Parts parts = collectParts(producer, consumer, *loops);
  StringRef reason =
      whyTooLong(producer, consumer, parts.ins.size() + parts.outs.size() - 1);
  if (!reason.empty())
    return reason;
  if (haveLongerPath(producer, consumer))
    return "more functions would wait for each other than in two loops";
  if (!haveCommonVectors(producer, consumer, *loops))
    return "vectors along no loop suit both";
  if (!canMoveTo(consumer, producer, findFirstUser(producer)))
    return "its user reads what is computed behind another user";
  if (!readsBeforeWriting(parts))
    return "one of them reads what the other writes over";
  return "";
}

/// Clones the body with the loops of another op in place of its own.
void cloneBody(OpBuilder &builder, linalg::GenericOp op, IRMapping &mapping,
               AffineMap loops) {
  for (Operation &nested : op.getBody()->without_terminator())
    builder.clone(nested, mapping)->walk([&](linalg::IndexOp index) {
      index.setDim(loops.getDimPosition(index.getDim()));
    });
}

/// Yields the results that are kept of the producer, and then the consumer's.
void emitBody(OpBuilder &builder, linalg::GenericOp producer,
              linalg::GenericOp consumer, AffineMap loops, const Parts &parts,
              ValueRange arguments) {
  IRMapping mapping;
  for (auto [operand, argument] : llvm::zip_equal(
           llvm::concat<const Operand>(parts.ins, parts.outs), arguments))
    for (BlockArgument old : operand.arguments)
      mapping.map(old, argument);
  cloneBody(builder, producer, mapping, loops);
  ValueRange made = producer.getBody()->getTerminator()->getOperands();
  for (OpOperand *input : consumer.getDpsInputOperands())
    if (auto result = dyn_cast<OpResult>(input->get());
        result && result.getOwner() == producer)
      mapping.map(consumer.getMatchingBlockArgument(input),
                  mapping.lookupOrDefault(made[result.getResultNumber()]));
  cloneBody(builder, consumer, mapping,
            builder.getMultiDimIdentityMap(consumer.getNumLoops()));
  SmallVector<Value> yielded;
  for (unsigned number : parts.kept)
    yielded.push_back(mapping.lookupOrDefault(made[number]));
  for (Value value : consumer.getBody()->getTerminator()->getOperands())
    yielded.push_back(mapping.lookupOrDefault(value));
  linalg::YieldOp::create(builder, consumer.getLoc(), yielded);
}

/// Replaces both by one op, which is returned.
linalg::GenericOp join(RewriterBase &rewriter, linalg::GenericOp producer,
                       linalg::GenericOp consumer) {
  AffineMap loops = *matchLoops(producer, consumer);
  Parts parts = collectParts(producer, consumer, loops);
  Operation *place = findFirstUser(producer);
  rewriter.setInsertionPoint(place);
  SmallVector<Value> ins, outs;
  SmallVector<AffineMap> maps;
  auto add = [&](SmallVector<Value> &to, const Operand &operand) {
    bool isThere = isAvailable(operand.value, place);
    to.push_back(
        isThere ? operand.value
                : rewriter.clone(*operand.value.getDefiningOp())->getResult(0));
    maps.push_back(operand.map);
  };
  for (const Operand &in : parts.ins)
    add(ins, in);
  for (const Operand &out : parts.outs)
    add(outs, out);
  auto joined = linalg::GenericOp::create(
      rewriter, consumer.getLoc(), ValueRange(outs).getTypes(), ins, outs, maps,
      consumer.getIteratorTypesArray(),
      [&](OpBuilder &builder, Location, ValueRange arguments) {
        emitBody(builder, producer, consumer, loops, parts, arguments);
      });
  for (auto [number, result] : llvm::zip(parts.kept, joined.getResults()))
    rewriter.replaceAllUsesWith(producer.getResult(number), result);
  rewriter.replaceOp(consumer,
                     joined.getResults().drop_front(parts.kept.size()));
  rewriter.eraseOp(producer);
  return joined;
}

//===----------------------------------------------------------------------===//
// All of them
//===----------------------------------------------------------------------===//

/// Returns the element-wise ops of the consumer's group that it reads, the last
/// one first.
SmallVector<linalg::GenericOp> findProducers(linalg::GenericOp consumer) {
  llvm::SetVector<Operation *> found;
  for (Value input : consumer.getDpsInputs()) {
    auto producer = input.getDefiningOp<linalg::GenericOp>();
    if (isElementwise(producer) && areOneGroup(producer, consumer) &&
        producer->getBlock() == consumer->getBlock())
      found.insert(producer);
  }
  auto producers = llvm::map_to_vector(
      found, [](Operation *op) { return cast<linalg::GenericOp>(op); });
  llvm::sort(producers, [](linalg::GenericOp a, linalg::GenericOp b) {
    return b->isBeforeInBlock(a);
  });
  return producers;
}

/// Joins the op with one that it reads, if it can be; null if not.
linalg::GenericOp joinOne(RewriterBase &rewriter, linalg::GenericOp consumer) {
  for (linalg::GenericOp producer : findProducers(consumer))
    if (whyTwoLoops(producer, consumer).empty()) {
      fuseSharedRemarks.passed(producer, "loops") << remark::add(
          "is computed in one loop with its user at {0}", spellPlace(consumer));
      return join(rewriter, producer, consumer);
    }
  return nullptr;
}

/// In the order of the program, so that what several ops read has been joined
/// with the first of them before the next is tried.
bool joinAll(Operation *function) {
  SmallVector<linalg::GenericOp> ops;
  function->walk([&](linalg::GenericOp op) {
    if (isElementwise(op))
      ops.push_back(op);
  });
  GroupMarker marker;
  IRRewriter rewriter(function->getContext(), &marker);
  bool changed = false;
  for (linalg::GenericOp consumer : ops) {
    marker.follow(consumer);
    while (linalg::GenericOp joined = joinOne(rewriter, consumer)) {
      consumer = joined;
      changed = true;
    }
  }
  return changed;
}

/// Says what lies in memory that others read, too. Why an op has a loop beside
/// the only one that reads it was said by ag-fuse-elementwise.
void explainMemory(Operation *function) {
  if (!PassRemarks::areWanted(function->getContext()))
    return;
  function->walk([](linalg::GenericOp consumer) {
    if (isElementwise(consumer))
      for (linalg::GenericOp producer : findProducers(consumer))
        if (!producer->hasOneUse())
          fuseSharedRemarks.missed(producer, "loops")
              << remark::add("lies in memory for its user at {0}",
                             spellPlace(consumer))
              << remark::reason("{0}", whyTwoLoops(producer, consumer));
  });
}

struct FuseSharedPass : WithModels<impl::FuseSharedPassBase<FuseSharedPass>> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    bool changed = false;
    if (failed(shareRows(function, fuseSharedRemarks, changed)))
      return signalPassFailure();
    changed |= joinAll(function);
    explainMemory(function);
    if (!changed)
      return markAllAnalysesPreserved();
    if (failed(simplify(function, RewritePatternSet(&getContext()))))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
