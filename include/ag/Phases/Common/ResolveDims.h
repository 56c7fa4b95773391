//===- ResolveDims.h - sizes from where tensors originate -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From which value does a size follow without computing a tensor for it? From
// its origin (FirstSizes). That is the initial value of an iter_arg, the
// destination of an op, or the only dimension other than 1 of those that a
// reshape collapses:
//
//   %y = scf.for ... iter_args(%a = %x)        tensor.dim %y, 0
//                                              -> tensor.dim %x, 0
//   %y = collapse_shape %x : 1x?  -> ?         tensor.dim %y, 0
//                                              -> tensor.dim %x, 1
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_RESOLVEDIMS_H
#define AG_PHASES_COMMON_RESOLVEDIMS_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Replaces each tensor.dim in `root` by the origin of its size, where that is
/// available. Returns true if it changed an op.
bool resolveDims(mlir::Operation *root);

} // namespace ag

#endif // AG_PHASES_COMMON_RESOLVEDIMS_H
