//===- BatchIterations.cpp - trip counts that differ over a batch ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchIterations.h"
#include "Batch/BatchMasks.h"
#include "Batch/ForwardedValues.h"
#include "DerivativeWriter.h"
#include "Regions/LoopCount.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
class LoopBatching {
public:
  LoopBatching(Operation *op, Batch &batch)
      : op(op), batch(batch), builder(batch.builder()), loc(op->getLoc()) {}

  LogicalResult repeatWhile(scf::WhileOp loop);
  LogicalResult repeatFor(scf::ForOp loop);

private:
  FailureOr<Value> countIterations(scf::ForOp loop);
  FailureOr<SmallVector<size_t>> runCondition(scf::WhileOp loop, Block *before);
  void takeCarried(ValueRange targets, ValueRange own);
  void setResults(ValueRange own, ArrayRef<Value> inits);
  LogicalResult runIteration(Region &body, Mask going, ValueRange own,
                             ValueRange carried, ValueRange targets);
  Mask makeGoing(Value elements);

  Operation *op;
  Batch &batch;
  OpBuilder &builder;
  Location loc;
  /// A constant upper bound of a counted loop's trip counts, if one is known.
  std::optional<int64_t> mostIterations;
  /// Whether an iteration changes each iter_arg only for elements that
  /// continue.
  SmallVector<bool> areUpdates;
};

/// Returns the mask of an iteration, in which at least one element continues.
Mask LoopBatching::makeGoing(Value elements) {
  return {elements,
          arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true))};
}

/// Sets the values of iter_args, cut to the elements that continue.
void LoopBatching::takeCarried(ValueRange targets, ValueRange own) {
  for (auto [target, value] : llvm::zip_equal(targets, own))
    setUncut(target, value, op, batch);
}

/// Sets the results. One with a value in `inits` has that value for elements
/// outside the mask.
void LoopBatching::setResults(ValueRange own, ArrayRef<Value> inits) {
  for (auto [result, value, init] : llvm::zip(op->getResults(), own, inits)) {
    if (batch.mask && init)
      batch.masked.addChange(value, init);
    setUncut(result, value, op, batch);
  }
}

/// Emits the body of an iteration, with `own` as the values of its last
/// arguments. For `targets`, it yields the new values, or those of `carried`
/// for elements that are done. Nothing is selected if an iteration changes only
/// elements that continue. Sizes may change only if all elements continue.
LogicalResult LoopBatching::runIteration(Region &body, Mask going,
                                         ValueRange own, ValueRange carried,
                                         ValueRange targets) {
  Block &block = body.front();
  Value others = narrow(invert(going.elements, op, batch), op, batch);
  const MaskedChanges &changes = batch.masked.changes;
  auto isGoing = [&](Value elements) {
    return changes.areWithin(elements, going.elements);
  };
  return enter(body, going, op, batch, [&]() -> LogicalResult {
    takeCarried(ValueRange(block.getArguments()).take_back(own.size()), own);
    if (failed(batch.run(block)))
      return failure();
    SmallVector<Value> next;
    for (auto [operand, before, target] : llvm::zip_equal(
             block.getTerminator()->getOperands(), carried, targets)) {
      next.push_back(forwardUncut(operand, target, op, batch));
      areUpdates.push_back(changes.agree(next.back(), before, isGoing));
      if (areUpdates.back())
        continue;
      Value value = forward(operand, target, op, batch);
      next.back() =
          haveEqualSizes(operand, target)
              ? ag::choose(going.elements, value, before, op, batch)
              : chooseWhereBoth(going, makeMask(others, op, batch).any, value,
                                before, op, batch);
    }
    scf::YieldOp::create(builder, loc, next);
    return success();
  });
}

