//===- SharedBuffers.cpp - tensors in one buffer --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tensors in one buffer do not conflict if no element that is read of one is
// written through another between its definition and the read.
//
//   %1 = tensor.insert_slice %a into %0[0] [4] [1]
//   %2 = tensor.insert_slice %b into %1[4] [4] [1]     // {%1, %2}
//   ...                                                // {%1, ..., %n}
//
// For each operand, upstream's analysis compares all reads of such a set with
// all writes, and follows the chain for many of these pairs: n such ops
// cost n^4. This analysis compares two sets only when they become one. It
// visits the smaller one, and the accesses of the larger one in the range that
// matters. Accesses that are already in one set were compared before.
//
// The result of a choice is in one of several buffers, which upstream merges
// into one. Here the result belongs to each of them, and they stay separate:
//
//   %r = scf.if %p { scf.yield %a } else { scf.yield %b }
//   // {%a, %r}, {%b, %r}
//
//===----------------------------------------------------------------------===//
#include "SharedBuffers.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/Flow/WrittenOperands.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {

/// With more buffers than this, buffers that the branches of a choice create
/// are joined.
constexpr size_t manyChosen = 16;

/// With more buffers than this, all buffers of a choice's result become one. A
/// chain of choices adds each read to each buffer, and compares each buffer
/// with each other one.
constexpr size_t mostChosen = 64;

//===----------------------------------------------------------------------===//
// Reads and buffers of a tensor
//===----------------------------------------------------------------------===//

void SharedBuffers::addReads(Value tensor, const Buffers &tensorBuffers) {
  buffersOf[tensor] = tensorBuffers;
  for (JointBuffer *buffer : tensorBuffers) {
    buffer->tensors.push_back(tensor);
    buffer->isWritable &= state.isWritable(tensor);
  }
  for (OpOperand &use : tensor.getUses()) {
    if (!conflicts.isRead(use))
      continue;
    std::optional<TensorRead> read = conflicts.describeRead(use);
    if (read)
      reads.push_back(std::make_unique<TensorRead>(std::move(*read)));
    for (JointBuffer *buffer : tensorBuffers) {
      buffer->isRead = true;
      if (read)
        buffer->reads.emplace(reads.back()->first, reads.back().get());
    }
  }
}

void SharedBuffers::addTensor(Value tensor) {
  Buffers own;
  own.insert(buffers.emplace_back(std::make_unique<JointBuffer>()).get());
  addReads(tensor, own);
}

/// Returns the value from outside of `choice` onto which `value` is written, in
/// one of the branches; null if there is none.
static Value findWrittenOnto(Value value, Operation *choice) {
  while (choice->isAncestor(getOwnerOfValue(value))) {
    OpOperand *written = getWrittenOperand(value);
    if (!written)
      return nullptr;
    value = written->get();
  }
  return value;
}

/// Joins buffers, unless they conflict, that only hold values which branches of
/// a choice write onto the same value. At most one of the branches runs.
void SharedBuffers::joinBranches(Buffers &buffers, Operation *choice) {
  auto isInside = [&](Value tensor) {
    return choice->isProperAncestor(getOwnerOfValue(tensor));
  };
  llvm::SmallMapVector<Value, JointBuffer *, 4> joined;
  Buffers left;
  for (JointBuffer *buffer : buffers) {
    Value onto = llvm::all_of(buffer->tensors, isInside)
                     ? findWrittenOnto(buffer->tensors.front(), choice)
                     : Value();
    Buffers pair;
    pair.insert(buffer);
    if (onto && joined.contains(onto))
      pair.insert(joined[onto]);
    if (!onto || pair.size() == 1 || areInConflict(pair, /*write=*/nullptr)) {
      left.insert(buffer);
      if (onto)
        joined.insert({onto, buffer});
      continue;
    }
    pair.remove(buffer);
    merge(*buffer, pair);
  }
  buffers = left;
}

