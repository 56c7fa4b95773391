//===- OneBlock.h - functions without branches between blocks ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a function have one block, as the phases leave it, or branches between
// blocks? Passes that are run by name see both.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_ONEBLOCK_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_ONEBLOCK_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Fails, with an error that names what to run before, if `function` has
/// several blocks.
mlir::LogicalResult checkOneBlock(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_ONEBLOCK_H
