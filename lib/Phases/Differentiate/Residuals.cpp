//===- Residuals.cpp - what the reverse reads of forward regions ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals.h"
#include "LoopCount.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/CastInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

static constexpr PassRemarks remarks("ag-differentiate");

namespace {
//===----------------------------------------------------------------------===//
// What is cheap
//===----------------------------------------------------------------------===//

bool isNumber(Type type) { return type.isIntOrIndex(); }

/// Whether the result is the operand, seen or placed in another way.
bool isPlacement(Operation *op) {
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (!structured)
    return isa<CastOpInterface, tensor::ExtractSliceOp, tensor::ExpandShapeOp,
               tensor::CollapseShapeOp>(op);
  Spec spec = structured.getSpec();
  return !spec.combiner && spec.inputs.size() == 1 &&
         spec.body.nodes().size() == 1 &&
         spec.body.nodes().front().kind == ScalarNode::Input;
}

/// Whether a result may have less elements than the first operand.
bool takesPart(Operation *op) {
  auto from = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  auto to = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  bool isKnown = from && to && from.hasStaticShape() && to.hasStaticShape();
  if (isKnown)
    return to.getNumElements() < from.getNumElements();
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (!structured)
    return isa<tensor::ExtractSliceOp>(op);
  Spec spec = structured.getSpec();
  return !llvm::all_of(spec.inputs.front().map.getResults(),
                       [&](AffineExpr expr) {
                         auto loop = dyn_cast<AffineDimExpr>(expr);
                         return loop ? spec.isMeasured(loop.getPosition())
                                     : isa<AffineConstantExpr>(expr);
                       });
}

/// Whether the op, of `block`, is made again rather than that its results are
/// kept. A part is kept unless it is one of what is there anyway.
bool isCheap(Operation *op, Block *block) {
  if (op->getNumResults() != 1 || !isPure(op))
    return false;
  if (matchPattern(op, m_Constant()) ||
      isa<tensor::EmptyOp, linalg::FillOp>(op))
    return true;
  bool isOfNumbers = llvm::all_of(op->getOperandTypes(), isNumber) &&
                     llvm::all_of(op->getResultTypes(), isNumber);
  if (isOfNumbers && op->getNumRegions() == 0)
    return true;
  return isPlacement(op) &&
         (!takesPart(op) || op->getOperand(0).getParentBlock() != block);
}

using presburger::BoundType;
using StopCondition = ValueBoundsConstraintSet::StopConditionFn;

/// A dimension of `tensor`, or what it is at most, of values that `isKnown`
/// takes; null if no bound says it.
Value findSize(Value tensor, int64_t dim, BoundType bound,
               const StopCondition &isKnown, OpBuilder &builder) {
  auto size = affine::reifyShapedValueDimBound(builder, tensor.getLoc(), bound,
                                               tensor, dim, isKnown,
                                               /*closedUB=*/true);
  if (failed(size))
    return nullptr;
  return getValueOrCreateConstantIndexOp(builder, tensor.getLoc(), *size);
}

/// Takes what is outside of the op whose block that is.
StopCondition isOutside(Block *block) {
  return [=](Value value, std::optional<int64_t>, ValueBoundsConstraintSet &) {
    return !block->getParentOp()->isAncestor(
        value.getParentBlock()->getParentOp());
  };
}

/// A dimension of `tensor` as a value beside it: of numbers, if a bound says
/// so, else read.
Value makeSize(Value tensor, int64_t dim) {
  OpBuilder builder(tensor.getContext());
  builder.setInsertionPointAfterValue(tensor);
  auto isNumber = [](Value value, std::optional<int64_t> ofDim,
                     ValueBoundsConstraintSet &) {
    return !ofDim && value.getType().isIndex();
  };
  Value size = findSize(tensor, dim, BoundType::EQ, isNumber, builder);
  return size ? size
              : tensor::DimOp::create(builder, tensor.getLoc(), tensor, dim)
                    .getResult();
}

//===----------------------------------------------------------------------===//
// Keeping
//===----------------------------------------------------------------------===//

/// A value that is kept, and how much room it needs at most, which is known in
/// front of the op whose block makes it. Of a dimension for which that is more
/// than it takes, the size is a value of the block; null of the others.
struct Kept {
  Value value;
  SmallVector<OpFoldResult> room;
  SmallVector<Value> sizes;
};

/// None if nothing says how large the value is at most.
std::optional<Kept> planRoom(Value value, Block *block) {
  Kept kept{value, {}, {}};
  OpBuilder outside(block->getParentOp());
  auto type = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
    Value &size = kept.sizes.emplace_back();
    if (!type.isDynamicDim(dim)) {
      kept.room.push_back(outside.getIndexAttr(type.getDimSize(dim)));
      continue;
    }
    Value room = findSize(value, dim, BoundType::EQ, isOutside(block), outside);
    if (!room) {
      size = makeSize(value, dim);
      room = findSize(value, dim, BoundType::UB, isOutside(block), outside);
    }
    if (!room)
      return std::nullopt;
    kept.room.push_back(room);
  }
  return kept;
}

