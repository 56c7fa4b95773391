//===- OutlineKernels.cpp - one function for equal loop nests -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The layers of a model are alike: their loop nests differ only in the buffers
// that they work on.
//
//   scf.for %i = %c0 to %c8 step %c1 {              // on %x and %y
//   scf.for %i = %c0 to %c8 step %c1 {              // on %y and %z
//
// become, as loops on buffers have no results,
//
//   func.func private @f.kernel(%x: memref<8xf32>, %y: memref<8xf32>)
//   func.call @f.kernel(%x, %y)
//   func.call @f.kernel(%y, %z)
//
// A nest becomes a function if it has no result and cannot fail. Nests become
// one function if they are equal, except for the names of values.
//
//===----------------------------------------------------------------------===//
#include "Common/KernelTable.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/Captures.h"
#include "ag/Phases/Common/ProgramForm.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_OUTLINEKERNELSPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks outlineKernelsRemarks("ag-outline-kernels");

namespace {
/// The largest number of ops with which a function still compiles quickly. A
/// larger nest is searched for smaller ones.
constexpr unsigned mostOps = 4000;

/// Returns true if `nest` may run in a function of its own. Branches may not:
/// branches on the same condition are merged by now, with all nests in them.
bool standsAlone(Operation *nest) {
  bool branches =
      isa<RegionBranchOpInterface>(nest) && !isa<LoopLikeOpInterface>(nest);
  if (nest->getNumRegions() == 0 || nest->getNumResults() > 0 || branches)
    return false;
  unsigned ops = 0;
  WalkResult found = nest->walk([&](Operation *op) {
    // A demand that is not met ends the entry.
    bool allowed = !isa<RequireOp>(op) && ++ops <= mostOps;
    return allowed ? WalkResult::advance() : WalkResult::interrupt();
  });
  return !found.wasInterrupted();
}

/// Collects the outermost nests in `region` that become functions.
void collectNests(Region &region, SmallVectorImpl<Operation *> &nests) {
  for (Operation &op : region.getOps()) {
    if (standsAlone(&op)) {
      nests.push_back(&op);
      continue;
    }
    for (Region &inner : op.getRegions())
      collectNests(inner, nests);
  }
}

/// Returns a function, in no module yet, that computes what `nest` does.
func::FuncOp makeKernel(Operation *nest, const Captures &captured) {
  OpBuilder builder(nest->getContext());
  auto type =
      builder.getFunctionType(ValueRange(captured.arguments).getTypes(), {});
  auto kernel = func::FuncOp::create(builder, nest->getLoc(), "", type);
  kernel.setPrivate();
  // LLVM would otherwise inline a function that has only one caller.
  kernel->setAttr("passthrough", builder.getStrArrayAttr({"noinline"}));
  builder.setInsertionPointToStart(kernel.addEntryBlock());
  IRMapping mapping;
  captured.mapInto(builder, kernel.getArguments(), mapping);
  builder.clone(*nest, mapping);
  func::ReturnOp::create(builder, nest->getLoc());
  return kernel;
}

struct OutlineKernelsPass
    : OnForm<ProgramForm::Buffers,
             impl::OutlineKernelsPassBase<OutlineKernelsPass>> {
  void runOnForm() override {
    KernelTable<func::FuncOp> kernels(getOperation());
    for (auto entry : llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      SmallVector<Operation *> nests;
      collectNests(entry.getBody(), nests);
      for (Operation *nest : nests)
        outline(nest, entry, kernels);
    }
  }

  /// Replaces `nest` by a call.
  void outline(Operation *nest, func::FuncOp entry,
               KernelTable<func::FuncOp> &kernels) {
    Captures captured(nest);
    auto [kernel, isNew] =
        kernels.add(makeKernel(nest, captured),
                    makeKernelName(entry.getName(), nest, "nest"));
    outlineKernelsRemarks.passed(nest, "kernel")
        << remark::add("is @{0}, {1}", kernel.getName(),
                       isNew ? "a new function" : "as an equal nest before it")
        << remark::metric("kernel", kernel.getName())
        << remark::metric("shared", !isNew);
    OpBuilder builder(nest);
    func::CallOp::create(builder, nest->getLoc(), kernel, captured.arguments);
    nest->erase();
  }
};
} // namespace
} // namespace ag
