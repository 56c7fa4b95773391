//===- SplitLoops.cpp - loops that threads share --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops are split, and into what? The outermost loops that threads may
// share:
//
//   scf.for %i = %c0 to %n step %c8 { ... } {ag.parallel}
//
// becomes, for up to 4 threads,
//
//   %units = divui %n, 8;  %enough = cmpi sge, <work of the loop>, 7 * 2^20
//   %chunks = select %enough, 4, 1
//   scf.parallel (%chunk) = (0) to (%chunks) {
//     scf.for %i = 8 * (%chunk * %units / %chunks) to ... step %c8 { ... }
//   } {ag.on_threads}
//
// A chunk runs complete iterations of the loops, and no two chunks write the
// same element. Results have the same bits for any number of threads.
//
//===----------------------------------------------------------------------===//
#include "LoopBand.h"
#include "LoopWork.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Machine.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/IndexMath.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SPLITLOOPSPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks splitLoopsRemarks("ag-split-loops");

namespace {
/// The work (LoopWork.h) below which waking a thread, which takes 10 to 30 us,
/// costs more than it gains. It is that of an exp of a quarter of a million
/// elements: each takes 12 steps, a load and a store.
constexpr int64_t leastWork = int64_t(7) << 20;

/// Returns the outermost loops that threads may share.
SmallVector<scf::ForOp> collectLoops(func::FuncOp function) {
  SmallVector<scf::ForOp> loops;
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (isa<scf::ParallelOp>(op))
      return WalkResult::skip();
    if (!op->hasAttr(parallelAttrName) || !isa<scf::ForOp>(op))
      return WalkResult::advance();
    loops.push_back(cast<scf::ForOp>(op));
    return WalkResult::skip();
  });
  return loops;
}

/// Hoists the bounds of loops out of the loops around them.
void hoistInvariants(scf::ForOp loop) {
  loop->walk([](scf::ForOp each) {
    moveLoopInvariantCode(cast<LoopLikeOpInterface>(each.getOperation()));
  });
}

/// Returns the number of chunks: one for each of the machine's threads, or 1 if
/// there is too little work.
Value countChunks(scf::ForOp loop, const Machine &machine, OpBuilder &builder) {
  IndexMath math(builder, loop.getLoc());
  Value isEnough = math.compare(arith::CmpIPredicate::sge,
                                estimateWork(loop, machine, builder),
                                math.number(leastWork));
  return math.select(isEnough, math.number(machine.threads), math.number(1));
}

void stayWhole(scf::ForOp loop, StringRef reason) {
  splitLoopsRemarks.missed(loop, "threads")
      << remark::add("runs on one thread") << remark::reason("{0}", reason);
}

/// Returns the reason why `op` keeps iterations from running in parallel.
std::string describeSharedWrite(Operation *op) {
  bool isBuffer = llvm::any_of(op->getOperands(), [](Value operand) {
    return isa<MemRefType>(operand.getType());
  });
  if (isBuffer)
    return "its iterations write to one buffer";
  return llvm::formatv("its iterations have to run {0} one after the other",
                       op->getName());
}

void splitLoop(scf::ForOp loop, const Machine &machine) {
  hoistInvariants(loop);
  std::optional<LoopBand> band = LoopBand::find(loop);
  if (!band)
    return stayWhole(loop, "its iterations cannot be counted before it begins");
  if (Operation *op = findSharedWrite(loop))
    return stayWhole(loop, describeSharedWrite(op));
  Location loc = loop.getLoc();
  OpBuilder builder(loop);
  Value chunks = countChunks(loop, machine, builder);
  if (isConstantIntValue(chunks, 1))
    return stayWhole(loop, "there is too little to do");
  splitLoopsRemarks.passed(loop, "threads")
      << remark::add("may be shared by {0} threads", machine.threads)
      << remark::metric("threads", machine.threads);
  Value units = band->countUnits(builder);
  IndexMath math(builder, loc);
  auto parallel =
      scf::ParallelOp::create(builder, loc, ValueRange(math.number(0)),
                              ValueRange(chunks), ValueRange(math.number(1)));
  parallel->setAttr(onThreadsAttrName, builder.getUnitAttr());
  loop->replaceAllUsesWith(loop.getInits());
  loop->moveBefore(parallel.getBody()->getTerminator());
  builder.setInsertionPoint(loop);
  Value chunk = parallel.getInductionVars().front();
  Value next = math.add(chunk, math.number(1));
  Value first = math.divide(math.multiply(chunk, units), chunks);
  Value end = math.divide(math.multiply(next, units), chunks);
  band->restrictTo(first, end);
}

struct SplitLoopsPass : WithModels<impl::SplitLoopsPassBase<SplitLoopsPass>> {
  using WithModels::WithModels;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<Machine> machine = getMachine(module);
    if (failed(machine))
      return signalPassFailure();
    if (machine->threads < 2)
      return;
    for (auto function : module.getOps<func::FuncOp>())
      for (scf::ForOp loop : collectLoops(function))
        splitLoop(loop, *machine);
  }
};
} // namespace
} // namespace ag
