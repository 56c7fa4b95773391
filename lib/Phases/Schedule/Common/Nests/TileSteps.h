//===- TileSteps.h - steps of a loop over tiles -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a range iterated over in tiles? A loop over full tiles comes first,
// then the remainder. The remainder is one step, or a loop of at most one
// iteration if the range's length is not known. The range 0 to 150 in tiles of
// 64, with %t as the loop's index:
//
//   scf.for %t = 0 to 2                 offset 64 * t, size 64
//   the same                            offset 128, size 22
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILESTEPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILESTEPS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// A contiguous part of a loop's range.
struct LoopTile {
  mlir::OpFoldResult offset, size;
};

struct StepRange {
  mlir::OpFoldResult begin, end;
  int64_t tile;
  /// Whether the length is a multiple of the tile, so that there is no
  /// remainder.
  bool isWhole = false;
  /// Whether threads may share the iterations.
  bool isParallel = false;
};

/// Emits one step and returns its values, given those of the previous step.
/// `loop` is the loop around the step, or null if the step needs none.
using StepMaker = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    LoopTile step, mlir::Operation *loop, mlir::ValueRange carried)>;
/// Emits steps that cover `range` at the builder's insertion point. `carried`
/// are the initial values; returns the values after the last step.

llvm::SmallVector<mlir::Value>
makeSteps(mlir::OpBuilder &builder, mlir::Location loc, const StepRange &range,
          mlir::ValueRange carried, StepMaker make);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILESTEPS_H
