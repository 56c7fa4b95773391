//===- Fuse.cpp - the pass ag-fuse ----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the pass describe the groups that it creates?
//
// lib/Analysis/Groups/Groups.cpp finds groups, and CreateGroups.cpp creates
// them. This file adds the attributes that describe them, and reports why other
// ops are separate. Aggregated ops, such as linalg.softmax, are decomposed
// before.
//
//===----------------------------------------------------------------------===//
#include "Explain/FuseRemarks.h"
#include "Explain/ReportProgram.h"
#include "Groups/CreateGroups.h"
#include "Groups/PlanNest.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/FlattenedFunction.h"
#include "ag/Analysis/Groups/DescribeGroup.h"
#include "ag/Analysis/Groups/GroupSummary.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Core/Phase.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sharding/ShardOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/Aggregates.h"
#include "ag/Phases/Fuse/Passes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FUSEPASS
#include "ag/Phases/Fuse/Passes.h.inc"

//===----------------------------------------------------------------------===//
// Attributes of groups
//===----------------------------------------------------------------------===//

static void reportGroup(FusedOp box, int64_t ops, const GroupSummary &study,
                        const Work &work, const GroupLevels &levels) {
  if (!PassRemarks::areWanted(box.getContext()))
    return;
  if (levels.areWhole()) {
    fuseRemarks.missed(box, "group")
        << remark::add("its {0} ops have loops of their own", ops)
        << remark::reason("{0}", levels.whole.front().reason);
    return;
  }
  std::string mixing = study.describeMixing();
  std::string why = mixing.empty()
                        ? ""
                        : "; " + mixing +
                              " needs the result of the reduction before it "
                              "reads the dimension again";
  fuseRemarks.passed(box, "group")
      << remark::add("{0} ops are computed together{1}", ops, why)
      << remark::metric("ops", ops)
      << remark::metric("passes", study.countPasses())
      << remark::metric("bytes", work.getBytes())
      << remark::metric("flops", work.flops)
      << remark::metric("nanoseconds", int64_t(1e9 * work.getSeconds()))
      << remark::metric("bound", work.getBound());
}

using Boxes = llvm::DenseSet<Operation *>;

namespace {
/// The inputs for the description of groups.
struct Describing {
  const Machine &machine;
  const Speed &speed;
  WorkModel &model;
  /// Groups that existed before the pass, whose attributes are checked.
  const Boxes &judged;
  EdgeReasons &reasons;
  ValueLevels &values;
  LargestSizes largest;
};
} // namespace

/// Describes a group: `group` is the copy of its box in the function without
/// regions. Emits an error, and fails, if a box in `judged` is no valid group
/// or has wrong attributes. Another box that is no valid group any more,
/// because equal ops in it were merged or ops were restated, is inlined.
static LogicalResult describe(FusedOp group, const FlattenedFunction &opened,
                              const Describing &describing) {
  auto box = cast<FusedOp>(opened.originalOf(group));
  std::string nestFault;
  auto look = [&](ArrayRef<const StatedOp *> ops, GroupSummary &study) {
    if (describing.judged.contains(box))
      nestFault = findNestFault(group, box, ops, describing.machine,
                                describing.largest);
    PlannedLevels levels = planNest(group, box, ops, describing.machine,
                                    describing.speed, describing.largest);
    for (const WholeValue &value : levels.uses.whole)
      describing.reasons.noteWhole(opened.originalOf(value.producer),
                                   opened.originalOf(value.reader),
                                   value.reason);
    for (auto &[op, level] : levels.values)
      describing.values[opened.originalOf(op)] = level;
    group.setPasses(study.countPasses());
    GroupWork work = describing.model.compare(group);
    box.setBytes(
        ArrayRef<int64_t>{work.opByOp.getBytes(), work.asGroup.getBytes()});
    box.setFlops(ArrayRef<int64_t>{work.opByOp.flops, work.asGroup.flops});
    reportGroup(box, ops.size(), study, work.asGroup, levels.uses);
    if (PassRemarks::areWanted(box.getContext()) && study.countPasses() > 1)
      describing.reasons.note(
          box,
          llvm::map_to_vector(
              ops,
              [&](const StatedOp *op) { return opened.originalOf(op->op); }),
          study);
  };
  std::optional<GroupFault> fault = describeGroup(group, box, look);
  if (!nestFault.empty())
    return box.emitOpError(nestFault);
  if (!fault)
    return success();
  if (describing.judged.contains(box))
    return fault->op->emitOpError(fault->text);
  fuseRemarks.missed(fault->op, "group")
      << remark::add("its group is inlined")
      << remark::reason("it {0}", fault->text);
  IRRewriter rewriter(box.getContext());
  rewriter.setInsertionPoint(box);
  box.openBody(rewriter);
  return success();
}

static LogicalResult describeGroups(FunctionOpInterface function,
                                    const Machine &machine, const Speed &speed,
                                    const Boxes &judged, EdgeReasons &reasons,
                                    ValueLevels &levels) {
  FlattenedFunction opened(function);
  SizeEvaluator sizes(opened.get(), getPlannedSizes(function));
  WorkModel model(speed, sizes);
  Describing describing{machine, speed, model, judged, reasons, levels, {}};
  WalkResult described = opened.get()->walk([&](FusedOp group) {
    return failed(describe(group, opened, describing)) ? WalkResult::interrupt()
                                                       : WalkResult::advance();
  });
  return failure(described.wasInterrupted());
}

template <typename Op> static bool hasOp(ModuleOp module) {
  return module.walk([](Op) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

namespace {
struct FusePass : WithModels<impl::FusePassBase<FusePass>> {
  using WithModels::WithModels;
  FusePass(FusePassOptions options, Collector *collector)
      : WithModels(options), collector(collector) {}

  void runOnOperation() override {
    ModuleOp module = getOperation();
    bool isRequested = module->removeAttr(fuseAgainAttrName) != nullptr;
    if (isAgain && !isRequested)
      return;
    FailureOr<Machine> machine = getMachine(module);
    if (failed(machine))
      return signalPassFailure();
    Speed speed = getSpeed(*machine);
    for (auto function : module.getOps<FunctionOpInterface>()) {
      if (function.isExternal())
        continue;
      decomposeLinalg(function);
      if (failed(fuse(function, *machine, speed)))
        return signalPassFailure();
    }
    // Ops that pins separate may be in one group after --shard removes the
    // pins.
    if (!isAgain && !isChecked && !hasOp<FusedOp>(module) &&
        hasOp<ShardOp>(module))
      module->setAttr(fuseAgainAttrName, UnitAttr::get(module.getContext()));
  }

private:
  LogicalResult fuse(FunctionOpInterface function, const Machine &machine,
                     const Speed &speed) {
    // Existing groups are checked, unless a phase has checked them before.
    Boxes judged;
    if (!isChecked)
      function->walk([&](FusedOp box) { judged.insert(box); });
    EdgeReasons reasons;
    ValueLevels levels;
    makeGroups(function, speed, reasons);
    if (failed(
            describeGroups(function, machine, speed, judged, reasons, levels)))
      return failure();
    if (PassRemarks::areWanted(function.getContext()))
      reportProgram(function, speed, reasons, levels, collector);
    return success();
  }

  Collector *collector = nullptr;
};
} // namespace

std::unique_ptr<Pass> createFusePass(FusePassOptions options,
                                     Collector *collector) {
  return std::make_unique<FusePass>(options, collector);
}

} // namespace ag
