//===- GroupStudy.h - whether ops are a group -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May these ops be computed together, and how often do they then go through
// what they reduce?
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPSTUDY_H
#define AG_ANALYSIS_GROUPSTUDY_H

#include "ag/Analysis/GroupForms.h"
#include "ag/Analysis/GroupNesting.h"
#include "ag/Analysis/GroupReasons.h"
#include <memory>
#include <string>

namespace ag {

/// In which passes of a group an op is computed, from 1 on: the first that
/// needs it, and the one that writes it; for others than results, the same.
struct OpPasses {
  unsigned first, last;
};

class GroupStudy {
public:
  /// `ops` are in the order in which they stand; `given` and `made` are what
  /// comes from outside and what is used there. The ops outlive this.
  GroupStudy(llvm::ArrayRef<const StatedOp *> ops, mlir::ValueRange given,
             mlir::ValueRange made);

  /// Why the ops are no group, of which `getRefused` is one; none if they are.
  /// Their loops alone tell before they are read into forms, which takes most
  /// of the time.
  const GroupReason &getLoopRefusal() const { return refusal; }
  const GroupReason &getRefusal() const {
    return refusal.isNone() ? read().refusal : refusal;
  }
  mlir::Operation *getRefused() const {
    return refusal.isNone() ? read().forms.getRefused() : refused;
  }

  /// Of ops that are a group.
  const GroupDimensions &getLoops() const { return loops; }
  const GroupNesting &getNest() const { return *nest; }
  /// How often they go through a dimension, for each of those of `getLoops`.
  llvm::ArrayRef<unsigned> getPassesOf() const { return read().passes; }
  /// The most of these: 2 of softmax, 1 of element-wise work.
  unsigned countPasses() const;
  /// Of each dimension that is gone through several times, those of each op.
  std::vector<llvm::SmallVector<OpPasses>> findPassesOfOps();
  /// Why there is more than one pass: an atom that needs what is reduced while
  /// it is reduced. Empty if no atom does.
  std::string describeMixing() const;
  /// 16 hexadecimal digits, the same for all spellings: of what sums pick, too
  /// (FormPicks.h).
  std::string hashForm() const;

private:
  /// What forms tell.
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

#endif // AG_ANALYSIS_GROUPSTUDY_H
