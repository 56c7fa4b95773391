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
// matters. Accesses that are already in one buffer were compared before.
//
// The result of a choice is in one of several buffers, which upstream merges
// into one. Here the result belongs to each of them, and they stay separate:
//
//   %r = scf.if %p { scf.yield %a } else { scf.yield %b }
//   // {%a, %r}, {%b, %r}
//
// After a chain of such choices, two buffers have almost all tensors in common.
// So tensors that are in the same buffers form one set, {%a}, {%b} and {%r}
// here, and two buffers only compare the sets in which they differ.
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

size_t JointBuffer::getSize() const {
  size_t size = 0;
  for (TensorSet *set : sets)
    size += set->getSize();
  return size;
}

static SmallVector<unsigned, 2> getNumbers(const Buffers &buffers) {
  auto numbers = llvm::map_to_vector<2>(
      buffers, [](JointBuffer *buffer) { return buffer->number; });
  llvm::sort(numbers);
  return numbers;
}

/// Returns the set of the tensors that are in exactly these buffers.
TensorSet &SharedBuffers::getSet(const Buffers &buffers) {
  std::unique_ptr<TensorSet> &set = sets[getNumbers(buffers)];
  if (!set) {
    set = std::make_unique<TensorSet>();
    set->buffers = buffers;
    for (JointBuffer *buffer : buffers)
      buffer->sets.insert(set.get());
  }
  return *set;
}

void SharedBuffers::addReads(Value tensor, const Buffers &tensorBuffers) {
  TensorSet &set = getSet(tensorBuffers);
  setOf[tensor] = &set;
  set.tensors.push_back(tensor);
  bool isRead = false;
  for (OpOperand &use : tensor.getUses()) {
    if (!conflicts.isRead(use))
      continue;
    isRead = true;
    std::optional<TensorRead> read = conflicts.describeRead(use);
    if (!read)
      continue;
    reads.push_back(std::make_unique<TensorRead>(std::move(*read)));
    set.reads.emplace(reads.back()->first, reads.back().get());
  }
  for (JointBuffer *buffer : tensorBuffers) {
    buffer->isRead |= isRead;
    buffer->isWritable &= state.isWritable(tensor);
  }
}

