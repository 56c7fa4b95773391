//===- ZeroSums.h - sums that are 0 -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is left of a sum that cancels, and of what is computed of it alone?
//
//   %r = ag.reduce sum %t [1]              0
//   %rb = ag.broadcast %r [0]              0
//   %d = ag.sub %dp, %rb                   %dp
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_ZEROSUMS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_ZEROSUMS_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Puts 0 in place of the sum, and simplifies what reads it. Nothing is erased.
void replaceByZero(mlir::Operation *sum);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_ZEROSUMS_H
