//===- SameValues.cpp - which values are computed alike -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SameValues.h"
#include "mlir/IR/OperationSupport.h"

using namespace mlir;

namespace ag {

size_t SameValues::getIdentity(Value value) {
  return identities.try_emplace(value, identities.size()).first->second;
}

void SameValues::join(Value value, Value known) {
  size_t identity = getIdentity(known);
  identities[value] = identity;
}

Operation *SameValues::add(Operation *op) {
  auto isSame = [&](Value a, Value b) {
    return success(getIdentity(a) == getIdentity(b));
  };
  size_t hash = OperationEquivalence::computeHash(
      op, [&](Value value) { return llvm::hash_code(getIdentity(value)); },
      OperationEquivalence::ignoreHashValue,
      OperationEquivalence::IgnoreLocations);
  SmallVector<Operation *, 1> &alike = firsts[hash];
  for (Operation *first : alike)
    if (OperationEquivalence::isEquivalentTo(
            op, first, isSame, nullptr,
            OperationEquivalence::IgnoreLocations)) {
      for (auto [own, known] :
           llvm::zip_equal(op->getResults(), first->getResults()))
        join(own, known);
      return first;
    }
  alike.push_back(op);
  return op;
}

} // namespace ag
