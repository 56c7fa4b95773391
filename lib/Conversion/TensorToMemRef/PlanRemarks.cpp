//===- PlanRemarks.cpp - what the plan of a workspace says ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PlanRemarks.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Quantities.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace ag {

static constexpr PassRemarks remarks("ag-plan-workspace");

/// ", of which they need at least 3 kB".
static std::string describeGap(const PlanSample &sample) {
  if (sample.peak == sample.bound)
    return ", the least that they fit into";
  return ", of which they need at least " + spellBytes(sample.bound);
}

static void explainWorkspace(func::FuncOp entry,
                             const EntryInterface &interface,
                             const PlanSample &planned) {
  size_t buffers = planned.buffers.size();
  remarks.analysis(entry, "workspace")
      << remark::add("{0} of workspace for {1} temporaries{2}",
                     spellBytes(planned.peak), buffers, describeGap(planned))
      << remark::metric("bytes", planned.peak)
      << remark::metric("bound", planned.bound)
      << remark::metric("gap", planned.peak - planned.bound)
      << remark::metric("buffers", buffers)
      << remark::metric("sizes", describeSizes(interface, planned.symbols));
}

static void explainSample(func::FuncOp entry, const EntryInterface &interface,
                          const PlanSample &sample) {
  std::string sizes = describeSizes(interface, sample.symbols);
  remarks.analysis(entry, "sample")
      << remark::add("at {0} {1} of workspace{2}", sizes,
                     spellBytes(sample.peak), describeGap(sample))
      << remark::metric("bytes", sample.peak)
      << remark::metric("bound", sample.bound)
      << remark::metric("gap", sample.peak - sample.bound)
      << remark::metric("sizes", sizes);
}

/// What `view` is a view of.
static Value findBuffer(Value view) {
  while (auto op = view.getDefiningOp<ViewLikeOpInterface>())
    view = op.getViewSource();
  return view;
}

/// Why a copy is there: all that could be in place is by now.
static StringRef findReason(Operation *copy) {
  Value from = findBuffer(copy->getOperand(0));
  Value to = findBuffer(copy->getOperand(1));
  bool isAlone = llvm::hasSingleElement(to.getUsers());
  auto loop = copy->getParentOfType<LoopLikeOpInterface>();
  bool isCarried = loop && loop.isDefinedOutsideOfLoop(to);
  if (isa<BlockArgument>(from) && isa<BlockArgument>(to) && isAlone)
    return "an argument is a result as it is";
  if (isa<BlockArgument>(from) && !isCarried)
    return "the argument that is updated belongs to the caller";
  if (isCarried)
    return "the loop's turns read what it replaces while they compute it";
  return "both tensors are needed behind it, or one is a part of a larger one "
         "that is still read while it is computed";
}

static void explainCopies(func::FuncOp entry) {
  entry.walk([](Operation *op) {
    if (isa<memref::CopyOp, linalg::CopyOp>(op))
      remarks.missed(op, "copy")
          << remark::add("a {0} is copied", op->getOperand(0).getType())
          << remark::reason("{0}", findReason(op));
  });
}

void explainPlan(func::FuncOp entry, const EntryInterface &interface,
                 ArrayRef<Temporary> temporaries,
                 ArrayRef<PlanSample> samples) {
  if (!PassRemarks::areWanted(entry.getContext()))
    return;
  const PlanSample &planned = samples.front();
  explainWorkspace(entry, interface, planned);
  for (const PlanSample &sample : samples.drop_front())
    explainSample(entry, interface, sample);
  for (auto [temporary, buffer, offset] :
       llvm::zip(temporaries, planned.buffers, planned.offsets))
    remarks.analysis(temporary.op, "buffer")
        << remark::add("{0} from {1} on", spellBytes(buffer.size), offset)
        << remark::metric("bytes", buffer.size)
        << remark::metric("offset", offset)
        << remark::metric("start",
                          buffer.live.empty() ? 0 : buffer.live.front().start)
        << remark::metric("end",
                          buffer.live.empty() ? 0 : buffer.live.back().end);
  explainCopies(entry);
}

} // namespace ag
