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
static GroupLevels findLevels(const BoxMembers &own, const NestLoops &loops,
                              const Speed &speed) {
  GroupLevels all;
  all.hasOthers = true;
  return loops.stream ? all : findLevels(own.loops, loops.around, speed);
}

GroupLevels planNest(FusedOp group, FusedOp box, ArrayRef<const StatedOp *> ops,
                     const Machine &machine, const Speed &speed,
                     const LargestSizes &largest) {
  NestAttr stated = box.getNestAttr();
  bool isPlanned = stated && stated.getMarch() == machine.march;
  bool isRequested = PassRemarks::areWanted(box.getContext());
  if (isPlanned && !isRequested)
    return {};
  BoxMembers own(group, ops, largest);
  if (isPlanned) {
    llvm::Expected<NestLoops> read = readNest(stated, own.members);
    if (read)
      return findLevels(own, *read, speed);
    llvm::consumeError(read.takeError());
    return {};
  }
  if (stated)
    reportOtherNest(fuseRemarks, box, stated, machine.march);
  NestChoice choice = chooseNest(own.members, speed);
  // The nest cannot be stated if a loop has no name, or belongs to a window,
  // whose loops schedule creates.
  auto march = StringAttr::get(box.getContext(), machine.march);
  if (NestAttr nest = choice.refusal.isNone()
                          ? nameNest(choice.loops, own.members, march)
                          : NestAttr())
    box.setNestAttr(nest);
  else
    box.removeNestAttr();
  return isRequested ? findLevels(own, choice.loops, speed) : GroupLevels();
}

} // namespace ag
