//===- LoopBand.h - nested loops, split into chunks -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a nest of loops divided into equal parts, even if the outermost loop
// is short?
//
//   for i = 0 to 2, for j = 0 to 21 step 8        units: 2 and 21 / 8 = 2
//
// has 4 units, counted through both loops. Units 1 and 2, [1, 3), are
//
//   for i = 1 / 2 to ceil(3 / 2)                  units [0, 2) of i
//     u = max(1 - 2 * i, 0), v = min(3 - 2 * i, 2)
//     for j = 8 * u to (v == 2 ? 21 : 8 * v) step 8
//
// Only the bounds of the loops change. The last unit of a loop also covers the
// remainder, because a last tile that is moved back writes elements of the
// previous tile.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_CPU_LOOPBAND_H
#define AG_LIB_PHASES_ALLOCATE_CPU_LOOPBAND_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

class LoopBand {
public:
  /// Returns the loops that threads may share, from `outermost` inwards. Each
  /// is the only op with an effect in the loop around it, and its bounds are
  /// defined outside of all. Returns std::nullopt if the units of `outermost`
  /// cannot be counted.
  static std::optional<LoopBand> find(mlir::scf::ForOp outermost);

  /// Emits the number of units at the builder's position, which is outside.
  mlir::Value countUnits(mlir::OpBuilder &builder);

  /// Restricts the loops to the units [first, end). Both values must be
  /// available at the outermost loop.
  void restrictTo(mlir::Value first, mlir::Value end);

private:
  struct Level {
    mlir::scf::ForOp loop;
    /// The number of the loop's own units, and of those of all loops inside,
    /// which is at least 1.
    mlir::Value units, inside;
  };
  void restrictLevel(unsigned level, mlir::Value first, mlir::Value end);

  llvm::SmallVector<Level> levels;
};

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_CPU_LOOPBAND_H
