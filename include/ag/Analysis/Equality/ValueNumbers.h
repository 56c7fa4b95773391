//===- ValueNumbers.h - which values are equal ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values are equal, because equal ops compute them from equal operands?
//
//   %e = ag.exp %x                       number 1
//   %f = ag.exp %x                       number 1
//   %again = ag.barrier %x after %g      number 2; seen through: that of %x
//   %h = ag.exp %again                   number 3; seen through: 1
//
// Ops are equal if their names, attributes, types and regions are equal and
// their operands have equal numbers, in any order if the op is commutative.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_EQUALITY_VALUENUMBERS_H
#define AG_ANALYSIS_EQUALITY_VALUENUMBERS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include <unordered_map>
#include <vector>

namespace ag {

/// Whether an op that only keeps its operand separate, such as ag.barrier, has
/// a number of its own or that of its operand.
enum class Barriers { Apart, SeenThrough };

class ValueNumbers {
public:
  explicit ValueNumbers(Barriers barriers = Barriers::Apart)
      : barriers(barriers) {}

  /// Removes ops that were added during its lifetime when it is destroyed. If
  /// `isIsolated`, earlier ops are not found meanwhile, as in the region of an
  /// isolated op.
  class Scope {
  public:
    Scope(ValueNumbers &numbers, bool isIsolated);
    ~Scope();
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    ValueNumbers &numbers;
    /// The position of the first op that was visible before.
    size_t visible;
    /// The number of ops before.
    size_t count;
  };

  /// Returns the first visible op that is equal to `op`, and gives the results
  /// of `op` that op's numbers; returns `op` if there is none. Call it in
  /// program order, for ops without effects. A barrier that is seen through is
  /// not added, but its result gets the number of its operand.
  mlir::Operation *add(mlir::Operation *op);
  /// Makes `value` equal to `known`. Call it before ops that read `value` are
  /// added.
  void join(mlir::Value value, mlir::Value known);

  /// Returns a number that equal values share.
  unsigned getNumber(mlir::Value value);
  /// Returns the first of the values that are equal to `value`.
  mlir::Value getFirst(mlir::Value value) const;

private:
  size_t hash(mlir::Operation *op);
  size_t hash(mlir::Value value);
  mlir::Operation *find(mlir::Operation *op, size_t hash);
  bool areEqual(mlir::Operation *op, mlir::Operation *known);

  Barriers barriers;
  llvm::DenseMap<mlir::Value, unsigned> numbers;
  std::vector<mlir::Value> firsts;
  /// Hashes of values and ops. Equal ones have equal hashes.
  llvm::DenseMap<mlir::Value, size_t> valueHashes;
  llvm::DenseMap<mlir::Operation *, size_t> opHashes;
  /// The first op of each class of equal ops, with its hash, in order; and
  /// positions of these ops by hash.
  std::vector<std::pair<mlir::Operation *, size_t>> ops;
  std::unordered_map<size_t, llvm::SmallVector<size_t, 1>> positions;
  size_t visible = 0;
};

} // namespace ag

#endif // AG_ANALYSIS_EQUALITY_VALUENUMBERS_H
