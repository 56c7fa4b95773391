//===- LoopStacks.cpp - values saved in each iteration --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/LoopStacks.h"
#include "Regions/LoopCount.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Phases/Common/IndexMath.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Slots
//===----------------------------------------------------------------------===//

/// The slice of a stack for iteration `iteration`; its tensors have the sizes
/// `ofTensor`.
struct StackPlace {
  StackPlace(Value iteration, ArrayRef<OpFoldResult> ofTensor,
             OpBuilder &builder)
      : sizes(ofTensor) {
    sizes.insert(sizes.begin(), builder.getIndexAttr(1));
    offsets.assign(sizes.size(), builder.getIndexAttr(0));
    strides.assign(sizes.size(), builder.getIndexAttr(1));
    offsets.front() = iteration;
  }
  SmallVector<OpFoldResult> offsets, sizes, strides;
};

Value push(Value value, Value stack, Value iteration, OpBuilder &builder,
           Location loc) {
  if (!isa<RankedTensorType>(value.getType()))
    return tensor::InsertOp::create(builder, loc, value, stack, iteration);
  StackPlace place(iteration, tensor::getMixedSizes(builder, loc, value),
                   builder);
  return insertPart(value, stack, place.offsets, place.sizes, place.strides,
                    builder, loc);
}

//===----------------------------------------------------------------------===//
// Values that share a stack
//===----------------------------------------------------------------------===//

/// Returns true if the value has the same sizes in each iteration.
bool hasFixedSizes(const Kept &kept) {
  return llvm::none_of(kept.sizes, [](Value size) { return !!size; });
}

/// Lets the values yielded for saved iter_args share the stacks of these: a
/// yielded value is the iter_arg of the next iteration.
void shareStacks(MutableArrayRef<Kept> all) {
  llvm::DenseMap<Value, Kept *> results;
  for (Kept &kept : all)
    if (!isa<BlockArgument>(kept.value) && hasFixedSizes(kept))
      results[kept.value] = &kept;
  for (auto [number, kept] : llvm::enumerate(all)) {
    auto carried = isa<BlockArgument>(kept.value) && hasFixedSizes(kept)
                       ? getCarried(kept.value)
                       : std::nullopt;
    if (!carried || !carried->yielded)
      continue;
    Kept *next = results.lookup(carried->yielded->get());
    if (next && !next->carrier)
      next->carrier = number;
  }
}

/// A stack and the saved values that share it.
struct Stack {
  /// The number of a saved value, and of the value yielded for it if that is
  /// saved.
  unsigned kept;
  std::optional<unsigned> next = std::nullopt;
};

SmallVector<Stack> listStacks(ArrayRef<Kept> all) {
  SmallVector<Stack> stacks;
  llvm::DenseMap<unsigned, unsigned> next;
  for (auto [number, kept] : llvm::enumerate(all))
    if (kept.carrier)
      next[*kept.carrier] = number;
  for (auto [number, kept] : llvm::enumerate(all)) {
    if (kept.carrier)
      continue;
    stacks.push_back({unsigned(number)});
    if (auto found = next.find(number); found != next.end())
      stacks.back().next = found->second;
  }
  return stacks;
}

/// Creates a stack before the loop. Constant sizes are static from the start,
/// since folding them in later would drop the mark.
Value makeStack(const Stack &stack, ArrayRef<Kept> all, Value iterations,
                OpBuilder &builder) {
  const Kept &kept = all[stack.kept];
  Location loc = kept.value.getLoc();
  IndexMath math(builder, loc);
  Value places = stack.next ? math.add(iterations, math.number(1)) : iterations;
  SmallVector<OpFoldResult> sizes{getAsOpFoldResult(places)};
  for (OpFoldResult room : kept.room) {
    auto value = dyn_cast<Value>(room);
    sizes.push_back(value ? getAsOpFoldResult(value) : room);
  }
  auto empty = tensor::EmptyOp::create(builder, loc, sizes,
                                       getElementTypeOrSelf(kept.value));
  empty->setDiscardableAttr(stackAttrName, builder.getUnitAttr());
  if (!stack.next)
    return empty;
  return push(getCarried(kept.value)->init->get(), empty, math.number(0),
              builder, loc);
}

/// Pushes a value at the end of iteration `iteration`.
Value pushTo(Value stack, const Stack &of, ArrayRef<Kept> all, Value iteration,
             OpBuilder &builder) {
  Value value = all[of.next.value_or(of.kept)].value;
  IndexMath math(builder, stack.getLoc());
  if (of.next)
    iteration = math.add(iteration, math.number(1));
  return push(value, stack, iteration, builder, value.getLoc());
}

} // namespace

bool isStack(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto empty = dyn_cast_if_present<tensor::EmptyOp>(op))
    return empty->hasAttr(stackAttrName);
  if (auto slice = dyn_cast_if_present<tensor::InsertSliceOp>(op))
    return isStack(slice.getDest());
  if (auto element = dyn_cast_if_present<tensor::InsertOp>(op))
    return isStack(element.getDest());
  if (std::optional<CarriedValue> carried = getCarried(value))
    return isStack(carried->init->get());
  Value read = findRead(value);
  return read != value && isStack(read);
}

Value pop(const Kept &kept, Value stack, Value iteration,
          ArrayRef<OpFoldResult> sizes, OpBuilder &builder) {
  Location loc = stack.getLoc();
  IndexMath math(builder, loc);
  if (kept.carrier)
    iteration = math.add(iteration, math.number(1));
  auto tensor = dyn_cast<RankedTensorType>(kept.value.getType());
  if (!tensor) {
    Value popped = tensor::ExtractOp::create(builder, loc, stack, iteration);
    return kept.most ? math.smaller(popped, kept.most) : popped;
  }
  StackPlace place(iteration, sizes, builder);
  return extractPart(tensor, stack, place.offsets, place.sizes, place.strides,
                     builder, loc);
}

FailureOr<SmallVector<Value>> keepOfLoop(Block *block,
                                         MutableArrayRef<Kept> all) {
  auto loop = cast<LoopLikeOpInterface>(block->getParentOp());
  LoopCount count = *LoopCount::of(loop);
  shareStacks(all);
  SmallVector<Stack> stacks = listStacks(all);
  // The saved values and sizes that are arguments of the block, and their
  // numbers.
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
    Value iteration = count.iterationOf(count.getIndex(), builder);
    SmallVector<Value> pushed;
    for (auto [stack, value] : llvm::zip_equal(stacks, of))
      pushed.push_back(pushTo(value, stack, all, iteration, builder));
    return pushed;
  };
  IRRewriter rewriter(loop.getContext());
  rewriter.setInsertionPoint(loop);
  Value iterations = count.countIterations(rewriter);
  SmallVector<Value> starts;
  for (const Stack &stack : stacks)
    starts.push_back(makeStack(stack, all, iterations, rewriter));
  auto extended = loop.replaceWithAdditionalYields(
      rewriter, starts, /*replaceInitOperandUsesInLoop=*/false, pushAll);
  if (failed(extended))
    return loop->emitError("cannot add results to this loop for the values "
                           "that its reverse needs; rewrite it as scf.for or "
                           "scf.while");
  Block &body = extended->getLoopRegions().front()->front();
  for (auto [value, number] : arguments)
    *value = body.getArgument(number);
  auto results = (*extended)->getResults().take_back(stacks.size());
  SmallVector<Value> stackOf(all.size());
  for (auto [stack, result] : llvm::zip_equal(stacks, results)) {
    stackOf[stack.kept] = result;
    if (stack.next)
      stackOf[*stack.next] = result;
  }
  return stackOf;
}

} // namespace ag
