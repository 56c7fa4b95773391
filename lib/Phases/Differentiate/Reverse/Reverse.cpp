//===- Reverse.cpp - cotangents, from results to arguments ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reverse/Reverse.h"
#include "Refusal.h"
#include "Reverse/ReverseChoice.h"
#include "Reverse/ReverseLoop.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "ag/Interfaces/Spec/SpecPullback.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Cotangents
//===----------------------------------------------------------------------===//

const Cotangent *Reverse::find(Value value) const {
  auto found = scopes.back().find(value);
  return found == scopes.back().end() ? nullptr : &found->second;
}

/// All readers of the result have added to its cotangent, so that the sum can
/// be rounded now.
std::optional<Cotangent> Reverse::lookup(Value result) {
  if (!find(result))
    return std::nullopt;
  Cotangent cotangent = *find(result);
  if (cotangent.hasGaps)
    noteGaps();
  ScalarType type = *getScalarType(getElementTypeOrSelf(result));
  cotangent.value = castElements(cotangent.value, type, *this, current);
  scopes.back()[result] = cotangent;
  return cotangent;
}

std::optional<Cotangent> Reverse::lookupMoved(Value result) {
  const Cotangent *cotangent = find(result);
  if (!cotangent || !isCarriedBuffer(cotangent->value))
    return lookup(result);
  if (cotangent->hasGaps)
    noteGaps();
  return *cotangent;
}

void Reverse::add(Value operand, Cotangent more) {
  if (!isActive(operand))
    return;
  more.hasGaps |= givesGaps;
  more.value = castTo(withElementsOf(more.value, operand.getType()), more.value,
                      opBuilder);
  const Cotangent *before = find(operand);
  if (!before) {
    scopes.back()[operand] = more;
    return;
  }
  Cotangent sum = *before;
  addTo(sum, more);
  scopes.back()[operand] = sum;
}

/// Adds `more` to `sum`. Signs are kept while there is one: a - b, and not a +
/// (-b). The sum is chosen where one of its terms is. A gap of one term is a
/// gap of the sum where the other term is not chosen, or if that has gaps, too.
void Reverse::addTo(Cotangent &sum, Cotangent more) {
  sum.value = toSum(sum.value, current);
  more.value = toSum(more.value, current);
  Value where = either(sum.where, more.where, current);
  bool isChosen = sum.where != more.where;
  bool hasGaps = (sum.hasGaps && (more.hasGaps || (isChosen && more.where))) ||
                 (more.hasGaps && isChosen && sum.where);
  llvm::SaveAndRestore gaps(givesGaps);
  if (isChosen) {
    sum = choose(sum, current);
    more = choose(more, current);
  }
  bool areEqual = sum.isNegative == more.isNegative;
  if (sum.isNegative && !areEqual)
    std::swap(sum, more);
  ScalarType type = *getScalarType(getElementTypeOrSelf(sum.value));
  ScalarProgram program =
      binaryProgram(areEqual ? Primitive::Add : Primitive::Sub, type);
  sum.value = writeElementwise(program, {sum.value, more.value}, *this, current)
                  .front();
  sum.where = where;
  sum.isZeroElsewhere =
      isChosen || (sum.isZeroElsewhere && more.isZeroElsewhere);
  sum.hasGaps = hasGaps;
}

SmallVector<Operation *> Reverse::findViews(Value operand) const {
  SmallVector<Operation *> views;
  while (!find(operand)) {
    Operation *op = operand.getDefiningOp();
    if (!isReshape(op) || op->getBlock() != current->getBlock())
      return {};
    views.push_back(op);
    operand = op->getOperand(0);
  }
  return views;
}

/// Rows of %y = ag.reshape %x are added to the cotangent of %x in the shape of
/// %y, and not to zeros that would be added to it as a whole.
Value Reverse::take(Value operand, Operation *op) {
  SmallVector<Operation *> views = findViews(operand);
  Value whole = views.empty() ? operand : views.back()->getOperand(0);
  Value sum = getSum(whole, op);
  scopes.back().erase(whole);
  for (Operation *view : llvm::reverse(views)) {
    IRMapping mapping;
    mapping.map(view->getOperand(0), sum);
    sum = cloneWithElements(view, mapping, sum, opBuilder);
  }
  return sum;
}

bool Reverse::isCarried(Value operand) const {
  SmallVector<Operation *> views = findViews(operand);
  const Cotangent *cotangent =
      find(views.empty() ? operand : views.back()->getOperand(0));
  return cotangent && isCarriedBuffer(cotangent->value);
}

