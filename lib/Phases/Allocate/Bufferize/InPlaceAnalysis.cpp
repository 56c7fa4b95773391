//===- InPlaceAnalysis.cpp - which operands keep their buffers ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The operands are taken from the last op to the first. One is in place if the
// tensors that share its buffer then don't spoil each other: what is read of
// each is not written, through another one, in between.
//
//   %1 = tensor.insert_slice %a into %0[0] [4] [1]
//   %2 = tensor.insert_slice %b into %1[4] [4] [1]     // {%1, %2}
//   ...                                                // {%1, ..., %n}
//
// Upstream's analysis compares, for each operand, all reads of such a set with
// all of its writes, and follows the chain for many of these pairs: n such ops
// cost n^4. Here two sets are compared when they become one, the smaller one
// with what lies beside it in the larger one alone; what is in one set already
// was compared before.
//
//===----------------------------------------------------------------------===//
#include "InPlaceAnalysis.h"
#include "WriteConflicts.h"
#include <map>

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {
namespace {
/// The tensors that may share a buffer, and what happens to it.
struct SharedBuffer {
  SmallVector<Value, 1> tensors;
  /// Where they may be spoilt from.
  std::multimap<unsigned, TensorRead *> reads;
  /// Where they begin.
  std::multimap<unsigned, OpOperand *> writes;
  bool isRead = false;
  bool isWritable = true;
  /// Whether several threads write to it.
  bool isShared = false;

  size_t getSize() const {
    return tensors.size() + reads.size() + writes.size();
  }
};

using Buffers = llvm::SmallSetVector<SharedBuffer *, 2>;

class InPlaceAnalysis {
public:
  InPlaceAnalysis(ModuleOp module, OneShotAnalysisState &state)
      : module(module), state(state), conflicts(module, state) {}

  LogicalResult run();

private:
  void addTensor(Value tensor);
  void addTensors();
  Buffers findBuffers(OpOperand &operand);
  bool isSpoilt(const SharedBuffer &buffer, OpOperand &write);
  bool isSpoiltBy(const TensorRead &read, const SharedBuffer &buffer);
  bool areInConflict(const SharedBuffer &a, const SharedBuffer &b);
  bool areInConflict(const Buffers &buffers, OpOperand *write);
  bool isReadOnly(const Buffers &buffers, OpOperand *write);
  void unite(const Buffers &buffers, OpOperand *write);
  OpOperand *getWrite(OpOperand &operand);
  LogicalResult takeGiven();
  LogicalResult takeGiven(OpOperand &operand);
  void decide(OpOperand &operand);
  void findEqual(OpResult result);
  LogicalResult verify();

  ModuleOp module;
  OneShotAnalysisState &state;
  WriteConflicts conflicts;
  std::vector<std::unique_ptr<SharedBuffer>> buffers;
  std::vector<std::unique_ptr<TensorRead>> reads;
  llvm::DenseMap<Value, SharedBuffer *> bufferOf;
};

bool isTensor(Value value) { return isa<TensorType>(value.getType()); }

void visitTensors(Operation *op, llvm::function_ref<void(OpOperand &)> visit) {
  for (OpOperand &operand : op->getOpOperands())
    if (isTensor(operand.get()))
      visit(operand);
}

//===----------------------------------------------------------------------===//
// What happens to each tensor
//===----------------------------------------------------------------------===//

void InPlaceAnalysis::addTensor(Value tensor) {
  SharedBuffer &buffer =
      *buffers.emplace_back(std::make_unique<SharedBuffer>());
  bufferOf[tensor] = &buffer;
  buffer.tensors.push_back(tensor);
  buffer.isWritable = state.isWritable(tensor);
  for (OpOperand &use : tensor.getUses()) {
    if (!conflicts.isRead(use))
      continue;
    buffer.isRead = true;
    std::optional<TensorRead> read = conflicts.describeRead(use);
    if (!read)
      continue;
    auto &kept =
        reads.emplace_back(std::make_unique<TensorRead>(std::move(*read)));
    buffer.reads.emplace(kept->first, kept.get());
  }
}

void InPlaceAnalysis::addTensors() {
  module.walk([&](Operation *op) {
    for (Value result : llvm::make_filter_range(op->getResults(), isTensor))
      addTensor(result);
    for (Region &region : op->getRegions())
      for (Value argument :
           llvm::make_filter_range(region.getArguments(), isTensor))
        addTensor(argument);
  });
}

/// The buffers that become one if `operand` is in place.
Buffers InPlaceAnalysis::findBuffers(OpOperand &operand) {
  Buffers found;
  found.insert(bufferOf.at(operand.get()));
  for (AliasingValue alias : state.getAliasingValues(operand))
    found.insert(bufferOf.at(alias.value));
  return found;
}

/// What is written if `operand` is in place: itself, or nothing.
OpOperand *InPlaceAnalysis::getWrite(OpOperand &operand) {
  return state.bufferizesToMemoryWrite(operand) ? &operand : nullptr;
}

//===----------------------------------------------------------------------===//
// Whether buffers may become one
//===----------------------------------------------------------------------===//

/// Whether `write` spoils what is read of `buffer`.
bool InPlaceAnalysis::isSpoilt(const SharedBuffer &buffer, OpOperand &write) {
  const OpPlaces &places = conflicts.getPlaces();
  unsigned first = places.getFirst(write.getOwner());
  auto end = buffer.reads.upper_bound(places.getLast(write.getOwner()));
  return std::any_of(buffer.reads.begin(), end, [&](auto &entry) {
    return entry.second->last >= first &&
           conflicts.isSpoilt(*entry.second, write);
  });
}

/// Whether what is written to `buffer` spoils `read`.
bool InPlaceAnalysis::isSpoiltBy(const TensorRead &read,
                                 const SharedBuffer &buffer) {
  auto spoils = [&](auto &entry) {
    return conflicts.isSpoilt(read, *entry.second);
  };
  for (Operation *around = read.begin->getParentOp(); around;
       around = around->getParentOp()) {
    auto [begin, end] =
        buffer.writes.equal_range(conflicts.getPlaces().getFirst(around));
    if (std::any_of(begin, end, spoils))
      return true;
  }
  return std::any_of(buffer.writes.lower_bound(read.first),
                     buffer.writes.upper_bound(read.last), spoils);
}

/// Whether one is written so that what is read of the other is spoilt.
bool InPlaceAnalysis::areInConflict(const SharedBuffer &a,
                                    const SharedBuffer &b) {
  if (a.getSize() > b.getSize())
    return areInConflict(b, a);
  return llvm::any_of(
             a.reads,
             [&](auto &entry) { return isSpoiltBy(*entry.second, b); }) ||
         llvm::any_of(a.writes,
                      [&](auto &entry) { return isSpoilt(b, *entry.second); });
}

/// Whether reads of these buffers are spoilt if they become one that `write`
/// also writes, if it is given.
bool InPlaceAnalysis::areInConflict(const Buffers &buffers, OpOperand *write) {
  bool isRead = llvm::any_of(buffers, [](auto *each) { return each->isRead; });
  bool isShared =
      (write && conflicts.isShared(*write)) ||
      llvm::any_of(buffers, [](auto *each) { return each->isShared; });
  if (isRead && isShared)
    return true;
  for (auto [number, buffer] : llvm::enumerate(buffers)) {
    if (write && isSpoilt(*buffer, *write))
      return true;
    for (SharedBuffer *other : buffers.getArrayRef().take_front(number))
      if (areInConflict(*buffer, *other))
        return true;
  }
  return false;
}

/// Whether these buffers are written, by `write` or anyway, and one of them is
/// not writable.
bool InPlaceAnalysis::isReadOnly(const Buffers &buffers, OpOperand *write) {
  bool isWritten = write || llvm::any_of(buffers, [](auto *each) {
                     return !each->writes.empty();
                   });
  return isWritten &&
         !llvm::all_of(buffers, [](auto *each) { return each->isWritable; });
}

void InPlaceAnalysis::unite(const Buffers &buffers, OpOperand *write) {
  SharedBuffer *largest =
      *llvm::max_element(buffers, [](SharedBuffer *a, SharedBuffer *b) {
        return a->getSize() < b->getSize();
      });
  for (SharedBuffer *buffer : buffers) {
    if (buffer == largest)
      continue;
    for (Value tensor : buffer->tensors)
      bufferOf[tensor] = largest;
    llvm::append_range(largest->tensors, buffer->tensors);
    largest->reads.merge(buffer->reads);
    largest->writes.merge(buffer->writes);
    largest->isRead |= buffer->isRead;
    largest->isWritable &= buffer->isWritable;
    largest->isShared |= buffer->isShared;
  }
  if (!write)
    return;
  largest->writes.emplace(conflicts.getPlaces().getFirst(write->getOwner()),
                          write);
  largest->isShared |= conflicts.isShared(*write);
}

//===----------------------------------------------------------------------===//
// What must be in place, and what may
//===----------------------------------------------------------------------===//

LogicalResult InPlaceAnalysis::takeGiven(OpOperand &operand) {
  Buffers buffers = findBuffers(operand);
  OpOperand *write = getWrite(operand);
  if (areInConflict(buffers, write))
    return operand.getOwner()->emitError("operand ")
           << operand.getOperandNumber()
           << " can't be in place: it is read again behind a write to its "
              "buffer";
  if (isReadOnly(buffers, write))
    return operand.getOwner()->emitError("operand ")
           << operand.getOperandNumber()
           << " can't be in place: its buffer must not be written";
  unite(buffers, write);
  return success();
}

/// Takes what must be in place, which `state` knows. All else may be copied, so
/// that nothing is refused for what shares a buffer only if it is in place;
/// upstream does refuse that.
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
  Buffers buffers = findBuffers(operand);
  OpOperand *write = getWrite(operand);
  if (isReadOnly(buffers, write) || areInConflict(buffers, write))
    return state.bufferizeOutOfPlace(operand);
  state.bufferizeInPlace(operand);
  unite(buffers, write);
}

//===----------------------------------------------------------------------===//
// What follows
//===----------------------------------------------------------------------===//

/// Tells `state` if `result` is exactly the buffer of an operand: of the one
/// that it must be, or of any, where these are all the same.
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

/// Asks each op whether it can do with what was decided.
LogicalResult InPlaceAnalysis::verify() {
  bool isRight = true;
  module.walk([&](BufferizableOpInterface op) {
    isRight &= succeeded(op.verifyAnalysis(state));
  });
  return success(isRight);
}

LogicalResult InPlaceAnalysis::run() {
  addTensors();
  if (failed(takeGiven()))
    return failure();
  SmallVector<Operation *> ops;
  module.walk([&](Operation *op) {
    if (hasTensorSemantics(op))
      ops.push_back(op);
  });
  for (Operation *op : llvm::reverse(ops))
    visitTensors(op, [&](OpOperand &operand) { decide(operand); });
  module.walk([&](BufferizableOpInterface op) {
    for (OpResult result : op->getResults())
      if (isTensor(result))
        findEqual(result);
  });
  for (Operation &op : *module.getBody())
    state.gatherUndefinedTensorUses(&op);
  return verify();
}
} // namespace

LogicalResult analyzeInPlace(ModuleOp module, OneShotAnalysisState &state) {
  return InPlaceAnalysis(module, state).run();
}

} // namespace ag
