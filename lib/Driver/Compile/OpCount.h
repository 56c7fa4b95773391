//===- OpCount.h - the size of programs -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many ops does a program have?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_OPCOUNT_H
#define AG_LIB_DRIVER_COMPILE_OPCOUNT_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Returns the number of ops in `root`, including itself.
int64_t countOps(mlir::Operation *root);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_OPCOUNT_H
