//===- ValueNumbers.cpp - which values are equal --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Equality/ValueNumbers.h"
#include "ag/Analysis/Groups/GroupDimensions.h"
#include "mlir/IR/OperationSupport.h"
#include "llvm/ADT/Hashing.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Scopes
//===----------------------------------------------------------------------===//

ValueNumbers::Scope::Scope(ValueNumbers &numbers, bool isIsolated)
    : numbers(numbers), visible(numbers.visible), count(numbers.ops.size()) {
  if (isIsolated)
    numbers.visible = count;
}

ValueNumbers::Scope::~Scope() {
  for (; numbers.ops.size() > count; numbers.ops.pop_back())
    numbers.positions[numbers.ops.back().second].pop_back();
  numbers.visible = visible;
}

//===----------------------------------------------------------------------===//
// Hashes
//===----------------------------------------------------------------------===//

/// Returns the hash of a value, also if no hashed op computes it. It does not
/// depend on where the value is, as equal regions have equal hashes.
size_t ValueNumbers::hash(Value value) {
  auto [found, isNew] = valueHashes.try_emplace(value);
  if (!isNew)
    return found->second;
  if (auto argument = dyn_cast<BlockArgument>(value))
    found->second = llvm::hash_value(argument.getArgNumber());
  else
    found->second = llvm::hash_combine(value.getDefiningOp()->getName(),
                                       cast<OpResult>(value).getResultNumber());
  return found->second;
}

/// Returns the hash of an op, which includes the ops in its regions. Each op is
/// hashed once.
size_t ValueNumbers::hash(Operation *op) {
  if (auto found = opHashes.find(op); found != opHashes.end())
    return found->second;
  size_t bodies = 0;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Operation &nested : block)
        bodies = llvm::hash_combine(bodies, hash(&nested));
  size_t result = llvm::hash_combine(
      OperationEquivalence::computeHash(
          op, [&](Value value) { return llvm::hash_code(hash(value)); },
          OperationEquivalence::ignoreHashValue,
          OperationEquivalence::IgnoreLocations),
      bodies);
  for (OpResult value : op->getResults())
    valueHashes.try_emplace(
        value, llvm::hash_combine(result, value.getResultNumber()));
  return opHashes[op] = result;
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

unsigned ValueNumbers::getNumber(Value value) {
  auto [found, isNew] = numbers.try_emplace(value, firsts.size());
  if (isNew)
    firsts.push_back(value);
  return found->second;
}

Value ValueNumbers::getFirst(Value value) const {
  auto found = numbers.find(value);
  return found == numbers.end() ? value : firsts[found->second];
}

void ValueNumbers::join(Value value, Value known) {
  unsigned number = getNumber(known);
  numbers[value] = number;
  size_t knownHash = hash(known);
  valueHashes[value] = knownHash;
}

bool ValueNumbers::areEqual(Operation *op, Operation *known) {
  // Values in the regions of `op`, mapped to those of `known`.
  llvm::DenseMap<Value, Value> inside;
  auto firstOf = [&](Value value) {
    Value other = inside.lookup(value);
    return getFirst(other ? other : value);
  };
  auto areSame = [&](Value own, Value other) {
    return success(firstOf(own) == getFirst(other));
  };
  auto areSameInAnyOrder = [&](ValueRange own, ValueRange other) {
    auto sort = [](auto values) {
      auto pointers = llvm::map_to_vector(
          values, [](Value value) { return value.getAsOpaquePointer(); });
      llvm::sort(pointers);
      return pointers;
    };
    return success(sort(llvm::map_range(own, firstOf)) ==
                   sort(llvm::map_range(
                       other, [&](Value value) { return getFirst(value); })));
  };
  return OperationEquivalence::isEquivalentTo(
      op, known, areSame, [&](Value own, Value other) { inside[own] = other; },
      OperationEquivalence::IgnoreLocations, areSameInAnyOrder);
}

Operation *ValueNumbers::find(Operation *op, size_t hash) {
  auto found = positions.find(hash);
  if (found != positions.end())
    for (size_t position : found->second)
      if (position >= visible && areEqual(op, ops[position].first))
        return ops[position].first;
  return nullptr;
}

Operation *ValueNumbers::add(Operation *op) {
  if (barriers == Barriers::SeenThrough)
    if (Value same = getSameOperand(op)) {
      join(op->getResult(0), same);
      return op;
    }
  size_t own = hash(op);
  Operation *known = find(op, own);
  if (!known) {
    positions[own].push_back(ops.size());
    ops.emplace_back(op, own);
    return op;
  }
  for (auto [result, first] :
       llvm::zip_equal(op->getResults(), known->getResults()))
    join(result, first);
  return known;
}

} // namespace ag
