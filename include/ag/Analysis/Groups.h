//===- Groups.h - which ops of a block are computed together ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a block are computed together?
//
// An op joins the group that makes what it reads, if both together may be one
// (GroupStudy.h) and moving takes less time than apart (GroupTraffic.h), first
// those between which the most goes. Where others stand between two groups,
// they join with these or not at all. Then those join that read the same and
// need nothing of one another, where that has to be read from far away each
// time. Groups that schedule would compute one by one (Groups/Plan.h) are taken
// apart, and their ops are joined again with that check of each join. No op is
// asked for by its name. What load computes (LoadOps.h) is in no group.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_H
#define AG_ANALYSIS_GROUPS_H

#include "ag/Analysis/GroupTraffic.h"
#include "ag/Analysis/LoadOps.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace ag {

/// What one op makes and another reads.
struct GroupEdge {
  mlir::Operation *producer, *consumer;
  /// Of what goes along it.
  int64_t bytes;
  /// Why they are apart; none if they are together.
  GroupReason reason;
};

/// Ops that reduce and read the same, of which none needs another's result.
struct GroupReaders {
  mlir::Value value;
  /// In the order in which they stand.
  llvm::SmallVector<mlir::Operation *> ops;
  /// What is read more than once, as they are in several groups.
  int64_t bytes = 0;
  /// Why they are apart; none if they are together.
  GroupReason reason;
};

struct BlockGroups {
  /// Those of two ops or more, each in the order in which its ops stand.
  std::vector<llvm::SmallVector<mlir::Operation *>> groups;
  std::vector<GroupEdge> edges;
  /// None where no remarks are wanted.
  std::vector<GroupReaders> readers;
  /// How many groups were thought of, and how many of them were the same as
  /// others before.
  int64_t looks = 0, repeats = 0;
};

/// With a reason why the ops are `apart`, there is no group.
BlockGroups findGroups(mlir::Block &block, const GroupCosts &costs,
                       const LoadOps &load, llvm::StringRef apart = "");

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_H
