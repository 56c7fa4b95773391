//===- PaddedDims.h - how dimensions are padded -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// To a multiple of which number is a dimension padded?
//
// Dimensions are padded alike if they are the same loop of an op, or if a value
// is forwarded from one to the other: corresponding elements then lie in the
// same block. Their quantum is the least common multiple of all numbers of
// parts that any of them is split into. A dimension of 5 that one op splits
// along x = 2 and another one along x = 2, y = 2 has the quantum 4: it is
// stored as 8 elements, in blocks of 4 and of 2. A dimension that no op splits
// is not padded.
//
// A dimension that combines several loops must not be padded, so that its
// blocks are blocks of the loops. If one op splits 12 elements into 8 parts of
// 2 elements each, no reshape to 4x3 can split its 4 rows. The same holds for a
// loop that is dynamic in another dimension, because dynamic dimensions are
// never padded. If one op splits 6 elements into 4 parts, no cast to a dynamic
// size can split them into 2.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_PADDEDDIMS_H
#define AG_SUPPORT_SHARDING_PADDEDDIMS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/IntEqClasses.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace ag {

/// Equivalence classes of dimensions and loops, which are numbered from 0.
class PaddedDims {
public:
  /// Adds `count` dimensions and returns the number of the first.
  unsigned add(size_t count);
  /// Requires that both are padded alike.
  void join(unsigned a, unsigned b) { classes.join(a, b); }
  /// Records that `dim` is split into `parts` parts, 1 or more.
  void split(unsigned dim, int64_t parts) { splits.emplace_back(dim, parts); }
  /// Computes the quanta. No other call may follow but getQuantum().
  void close();

  /// Returns the number of which the size of `dim` is padded to a multiple.
  /// Requires close().
  int64_t getQuantum(unsigned dim) const { return quanta[classes[dim]]; }

private:
  unsigned size = 0;
  llvm::IntEqClasses classes;
  std::vector<std::pair<unsigned, int64_t>> splits;
  /// The quantum of each class.
  std::vector<int64_t> quanta;
};

/// A loop of an op, of which a dimension of an operand or result consists,
/// alone or with others.
struct CountedLoop {
  int64_t parts;
  /// std::nullopt if the loop is dynamic in some dimension.
  std::optional<int64_t> extent;
  int64_t quantum;
};

/// Returns true if padding keeps an op from splitting the loops of a dimension
/// as planned. `size` is std::nullopt for a dynamic dimension; `quantum` is the
/// dimension's.
bool isUnfit(llvm::ArrayRef<CountedLoop> loops, std::optional<int64_t> size,
             int64_t quantum);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_PADDEDDIMS_H
