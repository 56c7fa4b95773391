//===- Broadcasts.h - broadcasts for each of their readers ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do groups share a broadcast value?
//
// A broadcast costs nothing in a group. Each reader therefore gets its own, so
// that two groups that read the sums of rows share the small tensor of these,
// and not its broadcast:
//
//   %b = ag.broadcast %l [0]         %b = ag.broadcast %l [0]
//   %p = ag.div %e, %b               %p = ag.div %e, %b
//   %h = ag.div %g, %b               %c = ag.broadcast %l [0]
//                                    %h = ag.div %g, %c
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_BROADCASTS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_BROADCASTS_H

#include "mlir/IR/Block.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Erases the barriers before values that are computed from constants, such as
/// a mask of positions. A group computes these values itself.
void freeConstants(mlir::Block &block);

/// Clones each broadcast for each of its readers.
void splitBroadcasts(mlir::Block &block);

/// Merges equal broadcasts, each into the first one. Calls `noteMerged` with an
/// op that is erased and the op that replaces it.
void mergeBroadcasts(
    mlir::Block &block,
    llvm::function_ref<void(mlir::Operation *gone, mlir::Operation *kept)>
        noteMerged = nullptr);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_BROADCASTS_H
