//===- CrossedRegions.h - regions that groups cross -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which regions must be inlined so that the ops of a group are in one block?
//
//   %e = ag.exp %x
//   %y = ag.region "tail" (%a = %e) {
//     %n = ag.neg %a                     with exp in a group
//     ...
//
// Three kinds of regions are inlined:
//  - A region that contains some of the group's ops, but not all.
//  - A region through which the group's ops read one value in two ways, or read
//    a value of the group.
//  - A region that depends on a group which depends on the region. This shows
//    only after groups have been created.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_GROUPS_CROSSEDREGIONS_H
#define AG_LIB_PHASES_FUSE_GROUPS_CROSSEDREGIONS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/SmallVector.h"

namespace ag {

/// Inlines regions until the ops of each group are in one block, and read each
/// value in one way only. The locations of the inlined ops keep the regions'
/// names. A group consists of its ops and of the free ops (isRematerializable)
/// that it recomputes.
void openCrossed(llvm::ArrayRef<llvm::SmallVector<mlir::Operation *>> groups);

/// Sorts the blocks topologically. Inlines a region if a group would have to be
/// both before and after it.
void sortBlocks(llvm::ArrayRef<mlir::Block *> blocks);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_CROSSEDREGIONS_H
