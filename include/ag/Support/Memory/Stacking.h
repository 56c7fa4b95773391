//===- Stacking.h - an order in which buffers are stacked -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where does each buffer lie whose size is known only when the program runs?
//
// The stacking is an order of the buffers in which each lies upon some earlier
// ones. In the example of IntervalPacking.h that is B, then A and C upon it. To
// be right with any sizes it needs the live ranges only, and with the sizes
// given it leads to the offsets given.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_STACKING_H
#define AG_SUPPORT_MEMORY_STACKING_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// One step of a stacking: `buffer` lies at its pinned offset, or where its
/// alias lies, or else at the least multiple of its alignment that is at or
/// above the ends of all of `upon`, which are earlier steps' buffers; at 0 if
/// there are none.
struct StackingStep {
  unsigned buffer;
  llvm::SmallVector<unsigned, 4> upon;
};
using Stacking = std::vector<StackingStep>;

/// The stacking in the order of `offsets`, which must be a packing of
/// `buffers`, as packIntervals gives it. It is right for any sizes but those of
/// pinned buffers that grow into each other. No buffer gets a higher place by
/// it, but for those that lie under a pinned one: as they may grow into it, all
/// that conflicts with a pinned buffer lies upon it.
///
/// `upon` is short: of the earlier buffers that conflict with a buffer, those
/// are left out upon which a listed one, or one under it, lies anyway.
Stacking stackInOrderOf(llvm::ArrayRef<LiveBuffer> buffers,
                        llvm::ArrayRef<int64_t> offsets);

/// What an emitted program computes at entry: the offsets by `stacking`, for
/// the sizes that `buffers` now have.
std::vector<int64_t> placeByStacking(const Stacking &stacking,
                                     llvm::ArrayRef<LiveBuffer> buffers);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_STACKING_H
