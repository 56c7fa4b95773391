//===- BlockLoops.h - the nest of a group on a GPU --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tile of a group's results does a block of a GPU's threads compute?
//
//   batches of products   one
//   rows of products      64; fewer, but at least 16, if the block's memory for
//                         tiles does not hold what ops pass to each other
//   columns of products   64, if no op needs unsplit rows
//   other loops           so many positions that the largest op computes 1,024
//                         elements, or fewer, as above
//
// All of these loops are parallel: each block computes one tile. A group is one
// kernel, or there is no plan: no value between its ops may be unsplit in
// memory. A group that is computed element by element needs no nest.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_TILES_BLOCKLOOPS_H
#define AG_LIB_ANALYSIS_GROUPS_TILES_BLOCKLOOPS_H

#include "ag/Analysis/Groups/Plan.h"

namespace ag {

/// Chooses the group's loops over blocks for the GPU `speed`.
GroupPlan planBlocks(const SharedLoops &loops, const Speed &speed);

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_TILES_BLOCKLOOPS_H
