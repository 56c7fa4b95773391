//===- MakeGroups.h - ops that are computed together, in boxes --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_GROUPS_MAKEGROUPS_H
#define AG_LIB_PHASES_FUSE_GROUPS_MAKEGROUPS_H

#include "Explain/EdgeReasons.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// The blocks of a function in which groups may be, but for groups.
llvm::SmallVector<mlir::Block *>
findGroupedBlocks(mlir::FunctionOpInterface function);

/// Puts the ops of each group (Groups.h) that the function has into a box, and
/// opens the regions that groups cross. `reasons` takes note of what was tried.
void makeGroups(mlir::FunctionOpInterface function, const Speed &speed,
                EdgeReasons &reasons);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_MAKEGROUPS_H
