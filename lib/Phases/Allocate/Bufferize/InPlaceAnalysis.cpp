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
// What a choice gives lies in one of several buffers, and upstream's has these
// be one. Here it belongs to each of them, and they stay apart:
//
//   %r = scf.if %p { scf.yield %a } else { scf.yield %b }
//   // {%a, %r}, {%b, %r}
//
//===----------------------------------------------------------------------===//
#include "InPlaceAnalysis.h"
#include "WriteConflicts.h"
#include "ag/Interfaces/RegionFlow.h"
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

/// What one tensor may lie in.
using Buffers = llvm::SmallSetVector<SharedBuffer *, 2>;

/// Of more buffers than these, what a choice gives has them be one: a chain of
/// choices would compare each with each.
constexpr size_t mostChosen = 16;

class InPlaceAnalysis {
public:
  InPlaceAnalysis(ModuleOp module, OneShotAnalysisState &state)
      : module(module), state(state), conflicts(module, state) {}

  LogicalResult run();

private:
  void addTensor(Value tensor);
  void addReads(Value tensor, const Buffers &buffers);
  bool addChosen(Value tensor);
  void addTensors();
  Buffers findOthers(OpOperand &operand);
  bool isSpoilt(const SharedBuffer &buffer, OpOperand &write, LiesThere lies);
  bool isSpoiltBy(const TensorRead &read, const SharedBuffer &buffer,
                  LiesThere lies);
  bool areInConflict(const SharedBuffer &a, const SharedBuffer &b,
                     LiesThere lies);
  bool areInConflict(const Buffers &buffers, OpOperand *write);
  bool areInConflict(const Buffers &own, const Buffers &others,
                     OpOperand *write);
  bool isReadOnly(const Buffers &own, const Buffers &others, OpOperand *write);
  void merge(SharedBuffer &from, const Buffers &into);
  void unite(Buffers own, const Buffers &others, OpOperand *write);
  OpOperand *getWrite(OpOperand &operand);
  LogicalResult takeGiven();
  LogicalResult takeGiven(OpOperand &operand);
  void decide(OpOperand &operand);
  void findEqual(OpResult result);

