//===- BatchRegions.cpp - control flow on batches -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchRegions.h"
#include "Batch/BatchFunctions.h"
#include "Batch/BatchMasks.h"
#include "Batch/ForwardedValues.h"
#include "DerivativeWriter.h"
#include "Regions/LoopCount.h"
#include "Residuals/SavedValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
class RegionsBatching {
public:
  RegionsBatching(Operation *op, Batch &batch)
      : op(op), batch(batch), builder(batch.builder()), loc(op->getLoc()) {}

  LogicalResult run();

private:
  // Control flow that is the same for all elements:
  LogicalResult keep();
  LogicalResult keepRegion(Region &region, Region &made);
  LogicalResult keepNamed(RegionOp region);
  SmallVector<Value> handOn(Operation *from);
  Value handOn(OpOperand &operand);

  // Control flow that differs over the batch:
  LogicalResult choose();
  static bool haveEqualSizes(Value a, Value b);
  SmallVector<Value> findSides();
  Value compareCase(Value argument, int64_t number);
  Value makeNone();
  LogicalResult runSide(Region &side, Mask mask, SmallVector<Value> &results);
  Value chooseResult(OpResult result, ArrayRef<Value> sides,
                     ArrayRef<Mask> masks,
                     ArrayRef<SmallVector<Value>> results);
  LogicalResult repeatWhile(scf::WhileOp loop);
  LogicalResult repeatFor(scf::ForOp loop);
  FailureOr<Value> countIterations(scf::ForOp loop);
  void takeCarried(ValueRange targets, ValueRange own);
  LogicalResult runIteration(Region &body, Mask going, ValueRange own,
                             ValueRange carried, ValueRange targets);
  Mask makeGoing(Value elements);

  Operation *op;
  Batch &batch;
  OpBuilder &builder;
  Location loc;
  /// A constant upper bound of a counted loop's trip counts, if one is known.
  std::optional<int64_t> mostIterations;
};

//===----------------------------------------------------------------------===//
// Control flow that is the same for all elements
//===----------------------------------------------------------------------===//

/// Returns the batched operand. An operand that is forwarded along no edge is a
/// condition or a bound, which is the same for all elements here.
Value RegionsBatching::handOn(OpOperand &operand) {
  SmallVector<Value> targets = getTargets(operand);
  if (isNothing(operand.get()))
    return makeNothing(getForwardedType(targets.front(), batch), builder, loc);
  return targets.empty() ? batch.lookup(operand.get()).value
                         : forward(operand.get(), targets.front(), op, batch);
}

SmallVector<Value> RegionsBatching::handOn(Operation *from) {
  return llvm::map_to_vector(from->getOpOperands(), [&](OpOperand &operand) {
    return handOn(operand);
  });
}

/// Batches the ops of `region` into `made`. A while loop does not continue if
/// no element executes it.
LogicalResult RegionsBatching::keepRegion(Region &region, Region &made) {
  if (region.empty())
    return success();
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&made);
  for (BlockArgument argument : region.getArguments())
    setForwarded(argument,
                 block->addArgument(getForwardedType(argument, batch),
                                    argument.getLoc()),
                 batch);
  if (failed(batch.run(region.front())))
    return failure();
  Operation *end = region.front().getTerminator();
  SmallVector<Value> operands = handOn(end);
  if (isa<scf::ConditionOp>(end))
    if (Value any = findAny(batch, loc))
      operands.front() =
          arith::AndIOp::create(builder, loc, operands.front(), any);
  builder.clone(*end)->setOperands(operands);
  return success();
}

LogicalResult RegionsBatching::keep() {
  for (Region &region : op->getRegions())
    if (!region.empty() && !region.hasOneBlock())
      return batch.refuse(op, "a region of it has several blocks");
  SmallVector<Value> operands = handOn(op);
  if (auto loop = dyn_cast<scf::ForOp>(op);
      loop && batch.mask && !loop.getStaticTripCount())
    operands[1] = arith::SelectOp::create(builder, loc, batch.mask->any,
                                          operands[1], operands[0]);
  Operation *made = builder.cloneWithoutRegions(*op);
  made->setOperands(operands);
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    own.setType(getForwardedType(result, batch));
  for (auto [region, own] :
       llvm::zip_equal(op->getRegions(), made->getRegions()))
    if (failed(keepRegion(region, own)))
      return failure();
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    setForwarded(result, own, batch);
  return success();
}

