//===- PlanNest.h - the loops that a group says -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_GROUPS_PLANNEST_H
#define AG_LIB_PHASES_FUSE_GROUPS_PLANNEST_H

#include "ag/Analysis/Groups/Levels.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include <string>

namespace ag {

/// Returns what is wrong with the nest that the box says: it is for no
/// processor, or for this machine and its ops can't be computed in it. Returns
/// "" if it says none or a right one. `group` is the box in the function
/// without regions, and `ops` those of its ops that compute.
std::string findNestFault(FusedOp group, FusedOp box,
                          llvm::ArrayRef<const StatedOp *> ops,
                          const Machine &machine);

/// Writes the loops for the machine, a CPU, beside the box, but where these are
/// there. Writes none where the ops have none in common, or one has no name.
/// Returns where the values between the ops are then, if remarks are wanted.
GroupLevels planNest(FusedOp group, FusedOp box,
                     llvm::ArrayRef<const StatedOp *> ops,
                     const Machine &machine, const Speed &speed);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_GROUPS_PLANNEST_H
