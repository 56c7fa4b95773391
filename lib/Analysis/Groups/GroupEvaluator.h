//===- GroupEvaluator.h - whether ops had better be together ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May these ops be one group, does moving take less time then than for separate
// ops, and can schedule create loops for the group?
//
// Results are cached for equal ops, such as those of a network's layers.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_GROUPEVALUATOR_H
#define AG_LIB_ANALYSIS_GROUPS_GROUPEVALUATOR_H

#include "ag/Analysis/Equality/GroupKeys.h"
#include "ag/Analysis/Groups/GroupReasons.h"
#include "ag/Analysis/Groups/GroupTraffic.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/Groups/LargestSizes.h"
#include <map>

namespace ag {

struct Evaluation {
  /// Time that moving takes if the ops are one group.
  int64_t picoseconds = 0;
  /// True if there are loops that all ops have and no op reduces.
  bool sharesLoops = false;
  /// Says why the ops are no group; none if they are.
  GroupReason reason;
};

/// The checks of ops besides their traffic. They take time, so they are
/// optional.
struct GroupChecks {
  /// Checks that schedule has loops for the ops.
  bool plan = false;
  /// Checks that the forms of the ops allow a group.
  bool forms = false;

  GroupChecks operator|(GroupChecks other) const {
    return {plan || other.plan, forms || other.forms};
  }
};

class GroupEvaluator {
public:
  /// `costs` outlives this.
  explicit GroupEvaluator(const GroupCosts &costs)
      : costs(costs), keys([&costs](mlir::Value tensor, int64_t dim) {
          return costs.sizeOf(tensor, dim);
        }) {}

  /// Evaluates ops, which are in program order. `apart` is the time that moving
  /// takes if they are separate, in picoseconds; std::nullopt for a single op.
  /// `spared` are the bytes of the largest value that exceeds the last cache
  /// and that the group keeps out of memory, 0 if there is none.
  Evaluation judge(llvm::ArrayRef<const StatedOp *> ops,
                   std::optional<int64_t> apart, GroupChecks checks,
                   int64_t spared = 0);

  /// Returns the first check that the ops fail, whatever they move; neither
  /// check is set if they pass both.
  GroupChecks findFailed(llvm::ArrayRef<const StatedOp *> ops);

  /// Return the number of evaluations, and how many of them were of equal ops.
  int64_t countLooks() const { return looks; }
  int64_t countRepeats() const { return repeats; }

private:
  Evaluation study(llvm::ArrayRef<const StatedOp *> ops,
                   const GroupValues &border, std::optional<int64_t> apart,
                   GroupChecks checks, int64_t spared) const;

  const GroupCosts &costs;
  GroupKeys keys;
  LargestSizes largest;
  std::map<GroupKey, Evaluation> found;
  int64_t looks = 0, repeats = 0;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_GROUPEVALUATOR_H
