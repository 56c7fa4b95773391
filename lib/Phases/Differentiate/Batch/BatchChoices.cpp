//===- BatchChoices.cpp - branches that differ over a batch ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchChoices.h"
#include "Batch/BatchMasks.h"
#include "Batch/ForwardedValues.h"
#include "Residuals/SavedValues.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {
namespace {
/// A value that a branch yields, for all elements of the batch.
struct Yielded {
  /// Cut to the elements that choose the branch, or not.
  Value cut, uncut;
};

/// The value of a result for the regions that have been visited.
struct Chosen {
  Yielded value;
  /// Whether it may be uncut.
  bool isUncut = false;
  /// The yielded value of the original op that was visited last.
  Value original;
  /// Whether any element chooses one of the regions.
  Value any;
  SmallVector<size_t> regions;
};

class ChoiceBatching {
public:
  ChoiceBatching(Operation *op, Batch &batch)
      : op(op), batch(batch), builder(batch.builder()), loc(op->getLoc()) {}

  LogicalResult choose();

private:
  SmallVector<Value> findSides();
  Value compareCase(Value argument, int64_t number);
  Value makeNone();
  void continueFrom(Region &side);
  LogicalResult runSide(Region &side, Mask mask);
  bool agree(Value a, Value b, ArrayRef<size_t> numbers) const;
  void choose(size_t side, unsigned number, Chosen &chosen);
  void chooseResult(OpResult result);

  Operation *op;
  Batch &batch;
  OpBuilder &builder;
  Location loc;
  /// The elements that choose each region. Null stands for those that choose no
  /// other region.
  SmallVector<Value> sides;
  /// The masks and yielded values of the regions so far.
  SmallVector<Mask> masks;
  SmallVector<SmallVector<Yielded>> results;
};

Value ChoiceBatching::compareCase(Value argument, int64_t number) {
  ScalarProgram program;
  Expr value = program.input(ScalarType::I64);
  program.yield(compare(Primitive::Eq, value,
                        program.intConstant(number, ScalarType::I64)));
  return computeElements(program, argument, op, batch);
}

Value ChoiceBatching::makeNone() {
  ScalarProgram program;
  program.input(ScalarType::I64);
  program.yield(program.intConstant(0, ScalarType::I1));
  return computeElements(program, batch.get(op->getOperand(0), 0, op), op,
                         batch);
}

/// Returns, for each region, the elements that choose it. Null stands for the
/// elements that choose no other region.
SmallVector<Value> ChoiceBatching::findSides() {
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

/// Replaces values from outside that earlier regions have changed by the
/// changed ones, which are equal for the elements that choose `side`.
void ChoiceBatching::continueFrom(Region &side) {
  auto isEarlier = [&](Value elements) {
    return llvm::any_of(masks, [&](const Mask &mask) {
      return batch.masked.changes.areWithin(elements, mask.elements);
    });
  };
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(side, used);
  for (Value value : used) {
    BatchedValue own = batch.lookupUncut(value);
    if (own.axis != 0)
      continue;
    for (ArrayRef<Yielded> earlier : results)
      for (const Yielded &each : earlier)
        if (each.uncut != own.value &&
            llvm::is_contained(
                batch.masked.changes.getOriginals(each.uncut, isEarlier),
                own.value))
          own.value = each.uncut;
    if (own.value != batch.lookupUncut(value).value)
      batch.set(value, own);
  }
}

LogicalResult ChoiceBatching::runSide(Region &side, Mask mask) {
  SmallVector<Yielded> yielded;
  SmallVector<std::pair<Value, BatchedValue>> outside;
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(side, used);
  for (Value value : used)
    outside.emplace_back(value, batch.lookup(value));
  continueFrom(side);
  LogicalResult result = enter(side, mask, op, batch, [&]() -> LogicalResult {
    if (side.empty())
      return success();
    if (failed(batch.run(side.front())))
      return failure();
    for (auto [operand, result] : llvm::zip_equal(
             side.front().getTerminator()->getOperands(), op->getResults()))
      yielded.push_back({forward(operand, result, op, batch),
                         forwardUncut(operand, result, op, batch)});
    return success();
  });
  for (auto [value, batched] : outside)
    batch.set(value, batched);
  masks.push_back(mask);
  results.push_back(std::move(yielded));
  return result;
}

LogicalResult ChoiceBatching::choose() {
  sides = findSides();
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
  for (auto [side, region] : llvm::zip_equal(sides, op->getRegions())) {
    Mask mask = makeMask(narrow(side ? side : others, op, batch), op, batch);
    if (failed(runSide(region, mask)))
      return failure();
  }
  for (OpResult result : op->getResults())
    chooseResult(result);
  return success();
}

/// Returns true if `a` and `b` are known to be equal for all elements but those
/// of the regions `numbers`.
bool ChoiceBatching::agree(Value a, Value b, ArrayRef<size_t> numbers) const {
  const MaskedChanges &changes = batch.masked.changes;
  return changes.agree(a, b, [&](Value elements) {
    return llvm::any_of(numbers, [&](size_t number) {
      return changes.areWithin(elements, masks[number].elements);
    });
  });
}

/// Chooses the value of region `side` for its elements. Nothing is selected if
/// either value is right for the elements of the other one, too.
void ChoiceBatching::choose(size_t side, unsigned number, Chosen &chosen) {
  Value forwarded =
      op->getRegion(side).front().getTerminator()->getOperand(number);
  if (isNothing(forwarded))
    return;
  const Yielded &own = results[side][number];
  SmallVector<size_t> others, notChosen;
  for (size_t region = 0; region < masks.size(); ++region) {
    if (region != side)
      others.push_back(region);
    if (!llvm::is_contained(chosen.regions, region))
      notChosen.push_back(region);
  }
  if (chosen.regions.empty()) {
    chosen.value = own;
  } else if (agree(own.uncut, chosen.value.uncut, notChosen)) {
    chosen.value = {own.uncut, own.uncut};
    chosen.isUncut = true;
  } else if (agree(own.uncut, chosen.value.uncut, others)) {
    chosen.value.cut = chosen.value.uncut;
    chosen.isUncut = true;
  } else {
    Value a = own.cut, b = chosen.value.cut;
    Value value = haveEqualSizes(chosen.original, forwarded)
                      ? ag::choose(sides[side], a, b, op, batch)
                      : chooseWhereBoth({sides[side], masks[side].any},
                                        chosen.any, a, b, op, batch);
    chosen.value = {value, value};
  }
  chosen.any = chosen.any ? arith::OrIOp::create(builder, loc, chosen.any,
                                                 masks[side].any)
                                .getResult()
                          : masks[side].any;
  chosen.original = forwarded;
  chosen.regions.push_back(side);
}

/// Selects among the values that branches yield for `result`. Undefined values
/// (isNothing) are left out, since no op reads them. Values that may have
/// different sizes are selected only if elements take several branches.
void ChoiceBatching::chooseResult(OpResult result) {
  unsigned number = result.getResultNumber();
  size_t last = llvm::find(sides, nullptr) - sides.begin();
  Chosen chosen;
  choose(last, number, chosen);
  for (auto [place, side] : llvm::enumerate(sides))
    if (side)
      choose(place, number, chosen);
  if (chosen.isUncut)
    setUncut(result, chosen.value.uncut, op, batch);
  else
    setForwarded(result,
                 chosen.regions.empty() ? results[last][number].cut
                                        : chosen.value.cut,
                 batch);
}

} // namespace

LogicalResult chooseRegions(Operation *op, Batch &batch) {
  return ChoiceBatching(op, batch).choose();
}

} // namespace ag