/// Emits the condition, which forwards the values for the original's results,
/// then the iter_args that are not among them, and last the mask of the
/// elements that continue. Returns, for each iter_arg, the number of the value
/// that it is.
FailureOr<SmallVector<size_t>> LoopBatching::runCondition(scf::WhileOp loop,
                                                          Block *before) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(before);
  takeCarried(loop.getBeforeArguments(), before->getArguments());
  if (failed(batch.run(*loop.getBeforeBody())))
    return failure();
  scf::ConditionOp end = loop.getConditionOp();
  Value going = narrow(batch.get(end.getCondition(), 0, op), op, batch);
  SmallVector<Value> forwarded;
  for (auto [operand, target] :
       llvm::zip_equal(end.getArgs(), loop.getResults()))
    forwarded.push_back(forwardUncut(operand, target, op, batch));
  SmallVector<size_t> numbers;
  for (BlockArgument argument : before->getArguments()) {
    auto *found = llvm::find(forwarded, argument);
    numbers.push_back(found - forwarded.begin());
    if (found == forwarded.end())
      forwarded.push_back(argument);
  }
  int64_t size =
      getConstantIntValue(batch.size()).value_or(ShapedType::kDynamic);
  forwarded.push_back(
      castTo(RankedTensorType::get(size, builder.getI1Type()), going, builder));
  scf::ConditionOp::create(builder, loc, makeMask(going, op, batch).any,
                           forwarded);
  return numbers;
}

LogicalResult LoopBatching::repeatWhile(scf::WhileOp loop) {
  SmallVector<Value> inits;
  for (auto [init, argument] :
       llvm::zip_equal(loop.getInits(), loop.getBeforeArguments()))
    inits.push_back(forwardUncut(init, argument, op, batch));
  // The result types follow from the condition.
  auto untyped = scf::WhileOp::create(builder, loc, TypeRange(), inits);
  OpBuilder::InsertionGuard guard(builder);
  Block *before = builder.createBlock(&untyped.getBefore(), {},
                                      ValueRange(inits).getTypes(),
                                      SmallVector<Location>(inits.size(), loc));
  auto numbers = runCondition(loop, before);
  if (failed(numbers))
    return failure();
  builder.setInsertionPointAfter(untyped);
  TypeRange types = ValueRange(before->getTerminator()->getOperands())
                        .drop_front()
                        .getTypes();
  auto made = scf::WhileOp::create(builder, loc, types, inits);
  made->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  made.getBefore().takeBody(untyped.getBefore());
  untyped.erase();
  Block *after =
      builder.createBlock(&made.getAfter(), {}, made.getResultTypes(),
                          SmallVector<Location>(made.getNumResults(), loc));
  ValueRange arguments = after->getArguments();
  SmallVector<Value> carried;
  for (size_t number : *numbers)
    carried.push_back(arguments[number]);
  if (batch.mask)
    batch.masked.changes.addSubset(arguments.back(), batch.mask->elements);
  size_t count = loop.getNumResults();
  if (failed(runIteration(loop.getAfter(), makeGoing(arguments.back()),
                          arguments.take_front(count), carried,
                          loop.getBeforeArguments())))
    return failure();
  SmallVector<Value> originals(count);
  for (auto [number, init, isUpdate] :
       llvm::zip_equal(*numbers, inits, areUpdates))
    if (number < count && isUpdate)
      originals[number] = init;
  builder.setInsertionPointAfter(made);
  setResults(made.getResults(), originals);
  return success();
}

/// Returns the trip count of each element. The body computes its index from the
/// number of the iteration, since the batched loop counts from 0 by 1.
FailureOr<Value> LoopBatching::countIterations(scf::ForOp loop) {
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

LogicalResult LoopBatching::repeatFor(scf::ForOp loop) {
  SmallVector<Value> inits;
  for (auto [init, argument] :
       llvm::zip_equal(loop.getInitArgs(), loop.getRegionIterArgs()))
    inits.push_back(forwardUncut(init, argument, op, batch));
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
  for (auto [init, isUpdate] : llvm::zip_equal(inits, areUpdates))
    init = isUpdate ? init : Value();
  setResults(made.getResults(), inits);
  return success();
}

} // namespace

LogicalResult repeatLoop(Operation *op, Batch &batch) {
  LoopBatching batching(op, batch);
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return batching.repeatWhile(loop);
  return batching.repeatFor(cast<scf::ForOp>(op));
}

} // namespace ag