Type elementOf(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  return shaped ? shaped.getElementType() : type;
}

/// An op like `op` with more results, which its regions' terminators hand on.
Operation *extendResults(Operation *op, TypeRange more,
                         ArrayRef<SmallVector<Value>> handedOn) {
  OpBuilder builder(op);
  SmallVector<Type> types(op->getResultTypes());
  llvm::append_range(types, more);
  Operation *extended =
      cloneWithoutRegions(builder, op, types, op->getOperands());
  for (auto [from, to, values] :
       llvm::zip_equal(op->getRegions(), extended->getRegions(), handedOn)) {
    to.takeBody(from);
    Operation *terminator = to.front().getTerminator();
    terminator->insertOperands(terminator->getNumOperands(), values);
  }
  op->replaceAllUsesWith(
      extended->getResults().take_front(op->getNumResults()));
  op->erase();
  return extended;
}

/// Something of that type, which nobody reads.
Value makeNothing(Type type, OpBuilder &builder, Location loc) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  SmallVector<OpFoldResult> sizes;
  for (int64_t size : tensor.getShape())
    sizes.push_back(
        builder.getIndexAttr(ShapedType::isDynamic(size) ? 0 : size));
  Value empty =
      tensor::EmptyOp::create(builder, loc, sizes, tensor.getElementType());
  return empty.getType() == type
             ? empty
             : tensor::CastOp::create(builder, loc, type, empty).getResult();
}

/// Of a choice, the results that one region hands on.
SmallVector<Value> keepOfChoice(Block *block, ArrayRef<Kept> all) {
  auto values =
      llvm::map_to_vector(all, [](const Kept &kept) { return kept.value; });
  Operation *op = block->getParentOp();
  SmallVector<SmallVector<Value>> handedOn;
  for (Region &region : op->getRegions()) {
    SmallVector<Value> &ofRegion = handedOn.emplace_back();
    OpBuilder builder(region.front().getTerminator());
    for (Value value : values)
      ofRegion.push_back(
          &region.front() == block
              ? value
              : makeNothing(value.getType(), builder, value.getLoc()));
  }
  Operation *extended =
      extendResults(op, ValueRange(values).getTypes(), handedOn);
  return llvm::to_vector_of<Value>(
      extended->getResults().take_back(values.size()));
}

/// A stack for each value, in front of the loop.
SmallVector<Value> makeStacks(LoopCount count, ArrayRef<Kept> all) {
  OpBuilder builder(count.loop);
  OpFoldResult turns = getAsOpFoldResult(count.countTurns(builder));
  SmallVector<Value> stacks;
  for (const Kept &kept : all) {
    SmallVector<OpFoldResult> sizes = kept.room;
    sizes.insert(sizes.begin(), turns);
    stacks.push_back(tensor::EmptyOp::create(
        builder, kept.value.getLoc(), sizes, elementOf(kept.value.getType())));
  }
  return stacks;
}

/// Where turn number `turn` is in a stack of tensors of these sizes.
struct StackPlace {
  StackPlace(Value turn, ArrayRef<OpFoldResult> ofTensor, OpBuilder &builder)
      : sizes(ofTensor) {
    sizes.insert(sizes.begin(), builder.getIndexAttr(1));
    offsets.assign(sizes.size(), builder.getIndexAttr(0));
    strides.assign(sizes.size(), builder.getIndexAttr(1));
    offsets.front() = turn;
  }
  SmallVector<OpFoldResult> offsets, sizes, strides;
};

/// Upstream has no slice where a tensor has no elements; nor is there one to
/// push.
bool isEmpty(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && llvm::is_contained(tensor.getShape(), 0);
}

