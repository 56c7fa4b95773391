//===- SizesOnly.h - control flow that forwards sizes -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_TRACE_SIZESONLY_H
#define AG_LIB_PHASES_TRACE_SIZESONLY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Lets branches and loops of a function forward the sizes of tensors instead
/// of the tensors, where only sizes are needed. Erases its ag.require ops.
void handOnSizes(mlir::func::FuncOp shapes);

} // namespace ag

#endif // AG_LIB_PHASES_TRACE_SIZESONLY_H