/// Adds the result of a choice to the buffers of all values that its branches
/// yield. Returns false if `tensor` is no such result, or if one of these
/// values may be in another buffer than the result.
bool SharedBuffers::addChosen(Value tensor) {
  SmallVector<OpOperand *> chosen = getChosenInPlace(tensor, state);
  if (chosen.empty())
    return false;
  Buffers all;
  for (OpOperand *each : chosen)
    all.insert_range(buffersOf.at(each->get()));
  if (all.size() > manyChosen)
    joinBranches(all, tensor.getDefiningOp());
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

void SharedBuffers::addTensors() {
  SmallVector<Value> chosen;
  auto add = [&](Value value) {
    if (!isa<TensorType>(value.getType()))
      return;
    if (isChoice(value.getDefiningOp()))
      chosen.push_back(value);
    else
      addTensor(value);
  };
  module.walk([&](Operation *op) {
    for (Region &region : op->getRegions())
      llvm::for_each(region.getArguments(), add);
    llvm::for_each(op->getResults(), add);
  });
  for (Value tensor : chosen)
    if (!addChosen(tensor))
      addTensor(tensor);
}

Buffers SharedBuffers::findOthers(OpOperand &operand) const {
  const Buffers &own = buffersOf.at(operand.get());
  Buffers others;
  for (AliasingValue alias : state.getAliasingValues(operand)) {
    // The result of a choice belongs to the buffers of the yielded values
    // anyway.
    if (choices.contains(alias.value))
      continue;
    for (JointBuffer *buffer : buffersOf.at(alias.value))
      if (!own.contains(buffer))
        others.insert(buffer);
  }
  return others;
}

//===----------------------------------------------------------------------===//
// Conflicts between buffers
//===----------------------------------------------------------------------===//

/// Returns true if `write` spoils a read of `buffer`.
bool SharedBuffers::isSpoilt(const JointBuffer &buffer, OpOperand &write,
                             LiesThere lies) {
  const OpPlaces &places = conflicts.getPlaces();
  unsigned first = places.getFirst(write.getOwner());
  auto end = buffer.reads.from(places.getLast(write.getOwner()) + 1);
  return std::any_of(buffer.reads.begin(), end, [&](auto &entry) {
    return entry.second->last >= first &&
           conflicts.isSpoilt(*entry.second, write, lies);
  });
}

/// Returns true if a write to `buffer` spoils `read`.
bool SharedBuffers::isSpoiltBy(const TensorRead &read,
                               const JointBuffer &buffer, LiesThere lies) {
  auto spoils = [&](auto &entry) {
    return conflicts.isSpoilt(read, *entry.second, lies);
  };
  for (Operation *around = read.begin->getParentOp(); around;
       around = around->getParentOp()) {
    unsigned place = conflicts.getPlaces().getFirst(around);
    if (std::any_of(buffer.writes.from(place), buffer.writes.from(place + 1),
                    spoils))
      return true;
  }
  return std::any_of(buffer.writes.from(read.first),
                     buffer.writes.from(read.last + 1), spoils);
}

/// Returns true if a write to one of the buffers spoils a read of the other.
bool SharedBuffers::areInConflict(const JointBuffer &a, const JointBuffer &b,
                                  LiesThere lies) {
  if (a.getSize() > b.getSize())
    return areInConflict(b, a, lies);
  return llvm::any_of(
             a.reads,
             [&](auto &entry) { return isSpoiltBy(*entry.second, b, lies); }) ||
         llvm::any_of(a.writes, [&](auto &entry) {
           return isSpoilt(b, *entry.second, lies);
         });
}

/// Returns true if reads of these buffers are spoilt if the buffers become one.
/// Unless it is null, `write` also writes to it.
bool SharedBuffers::areInConflict(const Buffers &buffers, OpOperand *write) {
  bool isRead = llvm::any_of(buffers, [](auto *each) { return each->isRead; });
  bool isShared =
      (write && conflicts.isShared(*write)) ||
      llvm::any_of(buffers, [](auto *each) { return each->isShared; });
  if (isRead && isShared)
    return true;
  auto lies = [&](Value tensor) {
    auto found = buffersOf.find(tensor);
    return found == buffersOf.end() ||
           llvm::any_of(found->second, [&](JointBuffer *each) {
             return buffers.contains(each);
           });
  };
  for (auto [number, buffer] : llvm::enumerate(buffers)) {
    if (write && isSpoilt(*buffer, *write, lies))
      return true;
    for (JointBuffer *other : buffers.getArrayRef().take_front(number))
      if (areInConflict(*buffer, *other, lies))
        return true;
  }
  return false;
}

bool SharedBuffers::areInConflict(const Buffers &own, const Buffers &others,
                                  OpOperand *write) {
  return llvm::any_of(own, [&](JointBuffer *each) {
    Buffers one = others;
    one.insert(each);
    return areInConflict(one, write);
  });
}

bool SharedBuffers::isReadOnly(const Buffers &own, const Buffers &others,
                               OpOperand *write) {
  auto all = llvm::concat<JointBuffer *const>(own, others);
  bool isWritten = write || llvm::any_of(all, [](auto *each) {
                     return !each->writes.empty();
                   });
  return isWritten &&
         !llvm::all_of(all, [](auto *each) { return each->isWritable; });
}

/// Moves all tensors of `from` to each buffer of `into`.
void SharedBuffers::merge(JointBuffer &from, const Buffers &into) {
  for (Value tensor : from.tensors) {
    Buffers &places = buffersOf[tensor];
    places.remove(&from);
    for (JointBuffer *buffer : into)
      if (places.insert(buffer))
        buffer->tensors.push_back(tensor);
  }
  for (JointBuffer *buffer : into) {
    buffer->reads.insert(from.reads.begin(), from.reads.end());
    buffer->writes.insert(from.writes.begin(), from.writes.end());
    buffer->isRead |= from.isRead;
    buffer->isWritable &= from.isWritable;
    buffer->isShared |= from.isShared;
  }
  from = {};
}

void SharedBuffers::unite(Buffers own, const Buffers &others,
                          OpOperand *write) {
  Buffers merged = others;
  if (own.size() == 1) {
    merged.insert(own.front());
    JointBuffer *largest =
        *llvm::max_element(merged, [](JointBuffer *a, JointBuffer *b) {
          return a->getSize() < b->getSize();
        });
    own.clear();
    own.insert(largest);
    merged.remove(largest);
  }
  for (JointBuffer *buffer : merged)
    merge(*buffer, own);
  if (!write)
    return;
  for (JointBuffer *buffer : own) {
    buffer->writes.emplace(conflicts.getPlaces().getFirst(write->getOwner()),
                           write);
    buffer->isShared |= conflicts.isShared(*write);
  }
}

} // namespace ag
