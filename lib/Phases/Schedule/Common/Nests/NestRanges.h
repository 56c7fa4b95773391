//===- NestRanges.h - ranges that a nest's iterations need ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which range does an iteration need of a dimension that is no loop of the
// nest? It needs the positions within the limits of any element of its tiles,
// rounded outwards to multiples of 64 for vectors. For j from %o to %o + 63:
//
//   i >= j - 5      from (%o - 5) rounded down, and from 0 at least
//   i <= j + 5      to %o + 69 rounded up, and to the size at most
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTRANGES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTRANGES_H

#include "Common/Nests/TileSteps.h"
#include "ag/Analysis/Groups/Plan.h"

namespace ag {

/// Ranges begin and end at multiples of this number, or at the dimension's end.
inline constexpr int64_t rangeStep = 64;

/// Returns the range that an iteration needs, whose tiles of the outermost
/// loops are `steps`. `extents` are those of all loops of the nest.
LoopTile applyRange(mlir::OpBuilder &builder, mlir::Location loc,
                    const NestRange &range,
                    llvm::ArrayRef<mlir::OpFoldResult> extents,
                    llvm::ArrayRef<LoopTile> steps);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTRANGES_H
