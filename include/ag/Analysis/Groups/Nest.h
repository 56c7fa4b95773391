//===- Nest.h - a group's plan, as it stands beside it ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a plan passed from the phase that chooses it to the phase that creates
// its loops? Ops of the group are replaced in between, but not its operands and
// results. A loop is therefore named by one of these and a dimension (#ag.nest
// in AGAttrs.td).
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
#include "ag/Dialect/AG/IR/Core/AGAttrs.h"
#include "ag/Interfaces/Remarks.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace ag {

/// The ops of a group, and its operands and results.
struct GroupMembers {
  /// The shared loops of these ops, or of the ops that replaced them.
  const SharedLoops &loops;
  /// The ops with a Spec or rule, in program order; they outlive this. Empty if
  /// there are other ops: the group is not streamed then.
  llvm::ArrayRef<const StatedOp *> stated;
  /// The operands of the group, in order, and its results.
  mlir::ValueRange given, made;
};

/// The loops in which a group is computed: those of a stream, or the loops
/// `around` its ops, from the outermost to the innermost, with dimensions of
/// `GroupMembers::loops`. Without loops, ops are computed element by element,
/// or on accumulators.
struct NestLoops {
  std::unique_ptr<GroupStream> stream;
  llvm::SmallVector<NestLoop> around;

  bool isEmpty() const { return !stream && around.empty(); }
};

struct NestChoice {
  NestLoops loops;
  /// False if loops would not save anything.
  bool needsLoops = false;
  /// Says why there are no loops although they are needed.
  GroupReason refusal = {};
  /// All that was tried, for explanations: the nest, whether a stream is
  /// preferred to it or not, and the stream that was refused, or null.
  GroupPlan nest = {};
  std::unique_ptr<GroupStream> refused = nullptr;
};

/// Chooses the loops of a group: a stream if that saves anything, or else
/// shared loops or loops that add to sums.
NestChoice chooseNest(const GroupMembers &group, const Speed &speed);

/// Returns why `schedule` would compute the ops of a group one by one. `given`
/// are its operands and `results` its results. Returns no reason if the group
/// has loops, or needs none. Reads no forms if loops are shared. If the group
/// `mayGrow`, tiles that are too large are no reason, as a stream of more ops
/// may not hold them.
GroupReason whyUnplanned(llvm::ArrayRef<const StatedOp *> ops,
                         mlir::ValueRange given, mlir::ValueRange results,
                         const Speed &speed, const LargestSizes &largest,
                         bool mayGrow = false);

/// Names the loops for the processor `march`, each by the first dimension of a
/// result or an operand that it indexes. Returns null if a loop indexes none of
/// them, such as a loop over the keys of a slice.
NestAttr nameNest(const NestLoops &loops, const GroupMembers &group,
                  mlir::StringAttr march);

/// Spells the loops and their tiles: "result 0 dim 0 by 64, operand 1 dim 0 by
/// 32".
std::string spellLoops(llvm::ArrayRef<NestLoop> loops,
                       const GroupMembers &group,
                       const GroupDimensions &dimensions);

/// Returns the loops that a nest names. The error says which loop the ops do
/// not have, or have as another kind, or what is not supported. A loop
/// along a dimension of size 1 is left out if the ops do not share it.
llvm::Expected<NestLoops> readNest(NestAttr nest, const GroupMembers &group);

/// Returns true if the nest is for `march`, the machine's processor, and false
/// if it is for another one. The error says that its `march` is no processor.
llvm::Expected<bool> isNestFor(NestAttr nest, llvm::StringRef march);

/// Emits an analysis remark: the nest of `group` is for another processor than
/// `march`.
void reportOtherNest(const PassRemarks &remarks, mlir::Operation *group,
                     NestAttr nest, llvm::StringRef march);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_NEST_H
