//===- CrossedRegions.h - regions that groups cross -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which regions have to be opened so that the ops of a group stand in line?
//
//   %e = ag.exp %x
//   %y = ag.region "tail" (%a = %e) {
//     %n = ag.neg %a                     with exp in a group
//     ...
//
// Those with some of its ops inside and others outside. Those also through
// which its ops read one value by two ways, or what is of the group. And those
// that wait for a group that waits for them; this shows when groups are made.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_GROUPS_CROSSEDREGIONS_H
#define AG_LIB_PHASES_FUSE_GROUPS_CROSSEDREGIONS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/SmallVector.h"

namespace ag {

/// Opens regions until the ops of each group are in one block, and read each
/// value by one way; the locations of what is in them take their names. A group
/// is its ops and those free ops that it has for itself.
void openCrossed(llvm::ArrayRef<llvm::SmallVector<mlir::Operation *>> groups);

/// Sorts the blocks; opens regions where groups in front of them would have to
/// stand behind them as well.
void sortBlocks(llvm::ArrayRef<mlir::Block *> blocks);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_CROSSEDREGIONS_H
