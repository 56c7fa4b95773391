//===- SameValues.h - which values are computed alike -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values are equal, as ops without effects compute them of equal ones?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_SAMEVALUES_H
#define AG_LIB_PHASES_SHARD_SAMEVALUES_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include <unordered_map>

namespace ag {

class SameValues {
public:
  /// The same for all values that are known to be equal.
  size_t getIdentity(mlir::Value value);
  /// In the order of the program: the first op that computes what `op` does of
  /// the same, or itself. Its results are known to equal that one's.
  mlir::Operation *add(mlir::Operation *op);
  /// They are equal.
  void join(mlir::Value value, mlir::Value known);

private:
  /// By their hashes, of ops that compute the same the first.
  std::unordered_map<size_t, llvm::SmallVector<mlir::Operation *, 1>> firsts;
  llvm::DenseMap<mlir::Value, size_t> identities;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_SAMEVALUES_H
