//===- FuseShared.cpp - fusion of ops whose results others read, too ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which element-wise ops of a group are computed in one loop although more than
// one op reads the values between them?
//
//   %e = generic ins(%x) { exp }         three users
//   %y = generic ins(%e) { neg }
//   %z = generic ins(%e, %y) { add }
//   %s = sum(%e)
//
// becomes one loop, which writes values that other ops read as a further
// result:
//
//   %e, %z = generic ins(%x) { %a = exp, %b = add(%a, neg(%a)); yield %a, %b }
//   %s = sum(%e)
//
// The loop is in front of the producer's first user, where all other operands
// of the consumer must be available. Before this, ag-fuse-elementwise has fused
// ops whose values need no result of their own, and contractions have taken
// their epilogues. Reductions and their readers share loops over rows
// (ShareRows.h); the remaining ops are fused here.
//
//===----------------------------------------------------------------------===//
#include "CPU/Rows/ShareRows.h"
#include "CPU/Rows/VectorBody.h"
#include "Common/Nests/GroupMarks.h"
#include "Common/Nests/LoopLength.h"
#include "Common/Simplify.h"
#include "ag/Analysis/Buffers/Views.h"
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
// Ops that can have one loop
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

/// Returns the producer's loops in terms of the consumer's. Returns
/// std::nullopt unless each iteration of the consumer reads the results of
/// exactly one iteration of the producer.
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

/// Returns true if vectors along the loop write all results contiguously, and
/// read each input contiguously or as a single element.
bool suitsVectors(linalg::GenericOp op, unsigned loop) {
  return isVectorizable(op, loop) &&
         llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
           Access access = getAccess(op, operand, loop);
           return op.isDpsInit(&operand) ? access == Access::Contiguous
                                         : access != Access::Strided;
         });
}

/// Returns true if both ops can be computed on vectors along one common loop,
/// or if neither has more than one iteration.
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
// Position of the loop
//===----------------------------------------------------------------------===//

/// Returns the first op of the producer's block that uses it, possibly in a
/// region.
Operation *findFirstUser(linalg::GenericOp producer) {
  Operation *first = nullptr;
  for (Operation *user : producer->getUsers()) {
    Operation *at = producer->getBlock()->findAncestorOpInBlock(*user);
    if (at && (!first || at->isBeforeInBlock(first)))
      first = at;
  }
  return first;
}

/// Returns true if the value is available before `place`.
bool isAvailable(Value value, Operation *place) {
  Operation *by = value.getDefiningOp();
  return !by || by->getBlock() != place->getBlock() ||
         by->isBeforeInBlock(place);
}

/// Returns the tensor that `part` is a view of, or `part` itself.
Value findViewed(Value part) {
  while (Operation *by = part.getDefiningOp()) {
    if (!isTensorView(by))
      break;
    part = by->getOperand(0);
  }
  return part;
}

/// Returns true if `op` is the only user of `init`, and its source tensor has
/// no user between `place` and `op`.
bool isUntouched(Value init, Operation *place, Operation *op) {
  Value whole = findViewed(init);
  return init.hasOneUse() &&
         llvm::all_of(whole.getUsers(), [&](Operation *user) {
           Operation *at = place->getBlock()->findAncestorOpInBlock(*user);
           return user == init.getDefiningOp() || user == op || !at ||
                  at->isBeforeInBlock(place) || op->isBeforeInBlock(at);
         });
}

/// Returns true if `consumer` can be computed in front of `place`, apart from
/// its reads of `producer`. An empty tensor or a slice that it overwrites may
/// be created there again.
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
// Operands
//===----------------------------------------------------------------------===//

/// An operand of the fused op, its map, and the arguments of the two bodies
/// that are its element.
struct Operand {
  Value value;
  AffineMap map;
  SmallVector<BlockArgument> arguments;
};

/// The operands and results of the fused op.
struct Parts {
  SmallVector<Operand> ins, outs;
  /// The indices of the producer's results that other ops read as well.
  SmallVector<unsigned> kept;
};

/// Adds an input, unless the same element is an operand already.
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

/// Returns true if no iteration reads or writes an element that another one
/// overwrites.
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
// Fusion of two ops
//===----------------------------------------------------------------------===//

/// Returns why two ops of a group cannot have one loop, or an empty string if
/// they can.
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

/// Clones the body, with its loops mapped to those of the fused op.
void cloneBody(OpBuilder &builder, linalg::GenericOp op, IRMapping &mapping,
               AffineMap loops) {
  for (Operation &nested : op.getBody()->without_terminator())
    builder.clone(nested, mapping)->walk([&](linalg::IndexOp index) {
      index.setDim(loops.getDimPosition(index.getDim()));
    });
}

/// Emits the fused body. It yields the producer's kept results, then the
/// consumer's.
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

/// Replaces both ops by the fused op, and returns it.
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
// Fusion of all ops
//===----------------------------------------------------------------------===//

/// Returns the element-wise ops whose results the consumer reads and that are
/// in its group, in reverse program order.
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

/// Fuses the op with one of its producers. Returns the fused op, or null if
/// none can be fused.
linalg::GenericOp joinOne(RewriterBase &rewriter, linalg::GenericOp consumer) {
  for (linalg::GenericOp producer : findProducers(consumer))
    if (whyTwoLoops(producer, consumer).empty()) {
      fuseSharedRemarks.passed(producer, "loops") << remark::add(
          "is computed in one loop with its user at {0}", spellPlace(consumer));
      return join(rewriter, producer, consumer);
    }
  return nullptr;
}

/// Visits consumers in program order, so that a producer is fused with its
/// first user before the next user is tried.
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

/// Emits a remark for each tensor in memory that several ops read. Tensors with
/// one reader were explained by ag-fuse-elementwise.
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
