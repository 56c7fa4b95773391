//===- Speculatable.h - ops that are safe to speculate ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May an op be executed although the program would not execute it, or would
// check something first?
//
//   %n = arith.subi %m, %c5
//   %s = tensor.extract_slice %x[0] [%n] [1]     no: what if %m is 3?
//
// The upstream op has no side effect, and leaves its result undefined in this
// case.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_SPECULATABLE_H
#define AG_LIB_PHASES_SHARD_PARTITION_SPECULATABLE_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Returns true if all tensors that `op` and the ops inside it use and compute
/// have static sizes, and positions in them depend only on constants and on the
/// rank.
bool canSpeculate(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_SPECULATABLE_H
