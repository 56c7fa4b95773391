//===- CancelledSums.h - sums that cancel -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are a sum that cancels, and the ops that read it alone, simplified?
//
//   %r = ag.reduce sum %t [1]              0
//   %rb = ag.broadcast %r [0]              0
//   %d = ag.sub %dp, %rb                   %dp
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_CANCELLEDSUMS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_CANCELLEDSUMS_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Replaces the sum by 0, and simplifies the ops that read it. Erases no ops.
void replaceByZero(mlir::Operation *sum);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_CANCELLEDSUMS_H
