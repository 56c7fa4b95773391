//===- PaddedDims.h - how dimensions are padded -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// To a multiple of what is a dimension padded?
//
// Blocks have to lie in the same way wherever elements are beside each other:
// dimensions that are one loop of an op, or are handed on as one value, are
// padded alike. Their quantum is the least number that all the numbers of parts
// divide into which any of them is split. A dimension of 5 that is split by one
// op along x = 2 and by another along x = 2, y = 2 has the quantum 4: it is
// stored as 8, in blocks of 4, and of 2. What nobody splits is not padded.
//
// But several loops that one dimension counts must not be padded, so that
// blocks of it are blocks of them. Of 12 elements that one op splits into 8
// parts, of 2 elements each, no reshape to 4x3 splits its 4 rows. Nor must a
// loop that is dynamic in another dimension, as that never is padded: of 6
// elements that one op splits into 4 parts, no cast to a dynamic size splits
// them into 2.
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

/// Dimensions and loops, numbered from 0.
class PaddedDims {
public:
  /// So many more; the number of the first.
  unsigned add(size_t count);
  /// Both are padded alike.
  void join(unsigned a, unsigned b) { classes.join(a, b); }
  /// It is split into so many parts, 1 or more.
  void split(unsigned dim, int64_t parts) { splits.emplace_back(dim, parts); }
  /// All is said.
  void close();

  /// Of what is closed.
  int64_t getQuantum(unsigned dim) const { return quanta[classes[dim]]; }

private:
  unsigned size = 0;
  llvm::IntEqClasses classes;
  std::vector<std::pair<unsigned, int64_t>> splits;
  /// Of each class.
  std::vector<int64_t> quanta;
};

/// A loop that a dimension counts.
struct CountedLoop {
  int64_t parts;
  /// None of one that is dynamic in a dimension.
  std::optional<int64_t> extent;
  int64_t quantum;
};

/// Whether an op can't split the loops of a dimension as they are, as blocks
/// are padded. `size` of a dynamic dimension is none.
bool isUnfit(llvm::ArrayRef<CountedLoop> loops, std::optional<int64_t> size,
             int64_t quantum);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_PADDEDDIMS_H
