//===- LoopLengths.h - which loops are of one length ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops, and dimensions of values, are as long as one another?
//
//   %y = ag.exp %x                     loop i: as long as x, and so is y
//   %p = ag.slice %y [0] [%n] [1]      loop j: n, and so is p; but y is not
//   %z = ag.add %p, %q                 loop k: as long as p, and as q
//
// Those of which types, or what the ops state, say so: equal numbers, the same
// dimension of the same value, the same index, and what a loop that is measured
// by an operand goes along.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_LOOPLENGTHS_H
#define AG_LIB_ANALYSIS_GROUPS_LOOPLENGTHS_H

#include "ag/Analysis/Groups/GroupDimensions.h"

namespace ag {

/// A dimension of a value, or an index; a number has no value.
using LengthOrigin = std::pair<mlir::Value, int64_t>;

/// What a dimension of a tensor is as long as, by ops that say so of one.
LengthOrigin findLengthOrigin(mlir::Value tensor, unsigned place);

/// Lengths as numbers, equal for those that are known to be equal.
class LoopLengths {
public:
  explicit LoopLengths(llvm::ArrayRef<const StatedOp *> ops);

  unsigned ofLoop(const StatedOp &op, unsigned loop);
  unsigned ofPlace(mlir::Value value, unsigned place);
  /// How long that is, where types tell.
  std::optional<int64_t> getStatic(unsigned length) const;

private:
  void read(const StatedOp &op);
  unsigned ofOrigin(LengthOrigin origin);
  unsigned ofExtent(const StatedOp &op, const Extent &extent);
  unsigned find(unsigned length) const;
  void unite(unsigned a, unsigned b);

  llvm::DenseMap<LengthOrigin, unsigned> known;
  llvm::SmallVector<unsigned> parents;
  llvm::SmallVector<std::optional<int64_t>> numbers;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_LOOPLENGTHS_H
