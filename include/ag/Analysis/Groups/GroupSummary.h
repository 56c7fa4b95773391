//===- GroupSummary.h - whether ops are a group -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May these ops be computed together, and how many passes over the reduced
// dimensions do they take then?
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_GROUPSUMMARY_H
#define AG_ANALYSIS_GROUPS_GROUPSUMMARY_H

#include "ag/Analysis/Groups/GroupForms.h"
#include "ag/Analysis/Groups/GroupNesting.h"
#include "ag/Analysis/Groups/GroupReasons.h"
#include <memory>
#include <string>

namespace ag {

/// The passes of a group, counted from 1, in which an op is computed: the first
/// that needs it, and the one that writes it. They differ only for ops whose
/// results are used outside of the group.
struct OpPasses {
  unsigned first, last;
};

class GroupSummary {
public:
  /// `ops` are in program order. `given` are the group's inputs, and `made` its
  /// values that are used outside. The ops outlive this.
  GroupSummary(llvm::ArrayRef<const StatedOp *> ops, mlir::ValueRange given,
               mlir::ValueRange made);

  /// Return the reason why the ops are no group, and the op that is to blame;
  /// no reason and null if they are a group. The loop refusal follows from the
  /// loops alone. The full refusal reads the forms first, which takes most of
  /// the time.
  const GroupReason &getLoopRefusal() const { return refusal; }
  const GroupReason &getRefusal() const {
    return refusal.isNone() ? read().refusal : refusal;
  }
  mlir::Operation *getRefused() const {
    return refusal.isNone() ? read().forms.getRefused() : refused;
  }

  /// The following are for ops that are a group.
  const GroupDimensions &getLoops() const { return loops; }
  const GroupNesting &getNest() const { return *nest; }
  /// Returns the number of passes over each dimension of `getLoops`.
  llvm::ArrayRef<unsigned> getPassesOf() const { return read().passes; }
  /// Returns the largest of these: 2 for softmax, 1 for element-wise ops.
  unsigned countPasses() const;
  /// Returns the passes of each op, for each dimension with several passes.
  std::vector<llvm::SmallVector<OpPasses>> findPassesOfOps();
  /// Returns the atom that needs the result of a reduction during the
  /// reduction, which is why there is more than one pass. Empty if there is
  /// none.
  std::string describeMixing() const;
  /// Returns 16 hexadecimal digits that are the same however the formula is
  /// written, including sums that pick elements (OneHotSums.h).
  std::string hashForm() const;

private:
  /// The results of reading the forms.
  struct Reading {
    GroupForms forms;
    llvm::SmallVector<FormAtLoops> results = {};
    llvm::SmallVector<unsigned> passes = {};
    GroupReason refusal = {};
  };

  Reading &read() const;
  unsigned countPasses(mlir::Operation *op, unsigned dimension);
  llvm::SmallVector<OpPasses> findPassesOfOps(unsigned dimension);

  llvm::ArrayRef<const StatedOp *> ops;
  llvm::SmallVector<mlir::Value> given, made;
  GroupDimensions loops;
  std::optional<GroupNesting> nest;
  GroupReason refusal;
  mlir::Operation *refused = nullptr;
  mutable std::unique_ptr<Reading> reading;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPSUMMARY_H