/// Batches an ag.region. As its body is isolated, the mask is a further input,
/// and the number of elements is taken from the mask or a batched input inside.
/// If there is neither, and the number is not a positive constant, it is an
/// input.
LogicalResult RegionsBatching::keepNamed(RegionOp region) {
  Block &body = region.getBody().front();
  SmallVector<Value> inputs, results;
  for (auto [input, argument] :
       llvm::zip_equal(region.getInputs(), body.getArguments()))
    inputs.push_back(forward(input, argument, op, batch));
  if (batch.mask)
    inputs.push_back(batch.mask->elements);
  bool isSized = !batch.mask && !doAllOfSome(batch) &&
                 llvm::none_of(body.getArguments(), [&](Value argument) {
                   return batch.isInBatch(argument);
                 });
  if (isSized)
    inputs.push_back(
        getValueOrCreateConstantIndexOp(builder, loc, batch.size()));
  auto made = cast<RegionOp>(builder.cloneWithoutRegions(*op));
  made->setOperands(inputs);
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    own.setType(getForwardedType(result, batch));
  std::optional<Mask> outerMask = batch.mask;
  OpFoldResult outerSize = batch.batchSize;
  {
    OpBuilder::InsertionGuard guard(builder);
    Block *block = builder.createBlock(&made.getBody());
    for (Value input : inputs)
      block->addArgument(input.getType(), input.getLoc());
    for (auto [argument, own] :
         llvm::zip(body.getArguments(), block->getArguments())) {
      setForwarded(argument, own, batch);
      if (batch.isInBatch(argument))
        batch.measure({own, 0});
    }
    if (batch.mask) {
      batch.measure({block->getArguments().back(), 0});
      batch.mask = makeMask(block->getArguments().back(), op, batch);
    }
    if (isSized)
      batch.batchSize = block->getArguments().back();
    if (failed(batch.run(body)))
      return failure();
    for (auto [operand, result] :
         llvm::zip_equal(body.getTerminator()->getOperands(), op->getResults()))
      results.push_back(forward(operand, result, op, batch));
    YieldOp::create(builder, body.getTerminator()->getLoc(), results);
  }
  batch.mask = outerMask;
  batch.batchSize = outerSize;
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    setForwarded(result, own, batch);
  return batch.getFunctions().batchRule(region, made, batch);
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

Value RegionsBatching::compareCase(Value argument, int64_t number) {
  ScalarProgram program;
  Expr value = program.input(ScalarType::I64);
  program.yield(compare(Primitive::Eq, value,
                        program.intConstant(number, ScalarType::I64)));
  return computeElements(program, argument, op, batch);
}

Value RegionsBatching::makeNone() {
  ScalarProgram program;
  program.input(ScalarType::I64);
  program.yield(program.intConstant(0, ScalarType::I1));
  return computeElements(program, batch.get(op->getOperand(0), 0, op), op,
                         batch);
}

/// Returns, for each region, the elements that choose it. Null stands for the
/// elements that choose no other region.
SmallVector<Value> RegionsBatching::findSides() {
  SmallVector<Value> sides;
  for (Region &region : op->getRegions()) {
    Value side;
    if (Value condition = getCondition(region))
      side = batch.get(condition, 0, op);
    for (int64_t number : getCases(region)) {
      Value own = compareCase(batch.get(op->getOperand(0), 0, op), number);
      side = side
                 ? computeElements(binaryProgram(Primitive::Or, ScalarType::I1),
                                   {side, own}, op, batch)
                 : own;
    }
    sides.push_back(side);
  }
  return sides;
}

LogicalResult RegionsBatching::runSide(Region &side, Mask mask,
                                       SmallVector<Value> &results) {
  if (side.empty())
    return success();
  return enter(side, mask, op, batch, [&]() -> LogicalResult {
    if (failed(batch.run(side.front())))
      return failure();
    for (auto [operand, result] : llvm::zip_equal(
             side.front().getTerminator()->getOperands(), op->getResults()))
      results.push_back(forward(operand, result, op, batch));
    return success();
  });
}

/// Returns true if values of one type are known to have equal sizes.
bool RegionsBatching::haveEqualSizes(Value a, Value b) {
  auto type = dyn_cast<RankedTensorType>(a.getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim))
      continue;
    FailureOr<bool> equal =
        ValueBoundsConstraintSet::areEqual({a, dim}, {b, dim});
    if (failed(equal) || !*equal)
      return false;
  }
  return true;
}

