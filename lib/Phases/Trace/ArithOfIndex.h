//===- ArithOfIndex.h - ops of index as ops of arith ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program without the index dialect written? Analyses of sizes, and
// upstream's bounds of values, know the ops of arith only.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_TRACE_ARITHOFINDEX_H
#define AG_LIB_PHASES_TRACE_ARITHOFINDEX_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Replaces ops of index by ops of arith with the same meaning.
void restateIndexOps(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_TRACE_ARITHOFINDEX_H
