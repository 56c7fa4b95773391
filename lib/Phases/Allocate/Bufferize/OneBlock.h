//===- OneBlock.h - functions without branches between blocks ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a function as the phases leave it, or does control flow in it go from
// block to block? Passes that are run by name meet both.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_ONEBLOCK_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_ONEBLOCK_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Fails, with an error that says what to run before, if `function` has several
/// blocks.
mlir::LogicalResult checkOneBlock(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_ONEBLOCK_H
