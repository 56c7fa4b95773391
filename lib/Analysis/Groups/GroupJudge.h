//===- GroupJudge.h - whether ops had better be together --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May these ops be one group, does moving then take less time than apart, and
// does schedule have loops for them?
//
// Answers are kept for ops that are the same, as those of the layers of a
// network are.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_GROUPJUDGE_H
#define AG_LIB_ANALYSIS_GROUPS_GROUPJUDGE_H

#include "ag/Analysis/Equality/GroupKeys.h"
#include "ag/Analysis/Groups/GroupBorder.h"
#include "ag/Analysis/Groups/GroupReasons.h"
#include "ag/Analysis/Groups/GroupTraffic.h"
#include <map>

namespace ag {

struct Judgement {
  /// Time that moving takes if the ops are one group.
  int64_t picoseconds = 0;
  /// Whether there are loops that all of them have, and none reduces.
  bool sharesLoops = false;
  /// Why they are no group; none if they are.
  GroupReason reason;
};

/// What is checked of ops besides what they move, as it takes time.
struct GroupChecks {
  /// That schedule has loops for them.
  bool plan = false;
  /// That their forms say that they are a group.
  bool forms = false;

  GroupChecks operator|(GroupChecks other) const {
    return {plan || other.plan, forms || other.forms};
  }
};

class GroupJudge {
public:
  /// `costs` outlive this.
  explicit GroupJudge(const GroupCosts &costs)
      : costs(costs), keys([&costs](mlir::Value tensor, int64_t dim) {
          return costs.sizeOf(tensor, dim);
        }) {}

  /// Judges ops, in the order in which they stand. `apart` is how many
  /// picoseconds moving takes if they are apart; std::nullopt of a single op.
  Judgement judge(llvm::ArrayRef<const StatedOp *> ops,
                  std::optional<int64_t> apart, GroupChecks checks);

  /// Returns the check that the ops fail, with no cost to compare; none if they
  /// pass both.
  GroupChecks findFailed(llvm::ArrayRef<const StatedOp *> ops);

  /// How often it was asked, and how often about ops that are the same.
  int64_t countLooks() const { return looks; }
  int64_t countRepeats() const { return repeats; }

private:
  Judgement study(llvm::ArrayRef<const StatedOp *> ops,
                  const GroupBorder &border, std::optional<int64_t> apart,
                  GroupChecks checks) const;

  const GroupCosts &costs;
  GroupKeys keys;
  std::map<GroupKey, Judgement> found;
  int64_t looks = 0, repeats = 0;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_GROUPJUDGE_H
