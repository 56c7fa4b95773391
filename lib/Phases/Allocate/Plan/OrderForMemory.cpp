//===- OrderForMemory.cpp - fewer bytes live at once ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The steps are the ops of a block that are not pure. A temporary of the block
// that several steps use lives from the first to the last of them. A temporary
// that only one step uses, as in the body of a loop, counts for the peak inside
// of that step. ag/Support/Memory/MemoryOrder.h finds the order. All other ops,
// such as views and sizes, move to their first user.
//
// Bodies of loops and branches are ordered before the blocks around them: a
// lower peak inside of a step reduces the memory that the step needs.
//
//===----------------------------------------------------------------------===//
#include "Demands.h"
#include "StepDependences.h"
#include "Temporaries.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Support/Memory/MemoryOrder.h"
#include "ag/Support/Report/Quantities.h"
#include "mlir/IR/OpDefinition.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_ORDERFORMEMORYPASS
#include "ag/Phases/Allocate/Passes.h.inc"

namespace {
constexpr PassRemarks orderForMemoryRemarks("ag-order-for-memory");

/// The steps of one block of an entry, and the memory that they need at given
/// sizes.
class BlockSteps {
public:
  BlockSteps(Block &block, const BufferLiveness &liveness)
      : block(block), liveness(liveness) {
    for (Operation &op : block.without_terminator())
      if (LiveRange span = liveness.getSpan(&op); span.start < span.end) {
        numbers[&op] = steps.size();
        steps.push_back(&op);
      }
  }

  /// Returns the graph without sizes. A buffer has the number of its temporary.
  StepGraph describe(func::FuncOp entry, ArrayRef<Temporary> temporaries) const;
  /// Sets the sizes of the graph's buffers and steps.
  void measure(ArrayRef<LiveBuffer> buffers, StepGraph &graph) const;
  void arrange(ArrayRef<unsigned> order);

private:
  bool livesInside(const Temporary &temporary) const;
  SharedBuffer findUses(const Temporary &temporary) const;

