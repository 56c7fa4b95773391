//===- GroupNesting.h - the loops that a group is computed in ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops do a group's ops share, from the outermost to the innermost?
//
//   s = q k^T        i, j; d summed          nest: i, then j, then d
//   p = e^s          i, j                          i
//   l = sum of p     i; j summed                     j
//   o = p v          i, e; j summed                    d     for s
//   y = o / l        i, e                              whole rows of e, for o
//
// Loops that all ops have and that no op reduces are shared: i. The other loops
// follow, those that more ops have first, as long as the loops of each op are
// the first ones of the nest. After j, only one of d and e fits: along the
// other, values are held unsplit.
//
// Ops that compute on outside values only, element by element, may lack shared
// loops, as a mask of i and j does in attention with many heads. They are
// recomputed in each iteration. Slow ones are allowed to lack loops only if too
// few loops would be shared otherwise.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_GROUPNESTING_H
#define AG_ANALYSIS_GROUPS_GROUPNESTING_H

#include "ag/Analysis/Groups/GroupDimensions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

struct GroupNesting {
  /// Returns the position of a dimension in the nest, or the nest's length if
  /// it is not in the nest.
  unsigned placeOf(unsigned dimension) const {
    return llvm::find(dimensions, dimension) - dimensions.begin();
  }

  /// The dimensions, from the outermost; the first `shared` are shared.
  llvm::SmallVector<unsigned> dimensions;
  unsigned shared = 0;
  /// For each op, its dimensions, and whether it lacks some that are shared.
  llvm::SmallVector<llvm::SmallBitVector> has;
  llvm::SmallBitVector isRepeated;
  /// The dimensions that some op reduces.
  llvm::SmallBitVector reduced;
};

/// Returns whether an element takes only a few steps
/// (ag/Support/Scalar/Primitives.h).
bool isQuick(const StatedOp &op);

/// Returns the nest, or std::nullopt if an op has no loop in common with the
/// others. `lone` is set to that op then.
std::optional<GroupNesting> findNest(llvm::ArrayRef<const StatedOp *> ops,
                                     const GroupDimensions &loops,
                                     mlir::Operation *&lone);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPNESTING_H