Value push(Value value, Value stack, Value turn, OpBuilder &builder) {
  Location loc = value.getLoc();
  if (isEmpty(value.getType()))
    return stack;
  if (!isa<RankedTensorType>(value.getType()))
    return tensor::InsertOp::create(builder, loc, value, stack, turn);
  StackPlace place(turn, tensor::getMixedSizes(builder, loc, value), builder);
  return tensor::InsertSliceOp::create(
      builder, loc, value, stack, place.offsets, place.sizes, place.strides);
}

/// What was pushed in turn `turn`, a tensor of `sizes`.
Value pop(Type type, Value stack, Value turn, ArrayRef<OpFoldResult> sizes,
          OpBuilder &builder) {
  Location loc = stack.getLoc();
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return tensor::ExtractOp::create(builder, loc, stack, turn);
  if (isEmpty(type))
    return tensor::EmptyOp::create(builder, loc, sizes,
                                   tensor.getElementType());
  StackPlace place(turn, sizes, builder);
  return tensor::ExtractSliceOp::create(
      builder, loc, tensor, stack, place.offsets, place.sizes, place.strides);
}

/// Of a loop, a stack of each value that has it in every turn. The block's
/// arguments become others, and so do those among the values.
FailureOr<SmallVector<Value>> keepOfLoop(Block *block,
                                         MutableArrayRef<Kept> all) {
  auto loop = cast<LoopLikeOpInterface>(block->getParentOp());
  LoopCount count = *LoopCount::of(loop);
  // Those that are the block's arguments, and which.
  SmallVector<std::pair<Value *, unsigned>> arguments;
  auto note = [&](Value &value) {
    auto argument = dyn_cast_if_present<BlockArgument>(value);
    if (argument && argument.getOwner() == block)
      arguments.push_back({&value, argument.getArgNumber()});
  };
  for (Kept &kept : all) {
    note(kept.value);
    llvm::for_each(kept.sizes, note);
  }
  auto pushAll = [&](OpBuilder &builder, Location, ArrayRef<BlockArgument> of) {
    Value turn = count.turnOf(count.getIndex(), builder);
    SmallVector<Value> pushed;
    for (auto [kept, stack] : llvm::zip_equal(all, of))
      pushed.push_back(push(kept.value, stack, turn, builder));
    return pushed;
  };
  IRRewriter rewriter(loop.getContext());
  rewriter.setInsertionPoint(loop);
  auto extended = loop.replaceWithAdditionalYields(
      rewriter, makeStacks(count, all), /*replaceInitOperandUsesInLoop=*/false,
      pushAll);
  if (failed(extended))
    return loop->emitError("it can't hand on more, as its reverse needs");
  Block &body = extended->getLoopRegions().front()->front();
  for (auto [value, number] : arguments)
    *value = body.getArgument(number);
  return llvm::to_vector_of<Value>(
      (*extended)->getResults().take_back(all.size()));
}

//===----------------------------------------------------------------------===//
// One block
//===----------------------------------------------------------------------===//

class BlockResiduals {
public:
  explicit BlockResiduals(const ReversedBlock &block)
      : forward(block.forward), block(block),
        builder(block.reverse, block.reverse->begin()) {}

  LogicalResult run() {
    findReads();
    for (OpOperand *use : reads)
      if (failed(plan(use->get())))
        return failure();
    if (failed(keep()))
      return failure();
    for (OpOperand *use : reads)
      use->set(get(use->get()));
    return success();
  }

private:
  void findReads() {
    block.reverse->walk([&](Operation *op) {
      for (OpOperand &use : op->getOpOperands())
        if (isHere(use.get()))
          reads.push_back(&use);
    });
  }

  bool isHere(Value value) const { return value.getParentBlock() == forward; }

  /// A size is that of something outside, where bounds say so.
  bool planSize(tensor::DimOp op) {
    std::optional<int64_t> dim = getConstantIntValue(op.getDimension());
    OpBuilder outside(forward->getParentOp());
    Value size = dim ? findSize(op.getSource(), *dim, BoundType::EQ,
                                isOutside(forward), outside)
                     : nullptr;
    if (size)
      available.map(op.getResult(), size);
    return !!size;
  }

  /// Finds out what is kept for `value`: itself, or what it is made of.
  LogicalResult plan(Value value) {
    if (!isHere(value) || !planned.insert(value).second)
      return success();
    Operation *op = value.getDefiningOp();
    if (!op && block.turn && isIndex(cast<BlockArgument>(value)))
      return success();
    if (auto dim = value.getDefiningOp<tensor::DimOp>(); dim && planSize(dim))
      return success();
    if (op && isCheap(op, forward))
      return planAll(getUsedValues(op).getArrayRef());
    // A choice hands on a tensor of any size.
    auto kept = block.turn ? planRoom(value, forward) : Kept{value, {}, {}};
    if (!kept)
      return planAgain(value);
    toKeep.push_back(*kept);
    for (Value size : kept->sizes)
      if (size && failed(plan(size)))
        return failure();
    return success();
  }

