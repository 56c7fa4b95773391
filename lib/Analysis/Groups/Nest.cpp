//===- Nest.cpp - a group's plan, as it stands beside it ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Nest.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static Value getNamed(NestLoopAttr loop, const GroupMembers &group) {
  ValueRange values =
      loop.getSide() == NestSide::operand ? group.given : group.made;
  return values[loop.getNumber()];
}

/// Returns the loop, named by the first dimension that it indexes of a result
/// or an operand. Returns null if it indexes none.
static NestLoopAttr nameLoop(NestLoop loop, NestLoopKind kind,
                             const GroupMembers &group,
                             const GroupDimensions &dimensions,
                             MLIRContext *context) {
  for (NestSide side : {NestSide::result, NestSide::operand})
    for (auto [number, value] :
         llvm::enumerate(side == NestSide::result ? group.made : group.given))
      if (auto type = dyn_cast<RankedTensorType>(value.getType()))
        for (unsigned dim = 0; dim < type.getRank(); ++dim)
          if (dimensions.dimensionOf(value, dim) == loop.dimension)
            return NestLoopAttr::get(context, kind, side, number, dim,
                                     loop.tile);
  return nullptr;
}

NestAttr nameNest(const NestLoops &loops, const GroupMembers &group,
                  StringAttr march) {
  MLIRContext *context = march.getContext();
  SmallVector<NestLoopAttr> named;
  auto addLoop = [&](NestLoop loop, NestLoopKind kind,
                     const GroupDimensions &dimensions) {
    named.push_back(nameLoop(loop, kind, group, dimensions, context));
  };
  if (loops.stream) {
    const StreamPlan &plan = *loops.stream->getPlan();
    for (NestLoop loop : plan.outer)
      addLoop(loop, NestLoopKind::parallel, loops.stream->getDimensions());
    addLoop(plan.streamed, NestLoopKind::stream, loops.stream->getDimensions());
  }
  SmallVector<unsigned> shared = group.loops.findShared();
  for (NestLoop loop : loops.around)
    addLoop(loop,
            llvm::is_contained(shared, loop.dimension) ? NestLoopKind::parallel
                                                       : NestLoopKind::sum,
            group.loops.getDimensions());
  if (llvm::is_contained(named, NestLoopAttr()))
    return nullptr;
  return NestAttr::get(context, march, named, DictionaryAttr());
}

std::string spellLoops(ArrayRef<NestLoop> loops, const GroupMembers &group,
                       const GroupDimensions &dimensions) {
  std::string text;
  llvm::raw_string_ostream out(text);
  llvm::interleaveComma(loops, out, [&](NestLoop loop) {
    NestLoopAttr named = nameLoop(loop, NestLoopKind::parallel, group,
                                  dimensions, group.made.front().getContext());
    out << (named ? named.spellDimension() : "a dimension inside") << " by "
        << loop.tile;
  });
  return text;
}

//===----------------------------------------------------------------------===//
// Choosing
//===----------------------------------------------------------------------===//

NestChoice chooseNest(const GroupMembers &group, const Speed &speed) {
  NestChoice choice;
  choice.nest = planGroup(group.loops, speed);
  choice.needsLoops = choice.nest.needsLoops;
  if (!choice.needsLoops)
    return choice;
  if (!group.stated.empty()) {
    auto stream = std::make_unique<GroupStream>(
        group.stated, group.given, group.made, group.loops.getLargest());
    if (stream->choose(speed)) {
      choice.loops.stream = std::move(stream);
      return choice;
    }
    choice.refused = std::move(stream);
  }
  choice.loops.around = choice.nest.loops;
  choice.refusal = choice.nest.refusal;
  return choice;
}

