//===- GroupNesting.h - the loops that a group is computed in ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops do a group's ops share, from the outermost inwards?
//
//   s = q k^T        i, j; d summed          nest: i, then j, then d
//   p = e^s          i, j                          i
//   l = sum of p     i; j summed                     j
//   o = p v          i, e; j summed                    d     for s
//   y = o / l        i, e                              whole rows of e, for o
//
// Loops that each op has, and none sums over, are shared by what may be
// computed at the same time: i. Further in stand those that the most ops have,
// as long as each op's are the first ones: after j no more than one of d and e,
// and along the other what the ops compute is held whole.
//
// What is computed of given values alone, element by element, may lack loops:
// a mask of i and j in attention of many heads. It is computed again, for each;
// if that takes long, only where else too few loops would be shared.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPNESTING_H
#define AG_ANALYSIS_GROUPNESTING_H

#include "ag/Analysis/GroupDimensions.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

struct GroupNesting {
  /// The dimensions, from the outermost; the first `shared` are shared.
  llvm::SmallVector<unsigned> dimensions;
  unsigned shared = 0;
  /// For each op, its dimensions, and whether it lacks some that are shared.
  llvm::SmallVector<llvm::SmallBitVector> has;
  llvm::SmallBitVector isRepeated;
  /// Those that some op reduces.
  llvm::SmallBitVector reduced;
};

/// Whether an element takes but a few steps (ag/Support/Scalar/Primitives.h).
bool isQuick(const StatedOp &op);

/// None if some ops have no loop in common; `lone` is then one of them.
std::optional<GroupNesting> findNest(llvm::ArrayRef<const StatedOp *> ops,
                                     const GroupDimensions &loops,
                                     mlir::Operation *&lone);

} // namespace ag

#endif // AG_ANALYSIS_GROUPNESTING_H
