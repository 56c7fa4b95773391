//===- Nest.h - a group's plan, as it stands beside it ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a plan go from the phase that chooses it to the one that makes it?
// Ops of the group are replaced in between, but not its operands and results:
// a loop is named by one of these and a dimension (#ag.nest in AGAttrs.td).
//
//   chooseNest   ops of a group, a machine -> its loops, or why it has none
//   nameNest     its loops                 -> #ag.nest
//   readNest     #ag.nest, ops of a group  -> its loops, or why it can't have
//                                             these
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_NEST_H
#define AG_ANALYSIS_GROUPS_NEST_H

#include "ag/Analysis/Groups/Plan.h"
#include "ag/Analysis/Groups/Stream.h"
#include "ag/Dialect/AG/IR/AGAttrs.h"
#include "ag/Interfaces/Remarks.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace ag {

/// The ops of a group, and what they read and make.
struct GroupMembers {
  /// `loops` are of these ops, or of those that stand for them.
  const SharedLoops &loops;
  /// The ops that Specs state, in the order of their block; they outlive this.
  /// Empty if there are others: the group is not streamed then.
  llvm::ArrayRef<const StatedOp *> stated;
  /// What the group is given, in the order of its operands, and its results.
  mlir::ValueRange given, made;
};

/// The loops in which a group is computed: a stream's, or these around its ops,
/// from the outermost on, whose dimensions are those of `GroupMembers::loops`.
/// Without any, ops are computed element by element, or on accumulators.
struct NestLoops {
  std::unique_ptr<GroupStream> stream;
  llvm::SmallVector<NestLoop> around;

  bool isEmpty() const { return !stream && around.empty(); }
};

struct NestChoice {
  NestLoops loops;
  /// False if no loops save anything.
  bool needsLoops = false;
  /// Says why there are none, though they are needed.
  GroupReason refusal;
};

/// Chooses the loops of a group: a stream if one saves, else shared loops or
/// loops that add.
NestChoice chooseNest(const GroupMembers &group, const Speed &speed);

/// Returns why `schedule` would compute ops that are a group, given `given` and
/// made for `results`, one by one; none if it has loops for them, or needs
/// none. Reads no form where loops are shared.
GroupReason whyUnplanned(llvm::ArrayRef<const StatedOp *> ops,
                         mlir::ValueRange given, mlir::ValueRange results,
                         const Speed &speed);

/// Names the loops for the processor `march`, each by the first dimension of a
/// result or an operand that goes along with it. Returns null if none goes
/// along with one of them, as with the keys of a slice.
NestAttr nameNest(const NestLoops &loops, const GroupMembers &group,
                  mlir::StringAttr march);

/// Finds the loops that a nest names. An error says which loop the ops do not
/// have, or not of that kind, or what a CPU does not read. A loop along a
/// dimension of size 1 need not be one of the ops.
llvm::Expected<NestLoops> readNest(NestAttr nest, const GroupMembers &group);

/// Returns true if `march`, the machine's, is the one that the nest is for;
/// false if that is another processor. An error says that it is none.
llvm::Expected<bool> isNestFor(NestAttr nest, llvm::StringRef march);

/// Says by a remark of a pass that the nest of `group` is for another processor
/// than `march`.
void reportOtherNest(const PassRemarks &remarks, mlir::Operation *group,
                     NestAttr nest, llvm::StringRef march);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_NEST_H
