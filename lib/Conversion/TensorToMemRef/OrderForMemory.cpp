//===- OrderForMemory.cpp - fewer bytes live at once ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The steps are the ops of the entry's block that are not pure. A temporary
// that several of them use lives from the first to the last one; what is used
// in one only, as in the body of a loop, counts for the most that lives at once
// there. ag/Support/MemoryOrder.h finds the order. All other ops, as views and
// sizes, go to where they are needed first.
//
//===----------------------------------------------------------------------===//
#include "StepDependences.h"
#include "Temporaries.h"
#include "ag/Analysis/EntryInterface.h"
#include "ag/Conversion/Passes.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/MemoryOrder.h"
#include "ag/Support/Quantities.h"
#include "mlir/IR/OpDefinition.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_ORDERFORMEMORYPASS
#include "ag/Conversion/Passes.h.inc"

namespace {
constexpr PassRemarks remarks("ag-order-for-memory");

/// The steps of one entry, and what they need at some sizes.
class EntrySteps {
public:
  EntrySteps(func::FuncOp entry, const BufferLiveness &liveness)
      : entry(entry), block(entry.getBody().front()), liveness(liveness) {
    for (Operation &op : block.without_terminator())
      if (LiveRange span = liveness.getSpan(&op); span.start < span.end) {
        numbers[&op] = steps.size();
        steps.push_back(&op);
      }
  }

  /// Without sizes. A buffer is a temporary of the same number.
  StepGraph describe(ArrayRef<Temporary> temporaries) const;
  /// Fills in the sizes.
  void measure(ArrayRef<LiveBuffer> buffers, StepGraph &graph) const;
  void arrange(ArrayRef<unsigned> order);

private:
  SharedBuffer findUses(memref::AllocOp buffer) const;

