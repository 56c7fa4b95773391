//===- InPlaceAnalysis.cpp - which operands keep their buffers ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Operands are decided from the last op to the first. An operand is in place if
// the tensors that then share its buffer do not conflict (SharedBuffers). The
// operands of slices are decided after all others, so that not all of a tensor
// is copied if only a slice of it has to be:
//
//   %row = tensor.extract_slice %x[%i] [4] [1]
//   %y = tensor.insert_slice %other into %x[%j] [4] [1]
//   ... = ag.add %row, ...
//
//===----------------------------------------------------------------------===//
#include "InPlaceAnalysis.h"
#include "SharedBuffers.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {
namespace {
class InPlaceAnalysis {
public:
  InPlaceAnalysis(ModuleOp module, InPlaceState &state)
      : module(module), state(state), buffers(module, state) {}

  LogicalResult run();

private:
  OpOperand *getWrite(OpOperand &operand);
  LogicalResult takeGiven();
  LogicalResult takeGiven(OpOperand &operand);
  void decide(OpOperand &operand);
  void findEqual(OpResult result);
  void findUndefined();

  ModuleOp module;
  InPlaceState &state;
  SharedBuffers buffers;
};

bool isTensor(Value value) { return isa<TensorType>(value.getType()); }

void visitTensors(Operation *op, llvm::function_ref<void(OpOperand &)> visit) {
  for (OpOperand &operand : op->getOpOperands())
    if (isTensor(operand.get()))
      visit(operand);
}

/// Returns `operand` if it is written when it is in place, and otherwise null.
OpOperand *InPlaceAnalysis::getWrite(OpOperand &operand) {
  return state.bufferizesToMemoryWrite(operand) ? &operand : nullptr;
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

LogicalResult InPlaceAnalysis::takeGiven(OpOperand &operand) {
  Buffers own = buffers.findOwn(operand), others = buffers.findOthers(operand);
  OpOperand *write = getWrite(operand);
  if (buffers.areInConflict(own, others, write))
    return operand.getOwner()->emitError("operand ")
           << operand.getOperandNumber()
           << " cannot be in place: it is read again after a write to its "
              "buffer";
  if (buffers.isReadOnly(own, others, write))
    return operand.getOwner()->emitError("operand ")
           << operand.getOperandNumber()
           << " cannot be in place: its buffer must not be written";
  buffers.unite(own, others, write);
  return success();
}

/// Unites the buffers of operands that `state` requires to be in place. Fails,
/// with an error, if these conflict. All other operands may be copied, so they
/// never cause an error here, as some do upstream.
LogicalResult InPlaceAnalysis::takeGiven() {
  WalkResult result = module.walk([&](BufferizableOpInterface op) {
    for (OpOperand &operand : op->getOpOperands())
      if (isTensor(operand.get()) && state.isInPlace(operand) &&
          failed(takeGiven(operand)))
        return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

void InPlaceAnalysis::decide(OpOperand &operand) {
  if (state.isInPlace(operand))
    return;
  Buffers own = buffers.findOwn(operand), others = buffers.findOthers(operand);
  OpOperand *write = getWrite(operand);
  if (buffers.isReadOnly(own, others, write) ||
      buffers.areInConflict(own, others, write))
    return state.bufferizeOutOfPlace(operand);
  state.bufferizeInPlace(operand);
  buffers.unite(own, others, write);
}

//===----------------------------------------------------------------------===//
// Consequences
//===----------------------------------------------------------------------===//

/// Records in `state` that `result` is exactly the buffer of an operand: of its
/// definite alias, or of any alias if all of them are the same buffer.
void InPlaceAnalysis::findEqual(OpResult result) {
  AliasingOpOperandList aliases = state.getAliasingOpOperands(result);
  if (aliases.getNumAliases() == 0)
    return;
  auto isEqual = [&](const AliasingOpOperand &alias) {
    return alias.relation == BufferRelation::Equivalent &&
           state.isInPlace(*alias.opOperand);
  };
  auto *one = llvm::find_if(aliases, [&](const AliasingOpOperand &alias) {
    return isEqual(alias) && alias.isDefinite;
  });
  if (one != aliases.end())
    return state.unionEquivalenceClasses(result, one->opOperand->get());
  Value first = aliases.begin()->opOperand->get();
  auto op = cast<BufferizableOpInterface>(result.getOwner());
  if (!op.bufferizesToAllocation(result) &&
      llvm::all_of(aliases, [&](const AliasingOpOperand &alias) {
        return isEqual(alias) && state.areEquivalentBufferizedValues(
                                     alias.opOperand->get(), first);
      }))
    state.unionEquivalenceClasses(result, first);
}

/// Records in `state` which uses read values that no op has written. Operands
/// are visited before results, so each result follows from its aliases.
/// Upstream's gatherUndefinedTensorUses follows each result to its origin.
void InPlaceAnalysis::findUndefined() {
  llvm::DenseSet<Value> undefined;
  auto isUndefined = [&](const AliasingOpOperand &alias) {
    return undefined.contains(alias.opOperand->get());
  };
  module.walk([&](BufferizableOpInterface op) {
    for (OpResult result : op->getResults()) {
      if (!isTensor(result) || buffers.isWritten(result) ||
          !llvm::all_of(state.getAliasingOpOperands(result), isUndefined))
        continue;
      undefined.insert(result);
      for (OpOperand &use : result.getUses())
        state.addUndefinedContents(use);
    }
  });
}

LogicalResult InPlaceAnalysis::run() {
  buffers.addTensors();
  if (failed(takeGiven()))
    return failure();
  SmallVector<Operation *> slices, others;
  module.walk([&](Operation *op) {
    if (hasTensorSemantics(op))
      (isa<tensor::ExtractSliceOp>(op) ? slices : others).push_back(op);
  });
  for (ArrayRef<Operation *> ops : {ArrayRef(others), ArrayRef(slices)})
    for (Operation *op : llvm::reverse(ops))
      visitTensors(op, [&](OpOperand &operand) { decide(operand); });
  module.walk([&](BufferizableOpInterface op) {
    for (OpResult result : op->getResults())
      if (isTensor(result))
        findEqual(result);
  });
  findUndefined();
  return success();
}
} // namespace

LogicalResult analyzeInPlace(ModuleOp module, InPlaceState &state) {
  return InPlaceAnalysis(module, state).run();
}

LogicalResult verifyInPlace(ModuleOp module, OneShotAnalysisState &state) {
  bool isRight = true;
  module.walk([&](BufferizableOpInterface op) {
    isRight &= succeeded(op.verifyAnalysis(state));
  });
  return success(isRight);
}

} // namespace ag
