//===- CreateGroups.h - ops of a group in an ag.fused -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_GROUPS_CREATEGROUPS_H
#define AG_LIB_PHASES_FUSE_GROUPS_CREATEGROUPS_H

#include "Explain/EdgeReasons.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// Returns the blocks of a function in which groups may be, except for those of
/// groups.
llvm::SmallVector<mlir::Block *>
findGroupedBlocks(mlir::FunctionOpInterface function);

/// Finds the groups of the function (Groups.h), and puts the ops of each into
/// an ag.fused. Inlines the regions that groups cross. Records the edges that
/// were tried in `reasons`.
void makeGroups(mlir::FunctionOpInterface function, const Speed &speed,
                EdgeReasons &reasons);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_CREATEGROUPS_H