  func::FuncOp entry;
  Block &block;
  const BufferLiveness &liveness;
  std::vector<Operation *> steps;
  DenseMap<Operation *, unsigned> numbers;
};

/// The steps that use `buffer` or a view of it.
SharedBuffer EntrySteps::findUses(memref::AllocOp buffer) const {
  SharedBuffer result{0, {}};
  for (Value view : liveness.getViewFlow().resolve(buffer.getResult()))
    for (Operation *user : view.getUsers()) {
      LiveRange span = liveness.getSpan(user);
      auto step = numbers.find(block.findAncestorOpInBlock(*user));
      if (span.start < span.end && step != numbers.end())
        result.steps.push_back(step->second);
    }
  llvm::sort(result.steps);
  result.steps.erase(llvm::unique(result.steps), result.steps.end());
  return result;
}

StepGraph EntrySteps::describe(ArrayRef<Temporary> temporaries) const {
  StepGraph graph;
  for (auto &after : findDependences(entry, steps, liveness.getViewFlow()))
    graph.steps.push_back({std::move(after)});
  for (const Temporary &temporary : temporaries)
    graph.buffers.push_back(findUses(temporary.op));
  return graph;
}

void EntrySteps::measure(ArrayRef<LiveBuffer> buffers, StepGraph &graph) const {
  // By how much more lives inside of an op from each of its own steps on.
  std::vector<int64_t> changes(liveness.getSteps().size());
  for (auto [buffer, shared] : llvm::zip(buffers, graph.buffers)) {
    bool isInside = shared.steps.size() == 1;
    shared.size = isInside ? 0 : buffer.size;
    if (!isInside)
      continue;
    int64_t end = liveness.getSpan(steps[shared.steps.front()]).end;
    for (LiveRange range : buffer.live) {
      changes[range.start] += buffer.size;
      if (range.end < end)
        changes[range.end] -= buffer.size;
    }
  }
  for (auto [op, step] : llvm::zip(steps, graph.steps)) {
    int64_t sum = 0;
    step.scratch = 0;
    LiveRange span = liveness.getSpan(op);
    for (int64_t at = span.start; at < span.end; ++at)
      step.scratch = std::max(step.scratch, sum += changes[at]);
  }
}

/// Puts the steps in this order, and each other op in front of the first one
/// that needs it. Constants stay at the beginning.
void EntrySteps::arrange(ArrayRef<unsigned> order) {
  Operation *end = block.getTerminator();
  SmallVector<Operation *> ops;
  for (Operation &op : block.without_terminator())
    ops.push_back(&op);
  DenseSet<Operation *> placed;
  auto place = [&](auto &self, Operation *op) -> void {
    if (!placed.insert(op).second)
      return;
    for (Operation *producer : getProducers(op))
      self(self, producer);
    op->moveBefore(end);
  };
  for (Operation *op : ops)
    if (op->hasTrait<OpTrait::ConstantLike>())
      place(place, op);
  for (unsigned step : order)
    place(place, steps[step]);
  for (Operation *op : ops)
    place(place, op);
}

/// The least number of steps which, moved, make the program's order this one:
/// all but a longest row of increasing numbers.
size_t countMoved(ArrayRef<unsigned> order) {
  SmallVector<unsigned> lasts;
  for (unsigned step : order) {
    auto place = llvm::lower_bound(lasts, step);
    if (place == lasts.end())
      lasts.push_back(step);
    else
      *place = step;
  }
  return order.size() - lasts.size();
}

class OrderForMemoryPass
    : public impl::OrderForMemoryPassBase<OrderForMemoryPass> {
  void runOnOperation() override {
    func::FuncOp entry = getOperation();
    std::optional<EntryInterface> interface = getEntryInterface(entry);
    if (!interface || entry.isExternal() || !entry.getBody().hasOneBlock())
      return;
    if (failed(order(entry, *interface)))
      signalPassFailure();
  }

  LogicalResult order(func::FuncOp entry, const EntryInterface &interface);
  bool isGoodAtAllSizes(ArrayRef<std::vector<LiveBuffer>> samples,
                        ArrayRef<unsigned> order, const EntrySteps &steps,
                        StepGraph &graph);
};

/// Whether at no sizes more lives at once than in the program's order.
bool OrderForMemoryPass::isGoodAtAllSizes(
    ArrayRef<std::vector<LiveBuffer>> samples, ArrayRef<unsigned> order,
    const EntrySteps &steps, StepGraph &graph) {
  auto program = llvm::to_vector(llvm::seq<unsigned>(0, order.size()));
  return llvm::all_of(samples, [&](ArrayRef<LiveBuffer> buffers) {
    steps.measure(buffers, graph);
    return livePeakOf(graph, order) <= livePeakOf(graph, program);
  });
}

/// What the temporaries are at each of the sample sizes. The bounds of their
/// sizes are computed for that only, and don't stay in the program.
FailureOr<std::vector<std::vector<LiveBuffer>>>
measureAtSamples(func::FuncOp entry, const EntryInterface &interface,
                 MutableArrayRef<Temporary> temporaries) {
  Block &block = entry.getBody().front();
  Operation *first = &block.front();
  LogicalResult bounded = boundExtents(entry, temporaries);
  std::vector<std::vector<LiveBuffer>> samples;
  for (ArrayRef<int64_t> symbols : getSampleSizes(interface)) {
    if (failed(bounded))
      break;
    auto buffers = measureTemporaries(entry, interface, temporaries, symbols);
    if (failed(buffers))
      bounded = failure();
    else
      samples.push_back(std::move(*buffers));
  }
  while (&block.front() != first)
    first->getPrevNode()->erase();
  if (failed(bounded))
    return failure();
  return samples;
}

void explain(func::FuncOp entry, const MemoryOrder &order, bool isGained,
             bool isGood) {
  std::string before = spellBytes(order.peakBefore);
  if (isGood)
    remarks.passed(entry, "order")
        << remark::add("{0} live at once where they were {1}",
                       spellBytes(order.peak), before)
        << remark::metric("bytes", order.peak)
        << remark::metric("before", order.peakBefore)
        << remark::metric("bound", order.bound)
        << remark::metric("moved", countMoved(order.steps));
  else if (isGained)
    remarks.missed(entry, "order")
        << remark::add("stays as it is: {0} live at once", before)
        << remark::reason(
               "what is best at the planned sizes is worse at others")
        << remark::metric("bytes", order.peakBefore)
        << remark::metric("bound", order.bound);
  else
    remarks.analysis(entry, "order")
        << remark::add("stays as it is: {0} live at once{1}", before,
                       order.bound == order.peak ? ", in any order" : "")
        << remark::metric("bytes", order.peak)
        << remark::metric("bound", order.bound);
}

LogicalResult OrderForMemoryPass::order(func::FuncOp entry,
                                        const EntryInterface &interface) {
  BufferLiveness liveness(entry);
  FailureOr<std::vector<Temporary>> collected =
      collectTemporaries(entry, liveness);
  if (failed(collected))
    return failure();
  std::vector<Temporary> &temporaries = *collected;
  if (temporaries.empty())
    return success();
  auto samples = measureAtSamples(entry, interface, temporaries);
  if (failed(samples))
    return failure();
  EntrySteps steps(entry, liveness);
  StepGraph graph = steps.describe(temporaries);
  steps.measure(samples->front(), graph);
  llvm::Expected<MemoryOrder> order = orderForMemory(graph);
  if (!order)
    return entry.emitError(llvm::toString(order.takeError()));
  bool isGained = order->peak < order->peakBefore;
  bool isGood =
      isGained && isGoodAtAllSizes(*samples, order->steps, steps, graph);
  explain(entry, *order, isGained, isGood);
  if (isGood)
    steps.arrange(order->steps);
  return success();
}
} // namespace
} // namespace ag
