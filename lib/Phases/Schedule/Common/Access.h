//===- Access.h - how generics read and write ----------------- -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the position that a generic reads or writes change with its loops?
//
//   (i, j): %in at (i, j), %bias at (j), %scale at (i)        along j:
//
//   %in and %bias are contiguous, %scale is uniform; along i, %in is strided
//
// Trailing dimensions of size 1 do not count: an image of one channel, n x h x
// w x 1, is contiguous along w.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

/// How the position in an operand changes with a loop: not at all, by one
/// element, or by a larger stride.
enum class Access { Uniform, Contiguous, Strided };
Access getAccess(mlir::AffineMap map, mlir::Type type, unsigned loop);

/// Returns the access of the op's operand.
Access getAccess(mlir::linalg::LinalgOp op, mlir::OpOperand &operand,
                 unsigned loop);

/// Returns the number of a tensor's dimensions before its trailing ones of size
/// 1, or 0 for a scalar.
unsigned countMovingDims(mlir::Type type);

/// Returns the loop that is the last result of the map, or std::nullopt if that
/// result is not a single loop.
std::optional<unsigned> getLastLoop(mlir::AffineMap map);

/// Returns true if each result of each map is a loop or 0, and no loop occurs
/// twice in a map. Vectorization and shared loops require this.
bool hasPlainMaps(mlir::linalg::LinalgOp op);

/// Returns true if the op's only result holds elements of its only input,
/// possibly at other positions.
bool isCopy(mlir::linalg::GenericOp op);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H
