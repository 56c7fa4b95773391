//===- PlanRemarks.cpp - remarks on the plan of a workspace ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PlanRemarks.h"
#include "Common/LoopCopies.h"
#include "DescribeMemory.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Report/Quantities.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

static constexpr PassRemarks planWorkspaceRemarks("ag-plan-workspace");

/// Returns text such as ", of which they need at least 3 kB".
static std::string describeGap(int64_t peak, int64_t bound) {
  if (peak == bound)
    return ", the least that they fit into";
  return ", of which they need at least " + spellBytes(double(bound));
}

static void explainWorkspace(func::FuncOp entry, const MemoryPlan &plan) {
  planWorkspaceRemarks.analysis(entry, "workspace")
      << remark::add("{0} of workspace for {1} temporaries{2}",
                     spellBytes(double(plan.peak)), plan.buffers.size(),
                     describeGap(plan.peak, plan.bound))
      << remark::metric("bytes", plan.peak)
      << remark::metric("bound", plan.bound)
      << remark::metric("gap", plan.peak - plan.bound)
      << remark::metric("buffers", plan.buffers.size())
      << remark::metric("sizes", spellSizes(plan.sizes));
}

static void explainSample(func::FuncOp entry, const MemorySample &sample) {
  std::string sizes = spellSizes(sample.sizes);
  planWorkspaceRemarks.analysis(entry, "sample")
      << remark::add("at {0} {1} of workspace{2}", sizes,
                     spellBytes(double(sample.peak)),
                     describeGap(sample.peak, sample.bound))
      << remark::metric("bytes", sample.peak)
      << remark::metric("bound", sample.bound)
      << remark::metric("gap", sample.peak - sample.bound)
      << remark::metric("sizes", sizes);
}

/// Returns the buffer that `view` is a view of.
static Value findBuffer(Value view) {
  while (auto op = view.getDefiningOp<ViewLikeOpInterface>())
    view = op.getViewSource();
  return view;
}

/// Returns why a copy is needed. All tensors that can be in place are by now.
static StringRef findReason(Operation *copy) {
  if (copiesMoreThanUsed(copy))
    return "each iteration copies all of it, and otherwise uses only slices: "
           "the loop yields one tensor or another";
  Value from = findBuffer(copy->getOperand(0));
  Value to = findBuffer(copy->getOperand(1));
  bool isAlone = llvm::hasSingleElement(to.getUsers());
  bool isPart =
      isa_and_nonnull<memref::SubViewOp>(copy->getOperand(1).getDefiningOp());
  auto isArgument = [](Value buffer) {
    auto argument = dyn_cast<BlockArgument>(buffer);
    return argument && isa<func::FuncOp>(argument.getOwner()->getParentOp());
  };
  auto loop = copy->getParentOfType<LoopLikeOpInterface>();
  bool isCarried = loop && loop.isDefinedOutsideOfLoop(to);
  if (isArgument(from) && isArgument(to) && isAlone)
    return "an argument is returned unchanged";
  if (isArgument(from) && !isCarried)
    return isPart ? "an unchanged argument is a part of a larger tensor"
                  : "the argument that is updated belongs to the caller";
  if (isCarried)
    return "iterations read the old value while they compute the new one";
  if (isPart)
    return "it is read again after it is inserted, or another part is computed "
           "from it";
  return "both tensors are needed after the copy, or one is a part of a larger "
         "one that is still read while it is computed";
}

/// Emits a remark at the op at which most memory is live.
static void explainPeak(const BufferLiveness &liveness,
                        const MemoryPlan &plan) {
  constexpr size_t most = 5;
  std::optional<BusiestStep> busiest = findBusiestStep(plan);
  if (!busiest)
    return;
  std::vector<std::string> values;
  for (size_t number : ArrayRef(busiest->buffers).take_front(most)) {
    const PlannedBuffer &buffer = plan.buffers[number];
    values.push_back(spellThing(buffer.value) + " (" +
                     spellBytes(double(buffer.bytes)) + ")");
  }
  if (size_t rest = busiest->buffers.size() - values.size())
    values.push_back("and " + std::to_string(rest) + " smaller");
  planWorkspaceRemarks.analysis(liveness.getSteps()[busiest->step], "peak")
      << remark::add("most is live here, {0}: {1}",
                     spellBytes(double(busiest->bytes)),
                     llvm::join(values, ", "))
      << remark::metric("bytes", busiest->bytes)
      << remark::metric("buffers", busiest->buffers.size())
      << remark::metric("step", busiest->step);
}

static void explainBuffer(Operation *op, const PlannedBuffer &buffer) {
  bool lives = !buffer.live.empty();
  planWorkspaceRemarks.analysis(op, "buffer")
      << remark::add("{0} from {1} on, {2}", spellBytes(double(buffer.bytes)),
                     buffer.offset, spellThing(buffer.value))
      << remark::metric("bytes", buffer.bytes)
      << remark::metric("offset", buffer.offset)
      << remark::metric("start", lives ? buffer.live.front().start : 0)
      << remark::metric("end", lives ? buffer.live.back().end : 0);
}

static void explainCopies(func::FuncOp entry) {
  entry.walk([](Operation *op) {
    if (isa<memref::CopyOp, linalg::CopyOp>(op))
      planWorkspaceRemarks.missed(op, "copy")
          << remark::add("a {0} is copied", op->getOperand(0).getType())
          << remark::reason("{0}", findReason(op));
  });
}

void explainPlan(func::FuncOp entry, const BufferLiveness &liveness,
                 ArrayRef<Temporary> temporaries, const MemoryPlan &plan) {
  if (!PassRemarks::areWanted(entry.getContext()))
    return;
  explainWorkspace(entry, plan);
  for (const MemorySample &sample : plan.samples)
    explainSample(entry, sample);
  explainPeak(liveness, plan);
  for (auto [temporary, buffer] : llvm::zip(temporaries, plan.buffers))
    explainBuffer(findValue(temporary.op, liveness), buffer);
  explainCopies(entry);
}

} // namespace ag
