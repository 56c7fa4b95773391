//===- PlanNest.h - the nests of groups -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_GROUPS_PLANNEST_H
#define AG_LIB_PHASES_FUSE_GROUPS_PLANNEST_H

#include "ag/Analysis/Groups/Tiles/ValueLevels.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include <string>

namespace ag {

/// Returns the fault of the box's nest: it is for an unknown processor, or it
/// is for this machine but the ops cannot be computed in it. Returns an empty
/// string if there is no nest, or a valid one. `group` is the box in the
/// function without regions, and `ops` are its ops that compute.
std::string findNestFault(FusedOp group, FusedOp box,
                          llvm::ArrayRef<const StatedOp *> ops,
                          const Machine &machine, const LargestSizes &largest);

/// The levels of a group's values, by use and by op.
struct PlannedLevels {
  GroupLevels uses = {};
  ValueLevels values{};
};

/// Sets the nest of the box to the loops for the machine, a CPU, unless it has
/// these. Sets none if the ops have no loop in common, or if a loop has no
/// name. Returns the memory levels of the values between the ops, if remarks
/// are wanted.
PlannedLevels planNest(FusedOp group, FusedOp box,
                       llvm::ArrayRef<const StatedOp *> ops,
                       const Machine &machine, const Speed &speed,
                       const LargestSizes &largest);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_PLANNEST_H
