//===- RegionFlow.cpp - values along the edges of regions -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/RegionFlow.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

/// Returns the op that has `value` as its result or as an argument of its
/// region; null for an argument of a block that is in no op.
static Operation *getOwner(Value value) {
  Operation *op = value.getDefiningOp();
  return op ? op : value.getParentBlock()->getParentOp();
}

static unsigned getNumber(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getArgNumber();
  return cast<OpResult>(value).getResultNumber();
}

/// Returns the position of `value` in `range`, which has consecutive results of
/// one op or arguments of one block; std::nullopt if it is not in it.
static std::optional<size_t> findIn(ValueRange range, Value value) {
  if (range.empty() || getNumber(value) < getNumber(range.front()))
    return std::nullopt;
  size_t number = getNumber(value) - getNumber(range.front());
  if (number >= range.size() || range[number] != value)
    return std::nullopt;
  return number;
}

static bool contains(ArrayRef<OpOperand> operands, const OpOperand *operand) {
  return !operands.empty() && operand >= operands.begin() &&
         operand < operands.end();
}

/// Calls `visit` for each edge from `point`, with the forwarded operands and
/// the values to which they are forwarded. The verifier ensures that there are
/// equally many.
static void visitEdges(RegionBranchOpInterface op, RegionBranchPoint point,
                       function_ref<void(OperandRange, ValueRange)> visit) {
  SmallVector<RegionSuccessor> successors;
  op.getSuccessorRegions(point, successors);
  for (RegionSuccessor successor : successors)
    visit(op.getSuccessorOperands(point, successor),
          successor.getSuccessorInputs());
}

SmallVector<OpOperand *> getSources(Value value) {
  auto op = dyn_cast_or_null<RegionBranchOpInterface>(getOwner(value));
  if (!op)
    return {};
  SmallVector<OpOperand *> sources;
  for (RegionBranchPoint point : op.getAllRegionBranchPoints())
    visitEdges(op, point, [&](OperandRange operands, ValueRange inputs) {
      if (std::optional<size_t> number = findIn(inputs, value))
        sources.push_back(operands.getBase() + *number);
    });
  return sources;
}

SmallVector<Value> getTargets(OpOperand &operand) {
  SmallVector<Value> targets;
  auto visit = [&](OperandRange operands, ValueRange inputs) {
    if (contains({operands.getBase(), operands.size()}, &operand))
      targets.push_back(inputs[&operand - operands.getBase()]);
  };
  Operation *user = operand.getOwner();
  if (auto op = dyn_cast<RegionBranchOpInterface>(user))
    visitEdges(op, RegionBranchPoint::parent(), visit);
  auto terminator = dyn_cast<RegionBranchTerminatorOpInterface>(user);
  auto op = dyn_cast_or_null<RegionBranchOpInterface>(user->getParentOp());
  if (terminator && op)
    visitEdges(op, terminator, visit);
  return targets;
}

//===----------------------------------------------------------------------===//
// Iter_args of loops
//===----------------------------------------------------------------------===//

static MutableArrayRef<OpOperand> getYielded(LoopLikeOpInterface loop) {
  return loop.getYieldedValuesMutable().value_or(MutableArrayRef<OpOperand>());
}

/// Returns the number of the iter_arg of `loop` to which the argument or result
/// `value` belongs. The results of a loop that does not list them, such as
/// affine.for, are found by the operands that its iterations yield.
static std::optional<size_t> findCarried(LoopLikeOpInterface loop,
                                         Value value) {
  if (isa<BlockArgument>(value))
    return findIn(loop.getRegionIterArgs(), value);
  MutableArrayRef<OpOperand> yielded = getYielded(loop);
  auto results = loop.getLoopResults();
  if (results && !yielded.empty())
    return findIn(*results, value);
  for (OpOperand *source : getSources(value))
    if (contains(yielded, source))
      return source - yielded.begin();
  return std::nullopt;
}

static OpResult findResult(LoopLikeOpInterface loop, size_t number) {
  if (auto results = loop.getLoopResults())
    return cast<OpResult>((*results)[number]);
  for (Value target : getTargets(getYielded(loop)[number]))
    if (auto result = dyn_cast<OpResult>(target))
      return result;
  return {};
}

static CarriedValue makeCarried(LoopLikeOpInterface loop, size_t number) {
  MutableArrayRef<OpOperand> yielded = getYielded(loop);
  return {&loop.getInitsMutable()[number], loop.getRegionIterArgs()[number],
          yielded.empty() ? nullptr : &yielded[number],
          yielded.empty() ? OpResult() : findResult(loop, number)};
}