  LogicalResult planAll(ArrayRef<Value> values) {
    for (Value value : values)
      if (failed(plan(value)))
        return failure();
    return success();
  }

  /// Where no room is large enough for sure, the op is run again.
  LogicalResult planAgain(Value value) {
    Operation *op = value.getDefiningOp();
    if (op && isMemoryEffectFree(op))
      return planAll(getUsedValues(op).getArrayRef());
    return emitError(value.getLoc())
           << "a value of this loop is needed in reverse, but nothing says how "
              "large it is at most: a "
           << value.getType();
  }

  bool isIndex(BlockArgument argument) const {
    auto loop = cast<LoopLikeOpInterface>(forward->getParentOp());
    return argument == loop.getLoopInductionVars()->front();
  }

  LogicalResult keep() {
    if (block.turn)
      placeBuilder();
    if (toKeep.empty())
      return success();
    for (const Kept &kept : toKeep)
      explain(kept.value);
    if (!block.turn) {
      SmallVector<Value> results = keepOfChoice(forward, toKeep);
      for (auto [kept, result] : llvm::zip_equal(toKeep, results))
        available.map(kept.value, result);
      return success();
    }
    FailureOr<SmallVector<Value>> stacks = keepOfLoop(forward, toKeep);
    if (failed(stacks))
      return failure();
    forward = &stacks->front().getDefiningOp()->getRegion(0).front();
    for (auto [kept, stack] : llvm::zip_equal(toKeep, *stacks))
      stackOf[kept.value] = {&kept, stack};
    return success();
  }

  void explain(Value value) const {
    Operation *op = value.getDefiningOp();
    remarks.analysis(op ? op : forward->getParentOp(), "kept")
        << remark::add("a {0} is kept for the reverse{1}", value.getType(),
                       block.turn ? ", in each turn of a loop" : "")
        << remark::metric("type", value.getType());
  }

  /// Behind what computes the turn and its index.
  void placeBuilder() {
    Operation *last = nullptr;
    for (Value number : {block.turn, block.index}) {
      Operation *op = number.getDefiningOp();
      if (op && op->getBlock() == block.reverse &&
          (!last || last->isBeforeInBlock(op)))
        last = op;
    }
    if (last)
      builder.setInsertionPointAfter(last);
  }

  /// `value` as it is seen in reverse.
  Value get(Value value) {
    if (Value known = available.lookupOrNull(value))
      return known;
    if (!isHere(value))
      return value;
    Value seen = block.index;
    if (auto stacked = stackOf.find(value); stacked != stackOf.end())
      seen = getPopped(*stacked->second.first, stacked->second.second);
    else if (Operation *op = value.getDefiningOp())
      seen = runAgain(op)->getResult(cast<OpResult>(value).getResultNumber());
    available.map(value, seen);
    return seen;
  }

  Value getPopped(const Kept &kept, Value stack) {
    SmallVector<OpFoldResult> sizes = kept.room;
    for (auto [dim, size] : llvm::enumerate(kept.sizes))
      if (size)
        sizes[dim] = get(size);
    return pop(kept.value.getType(), stack, block.turn, sizes, builder);
  }

  Operation *runAgain(Operation *op) {
    for (Value used : getUsedValues(op))
      available.map(used, get(used));
    Operation *again = builder.clone(*op, available);
    for (auto [from, to] : llvm::zip(op->getResults(), again->getResults()))
      available.map(from, to);
    return again;
  }

  Block *forward;
  const ReversedBlock &block;
  OpBuilder builder;
  SmallVector<OpOperand *> reads;
  llvm::DenseSet<Value> planned;
  SmallVector<Kept> toKeep;
  llvm::DenseMap<Value, std::pair<const Kept *, Value>> stackOf;
  /// What values of the forward block, and outer ones, are in reverse.
  IRMapping available;
};
} // namespace

LogicalResult keepResiduals(ArrayRef<ReversedBlock> blocks) {
  for (const ReversedBlock &block : blocks)
    if (failed(BlockResiduals(block).run()))
      return failure();
  return success();
}

} // namespace ag
