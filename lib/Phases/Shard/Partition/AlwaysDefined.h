//===- AlwaysDefined.h - what can't fail wherever it stands -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May an op be computed though the program would not, or would have checked
// something first?
//
//   %n = arith.subi %m, %c5
//   %s = tensor.extract_slice %x[0] [%n] [1]     no: what if %m is 3?
//
// The upstream op says that it has no effect, and leaves open what it is then.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_ALWAYSDEFINED_H
#define AG_LIB_PHASES_SHARD_PARTITION_ALWAYSDEFINED_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Whether tensors that `op` and those inside of it read and make are of fixed
/// sizes, and places in them are told by constants and the rank alone.
bool isAlwaysDefined(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_ALWAYSDEFINED_H
