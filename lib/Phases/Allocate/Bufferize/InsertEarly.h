//===- InsertEarly.h - when tensors are assembled ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When are the parts of a concatenation, or a tensor that is padded, inserted
// into the result?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INSERTEARLY_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INSERTEARLY_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Inserts each part as soon as it is computed, before the next one is
/// computed, so that each can be computed in its final position. Parts that do
/// not overlap may change their order.
///
///   %a = linalg.exp ...
///   %b = linalg.tanh ...
///   %0 = tensor.insert_slice %a into %e[0] [4] [1]
///   %1 = tensor.insert_slice %b into %0[4] [4] [1]
///   -> %a, %0, %b, %1
void insertEarly(mlir::ModuleOp module);

/// Returns the last op before `end`, in its block, that uses `value` or a value
/// in the same buffer. If there is no user, returns the op that defines
/// `value`, or null if that is no op of the block.
mlir::Operation *findLastUser(mlir::Value value, mlir::Operation *end);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INSERTEARLY_H