std::optional<CarriedValue> getCarried(Value value) {
  auto loop = dyn_cast_or_null<LoopLikeOpInterface>(getOwner(value));
  std::optional<size_t> number = loop ? findCarried(loop, value) : std::nullopt;
  if (!number)
    return std::nullopt;
  return makeCarried(loop, *number);
}

std::optional<CarriedValue> getCarriedFrom(OpOperand &operand) {
  auto loop = dyn_cast<LoopLikeOpInterface>(operand.getOwner());
  auto inits = loop ? loop.getInitsMutable() : MutableArrayRef<OpOperand>();
  if (!contains(inits, &operand))
    return std::nullopt;
  return makeCarried(loop, &operand - inits.begin());
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

bool runsOnce(Operation *op) {
  auto branches = dyn_cast<RegionBranchOpInterface>(op);
  return branches && !isa<LoopLikeOpInterface>(op) && !branches.hasLoop();
}

bool isChoice(Operation *op) {
  auto branch = dyn_cast_or_null<RegionBranchOpInterface>(op);
  // The result of a loop with one iteration leaves the loop as well.
  if (!branch || isa<LoopLikeOpInterface>(op) ||
      op->hasTrait<OpTrait::IsIsolatedFromAbove>())
    return false;
  return llvm::all_of(op->getRegions(), [&](Region &region) {
    SmallVector<RegionSuccessor> successors;
    branch.getSuccessorRegions(region, successors);
    return llvm::all_of(successors, [](const RegionSuccessor &successor) {
      return successor.isParent();
    });
  });
}

SmallVector<OpOperand *> getChosen(Value value) {
  if (!isChoice(value.getDefiningOp()))
    return {};
  return getSources(value);
}

/// Returns the successors of `point` if its operand `number` is `holds`.
static SmallVector<RegionSuccessor> getSuccessors(RegionBranchOpInterface op,
                                                  RegionBranchPoint point,
                                                  unsigned number, bool holds) {
  Operation *terminator = point.getTerminatorPredecessorOrNull();
  Operation *from = terminator ? terminator : op.getOperation();
  SmallVector<Attribute> operands(from->getNumOperands());
  operands[number] = BoolAttr::get(from->getContext(), holds);
  SmallVector<RegionSuccessor> successors;
  if (terminator)
    cast<RegionBranchTerminatorOpInterface>(terminator)
        .getSuccessorRegions(operands, successors);
  else
    op.getEntrySuccessorRegions(operands, successors);
  return successors;
}

Value getCondition(Region &region) {
  auto op = dyn_cast_or_null<RegionBranchOpInterface>(region.getParentOp());
  SmallVector<RegionBranchPoint> points;
  if (op)
    op.getPredecessors(RegionSuccessor(&region), points);
  if (points.size() != 1)
    return nullptr;
  Operation *terminator = points.front().getTerminatorPredecessorOrNull();
  auto isRegion = [&](const RegionSuccessor &successor) {
    return successor.getSuccessor() == &region;
  };
  for (OpOperand &operand :
       (terminator ? terminator : op.getOperation())->getOpOperands()) {
    auto decide = [&](bool holds) {
      return getSuccessors(op, points.front(), operand.getOperandNumber(),
                           holds);
    };
    if (operand.get().getType().isInteger(1) &&
        llvm::all_of(decide(true), isRegion) &&
        llvm::none_of(decide(false), isRegion))
      return operand.get();
  }
  return nullptr;
}

/// Tries the numbers in the op's attributes.
SmallVector<int64_t> getCases(Region &region) {
  auto op = dyn_cast<RegionBranchOpInterface>(region.getParentOp());
  SmallVector<int64_t> cases;
  if (!op || op->getNumOperands() != 1)
    return cases;
  for (NamedAttribute attribute : op->getAttrs()) {
    auto numbers = dyn_cast<DenseI64ArrayAttr>(attribute.getValue());
    for (int64_t number :
         numbers ? numbers.asArrayRef() : ArrayRef<int64_t>()) {
      Attribute decides = IntegerAttr::get(op->getOperand(0).getType(), number);
      SmallVector<RegionSuccessor> successors;
      op.getEntrySuccessorRegions(decides, successors);
      if (successors.size() == 1 && successors[0].getSuccessor() == &region)
        cases.push_back(number);
    }
  }
  return cases;
}

} // namespace ag
