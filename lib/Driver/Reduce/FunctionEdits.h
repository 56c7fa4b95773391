//===- FunctionEdits.h - programs of fewer functions ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions, results and arguments can be left out of a program?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_FUNCTIONEDITS_H
#define AG_LIB_DRIVER_REDUCE_FUNCTIONEDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Erases functions, and other symbols, without uses.
Changes listSymbols(mlir::ModuleOp module);

/// Erases results, or unused arguments, of functions without calls.
Changes listResults(mlir::ModuleOp module);
Changes listUnusedArguments(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_FUNCTIONEDITS_H
