//===- ReadFirst.h - reads in front of writes -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which reads of a tensor may come in front of the op that writes onto it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_READFIRST_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_READFIRST_H

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Moves the one op that writes onto a tensor behind those that read the
/// tensor, so that it may do so in place:
///
///   %1 = tensor.insert_slice %z into %0[%i] [1] [1]
///   %2 = tensor.extract_slice %0[%i] [1] [1]
///   %3 = linalg.exp ins(%2) ...
///   -> %2, %3, %1
///
/// Where one reads what is written, too, the parts that are taken out of the
/// tensor are so in front of the write: they alone are copied.
void readFirst(mlir::ModuleOp module,
               const mlir::bufferization::BufferizationOptions &options);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_READFIRST_H