/// Returns the operand that an op changes a slice of, or shows in another
/// shape; null if there is none. Ops that move elements, as ag.update and
/// tensor.insert_slice do, change an operand of their result's type.
static Value findChanged(Operation *op) {
  if (isReshape(op))
    return op->getOperand(0);
  if (!isLinear(op) && !isa<tensor::TensorDialect>(op->getDialect()))
    return nullptr;
  auto changed = llvm::find_if(op->getOperands(), [&](Value each) {
    return each.getType() == op->getResult(0).getType();
  });
  return changed == op->operand_end() ? Value() : *changed;
}

bool Reverse::isCarriedBuffer(Value value) const {
  SmallVector<Value> visited;
  bool isCarried = false;
  while (value && !isCarried) {
    if (auto known = carriedBuffers.find(value);
        known != carriedBuffers.end()) {
      isCarried = known->second;
      break;
    }
    visited.push_back(value);
    Operation *owner = value.getDefiningOp();
    if (!owner)
      owner = value.getParentBlock()->getParentOp();
    isCarried = isa<RegionBranchOpInterface>(owner);
    value = findChanged(owner);
  }
  for (Value each : visited)
    carriedBuffers[each] = isCarried;
  return isCarried;
}

Value Reverse::takeOrZeros(Value value, Operation *op) {
  Value sum = take(value, op);
  return sum ? sum : zeroSum(value, op);
}

Value Reverse::getSum(Value value, Operation *op) {
  const Cotangent *cotangent = find(value);
  if (!cotangent)
    return nullptr;
  if (cotangent->hasGaps)
    noteGaps();
  // A choice is emitted in the vocabulary of the op before it.
  Operation *last = cotangent->value.getDefiningOp();
  Value sum = toSum(apply(*cotangent, last ? last : op), op);
  return castTo(withElementsOf(sum, value.getType()), sum, opBuilder);
}

Value Reverse::zeroSum(Value value, Operation *op) {
  return toSum(zerosLike(value, op), op);
}

void Reverse::seed(Value value, Value seed, Operation *op) {
  llvm::SaveAndRestore like(current, op);
  if (seed)
    add(value, {seed});
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

LogicalResult Reverse::pullBack(Operation *op) {
  if (auto differentiable = dyn_cast<DifferentiableOpInterface>(op))
    return differentiable.pullBack(*this);
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return pullBackSpec(structured, *this);
  if (isChoice(op))
    return pullBackChoice(op, *this);
  if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
    return pullBackLoop(loop, *this);
  return refuse(op, getMissingRule(op));
}

LogicalResult Reverse::run(Block &block) {
  SmallVector<Operation *> forward;
  for (Operation &op : block.without_terminator()) {
    if (failed(checkTypes(&op)))
      return failure();
    if (activity.isActive(&op))
      forward.push_back(&op);
  }
  llvm::SaveAndRestore restore(current);
  llvm::SaveAndRestore restoreGaps(givesGaps);
  for (Operation *op : llvm::reverse(forward)) {
    bool hasCotangent = llvm::any_of(
        op->getResults(), [&](Value result) { return !!find(result); });
    // An op without active operands, such as a parameter that the function is
    // differentiated by, has nothing to pull back to.
    bool hasSource = llvm::any_of(getUsedValues(op),
                                  [&](Value value) { return isActive(value); });
    current = op;
    givesGaps = false;
    if (hasCotangent && hasSource && failed(pullBack(op)))
      return failure();
  }
  return success();
}

FailureOr<SmallVector<Value>>
Reverse::run(Block &block, ValueRange forwarded, ArrayRef<Value> seeds,
             ValueRange outside, ArrayRef<Value> starts, ValueRange wanted) {
  scopes.emplace_back();
  Operation *like = current;
  for (auto [value, start] : llvm::zip_equal(outside, starts))
    seed(value, start, like);
  for (auto [value, cotangent] : llvm::zip_equal(forwarded, seeds))
    seed(value, cotangent, like);
  LogicalResult result = run(block);
  SmallVector<Value> cotangents;
  if (succeeded(result))
    for (Value value : wanted)
      cotangents.push_back(getSum(value, like));
  scopes.pop_back();
  if (failed(result))
    return failure();
  return cotangents;
}

SmallVector<Value> Reverse::findCaptures(Operation *op) const {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(op->getRegions(), used);
  SmallVector<Value> captures;
  llvm::copy_if(used, std::back_inserter(captures),
                [&](Value value) { return isActive(value); });
  return captures;
}

} // namespace ag
