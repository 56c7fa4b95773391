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

using namespace mlir;

namespace ag {

static constexpr PassRemarks remarks("ag-plan-workspace");

static void explainWorkspace(func::FuncOp entry,
                             const EntryInterface &interface, size_t buffers,
                             const Packing &packing) {
  int64_t gap = packing.peak - packing.bound;
  std::string rest =
      gap == 0 ? ", the least that they fit into"
               : ", of which they need at least " + spellBytes(packing.bound);
  remarks.analysis(entry, "workspace")
      << remark::add("{0} of workspace for {1} temporaries{2}",
                     spellBytes(packing.peak), buffers, rest)
      << remark::metric("bytes", packing.peak)
      << remark::metric("bound", packing.bound) << remark::metric("gap", gap)
      << remark::metric("buffers", buffers)
      << remark::metric("sizes", describePlannedSizes(interface));
}

static void explainCopies(func::FuncOp entry) {
  entry.walk([](Operation *op) {
    if (!isa<memref::CopyOp, linalg::CopyOp>(op))
      return;
    bool isHandedOn = llvm::all_of(op->getOperands(), [](Value buffer) {
      return isa<BlockArgument>(buffer);
    });
    remarks.missed(op, "copy")
        << remark::add("a {0} is copied", op->getOperand(0).getType())
        << remark::reason("{0}", isHandedOn
                                     ? "an argument is a result as it is"
                                     : "both buffers are needed, or owned by "
                                       "the caller");
  });
}

void explainPlan(func::FuncOp entry, const EntryInterface &interface,
                 ArrayRef<memref::AllocOp> temporaries,
                 ArrayRef<LiveBuffer> buffers, const Packing &packing) {
  if (!PassRemarks::areWanted(entry.getContext()))
    return;
  explainWorkspace(entry, interface, buffers.size(), packing);
  for (auto [op, buffer, offset] :
       llvm::zip(temporaries, buffers, packing.offsets))
    remarks.analysis(op, "buffer")
        << remark::add("{0} from {1} on", spellBytes(buffer.size), offset)
        << remark::metric("bytes", buffer.size)
        << remark::metric("offset", offset)
        << remark::metric("start", buffer.live.front().start)
        << remark::metric("end", buffer.live.back().end);
  explainCopies(entry);
}

} // namespace ag
