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
// Ops are equal if their names, attributes, types and regions are, and their
// operands have equal numbers, in any order if the op is commutative.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_EQUALITY_VALUENUMBERS_H
#define AG_ANALYSIS_EQUALITY_VALUENUMBERS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include <unordered_map>
#include <vector>

namespace ag {

/// Whether an op that only keeps its operand apart, as ag.barrier does, gives a
/// value of its own.
enum class Barriers { Apart, SeenThrough };

class ValueNumbers {
public:
  explicit ValueNumbers(Barriers barriers = Barriers::Apart)
      : barriers(barriers) {}

  /// Ops that are added while this lives are forgotten afterwards; of an
  /// isolated op's region, earlier ones are not found meanwhile.
  class Scope {
  public:
    Scope(ValueNumbers &numbers, bool isIsolated);
    ~Scope();
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    ValueNumbers &numbers;
    /// The first op that is visible.
    size_t visible;
    /// How many ops there were.
    size_t count;
  };

  /// Returns the first visible op that is equal to `op`, whose results then
  /// have that op's numbers; or `op`. To be called in the order of the program,
  /// of ops without effects. A barrier that is seen through is no op: its
  /// result gets the number of its operand.
  mlir::Operation *add(mlir::Operation *op);
  /// States that `value` equals `known`. To be called before ops that read
  /// `value` are added.
  void join(mlir::Value value, mlir::Value known);

  /// Returns the same for equal values.
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
  /// Equal values and ops have equal hashes; others seldom have.
  llvm::DenseMap<mlir::Value, size_t> valueHashes;
  llvm::DenseMap<mlir::Operation *, size_t> opHashes;
  /// Of ops that are equal the first, with its hash, in order; and by hash
  /// their positions.
  std::vector<std::pair<mlir::Operation *, size_t>> ops;
  std::unordered_map<size_t, llvm::SmallVector<size_t, 1>> positions;
  size_t visible = 0;
};

} // namespace ag

#endif // AG_ANALYSIS_EQUALITY_VALUENUMBERS_H
