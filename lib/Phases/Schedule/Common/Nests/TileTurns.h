//===- TileTurns.h - turns of a loop over tiles -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a range of places gone through in tiles? By a loop of whole tiles, and
// a turn of the rest behind it, which is a loop of one turn or none where its
// length is not known. 0 to 150 in tiles of 64, with t as the loop's index:
//
//   scf.for %t = 0 to 2                 64 * t, 64 places
//   the same, 128, 22 places
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILETURNS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILETURNS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Some places of a loop.
struct LoopTile {
  mlir::OpFoldResult offset, size;
};

struct TurnRange {
  mlir::OpFoldResult begin, end;
  int64_t tile;
  /// There is no rest.
  bool isWhole = false;
  /// Threads may share the turns.
  bool isParallel = false;
};

/// Makes what a turn computes, from what the last one gave; `loop` is around
/// it, or null where there is no need of one.
using TurnMaker = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    LoopTile turn, mlir::Operation *loop, mlir::ValueRange carried)>;

llvm::SmallVector<mlir::Value>
makeTurns(mlir::OpBuilder &builder, mlir::Location loc, const TurnRange &range,
          mlir::ValueRange carried, TurnMaker make);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILETURNS_H