  Block &block;
  const BufferLiveness &liveness;
  std::vector<Operation *> steps;
  DenseMap<Operation *, unsigned> numbers;
};

/// Returns true if the temporary begins and ends in the block, in each
/// iteration of a loop.
bool BlockSteps::livesInside(const Temporary &temporary) const {
  int64_t first = liveness.getSpan(&block.front()).start;
  int64_t end = liveness.getSpan(&block.back()).end;
  return llvm::all_of(temporary.live, [&](LiveRange range) {
    return first <= range.start && range.end <= end;
  });
}

/// Returns the steps that use the buffer or a view of it. Empty if their order
/// does not determine when the buffer lives.
SharedBuffer BlockSteps::findUses(const Temporary &temporary) const {
  SharedBuffer result{0, {}};
  if (!livesInside(temporary))
    return result;
  memref::AllocOp buffer = temporary.op;
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

StepGraph BlockSteps::describe(func::FuncOp entry,
                               ArrayRef<Temporary> temporaries) const {
  StepGraph graph;
  for (auto &after : findDependences(entry, steps, liveness.getViewFlow()))
    graph.steps.push_back({std::move(after)});
  for (const Temporary &temporary : temporaries)
    graph.buffers.push_back(findUses(temporary));
  return graph;
}

void BlockSteps::measure(ArrayRef<LiveBuffer> buffers, StepGraph &graph) const {
  // The bytes by which each step of the entry changes the memory that is live
  // inside of the op that contains it.
  std::vector<int64_t> changes(liveness.getSteps().size());
  for (auto [buffer, shared] : llvm::zip(buffers, graph.buffers)) {
    bool isInside = shared.steps.size() == 1;
    shared.size = shared.steps.size() > 1 ? buffer.size : 0;
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

/// Moves the steps into this order, and each other op before the first op that
/// needs it. Constants stay at the beginning.
void BlockSteps::arrange(ArrayRef<unsigned> order) {
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

/// Returns the least number of steps that have to move to produce this order:
/// all but a longest increasing subsequence.
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

/// Returns the temporaries at each of the sample sizes, the planned ones first.
/// The bounds of their sizes are emitted for this only, and erased again.
FailureOr<std::vector<std::vector<LiveBuffer>>>
measureAtSamples(func::FuncOp entry, const EntrySignature &signature,
                 MutableArrayRef<Temporary> temporaries) {
  Block &block = entry.getBody().front();
  Operation *first = &block.front();
  LogicalResult bounded = boundExtents(entry, temporaries);
  std::vector<std::vector<LiveBuffer>> samples;
  for (ArrayRef<int64_t> symbols : getSampleSizes(signature)) {
    if (failed(bounded))
      break;
    auto buffers = measureTemporaries(entry, signature, temporaries, symbols);
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

/// The memory of an entry; valid until the entry is changed.
struct EntryMemory {
  static FailureOr<std::unique_ptr<EntryMemory>>
  measure(func::FuncOp entry, const EntrySignature &signature);

  func::FuncOp entry;
  BufferLiveness liveness;
  std::vector<Temporary> temporaries;
  std::vector<std::vector<LiveBuffer>> samples;

private:
  explicit EntryMemory(func::FuncOp entry) : entry(entry), liveness(entry) {}
};

FailureOr<std::unique_ptr<EntryMemory>>
EntryMemory::measure(func::FuncOp entry, const EntrySignature &signature) {
  std::unique_ptr<EntryMemory> memory(new EntryMemory(entry));
  auto temporaries = collectTemporaries(entry, memory->liveness);
  if (failed(temporaries))
    return failure();
  auto samples = measureAtSamples(entry, signature, *temporaries);
  if (failed(samples))
    return failure();
  memory->temporaries = std::move(*temporaries);
  memory->samples = std::move(*samples);
  return memory;
}

/// Returns true if the peak of `order` does not exceed that of the program's
/// order at any sample sizes.
bool isGoodAtAllSizes(const EntryMemory &memory, ArrayRef<unsigned> order,
                      const BlockSteps &steps, StepGraph &graph) {
  auto program = llvm::to_vector(llvm::seq<unsigned>(0, order.size()));
  return llvm::all_of(memory.samples, [&](ArrayRef<LiveBuffer> buffers) {
    steps.measure(buffers, graph);
    return livePeakOf(graph, order) <= livePeakOf(graph, program);
  });
}

void explain(Block &block, const MemoryOrder &order, bool isGained,
             bool isGood) {
  Operation *op = block.getParentOp();
  std::string before = spellBytes(order.peakBefore);
  if (isGood)
    orderForMemoryRemarks.passed(op, "order")
        << remark::add("{0} live at once instead of {1}",
                       spellBytes(order.peak), before)
        << remark::metric("bytes", order.peak)
        << remark::metric("before", order.peakBefore)
        << remark::metric("bound", order.bound)
        << remark::metric("moved", countMoved(order.steps));
  else if (isGained)
    orderForMemoryRemarks.missed(op, "order")
        << remark::add("stays as it is: {0} live at once", before)
        << remark::reason(
               "the best order at the planned sizes is worse at others")
        << remark::metric("bytes", order.peakBefore)
        << remark::metric("bound", order.bound);
  else
    orderForMemoryRemarks.analysis(op, "order")
        << remark::add("stays as it is: {0} live at once{1}", before,
                       order.bound == order.peak ? ", in any order" : "")
        << remark::metric("bytes", order.peak)
        << remark::metric("bound", order.bound);
}

/// Orders the steps of `block`. Returns true if that changes the block.
FailureOr<bool> orderBlock(Block &block, const EntryMemory &memory) {
  BlockSteps steps(block, memory.liveness);
  StepGraph graph = steps.describe(memory.entry, memory.temporaries);
  steps.measure(memory.samples.front(), graph);
  llvm::Expected<MemoryOrder> order = orderForMemory(graph);
  if (!order)
    return emitError(block.getParentOp()->getLoc())
           << llvm::toString(order.takeError());
  bool isGained = order->peak < order->peakBefore;
  bool isGood =
      isGained && isGoodAtAllSizes(memory, order->steps, steps, graph);
  explain(block, *order, isGained, isGood);
  if (isGood)
    steps.arrange(order->steps);
  return isGood;
}

/// Returns the blocks that allocate buffers, inner blocks first.
SmallVector<Block *> collectBlocks(func::FuncOp entry) {
  SmallVector<Block *> blocks;
  entry.walk([&](Block *block) {
    if (!block->getOps<memref::AllocOp>().empty())
      blocks.push_back(block);
  });
  return blocks;
}

struct OrderForMemoryPass
    : WithModels<impl::OrderForMemoryPassBase<OrderForMemoryPass>> {
  void runOnOperation() override {
    func::FuncOp entry = getOperation();
    std::optional<EntrySignature> signature = getEntrySignature(entry);
    if (!signature || entry.isExternal() || !entry.getBody().hasOneBlock())
      return;
    narrowRanges(entry, *signature);
    if (failed(order(entry, *signature)))
      signalPassFailure();
  }

  LogicalResult order(func::FuncOp entry, const EntrySignature &signature);
};

LogicalResult OrderForMemoryPass::order(func::FuncOp entry,
                                        const EntrySignature &signature) {
  std::unique_ptr<EntryMemory> memory;
  for (Block *block : collectBlocks(entry)) {
    if (!memory) {
      auto measured = EntryMemory::measure(entry, signature);
      if (failed(measured))
        return failure();
      memory = std::move(*measured);
    }
    FailureOr<bool> isChanged = orderBlock(*block, *memory);
    if (failed(isChanged))
      return failure();
    if (*isChanged)
      memory.reset();
  }
  return success();
}
} // namespace
} // namespace ag
