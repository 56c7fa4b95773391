//===- DescribeGroup.h - what a group says of itself ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_DESCRIBEGROUP_H
#define AG_ANALYSIS_GROUPS_DESCRIBEGROUP_H

#include "ag/Analysis/Groups/GroupSummary.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include <string>

namespace ag {

/// Why an ag.fused is no valid group, or why its attributes do not match its
/// body.
struct GroupFault {
  mlir::Operation *op;
  std::string text;
};

/// Sets the attributes `passes` and `form` of `box`, and returns a fault if it
/// has others already. `group` is the same group in the function without
/// regions, or `box` itself. Returns a fault if the ops are no group, and
/// std::nullopt otherwise, after `look` was called with the group's ops,
/// without free ones and parameters, and with their study.
std::optional<GroupFault> describeGroup(
    FusedOp group, FusedOp box,
    llvm::function_ref<void(llvm::ArrayRef<const StatedOp *>, GroupSummary &)>
        look);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_DESCRIBEGROUP_H
