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

/// Why an ag.fused is no valid group, or which of its attributes is wrong.
struct GroupFault {
  /// The op to report it at: an op of the group, or the ag.fused.
  mlir::Operation *op;
  /// The message, which follows the op's name.
  std::string text;
};

/// Checks that the ops in `group` can be computed together, and writes the
/// attributes `passes` and `form` of `box`. `box` is the group in the program,
/// and `group` its copy in the flattened function (FlattenedFunction), or `box`
/// itself.
///
/// Returns a fault if the ops are no group, or if `box` already has one of the
/// attributes with another value. Otherwise calls `look` and returns
/// std::nullopt. `look` receives the ops that the group computes, without those
/// that are recomputed freely (isRematerializable) and those that have neither
/// operands nor a Spec, such as parameters. Both of its arguments live only
/// during the call.
std::optional<GroupFault> describeGroup(
    FusedOp group, FusedOp box,
    llvm::function_ref<void(llvm::ArrayRef<const StatedOp *>, GroupSummary &)>
        look);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_DESCRIBEGROUP_H
