//===- LoopLengths.h - which loops are of one length ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops, and dimensions of values, have equal lengths?
//
//   %y = ag.exp %x                     loop i: as long as x, and so is y
//   %p = ag.slice %y [0] [%n] [1]      loop j: n, and so is p; but y is not
//   %z = ag.add %p, %q                 loop k: as long as p, and as q
//
// Lengths are known to be equal if types or ops state it. They may be equal
// numbers, the same dimension of the same value, or the same index. A loop is
// as long as a dimension of an operand that measures it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_LOOPLENGTHS_H
#define AG_LIB_ANALYSIS_GROUPS_LOOPLENGTHS_H

#include "ag/Analysis/Groups/GroupDimensions.h"

namespace ag {

/// A dimension of a value, or an index. A number has no value.
using LengthOrigin = std::pair<mlir::Value, int64_t>;

/// Returns the number, dimension or index that the length of a tensor's
/// dimension is taken from. Looks through bodies, barriers and tensor.empty.
LengthOrigin findLengthOrigin(mlir::Value tensor, unsigned place);

/// Numbers of lengths, which are equal for lengths that are known to be equal.
class LoopLengths {
public:
  explicit LoopLengths(llvm::ArrayRef<const StatedOp *> ops);

  unsigned ofLoop(const StatedOp &op, unsigned loop);
  unsigned ofPlace(mlir::Value value, unsigned place);
  /// Returns the length itself if a type states it, or std::nullopt.
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
