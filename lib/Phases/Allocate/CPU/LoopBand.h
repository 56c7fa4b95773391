//===- LoopBand.h - nested loops, split into chunks -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a part of a nest of loops run, so that parts are equal even where the
// outermost loop is short?
//
//   for i = 0 to 2, for j = 0 to 21 step 8        units: 2 and 21 / 8 = 2
//
// has 4 units, counted through both loops. Units 1 and 2, [1, 3), are
//
//   for i = 1 / 2 to ceil(3 / 2)                  units [0, 2) of i
//     u = max(1 - 2 * i, 0), v = min(3 - 2 * i, 2)
//     for j = 8 * u to (v == 2 ? 21 : 8 * v) step 8
//
// The loops stay as they are but for their bounds. The last unit of a loop
// takes what is left beyond it too: a last tile that is moved back writes
// places of the one before.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_CPU_LOOPBAND_H
#define AG_LIB_PHASES_ALLOCATE_CPU_LOOPBAND_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

class LoopBand {
public:
  /// The loops that threads may share from `outermost` inwards, as long as each
  /// is all that the one around it does, and its bounds are known outside of
  /// all. Nothing if no unit of `outermost` can be counted.
  static std::optional<LoopBand> find(mlir::scf::ForOp outermost);

  /// How many units there are, computed where the builder stands, outside.
  mlir::Value countUnits(mlir::OpBuilder &builder);

  /// Restricts the loops to the units [first, end) of those counted. The values
  /// are at hand where the outermost loop stands.
  void restrictTo(mlir::Value first, mlir::Value end);

private:
  struct Level {
    mlir::scf::ForOp loop;
    /// The loop's own units, and those of all loops inside, at least 1.
    mlir::Value units, inside;
  };
  void restrictLevel(unsigned level, mlir::Value first, mlir::Value end);

  llvm::SmallVector<Level> levels;
};

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_CPU_LOOPBAND_H
