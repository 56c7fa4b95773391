//===- Recursion.h - functions that call themselves -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which calls can't be inlined completely, as their callees call themselves?
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_RECURSION_H
#define AG_ANALYSIS_RECURSION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Returns true if the callee of `call` calls itself, directly or through other
/// functions.
bool isRecursive(mlir::func::CallOp call);

} // namespace ag

#endif // AG_ANALYSIS_RECURSION_H
