//===- Edits.h - ways to make a program smaller -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can be left out of a program?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_EDITS_H
#define AG_LIB_DRIVER_REDUCE_EDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

using Edit = Changes (*)(mlir::ModuleOp module);

/// Returns all edits, beginning with those that remove most.
llvm::ArrayRef<Edit> getEdits();

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_EDITS_H