  ModuleOp module;
  OneShotAnalysisState &state;
  WriteConflicts conflicts;
  std::vector<std::unique_ptr<SharedBuffer>> buffers;
  std::vector<std::unique_ptr<TensorRead>> reads;
  llvm::DenseMap<Value, Buffers> buffersOf;
  /// What choices give that lies in the buffers of what their branches yield.
  llvm::DenseSet<Value> choices;
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

void InPlaceAnalysis::addReads(Value tensor, const Buffers &tensorBuffers) {
  buffersOf[tensor] = tensorBuffers;
  for (SharedBuffer *buffer : tensorBuffers) {
    buffer->tensors.push_back(tensor);
    buffer->isWritable &= state.isWritable(tensor);
  }
  for (OpOperand &use : tensor.getUses()) {
    if (!conflicts.isRead(use))
      continue;
    std::optional<TensorRead> read = conflicts.describeRead(use);
    if (read)
      reads.push_back(std::make_unique<TensorRead>(std::move(*read)));
    for (SharedBuffer *buffer : tensorBuffers) {
      buffer->isRead = true;
      if (read)
        buffer->reads.emplace(reads.back()->first, reads.back().get());
    }
  }
}

void InPlaceAnalysis::addTensor(Value tensor) {
  Buffers own;
  own.insert(buffers.emplace_back(std::make_unique<SharedBuffer>()).get());
  addReads(tensor, own);
}

/// Lets what a choice gives belong to the buffers of all that its branches
/// yield. Whether it is such, and that must be in place.
bool InPlaceAnalysis::addChosen(Value tensor) {
  SmallVector<OpOperand *> chosen = getChosenInPlace(tensor, state);
  if (chosen.empty())
    return false;
  Buffers all;
  for (OpOperand *each : chosen)
    all.insert_range(buffersOf.at(each->get()));
  if (all.size() > mostChosen) {
    Buffers one;
    one.insert(all.front());
    unite(one, all, /*write=*/nullptr);
    all = one;
  }
  addReads(tensor, all);
  choices.insert(tensor);
  return true;
}

void InPlaceAnalysis::addTensors() {
  SmallVector<Value> chosen;
  module.walk([&](Operation *op) {
    for (Region &region : op->getRegions())
      for (Value argument :
           llvm::make_filter_range(region.getArguments(), isTensor))
        addTensor(argument);
    for (Value result : llvm::make_filter_range(op->getResults(), isTensor)) {
      if (isChoice(op))
        chosen.push_back(result);
      else
        addTensor(result);
    }
  });
  for (Value tensor : chosen)
    if (!addChosen(tensor))
      addTensor(tensor);
}

/// The buffers that become one with those of what `operand` takes if it is in
/// place. What a choice gives belongs to these anyway.
Buffers InPlaceAnalysis::findOthers(OpOperand &operand) {
  const Buffers &own = buffersOf.at(operand.get());
  Buffers others;
  for (AliasingValue alias : state.getAliasingValues(operand)) {
    if (choices.contains(alias.value))
      continue;
    for (SharedBuffer *buffer : buffersOf.at(alias.value))
      if (!own.contains(buffer))
        others.insert(buffer);
  }
  return others;
}

/// What is written if `operand` is in place: itself, or nothing.
OpOperand *InPlaceAnalysis::getWrite(OpOperand &operand) {
  return state.bufferizesToMemoryWrite(operand) ? &operand : nullptr;
}

//===----------------------------------------------------------------------===//
// Whether buffers may become one
//===----------------------------------------------------------------------===//

/// Whether `write` spoils what is read of `buffer`.
bool InPlaceAnalysis::isSpoilt(const SharedBuffer &buffer, OpOperand &write,
                               LiesThere lies) {
  const OpPlaces &places = conflicts.getPlaces();
  unsigned first = places.getFirst(write.getOwner());
  auto end = buffer.reads.upper_bound(places.getLast(write.getOwner()));
  return std::any_of(buffer.reads.begin(), end, [&](auto &entry) {
    return entry.second->last >= first &&
           conflicts.isSpoilt(*entry.second, write, lies);
  });
}

/// Whether what is written to `buffer` spoils `read`.
bool InPlaceAnalysis::isSpoiltBy(const TensorRead &read,
                                 const SharedBuffer &buffer, LiesThere lies) {
  auto spoils = [&](auto &entry) {
    return conflicts.isSpoilt(read, *entry.second, lies);
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
                                    const SharedBuffer &b, LiesThere lies) {
  if (a.getSize() > b.getSize())
    return areInConflict(b, a, lies);
  return llvm::any_of(
             a.reads,
             [&](auto &entry) { return isSpoiltBy(*entry.second, b, lies); }) ||
         llvm::any_of(a.writes, [&](auto &entry) {
           return isSpoilt(b, *entry.second, lies);
         });
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
  auto lies = [&](Value tensor) {
    auto found = buffersOf.find(tensor);
    return found == buffersOf.end() ||
           llvm::any_of(found->second, [&](SharedBuffer *each) {
             return buffers.contains(each);
           });
  };
  for (auto [number, buffer] : llvm::enumerate(buffers)) {
    if (write && isSpoilt(*buffer, *write, lies))
      return true;
    for (SharedBuffer *other : buffers.getArrayRef().take_front(number))
      if (areInConflict(*buffer, *other, lies))
        return true;
  }
  return false;
}

/// Whether reads are spoilt if each of `own` becomes one with the `others`.
bool InPlaceAnalysis::areInConflict(const Buffers &own, const Buffers &others,
                                    OpOperand *write) {
  return llvm::any_of(own, [&](SharedBuffer *each) {
    Buffers one = others;
    one.insert(each);
    return areInConflict(one, write);
  });
}

/// Whether these buffers are written, by `write` or anyway, and one of them is
/// not writable.
bool InPlaceAnalysis::isReadOnly(const Buffers &own, const Buffers &others,
                                 OpOperand *write) {
  auto all = llvm::concat<SharedBuffer *const>(own, others);
  bool isWritten = write || llvm::any_of(all, [](auto *each) {
                     return !each->writes.empty();
                   });
  return isWritten &&
         !llvm::all_of(all, [](auto *each) { return each->isWritable; });
}

/// Lets all that may lie in `from` lie in any of `into` instead.
void InPlaceAnalysis::merge(SharedBuffer &from, const Buffers &into) {
  for (Value tensor : from.tensors) {
    Buffers &places = buffersOf[tensor];
    places.remove(&from);
    for (SharedBuffer *buffer : into)
      if (places.insert(buffer))
        buffer->tensors.push_back(tensor);
  }
  for (SharedBuffer *buffer : into) {
    buffer->reads.insert(from.reads.begin(), from.reads.end());
    buffer->writes.insert(from.writes.begin(), from.writes.end());
    buffer->isRead |= from.isRead;
    buffer->isWritable &= from.isWritable;
    buffer->isShared |= from.isShared;
  }
  from = {};
}

void InPlaceAnalysis::unite(Buffers own, const Buffers &others,
                            OpOperand *write) {
  Buffers merged = others;
  if (own.size() == 1) {
    merged.insert(own.front());
    SharedBuffer *largest =
        *llvm::max_element(merged, [](SharedBuffer *a, SharedBuffer *b) {
          return a->getSize() < b->getSize();
        });
    own.clear();
    own.insert(largest);
    merged.remove(largest);
  }
  for (SharedBuffer *buffer : merged)
    merge(*buffer, own);
  if (!write)
    return;
  for (SharedBuffer *buffer : own) {
    buffer->writes.emplace(conflicts.getPlaces().getFirst(write->getOwner()),
                           write);
    buffer->isShared |= conflicts.isShared(*write);
  }
}

//===----------------------------------------------------------------------===//
// What must be in place, and what may
//===----------------------------------------------------------------------===//

LogicalResult InPlaceAnalysis::takeGiven(OpOperand &operand) {
  Buffers own = buffersOf.at(operand.get()), others = findOthers(operand);
  OpOperand *write = getWrite(operand);
  if (areInConflict(own, others, write))
    return operand.getOwner()->emitError("operand ")
           << operand.getOperandNumber()
           << " can't be in place: it is read again behind a write to its "
              "buffer";
  if (isReadOnly(own, others, write))
    return operand.getOwner()->emitError("operand ")
           << operand.getOperandNumber()
           << " can't be in place: its buffer must not be written";
  unite(own, others, write);
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
  Buffers own = buffersOf.at(operand.get()), others = findOthers(operand);
  OpOperand *write = getWrite(operand);
  if (isReadOnly(own, others, write) || areInConflict(own, others, write))
    return state.bufferizeOutOfPlace(operand);
  state.bufferizeInPlace(operand);
  unite(own, others, write);
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
  return success();
}
} // namespace

LogicalResult analyzeInPlace(ModuleOp module, OneShotAnalysisState &state) {
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