LogicalResult RegionsBatching::choose() {
  SmallVector<Value> sides = findSides();
  Value others;
  for (Value side : sides) {
    if (!side)
      continue;
    Value rest = invert(side, op, batch);
    others =
        others ? computeElements(binaryProgram(Primitive::And, ScalarType::I1),
                                 {others, rest}, op, batch)
               : rest;
  }
  if (!others)
    others = invert(makeNone(), op, batch);
  SmallVector<SmallVector<Value>> results(sides.size());
  SmallVector<Mask> masks;
  for (auto [number, side] : llvm::enumerate(sides)) {
    masks.push_back(
        makeMask(narrow(side ? side : others, op, batch), op, batch));
    if (failed(runSide(op->getRegion(number), masks.back(), results[number])))
      return failure();
  }
  for (OpResult result : op->getResults())
    setForwarded(result, chooseResult(result, sides, masks, results), batch);
  return success();
}

/// Selects among the values that branches yield for `result`. Undefined values
/// (isNothing) are left out, since no op reads them. Values that may have
/// different sizes are selected only if elements take several branches.
Value RegionsBatching::chooseResult(OpResult result, ArrayRef<Value> sides,
                                    ArrayRef<Mask> masks,
                                    ArrayRef<SmallVector<Value>> results) {
  unsigned number = result.getResultNumber();
  size_t last = llvm::find(sides, nullptr) - sides.begin();
  Value value, original, any;
  auto add = [&](size_t side) {
    Value forwarded =
        op->getRegion(side).front().getTerminator()->getOperand(number);
    if (isNothing(forwarded))
      return;
    Value own = results[side][number];
    if (!value)
      value = own;
    else if (haveEqualSizes(original, forwarded))
      value = ag::choose(sides[side], own, value, op, batch);
    else
      value = chooseWhereBoth({sides[side], masks[side].any}, any, own, value,
                              op, batch);
    any = any ? arith::OrIOp::create(builder, loc, any, masks[side].any)
                    .getResult()
              : masks[side].any;
    original = forwarded;
  };
  add(last);
  for (auto [place, side] : llvm::enumerate(sides))
    if (side)
      add(place);
  return value ? value : results[last][number];
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Returns the mask of an iteration, in which at least one element continues.
Mask RegionsBatching::makeGoing(Value elements) {
  return {elements,
          arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true))};
}

/// Sets the values of iter_args, cut to the elements that continue.
void RegionsBatching::takeCarried(ValueRange targets, ValueRange own) {
  for (auto [target, value] : llvm::zip_equal(targets, own)) {
    setForwarded(target, value, batch);
    if (batch.isInBatch(target) && isCut(target))
      batch.set(target, cut(batch.lookup(target), op, batch));
  }
}

/// Emits the body of an iteration, with `own` as the values of its last
/// arguments. For `targets`, it yields the new values, or those of `carried`
/// for elements that are done. Sizes may change only if all elements continue.
LogicalResult RegionsBatching::runIteration(Region &body, Mask going,
                                            ValueRange own, ValueRange carried,
                                            ValueRange targets) {
  Block &block = body.front();
  Value others = narrow(invert(going.elements, op, batch), op, batch);
  return enter(body, going, op, batch, [&]() -> LogicalResult {
    ValueRange arguments =
        ValueRange(block.getArguments()).take_back(own.size());
    takeCarried(arguments, own);
    if (failed(batch.run(block)))
      return failure();
    SmallVector<Value> next;
    for (auto [operand, before, target] : llvm::zip_equal(
             block.getTerminator()->getOperands(), carried, targets)) {
      Value value = forward(operand, target, op, batch);
      next.push_back(haveEqualSizes(operand, target)
                         ? ag::choose(going.elements, value, before, op, batch)
                         : chooseWhereBoth(going,
                                           makeMask(others, op, batch).any,
                                           value, before, op, batch));
    }
    scf::YieldOp::create(builder, loc, next);
    return success();
  });
}

