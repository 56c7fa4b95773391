//===- StreamNest.h - loops of a stream -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a group computed that makes one pass over a dimension? Causal
// attention:
//
//   for b, h; for i step 64                               shared by threads
//     %m, %l, %a = -inf, 0, 0
//     for j = 0 to i step 64: accumulate this tile        without the mask
//     accumulate the tile from i to i + 64                with the mask
//     insert %a / %l
//
// The bounds follow from the conditions of masks
// (ag/Support/Forms/FormBounds.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMNEST_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMNEST_H

#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Analysis/Groups/Stream.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

inline constexpr PassRemarks tileGroupsRemarks("ag-tile-groups");

/// Creates the nest in front of a group that has a plan, and returns the values
/// of the group's results. If there is a `work`, the outer loops are the blocks
/// of a GPU, and the work is noted on their loop. Fails with a reason, and
/// changes nothing, if no ops compute one of the forms or a size is not known
/// there.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
makeStream(mlir::RewriterBase &rewriter, FusedOp group, GroupStream &stream,
           const std::optional<LoopWork> &work, std::string &reason);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMNEST_H
