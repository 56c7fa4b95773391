//===- Reduce.h - the smallest interesting program --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the smallest program that is still interesting?
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
  /// The number of programs that the question was answered for.
  unsigned tests = 0;
};

/// Makes a copy of `module` smaller as long as it stays interesting. Fails if
/// `module` itself is not interesting. Each smaller program may take `seconds`
/// of processor time to produce.
llvm::Expected<ReducedProgram> reduceProgram(mlir::ModuleOp module,
                                             const Question &question,
                                             unsigned seconds);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_REDUCE_H
