//===- Access.h - how generics read and write ----------------- -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does what a generic reads and writes move with its loops?
//
//   (i, j): %in at (i, j), %bias at (j), %scale at (i)        along j:
//
//   %in and %bias are contiguous, %scale is uniform; along i, %in is strided
//
// Dimensions of size 1 at the end of an operand move nothing: an image of one
// channel, n x h x w x 1, is contiguous along w.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

/// How the place of an operand of this type moves with a loop: not at all, by
/// one element, or by a larger stride.
enum class Access { Uniform, Contiguous, Strided };
Access getAccess(mlir::AffineMap map, mlir::Type type, unsigned loop);

/// The same of an operand of the op.
Access getAccess(mlir::linalg::LinalgOp op, mlir::OpOperand &operand,
                 unsigned loop);

/// How many dimensions a tensor has in front of those of size 1 at its end; a
/// scalar has none.
unsigned countMovingDims(mlir::Type type);

/// The loop that the last result of the map is, if it is one.
std::optional<unsigned> getLastLoop(mlir::AffineMap map);

/// Whether all maps are dims and zeros, each dim once: what makes vectors, and
/// shares loops, expects it of an op.
bool hasPlainMaps(mlir::linalg::LinalgOp op);

/// Whether the op's only result is its only input, at other places.
bool isCopy(mlir::linalg::GenericOp op);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H