void SharedBuffers::addTensor(Value tensor) {
  buffers.push_back(std::make_unique<JointBuffer>());
  buffers.back()->number = buffers.size();
  buffers.back()->first = tensor;
  Buffers own;
  own.insert(buffers.back().get());
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
  auto isInside = [&](TensorSet *set) {
    return llvm::all_of(set->tensors, [&](Value tensor) {
      return choice->isProperAncestor(getOwnerOfValue(tensor));
    });
  };
  llvm::SmallMapVector<Value, JointBuffer *, 4> joined;
  Buffers left;
  for (JointBuffer *buffer : buffers) {
    Value onto = llvm::all_of(buffer->sets, isInside)
                     ? findWrittenOnto(buffer->first, choice)
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
    all.insert_range(getBuffers(each->get()));
  if (all.size() > manyChosen)
    joinBranches(all, tensor.getDefiningOp());
  if (all.size() > mostChosen) {
    Buffers one;
    one.insert(all.front());
    unite(one, all, /*write=*/nullptr);
    all = getBuffers(chosen.front()->get());
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
  const Buffers &own = getBuffers(operand.get());
  Buffers others;
  for (AliasingValue alias : state.getAliasingValues(operand)) {
    // The result of a choice belongs to the buffers of the yielded values
    // anyway.
    if (choices.contains(alias.value))
      continue;
    for (JointBuffer *buffer : getBuffers(alias.value))
      if (!own.contains(buffer))
        others.insert(buffer);
  }
  return others;
}

//===----------------------------------------------------------------------===//
// Conflicts between buffers
//===----------------------------------------------------------------------===//

/// Returns true if `write` spoils a read of `set`.
bool SharedBuffers::isSpoilt(const TensorSet &set, OpOperand &write,
                             LiesThere lies) {
  const OpPlaces &places = conflicts.getPlaces();
  unsigned first = places.getFirst(write.getOwner());
  auto end = set.reads.from(places.getLast(write.getOwner()) + 1);
  return std::any_of(set.reads.begin(), end, [&](auto &entry) {
    return entry.second->last >= first &&
           conflicts.isSpoilt(*entry.second, write, lies);
  });
}

/// Returns true if a write to `set` spoils `read`.
bool SharedBuffers::isSpoiltBy(const TensorRead &read, const TensorSet &set,
                               LiesThere lies) {
  auto spoils = [&](auto &entry) {
    return conflicts.isSpoilt(read, *entry.second, lies);
  };
  for (Operation *around = read.begin->getParentOp(); around;
       around = around->getParentOp()) {
    unsigned place = conflicts.getPlaces().getFirst(around);
    if (std::any_of(set.writes.from(place), set.writes.from(place + 1), spoils))
      return true;
  }
  return std::any_of(set.writes.from(read.first),
                     set.writes.from(read.last + 1), spoils);
}

/// Returns true if a write to `written` spoils a read of `read`.
bool SharedBuffers::isSpoiltBy(const TensorSet &read, const TensorSet &written,
                               LiesThere lies) {
  if (read.reads.size() > written.writes.size())
    return llvm::any_of(written.writes, [&](auto &entry) {
      return isSpoilt(read, *entry.second, lies);
    });
  return llvm::any_of(read.reads, [&](auto &entry) {
    return isSpoiltBy(*entry.second, written, lies);
  });
}

/// Returns the sets that are in these buffers, by the positions of their
/// buffers.
static SetsByBuffers arrangeSets(const Buffers &buffers) {
  llvm::MapVector<TensorSet *, SmallVector<unsigned, 2>> positions;
  for (auto [position, buffer] : llvm::enumerate(buffers))
    for (TensorSet *set : buffer->sets)
      positions[set].push_back(position);
  SetsByBuffers arranged;
  for (auto &[set, at] : positions)
    arranged[at].push_back(set);
  return arranged;
}

/// Returns true if reads of these sets are spoilt if their buffers become one.
/// What a read sees was written in one of its buffers. So if a write is in all
/// of these, the two were compared before.
bool SharedBuffers::areInConflict(const SetsByBuffers &sets, LiesThere lies) {
  auto isSpoilt = [&](ArrayRef<TensorSet *> read,
                      ArrayRef<TensorSet *> written) {
    return llvm::any_of(read, [&](TensorSet *each) {
      return llvm::any_of(written, [&](TensorSet *other) {
        return isSpoiltBy(*each, *other, lies);
      });
    });
  };
  for (auto &[readAt, read] : sets)
    for (auto &[writtenAt, written] : sets)
      if (!llvm::includes(writtenAt, readAt) && isSpoilt(read, written))
        return true;
  return false;
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
    auto found = setOf.find(tensor);
    return found == setOf.end() ||
           llvm::any_of(found->second->buffers, [&](JointBuffer *each) {
             return buffers.contains(each);
           });
  };
  if (write && llvm::any_of(buffers, [&](JointBuffer *buffer) {
        return llvm::any_of(buffer->sets, [&](TensorSet *set) {
          return isSpoilt(*set, *write, lies);
        });
      }))
    return true;
  return buffers.size() > 1 && areInConflict(arrangeSets(buffers), lies);
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
  bool isWritten =
      write || llvm::any_of(all, [](auto *each) { return each->isWritten; });
  return isWritten &&
         !llvm::all_of(all, [](auto *each) { return each->isWritable; });
}

/// Moves the tensors of `set` to these buffers.
void SharedBuffers::move(TensorSet &set, const Buffers &buffers) {
  auto leave = [](TensorSet *left) {
    for (JointBuffer *buffer : left->buffers)
      buffer->sets.remove(left);
  };
  leave(&set);
  std::unique_ptr<TensorSet> moved =
      std::move(sets.extract(getNumbers(set.buffers)).mapped());
  std::unique_ptr<TensorSet> &there = sets[getNumbers(buffers)];
  if (there)
    leave(there.get());
  if (!there || there->getSize() < moved->getSize())
    std::swap(there, moved);
  if (moved) {
    for (Value tensor : moved->tensors)
      setOf[tensor] = there.get();
    llvm::append_range(there->tensors, moved->tensors);
    there->reads.merge(moved->reads);
    there->writes.merge(moved->writes);
  }
  there->buffers = buffers;
  for (JointBuffer *buffer : buffers)
    buffer->sets.insert(there.get());
}

/// Moves all tensors of `from` to each buffer of `into`.
void SharedBuffers::merge(JointBuffer &from, const Buffers &into) {
  for (TensorSet *set : llvm::to_vector(from.sets)) {
    Buffers places = set->buffers;
    places.remove(&from);
    places.insert_range(into);
    move(*set, places);
  }
  for (JointBuffer *buffer : into) {
    buffer->isRead |= from.isRead;
    buffer->isWritable &= from.isWritable;
    buffer->isWritten |= from.isWritten;
    buffer->isShared |= from.isShared;
  }
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
  getSet(own).writes.emplace(conflicts.getPlaces().getFirst(write->getOwner()),
                             write);
  for (JointBuffer *buffer : own) {
    buffer->isWritten = true;
    buffer->isShared |= conflicts.isShared(*write);
  }
}

} // namespace ag
