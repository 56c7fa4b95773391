//===- ReadFirst.h - reads before writes ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which reads of a tensor can come before the op that writes to it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_ORDER_READFIRST_H
#define AG_LIB_PHASES_ALLOCATE_ORDER_READFIRST_H

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Moves the only op that writes to a tensor after the ops that read the
/// tensor, so that it may write in place:
///
///   %1 = tensor.insert_slice %z into %0[%i] [1] [1]
///   %2 = tensor.extract_slice %0[%i] [1] [1]
///   %3 = linalg.exp ins(%2) ...
///   -> %2, %3, %1
///
/// If that is impossible, because an op reads both, slices of the tensor are
/// extracted before the write. Only these slices are copied then.
void readFirst(mlir::ModuleOp module,
               const mlir::bufferization::BufferizationOptions &options);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_ORDER_READFIRST_H
