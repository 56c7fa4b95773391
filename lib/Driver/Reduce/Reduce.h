//===- Reduce.h - the smallest program that still fails ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a program not need in order to be interesting?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_REDUCE_H
#define AG_LIB_DRIVER_REDUCE_REDUCE_H

#include "Reduce/Questions.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace ag {

struct ReducedProgram {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  /// How often the question was asked.
  unsigned tests = 0;
};

/// Makes a program smaller as long as it is interesting. Returns an error if it
/// is not so to begin with. Making one smaller program may take `seconds`.
llvm::Expected<ReducedProgram> reduceProgram(mlir::ModuleOp module,
                                             const Question &question,
                                             unsigned seconds);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_REDUCE_H
