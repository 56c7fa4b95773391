//===- InsertEarly.h - when tensors are put together ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When are the parts of a concatenation, and what is padded, put where they go?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INSERTEARLY_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INSERTEARLY_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Puts each part into its place as soon as it is computed, in front of what
/// computes the next, so that each can be computed there. Parts that don't
/// overlap change their order for that.
///
///   %a = linalg.exp ...
///   %b = linalg.tanh ...
///   %0 = tensor.insert_slice %a into %e[0] [4] [1]
///   %1 = tensor.insert_slice %b into %0[4] [4] [1]
///   -> %a, %0, %b, %1
void insertEarly(mlir::ModuleOp module);

/// The last op in front of `end`, in its block, that uses `value` or what lies
/// in its buffer; what makes it if there is none, and null if that is no op of
/// the block.
mlir::Operation *findLastUser(mlir::Value value, mlir::Operation *end);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INSERTEARLY_H
