//===- Residuals.cpp - what the reverse reads of forward regions ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals.h"
#include "LoopCount.h"
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

/// A dimension of `tensor`, as a value from outside of `block`; null if no
/// bound says it.
Value findSize(Value tensor, int64_t dim, Block *block, OpBuilder &builder) {
  auto isOutside = [&](Value value, std::optional<int64_t>,
                       ValueBoundsConstraintSet &) {
    return !block->getParentOp()->isAncestor(
        value.getParentBlock()->getParentOp());
  };
  auto size = affine::reifyShapedValueDimBound(builder, tensor.getLoc(),
                                               presburger::BoundType::EQ,
                                               tensor, dim, isOutside);
  if (failed(size))
    return nullptr;
  return getValueOrCreateConstantIndexOp(builder, tensor.getLoc(), *size);
}

//===----------------------------------------------------------------------===//
// Keeping
//===----------------------------------------------------------------------===//

/// The sizes of a value that is kept in front of the op whose block makes it;
/// failure, with an error, if they are not known there.
FailureOr<SmallVector<OpFoldResult>> makeSizes(Value value, Block *block,
                                               OpBuilder &builder) {
  SmallVector<OpFoldResult> sizes;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim)) {
      sizes.push_back(builder.getIndexAttr(type.getDimSize(dim)));
      continue;
    }
    Value size = findSize(value, dim, block, builder);
    if (!size)
      return emitError(value.getLoc())
             << "a value of this loop is needed in reverse, but how large it "
                "is "
                "may change from turn to turn: dimension "
             << dim << " of a " << type;
    sizes.push_back(size);
  }
  return sizes;
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
SmallVector<Value> keepOfChoice(Block *block, ArrayRef<Value> values) {
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

/// A stack for each of `values`, in front of the loop.
FailureOr<SmallVector<Value>> makeStacks(LoopCount count, Block *block,
                                         ArrayRef<Value> values) {
  OpBuilder builder(count.loop);
  OpFoldResult turns = getAsOpFoldResult(count.countTurns(builder));
  SmallVector<Value> stacks;
  for (Value value : values) {
    auto sizes = makeSizes(value, block, builder);
    if (failed(sizes))
      return failure();
    sizes->insert(sizes->begin(), turns);
    stacks.push_back(tensor::EmptyOp::create(builder, value.getLoc(), *sizes,
                                             elementOf(value.getType())));
  }
  return stacks;
}

/// Where turn number `turn` is in a stack of values like `value`.
struct StackPlace {
  StackPlace(Value turn, RankedTensorType type, Value sized, unsigned firstDim,
             OpBuilder &builder, Location loc) {
    unsigned rank = type ? type.getRank() : 0;
    offsets.assign(rank + 1, builder.getIndexAttr(0));
    strides.assign(rank + 1, builder.getIndexAttr(1));
    offsets.front() = turn;
    sizes.push_back(builder.getIndexAttr(1));
    for (unsigned dim = 0; dim < rank; ++dim)
      sizes.push_back(
          tensor::getMixedSize(builder, loc, sized, dim + firstDim));
  }
  SmallVector<OpFoldResult> offsets, sizes, strides;
};

Value push(Value value, Value stack, Value turn, OpBuilder &builder) {
  Location loc = value.getLoc();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return tensor::InsertOp::create(builder, loc, value, stack, turn);
  StackPlace place(turn, type, value, 0, builder, loc);
  return tensor::InsertSliceOp::create(
      builder, loc, value, stack, place.offsets, place.sizes, place.strides);
}

Value pop(Type type, Value stack, Value turn, OpBuilder &builder) {
  Location loc = stack.getLoc();
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return tensor::ExtractOp::create(builder, loc, stack, turn);
  StackPlace place(turn, tensor, stack, 1, builder, loc);
  return tensor::ExtractSliceOp::create(
      builder, loc, tensor, stack, place.offsets, place.sizes, place.strides);
}

/// Of a loop, a stack of each value that has it in every turn. The block's
/// arguments become others, and `values` those.
FailureOr<SmallVector<Value>> keepOfLoop(Block *block,
                                         MutableArrayRef<Value> values) {
  auto loop = cast<LoopLikeOpInterface>(block->getParentOp());
  LoopCount count = *LoopCount::of(loop);
  auto stacks = makeStacks(count, block, values);
  if (failed(stacks))
    return failure();
  SmallVector<std::optional<unsigned>> numbers;
  for (Value value : values) {
    auto argument = dyn_cast<BlockArgument>(value);
    numbers.push_back(argument ? std::optional(argument.getArgNumber())
                               : std::nullopt);
  }
  IRRewriter rewriter(loop.getContext());
  auto pushAll = [&](OpBuilder &builder, Location, ArrayRef<BlockArgument> of) {
    Value turn = count.turnOf(count.getIndex(), builder);
    SmallVector<Value> pushed;
    for (auto [value, stack] : llvm::zip_equal(values, of))
      pushed.push_back(push(value, stack, turn, builder));
    return pushed;
  };
  rewriter.setInsertionPoint(loop);
  auto extended = loop.replaceWithAdditionalYields(
      rewriter, *stacks, /*replaceInitOperandUsesInLoop=*/false, pushAll);
  if (failed(extended))
    return loop->emitError("it can't hand on more, as its reverse needs");
  Block &body = extended->getLoopRegions().front()->front();
  for (auto [value, number] : llvm::zip_equal(values, numbers))
    if (number)
      value = body.getArgument(*number);
  return llvm::to_vector_of<Value>(
      (*extended)->getResults().take_back(values.size()));
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
      plan(use->get());
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
    Value size =
        dim ? findSize(op.getSource(), *dim, forward, outside) : nullptr;
    if (size)
      available.map(op.getResult(), size);
    return !!size;
  }

  /// Finds out what is kept for `value`: itself, or what it is made of.
  void plan(Value value) {
    if (!isHere(value) || !planned.insert(value).second)
      return;
    Operation *op = value.getDefiningOp();
    if (!op && block.turn && isIndex(cast<BlockArgument>(value)))
      return;
    if (auto dim = value.getDefiningOp<tensor::DimOp>(); dim && planSize(dim))
      return;
    if (!op || !isCheap(op, forward)) {
      toKeep.push_back(value);
      return;
    }
    for (Value operand : op->getOperands())
      plan(operand);
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
    for (Value value : toKeep)
      explain(value);
    if (!block.turn) {
      available.map(toKeep, keepOfChoice(forward, toKeep));
      return success();
    }
    FailureOr<SmallVector<Value>> stacks = keepOfLoop(forward, toKeep);
    if (failed(stacks))
      return failure();
    forward = &stacks->front().getDefiningOp()->getRegion(0).front();
    for (auto [value, stack] : llvm::zip_equal(toKeep, *stacks))
      available.map(value, pop(value.getType(), stack, block.turn, builder));
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
    Operation *op = value.getDefiningOp();
    if (!op)
      return block.index;
    for (Value operand : op->getOperands())
      available.map(operand, get(operand));
    return builder.clone(*op, available)->getResult(0);
  }

  Block *forward;
  const ReversedBlock &block;
  OpBuilder builder;
  SmallVector<OpOperand *> reads;
  llvm::DenseSet<Value> planned;
  SmallVector<Value> toKeep;
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
