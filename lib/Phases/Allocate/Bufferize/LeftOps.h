//===- LeftOps.h - ops that earlier passes should have restated -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops cannot be bufferized, and which pass was left out before?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_LEFTOPS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_LEFTOPS_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Reports the first group, or op of ag or with a Spec, that makes a tensor and
/// has no bufferization, and the passes to run before.
mlir::LogicalResult checkLeftOps(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_LEFTOPS_H
