//===- Groups.h - which ops of a block are computed together ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a block are computed together?
//
// An op joins the group that computes its operand if the union may be one group
// (GroupSummary.h) and moves data in less time than separate groups do
// (GroupTraffic.h). Edges are visited in order of decreasing bytes. Groups on a
// path between the two join with them, or none does. Then groups join that read
// the same large value and do not depend on each other. Groups that the
// schedule phase would compute op by op (Groups/Plan.h) are dissolved, and
// their ops join again with that check at each join. Decisions do not depend on
// op names. Ops that load computes (LoadOps.h) are in no group.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_GROUPS_H
#define AG_ANALYSIS_GROUPS_GROUPS_H

#include "ag/Analysis/Entry/LoadOps.h"
#include "ag/Analysis/Groups/GroupTraffic.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace ag {

/// A value that one op computes and another reads.
struct GroupEdge {
  mlir::Operation *producer, *consumer;
  /// Bytes of the values between the ops.
  int64_t bytes;
  /// Says why the ops are separate; none if they are in one group.
  GroupReason reason;
};

/// Ops that reduce the same value, none of which needs another's result.
struct GroupReaders {
  mlir::Value value;
  /// The ops in program order.
  llvm::SmallVector<mlir::Operation *> ops;
  /// Bytes that are re-read because the ops are in several groups.
  int64_t bytes = 0;
  /// Says why the ops are separate; none if they are in one group.
  GroupReason reason;
};

struct BlockGroups {
  /// Groups of two ops or more, each in program order.
  std::vector<llvm::SmallVector<mlir::Operation *>> groups;
  std::vector<GroupEdge> edges;
  /// Empty unless remarks are wanted.
  std::vector<GroupReaders> readers;
  /// The number of groups that were evaluated, and how many of these results
  /// came from the cache of equal groups.
  int64_t looks = 0, repeats = 0;
};

/// Finds the groups of a block. If `apart` is given, it is the reason why there
/// are none.
BlockGroups findGroups(mlir::Block &block, const GroupCosts &costs,
                       const LoadOps &load, llvm::StringRef apart = "");

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPS_H