GroupReason whyUnplanned(ArrayRef<const StatedOp *> ops, ValueRange given,
                         ValueRange results, const Speed &speed,
                         const LargestSizes &largest, bool mayGrow) {
  NestSurroundings around;
  around.results.insert_range(results);
  GroupPlan plan = planGroup(SharedLoops(ops, around, largest), speed);
  // Windows have loops of their own, which take in padding that they read.
  bool hasLoops =
      plan.refusal.isNone() || plan.refusal.kind == GroupReason::Loops;
  bool mayFit = mayGrow && plan.refusal.kind == GroupReason::Tile;
  if (hasLoops || mayFit ||
      GroupStream(ops, given, results, largest).choose(speed))
    return {};
  return plan.refusal;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static bool isOne(NestLoopAttr loop, const GroupMembers &group) {
  auto type = cast<RankedTensorType>(getNamed(loop, group).getType());
  return type.getDimSize(loop.getDim()) == 1;
}

static llvm::Error refuse(NestLoopAttr loop, const Twine &why) {
  return llvm::createStringError("its loop along " + loop.spellDimension() +
                                 " " + why);
}

/// Returns why the ops can't be computed in such a loop; empty if they can.
static StringRef whyNoLoop(NestLoopKind kind, unsigned dimension,
                           const SharedLoops &loops) {
  if (llvm::is_contained(loops.findShared(), dimension))
    return kind == NestLoopKind::sum ? "adds nothing, expected it parallel"
                                     : "";
  if (!llvm::is_contained(loops.findShared(/*sums=*/true), dimension))
    return "is none that its ops share";
  return kind == NestLoopKind::parallel ? "adds to a sum, expected it to be one"
                                        : "";
}

/// Returns the loop that the nest names. Returns std::nullopt if the dimension
/// has size 1 and no op has the loop.
static llvm::Expected<std::optional<NestLoop>>
findLoop(NestLoopAttr loop, const GroupMembers &group,
         const GroupDimensions &dimensions) {
  if (loop.getTiles().size() != 1)
    return refuse(loop, "has " + Twine(loop.getTiles().size()) +
                            " tile sizes, expected one");
  std::optional<unsigned> dimension =
      dimensions.dimensionOf(getNamed(loop, group), loop.getDim());
  if (dimension)
    return NestLoop{*dimension, loop.getTiles().front()};
  if (isOne(loop, group))
    return std::nullopt;
  return refuse(loop, "is a loop of no op");
}

static llvm::Expected<NestLoops> readStream(NestAttr nest,
                                            const GroupMembers &group) {
  if (group.stated.empty())
    return llvm::createStringError("its stream has an op that is not stated by "
                                   "loops");
  NestLoops found;
  found.stream = std::make_unique<GroupStream>(
      group.stated, group.given, group.made, group.loops.getLargest());
  SmallVector<NestLoop> loops;
  for (NestLoopAttr loop : nest.getLoops()) {
    if (loop.getKind() == NestLoopKind::sum)
      return refuse(loop, "adds to sums around a stream, which carries them");
    llvm::Expected<std::optional<NestLoop>> own =
        findLoop(loop, group, found.stream->getDimensions());
    if (!own)
      return own.takeError();
    if (*own)
      loops.push_back(**own);
    else if (loop.getKind() == NestLoopKind::stream)
      return refuse(loop, "has one place, so that it is no stream");
  }
  NestLoop streamed = loops.pop_back_val();
  if (!found.stream->follow(loops, streamed))
    return refuse(nest.getLoops().back(),
                  "is no stream, because " + found.stream->getReason());
  return found;
}

llvm::Expected<NestLoops> readNest(NestAttr nest, const GroupMembers &group) {
  if (nest.getTarget())
    return llvm::createStringError("no machine reads the `target` of a nest");
  if (!nest.getLoops().empty() &&
      nest.getLoops().back().getKind() == NestLoopKind::stream)
    return readStream(nest, group);
  NestLoops found;
  for (NestLoopAttr loop : nest.getLoops()) {
    llvm::Expected<std::optional<NestLoop>> own =
        findLoop(loop, group, group.loops.getDimensions());
    if (!own)
      return own.takeError();
    if (!*own)
      continue;
    StringRef why = whyNoLoop(loop.getKind(), (*own)->dimension, group.loops);
    if (why.empty())
      found.around.push_back(**own);
    else if (!isOne(loop, group))
      return refuse(loop, why);
  }
  return found;
}

llvm::Expected<bool> isNestFor(NestAttr nest, StringRef march) {
  StringRef named = nest.getMarch();
  if (named == march)
    return true;
  for (StringRef kind : {"cpu", "cuda"}) {
    llvm::Expected<Machine> machine =
        makeMachine({kind.str(), named.str(), {}, {}});
    if (machine)
      return false;
    llvm::consumeError(machine.takeError());
  }
  return llvm::createStringError("its nest is for \"" + named +
                                 "\", which is no processor");
}

void reportOtherNest(const PassRemarks &remarks, Operation *group,
                     NestAttr nest, StringRef march) {
  remarks.analysis(group, "nest")
      << remark::add("its loops were chosen for {0}, and are for {1} now",
                     nest.getMarch().getValue(), march);
}

} // namespace ag
