//===- YieldInPlace.cpp - iter_args in one buffer each --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a loop keep each iter_arg in one buffer? Yielded values are written,
// in order, into the iter_args of the iteration. A yielded value must not be in
// a buffer that was written before it. A loop that swaps two tensors shows
// this:
//
//   scf.for ... iter_args(%a = %x, %b = %y) {
//     %c = bufferization.alloc_tensor() copy(%a)
//     %0 = bufferization.materialize_in_destination %b in %a
//     %1 = bufferization.materialize_in_destination %c in %b
//     scf.yield %0, %1
//
// A value may be the iter_arg itself on one path through the body, and not on
// another. If it comes from an scf.if after which no op needs the iter_arg's
// old value, the other branch writes it. Otherwise it is copied first:
//
//   %t = scf.if %b { scf.yield %y } else { scf.yield %a }
//   -> %t = scf.if %b {
//        %0 = bufferization.materialize_in_destination %y in %a
//        scf.yield %0
//      } else { scf.yield %a }
//
// A tensor whose size changes cannot stay in one buffer. If sizes are not
// provably equal, an ag.require compares them.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Phases/Common/GroupDemands.h"
#include "ag/Phases/Common/InPlace.h"
#include "ag/Phases/Common/WhileLoops.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_YIELDINPLACEPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks yieldInPlaceRemarks("ag-yield-in-place");

namespace {
LogicalResult yieldInPlace(Operation *loop) {
  return success(llvm::all_of(getForwarded(loop), [](const Forwarded &each) {
    return succeeded(InPlace(yieldInPlaceRemarks).materialize(each));
  }));
}

struct YieldInPlacePass
    : WithModels<impl::YieldInPlacePassBase<YieldInPlacePass>> {
  void runOnOperation() override {
    SmallVector<Operation *> loops;
    getOperation()->walk([&](Operation *op) {
      if (isa<scf::ForOp, scf::WhileOp>(op))
        loops.push_back(op);
    });
    for (Operation *op : loops) {
      auto loop = dyn_cast<scf::WhileOp>(op);
      FailureOr<scf::WhileOp> aligned =
          loop ? alignWhile(loop) : FailureOr<scf::WhileOp>(loop);
      if (failed(aligned) || failed(yieldInPlace(loop ? *aligned : op)))
        return signalPassFailure();
    }
    demandInFront(getOperation());
  }
};
} // namespace
} // namespace ag
