//===- Stacking.h - an order in which buffers are stacked -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which offset is a buffer whose size is known only at run time?
//
// A stacking is an order of the buffers in which each lies upon some earlier
// ones. In the example of IntervalPacking.h it is B, then A and C upon B. It
// depends only on the live ranges and so is valid for any sizes; for the given
// sizes it yields the given offsets.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_STACKING_H
#define AG_SUPPORT_MEMORY_STACKING_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// One step of a stacking. `buffer` has its pinned offset, or the offset of its
/// alias, or the least multiple of its alignment that is at or above the ends
/// of all buffers in `upon`, which must be those of earlier steps; 0 if `upon`
/// is empty.
struct StackingStep {
  unsigned buffer;
  llvm::SmallVector<unsigned, 4> upon;
};
using Stacking = std::vector<StackingStep>;

/// Returns the stacking in the order of `offsets`, which must be a packing of
/// `buffers` by packIntervals(). It is valid for any sizes, as long as pinned
/// buffers do not grow into each other. No buffer gets a higher offset, except
/// buffers below a pinned one: since they may grow into it, all buffers that
/// conflict with a pinned buffer are placed upon it.
///
/// `upon` is short: it omits each earlier conflicting buffer that a listed one
/// already lies upon.
Stacking stackInOrderOf(llvm::ArrayRef<LiveBuffer> buffers,
                        llvm::ArrayRef<int64_t> offsets);

/// Returns the offsets that an emitted program computes at entry for the
/// present sizes of `buffers`.
std::vector<int64_t> placeByStacking(const Stacking &stacking,
                                     llvm::ArrayRef<LiveBuffer> buffers);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_STACKING_H
