//===- LeftOps.h - ops that earlier passes should have restated -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops cannot be bufferized, and which pass has to run before?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_LEFTOPS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_LEFTOPS_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Fails, with an error, at the first op with a tensor result that cannot be
/// bufferized: a group, another op of ag, or an op with a Spec. The error names
/// the passes to run before.
mlir::LogicalResult checkLeftOps(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_LEFTOPS_H
