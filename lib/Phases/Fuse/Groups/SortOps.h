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

/// Sorts the block topologically, and otherwise keeps the order. Ops with
/// effects keep their order. A group that reads a tensor comes before an op
/// that may overwrite the tensor, unless the group needs that op. Returns the
/// ops that cannot be sorted because they are in a cycle, or on a path between
/// cycles.
llvm::SmallVector<mlir::Operation *> sortOps(mlir::Block &block);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_SORTOPS_H