/// Emits a loop that forwards the original's results, then its iter_args, and
/// last the mask of the elements that continue.
LogicalResult RegionsBatching::repeatWhile(scf::WhileOp loop) {
  SmallVector<Value> inits = handOn(op);
  SmallVector<Type> types;
  for (Value target : loop.getResults())
    types.push_back(getForwardedType(target, batch));
  llvm::append_range(types, ValueRange(inits).getTypes());
  int64_t size =
      getConstantIntValue(batch.size()).value_or(ShapedType::kDynamic);
  types.push_back(RankedTensorType::get(size, builder.getI1Type()));
  auto made = scf::WhileOp::create(builder, loc, types, inits);
  made->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Location> places(types.size(), loc);
  Block *before =
      builder.createBlock(&made.getBefore(), {}, ValueRange(inits).getTypes(),
                          SmallVector<Location>(inits.size(), loc));
  for (auto [argument, own] :
       llvm::zip_equal(loop.getBeforeArguments(), before->getArguments()))
    setForwarded(argument, own, batch);
  if (failed(batch.run(*loop.getBeforeBody())))
    return failure();
  scf::ConditionOp end = loop.getConditionOp();
  Value going = narrow(batch.get(end.getCondition(), 0, op), op, batch);
  SmallVector<Value> handed;
  for (auto [operand, target] :
       llvm::zip_equal(end.getArgs(), loop.getResults()))
    handed.push_back(forward(operand, target, op, batch));
  llvm::append_range(handed, before->getArguments());
  handed.push_back(castTo(types.back(), going, builder));
  scf::ConditionOp::create(builder, loc, makeMask(going, op, batch).any,
                           handed);
  Block *after = builder.createBlock(&made.getAfter(), {}, types, places);
  ValueRange arguments = after->getArguments();
  size_t count = loop.getNumResults();
  if (failed(runIteration(loop.getAfter(), makeGoing(arguments.back()),
                          arguments.take_front(count),
                          arguments.drop_front(count).drop_back(),
                          loop.getBeforeArguments())))
    return failure();
  for (auto [result, own] : llvm::zip(op->getResults(), made.getResults()))
    setForwarded(result, own, batch);
  return success();
}

/// Returns the trip count of each element. The body computes its index from the
/// number of the iteration, since the batched loop counts from 0 by 1.
FailureOr<Value> RegionsBatching::countIterations(scf::ForOp loop) {
  Operation *before = op->getPrevNode();
  OpBuilder original(op);
  LoopCount count{loop, loop.getLowerBound(), loop.getUpperBound(),
                  loop.getStep()};
  Value iterations = count.countIterations(original);
  Operation *first = &loop.getBody()->front();
  original.setInsertionPoint(first);
  Value iteration = loop.getInductionVar();
  Value index = count.indexOf(iteration, original);
  iteration.replaceUsesWithIf(index, [&](OpOperand &use) {
    Operation *user = loop.getBody()->findAncestorOpInBlock(*use.getOwner());
    return !user->isBeforeInBlock(first);
  });
  if (failed(batch.runBetween(before, op)))
    return failure();
  FailureOr<int64_t> bound = ValueBoundsConstraintSet::computeConstantBound(
      presburger::BoundType::UB, iterations, /*stopCondition=*/nullptr,
      /*closedUB=*/true);
  if (succeeded(bound))
    mostIterations.emplace(*bound);
  return batch.get(iterations, 0, op);
}

LogicalResult RegionsBatching::repeatFor(scf::ForOp loop) {
  SmallVector<Value> inits;
  for (auto [init, argument] :
       llvm::zip_equal(loop.getInitArgs(), loop.getRegionIterArgs()))
    inits.push_back(forward(init, argument, op, batch));
  FailureOr<Value> iterations = countIterations(loop);
  if (failed(iterations))
    return failure();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value most = findMost(*iterations, op, batch);
  // A bound of each trip count bounds the largest. It limits the sizes of
  // stacks that the loop's reverse needs.
  if (mostIterations)
    most = arith::MinSIOp::create(
        builder, loc, most,
        arith::ConstantIndexOp::create(builder, loc, *mostIterations));
  auto made = scf::ForOp::create(builder, loc, zero, most, one, inits);
  made->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  if (inits.empty())
    made.getBody()->getTerminator()->erase();
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(made.getBody());
    Value iteration = made.getInductionVar();
    batch.set(loop.getInductionVar(), {iteration, std::nullopt});
    Value number = arith::IndexCastOp::create(builder, loc,
                                              builder.getI64Type(), iteration);
    number = tensor::FromElementsOp::create(
        builder, loc, RankedTensorType::get({}, number.getType()), number);
    Value going =
        narrow(computeElements(binaryProgram(Primitive::Gt, ScalarType::I64),
                               {*iterations, number}, op, batch),
               op, batch);
    ValueRange carried = made.getRegionIterArgs();
    if (failed(runIteration(loop.getRegion(), makeGoing(going), carried,
                            carried, loop.getRegionIterArgs())))
      return failure();
  }
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made.getResults()))
    setForwarded(result, own, batch);
  return success();
}

LogicalResult RegionsBatching::run() {
  if (auto region = dyn_cast<RegionOp>(op))
    return keepNamed(region);
  if (!batch.differs(op))
    return keep();
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return repeatWhile(loop);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return repeatFor(loop);
  return choose();
}
} // namespace

LogicalResult batchControlFlow(Operation *op, Batch &batch) {
  return RegionsBatching(op, batch).run();
}

} // namespace ag
