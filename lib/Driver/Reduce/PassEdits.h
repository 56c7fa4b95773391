//===- PassEdits.h - programs made smaller by passes ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of upstream's passes remove ops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_PASSEDITS_H
#define AG_LIB_DRIVER_REDUCE_PASSEDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Lists upstream's inliner, symbol DCE, CSE and canonicalizer. Each returns
/// true only if fewer ops are left.
Changes listPasses(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_PASSEDITS_H
