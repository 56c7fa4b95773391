//===- Recursion.h - functions that call themselves -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which calls can't be replaced by what they call, however often that is done?
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_RECURSION_H
#define AG_ANALYSIS_RECURSION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Returns true if what `call` calls calls itself, directly or by way of
/// others.
bool isRecursive(mlir::func::CallOp call);

} // namespace ag

#endif // AG_ANALYSIS_RECURSION_H
