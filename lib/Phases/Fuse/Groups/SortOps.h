//===- SortOps.h - ops behind those that they read --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_GROUPS_SORTOPS_H
#define AG_LIB_PHASES_FUSE_GROUPS_SORTOPS_H

#include "mlir/IR/Block.h"

namespace ag {

/// Moves each op of the block behind those that it reads, and no further; those
/// with effects stay in their order. Gives ops that can't be sorted, as they
/// wait for each other.
llvm::SmallVector<mlir::Operation *> sortOps(mlir::Block &block);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_SORTOPS_H
