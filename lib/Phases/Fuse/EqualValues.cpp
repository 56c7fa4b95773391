//===- EqualValues.cpp - values that are computed again -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EqualValues.h"
#include "ag/Analysis/GroupDimensions.h"
#include "ag/Interfaces/Purity.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/Hashing.h"

using namespace mlir;

namespace ag {

EqualValues::EqualValues(Block &block) {
  auto hashValue = [&](Value value) {
    return llvm::hash_value(getFirst(value).getAsOpaquePointer());
  };
  // In the bodies of two ops.
  llvm::DenseMap<Value, Value> inside;
  auto note = [&](Value a, Value b) { inside[a] = b; };
  auto areEqual = [&](Value a, Value b) {
    return success(getFirst(a) == getFirst(b) || inside.lookup(a) == b);
  };
  llvm::DenseMap<size_t, SmallVector<Operation *, 1>> seen;
  for (Operation &op : block) {
    if (Value same = getSameOperand(&op)) {
      firsts[op.getResult(0)] = getFirst(same);
      continue;
    }
    bool isStated = op.getNumRegions() == 0 || isa<StructuredOpInterface>(op);
    if (!isStated || !isPureOp(&op))
      continue;
    size_t hash = OperationEquivalence::computeHash(
        &op, hashValue, OperationEquivalence::ignoreHashValue,
        OperationEquivalence::IgnoreLocations);
    SmallVector<Operation *, 1> &others = seen[hash];
    auto *found = llvm::find_if(others, [&](Operation *other) {
      inside.clear();
      return OperationEquivalence::isEquivalentTo(
          other, &op, areEqual, note, OperationEquivalence::IgnoreLocations);
    });
    if (found == others.end()) {
      others.push_back(&op);
      continue;
    }
    for (auto [own, first] :
         llvm::zip_equal(op.getResults(), (*found)->getResults()))
      firsts[own] = getFirst(first);
  }
}

} // namespace ag
