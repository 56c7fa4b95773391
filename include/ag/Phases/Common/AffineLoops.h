//===- AffineLoops.h - loops of affine as those of scf ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are loops and choices of affine read? As those of scf, which all phases
// know; upstream's bufferization knows affine's not.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_AFFINELOOPS_H
#define AG_PHASES_COMMON_AFFINELOOPS_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Writes affine.for, affine.if and affine.parallel in `root` as ops of scf.
mlir::LogicalResult lowerAffineLoops(mlir::Operation *root);

} // namespace ag

#endif // AG_PHASES_COMMON_AFFINELOOPS_H
