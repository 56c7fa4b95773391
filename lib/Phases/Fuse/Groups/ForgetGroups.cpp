//===- ForgetGroups.cpp - groups without their attributes -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/PlanNest.h"
#include "ag/Analysis/FlattenedFunction.h"
#include "ag/Analysis/Groups/DescribeGroup.h"
#include "ag/Analysis/Groups/Nest.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Fuse/Passes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FORGETGROUPSPASS
#include "ag/Phases/Fuse/Passes.h.inc"

static constexpr PassRemarks forgetGroupsRemarks("ag-forget-groups");

namespace {
LogicalResult check(FunctionOpInterface function, const Machine &machine) {
  FlattenedFunction opened(function);
  LargestSizes largest;
  WalkResult checked = opened.get()->walk([&](FusedOp group) {
    auto box = cast<FusedOp>(opened.originalOf(group));
    std::string nestFault;
    std::optional<GroupFault> fault = describeGroup(
        group, box, [&](ArrayRef<const StatedOp *> ops, GroupSummary &) {
          nestFault = findNestFault(group, box, ops, machine, largest);
        });
    if (!fault && !nestFault.empty())
      fault = GroupFault{box, nestFault};
    if (!fault)
      return WalkResult::advance();
    fault->op->emitOpError(fault->text);
    return WalkResult::interrupt();
  });
  return failure(checked.wasInterrupted());
}

struct ForgetGroupsPass
    : WithModels<impl::ForgetGroupsPassBase<ForgetGroupsPass>> {
  void runOnOperation() override {
    llvm::SetVector<Operation *> functions;
    SmallVector<FusedOp> boxes;
    getOperation().walk([&](FusedOp box) {
      boxes.push_back(box);
      functions.insert(box->getParentOfType<FunctionOpInterface>());
    });
    if (boxes.empty())
      return;
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    for (Operation *function : functions)
      if (function &&
          failed(check(cast<FunctionOpInterface>(function), *machine)))
        return signalPassFailure();
    for (FusedOp box : boxes) {
      if (NestAttr nest = box.getNestAttr();
          nest && nest.getMarch() != machine->march)
        reportOtherNest(forgetGroupsRemarks, box, nest, machine->march);
      forgetGroupsRemarks.analysis(box, "group")
          << remark::add("is a valid group and its attributes match its body");
      for (StringRef name : FusedOp::getAttributeNames())
        box->removeAttr(name);
    }
  }
};
} // namespace
} // namespace ag
