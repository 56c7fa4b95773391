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
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

/// How an operand's place moves with a loop: not at all, by one element, or by
/// a larger stride.
enum class Access { Uniform, Contiguous, Strided };
Access getAccess(mlir::AffineMap map, unsigned loop);

/// The loop that the last result of the map is, if it is one.
std::optional<unsigned> getLastLoop(mlir::AffineMap map);

/// Whether all maps are dims and zeros, each dim once: what makes vectors, and
/// shares loops, expects it of an op.
bool hasPlainMaps(mlir::linalg::LinalgOp op);

/// Whether the op's only result is its only input, at other places.
bool isCopy(mlir::linalg::GenericOp op);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_ACCESS_H
