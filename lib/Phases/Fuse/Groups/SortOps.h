//===- SortOps.h - topological sorting of a block ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_GROUPS_SORTOPS_H
#define AG_LIB_PHASES_FUSE_GROUPS_SORTOPS_H

#include "mlir/IR/Block.h"

namespace ag {

/// Returns true if `op` may write a result to the buffer of a tensor of that
/// type, which it uses: it changes the tensor, or has blocks that may.
bool mayOverwrite(mlir::Operation *op, mlir::Type type);

/// Sorts the block topologically, and otherwise keeps the order. Ops with
/// effects keep their order. A group that reads a tensor comes before an op
/// that may overwrite the tensor, unless the group needs that op. Returns the
/// ops that cannot be sorted because they are in a cycle, or on a path between
/// cycles.
llvm::SmallVector<mlir::Operation *> sortOps(mlir::Block &block);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_SORTOPS_H
