//===- LoopWork.cpp - how much a loop computes, and where it writes -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopWork.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Phases/Common/IndexMath.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Work
//===----------------------------------------------------------------------===//

namespace {
/// The steps of an access to memory.
constexpr int64_t stepsOfAccess = 8;

int64_t countElements(Operation *op) {
  int64_t elements = 1;
  for (TypeRange types :
       {TypeRange(op->getOperandTypes()), TypeRange(op->getResultTypes())})
    for (Type type : types)
      if (auto vector = dyn_cast<VectorType>(type))
        elements = std::max(elements, vector.getNumElements());
  return elements;
}

class WorkEstimate {
public:
  WorkEstimate(scf::ForOp outermost, const Machine &machine, OpBuilder &builder)
      : outermost(outermost), machine(machine),
        math(builder, outermost.getLoc()) {}

  Value ofLoop(scf::ForOp loop) {
    Value body = ofBlock(*loop.getBody());
    if (!isKnown(loop.getLowerBound()) || !isKnown(loop.getUpperBound()) ||
        !isKnown(loop.getStep()))
      return body;
    Value length =
        math.greater(math.subtract(loop.getUpperBound(), loop.getLowerBound()),
                     math.number(0));
    return math.multiply(math.divideUp(length, loop.getStep()), body);
  }

private:
  /// Returns the steps of an op for all of its elements, without the steps in
  /// its regions.
  int64_t weigh(Operation *op) {
    int64_t elements = countElements(op);
    if (op->getNumRegions() > 0)
      return elements;
    if (!isMemoryEffectFree(op))
      return stepsOfAccess * elements;
    Type type = op->getNumOperands() > 0
                    ? getElementTypeOrSelf(op->getOperand(0))
                    : Type();
    int64_t lanes =
        type && type.isIntOrIndexOrFloat() ? machine.lanes(type) : 1;
    return countSteps(op, lanes).value_or(1) * elements;
  }

  bool isKnown(Value value) {
    return !outermost->isAncestor(value.getParentBlock()->getParentOp());
  }
  Value ofBlock(Block &block) {
    int64_t plain = 0;
    Value nested = math.number(0);
    for (Operation &op : block) {
      plain += weigh(&op);
      if (auto loop = dyn_cast<scf::ForOp>(op)) {
        nested = math.add(nested, ofLoop(loop));
        continue;
      }
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          nested = math.add(nested, ofBlock(inner));
    }
    return math.add(nested, math.number(plain));
  }

  scf::ForOp outermost;
  const Machine &machine;
  IndexMath math;
};
} // namespace

Value estimateWork(scf::ForOp loop, const Machine &machine,
                   OpBuilder &builder) {
  return WorkEstimate(loop, machine, builder).ofLoop(loop);
}

//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

namespace {
/// Returns the buffer that `buffer` is a view of, also through ops that only
/// forward buffers. A buffer that `outermost` carries is its iter_arg. Null if
/// it may be one of several buffers.
Value findOrigin(Value buffer, scf::ForOp outermost) {
  if (buffer.getParentBlock() == outermost.getBody() &&
      isa<BlockArgument>(buffer))
    return buffer;
  // Bufferization leaves a carried value in one buffer.
  if (std::optional<CarriedValue> carried = getCarried(buffer))
    return findOrigin(carried->init->get(), outermost);
  if (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
    return findOrigin(view.getViewSource(), outermost);
  SmallVector<OpOperand *> chosen = getChosen(buffer);
  if (chosen.empty())
    return buffer;
  Value first = findOrigin(chosen.front()->get(), outermost);
  return llvm::all_of(ArrayRef(chosen).drop_front(),
                      [&](OpOperand *other) {
                        return findOrigin(other->get(), outermost) == first;
                      })
             ? first
             : nullptr;
}

/// Returns true if each iteration allocates `buffer`, or writes its own
/// elements of it, as of an iter_arg.
bool isOwn(Value buffer, scf::ForOp loop) {
  Value origin = buffer ? findOrigin(buffer, loop) : nullptr;
  if (!origin)
    return false;
  if (auto argument = dyn_cast<BlockArgument>(origin))
    return argument.getOwner() == loop.getBody();
  return loop->isProperAncestor(origin.getDefiningOp()) &&
         hasEffect<MemoryEffects::Allocate>(origin.getDefiningOp(), origin);
}

bool writesOwnOnly(Operation *op, scf::ForOp loop) {
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  if (!effects)
    return op->hasTrait<OpTrait::HasRecursiveMemoryEffects>() ||
           isMemoryEffectFree(op);
  SmallVector<MemoryEffects::EffectInstance> list;
  effects.getEffects(list);
  return llvm::all_of(list, [&](const MemoryEffects::EffectInstance &effect) {
    return isa<MemoryEffects::Read, MemoryEffects::Allocate>(
               effect.getEffect()) ||
           isOwn(effect.getValue(), loop);
  });
}
} // namespace

Operation *findSharedWrite(scf::ForOp loop) {
  for (BlockArgument argument : loop.getRegionIterArgs())
    if (!isa<MemRefType>(argument.getType()) ||
        findOrigin(getCarried(argument)->yielded->get(), loop) != argument)
      return loop.getBody()->getTerminator();
  Operation *found = nullptr;
  loop.getBody()->walk([&](Operation *op) {
    if (writesOwnOnly(op, loop))
      return WalkResult::advance();
    found = op;
    return WalkResult::interrupt();
  });
  return found;
}

} // namespace ag
