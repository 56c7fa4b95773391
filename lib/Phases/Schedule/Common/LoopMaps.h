//===- LoopMaps.h - loops of ops on tensors ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops has an op, where do they move what it reads and makes, and what
// is a tile of it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_LOOPMAPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_LOOPMAPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

struct LoopMaps {
  llvm::SmallVector<mlir::utils::IteratorType> iterators;
  /// Of each operand, and each result; empty for what is no tensor.
  llvm::SmallVector<mlir::AffineMap> operands, results;
};

/// Whether the op moves elements along loops that its dimension rule plainly
/// tells.
bool movesAlongLoops(mlir::Operation *op);

/// Nothing for an op that is known to have no loops.
std::optional<LoopMaps> getLoopMaps(mlir::Operation *op);

/// Some places of a loop.
struct LoopTile {
  mlir::OpFoldResult offset, size;
};

/// The op, which has loop maps, on these operands: tiles of its own, moved by
/// the loops of which `tiles` has one.
mlir::Operation *makeTile(mlir::OpBuilder &builder, mlir::Operation *op,
                          llvm::ArrayRef<mlir::Value> operands,
                          llvm::ArrayRef<std::optional<LoopTile>> tiles);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_LOOPMAPS_H
