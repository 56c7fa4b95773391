//===- PlanNest.cpp - the nests of groups ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/PlanNest.h"
#include "Explain/FuseRemarks.h"
#include "ag/Analysis/Groups/Nest.h"

using namespace mlir;

namespace ag {

namespace {
/// The members of a group, with the loops that they share.
struct BoxMembers {
  BoxMembers(FusedOp group, ArrayRef<const StatedOp *> ops,
             const LargestSizes &largest)
      : made(group.getBody().front().getTerminator()->getOperands()),
        loops(ops, getSurroundings(made), largest),
        members{loops, ops, group.getBody().getArguments(), made} {}

  static NestSurroundings getSurroundings(ValueRange made) {
    NestSurroundings around;
    around.results.insert_range(made);
    return around;
  }

  ValueRange made;
  SharedLoops loops;
  GroupMembers members;
};
} // namespace

std::string findNestFault(FusedOp group, FusedOp box,
                          ArrayRef<const StatedOp *> ops,
                          const Machine &machine, const LargestSizes &largest) {
  NestAttr nest = box.getNestAttr();
  if (!nest)
    return "";
  llvm::Expected<bool> isForThis = isNestFor(nest, machine.march);
  if (!isForThis)
    return llvm::toString(isForThis.takeError());
  if (!*isForThis)
    return "";
  BoxMembers own(group, ops, largest);
  llvm::Expected<NestLoops> read = readNest(nest, own.members);
  return read ? "" : llvm::toString(read.takeError());
}

/// Returns the memory levels of values in these loops. A stream has tiles of
/// all values.
static PlannedLevels findLevels(const BoxMembers &own, const NestLoops &loops,
                                const Speed &speed) {
  GroupLevels uses;
  uses.hasOthers = true;
  if (!loops.stream)
    uses = findLevels(own.loops, loops.around, speed);
  ValueLevels values = findValueLevels(own.members, loops, uses);
  return {std::move(uses), std::move(values)};
}

namespace {
/// Remarks about the plans that were tried for a group.
class PlanRemarks {
public:
  PlanRemarks(FusedOp box, const GroupMembers &group)
      : box(box), group(group) {}

  /// Reports that no block holds these tiles of a plan of this kind.
  void explainTrials(StringRef kind, const GroupDimensions &dimensions,
                     ArrayRef<PlanTrial> trials) const {
    for (const PlanTrial &trial : trials)
      fuseRemarks.missed(box, "plan")
          << remark::add("{0} along {1}", kind,
                         spellLoops(trial.loops, group, dimensions))
          << remark::reason("it would hold {0}", trial.spell());
  }
  /// Reports that the group has these loops. A machine without limits of a
  /// block holds what it needs.
  void explainChoice(StringRef kind, const GroupDimensions &dimensions,
                     ArrayRef<NestLoop> loops,
                     const std::optional<PlanTrial> &held) const {
    fuseRemarks.passed(box, "plan") << remark::add(
        "{0} along {1}{2}", kind, spellLoops(loops, group, dimensions),
        held ? " holds " + held->spell() : "");
  }
  void explainLoss(StringRef kind, StringRef reason) const {
    fuseRemarks.missed(box, "plan")
        << remark::add("{0}", kind) << remark::reason("{0}", reason);
  }

private:
  FusedOp box;
  const GroupMembers &group;
};
} // namespace

/// Says which loops were tried, what a block would hold with each, and why a
/// plan lost.
static void explainPlans(FusedOp box, const NestChoice &choice,
                         const GroupMembers &group) {
  PlanRemarks remarks(box, group);
  const GroupStream *chosen = choice.loops.stream.get();
  if (const GroupStream *stream = chosen ? chosen : choice.refused.get())
    remarks.explainTrials("a stream", stream->getDimensions(),
                          stream->getTrials());
  if (chosen) {
    const StreamPlan &plan = *chosen->getPlan();
    SmallVector<NestLoop> loops(plan.outer);
    loops.push_back(plan.streamed);
    remarks.explainChoice("a stream", chosen->getDimensions(), loops,
                          plan.held);
  } else if (choice.refused) {
    remarks.explainLoss("a stream", choice.refused->getReason());
  }
  const GroupDimensions &dimensions = group.loops.getDimensions();
  remarks.explainTrials("a nest", dimensions, choice.nest.trials);
  const GroupReason &refusal = choice.nest.refusal;
  if (refusal.isNone() && chosen)
    remarks.explainLoss("a nest", "a stream comes first");
  else if (refusal.isNone())
    remarks.explainChoice("a nest", dimensions, choice.nest.loops,
                          choice.nest.held);
  else if (choice.nest.trials.empty())
    remarks.explainLoss("a nest", refusal.text);
}

PlannedLevels planNest(FusedOp group, FusedOp box,
                       ArrayRef<const StatedOp *> ops, const Machine &machine,
                       const Speed &speed, const LargestSizes &largest) {
  NestAttr stated = box.getNestAttr();
  bool isPlanned = stated && stated.getMarch() == machine.march;
  bool isRequested = PassRemarks::areWanted(box.getContext());
  if (isPlanned && !isRequested)
    return PlannedLevels();
  BoxMembers own(group, ops, largest);
  if (isPlanned) {
    llvm::Expected<NestLoops> read = readNest(stated, own.members);
    if (read)
      return findLevels(own, *read, speed);
    llvm::consumeError(read.takeError());
    return PlannedLevels();
  }
  if (stated)
    reportOtherNest(fuseRemarks, box, stated, machine.march);
  NestChoice choice = chooseNest(own.members, speed);
  if (isRequested && choice.needsLoops)
    explainPlans(box, choice, own.members);
  // The nest cannot be stated if a loop has no name, or belongs to a window,
  // whose loops schedule creates.
  auto march = StringAttr::get(box.getContext(), machine.march);
  if (NestAttr nest = choice.refusal.isNone()
                          ? nameNest(choice.loops, own.members, march)
                          : NestAttr())
    box.setNestAttr(nest);
  else
    box.removeNestAttr();
  return isRequested ? findLevels(own, choice.loops, speed) : PlannedLevels();
}

} // namespace ag
