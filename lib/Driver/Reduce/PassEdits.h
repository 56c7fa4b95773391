//===- PassEdits.h - programs that passes make smaller ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of upstream's passes take ops away?
//

//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_PASSEDITS_H
#define AG_LIB_DRIVER_REDUCE_PASSEDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Runs upstream's passes, each if it leaves fewer ops.
Changes listPasses(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_PASSEDITS_H
