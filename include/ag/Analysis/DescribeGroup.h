//===- DescribeGroup.h - what a group says of itself ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_DESCRIBEGROUP_H
#define AG_ANALYSIS_DESCRIBEGROUP_H

#include "ag/Analysis/GroupStudy.h"
#include "ag/Dialect/AG/IR/RegionOps.h"
#include <string>

namespace ag {

/// Why a box is no group, or not what it says.
struct GroupFault {
  mlir::Operation *op;
  std::string text;
};

/// Writes `passes` and `form` beside the box, checking what is there already.
/// `group` is the box in the function without regions, or itself; what was seen
/// of its ops, those that compute, is shown to `look`.
std::optional<GroupFault> describeGroup(
    FusedOp group, FusedOp box,
    llvm::function_ref<void(llvm::ArrayRef<const StatedOp *>, GroupStudy &)>
        look);

} // namespace ag

#endif // AG_ANALYSIS_DESCRIBEGROUP_H
