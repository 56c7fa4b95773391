//===- AffineLoops.h - affine loops as scf loops ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does ag handle affine loops and conditionals?
//
// It rewrites them as scf ops, which all phases support. Upstream's
// bufferization has no models for the affine ones.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_AFFINELOOPS_H
#define AG_PHASES_COMMON_AFFINELOOPS_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Rewrites affine.for, affine.if and affine.parallel in `root` as scf ops.
/// Fails if the conversion does.
mlir::LogicalResult lowerAffineLoops(mlir::Operation *root);

} // namespace ag

#endif // AG_PHASES_COMMON_AFFINELOOPS_H
