//===- DescribeMemory.cpp - a plan in the user's terms --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "DescribeMemory.h"
#include "ag/Interfaces/Flow/Origin.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

/// Returns the name and the position of the user's op that `op` came from. The
/// name is that of `op` itself if the user's is unknown.
static PlannedThing describeOp(Operation *op) {
  PlannedThing thing{findName(op->getLoc())};
  if (thing.name.empty())
    thing.name = op->getName().getStringRef().str();
  if (FileLineColRange place = findPlace(op->getLoc())) {
    thing.file = place.getFilename().str();
    thing.line = place.getStartLine();
    thing.column = place.getStartColumn();
  }
  return thing;
}

/// Returns the steps that write to a buffer, in order.
static SmallVector<Operation *> findWrites(Value buffer,
                                           const BufferLiveness &liveness) {
  llvm::SmallSetVector<Operation *, 8> writes;
  for (Value view : liveness.getViewFlow().resolve(buffer))
    for (Operation *user : view.getUsers()) {
      auto effects = dyn_cast<MemoryEffectOpInterface>(user);
      if (effects && effects.getEffectOnValue<MemoryEffects::Write>(view))
        writes.insert(user);
    }
  SmallVector<Operation *> sorted = writes.takeVector();
  llvm::sort(sorted, [&](Operation *a, Operation *b) {
    return liveness.getSpan(a).start < liveness.getSpan(b).start;
  });
  return sorted;
}

/// Returns the op that computes the value which `write` stores, or `write`
/// itself. A kernel with an epilogue stores another value than the op whose
/// location it has.
static Operation *findStored(Operation *write) {
  if (write->getNumRegions() > 0 || write->getNumOperands() == 0)
    return write;
  Value stored = write->getOperand(0);
  Operation *op = stored.getDefiningOp();
  bool isBuffer = isa<BaseMemRefType>(stored.getType());
  return op && !isBuffer && findPlace(op->getLoc()) ? op : write;
}

/// Returns the op that computes the first value in `buffer`, or the allocation
/// if there are no `writes`.
static Operation *firstStored(memref::AllocOp buffer,
                              ArrayRef<Operation *> writes) {
  return writes.empty() ? buffer : findStored(writes.front());
}

Operation *findValue(memref::AllocOp buffer, const BufferLiveness &liveness) {
  return firstStored(buffer, findWrites(buffer, liveness));
}

/// Describes the values that are in a buffer one after the other, at the
/// position of the first. Names three at most.
static PlannedThing describeValues(memref::AllocOp buffer,
                                   const BufferLiveness &liveness) {
  constexpr size_t most = 3;
  SmallVector<Operation *> writes = findWrites(buffer, liveness);
  PlannedThing thing = describeOp(firstStored(buffer, writes));
  SmallVector<std::string, most> names = {thing.name};
  for (Operation *write : writes) {
    std::string name = describeOp(findStored(write)).name;
    if (llvm::is_contained(names, name))
      continue;
    names.push_back(names.size() < most ? name : "...");
    if (names.size() > most)
      break;
  }
  thing.name = llvm::join(names, ", ");
  return thing;
}

static PlannedBuffer describeBuffer(const Temporary &temporary,
                                    const LiveBuffer &live, int64_t offset,
                                    const BufferLiveness &liveness) {
  PlannedBuffer buffer;
  buffer.value = describeValues(temporary.op, liveness);
  llvm::raw_string_ostream(buffer.type)
      << memref::AllocOp(temporary.op).getType();
  buffer.bytes = live.size;
  buffer.offset = offset;
  for (LiveRange range : live.live)
    if (!buffer.live.empty() && buffer.live.back().end == range.start)
      buffer.live.back().end = range.end;
    else
      buffer.live.push_back(range);
  buffer.copies = temporary.copies;
  return buffer;
}

static SymbolSizes nameSizes(const EntrySignature &signature,
                             ArrayRef<int64_t> symbols) {
  SymbolSizes sizes;
  for (auto [number, size] : llvm::enumerate(symbols))
    sizes.push_back({spellSymbol(signature, number), size});
  return sizes;
}

MemoryPlan describePlan(func::FuncOp entry, const EntrySignature &signature,
                        const BufferLiveness &liveness,
                        ArrayRef<Temporary> temporaries,
                        ArrayRef<PlanSample> samples) {
  const PlanSample &planned = samples.front();
  MemoryPlan plan;
  plan.entry = entry.getName().str();
  plan.sizes = nameSizes(signature, planned.symbols);
  for (auto [temporary, live, offset] :
       llvm::zip(temporaries, planned.buffers, planned.offsets))
    plan.buffers.push_back(describeBuffer(temporary, live, offset, liveness));
  for (Operation *step : liveness.getSteps())
    plan.steps.push_back(describeOp(step));
  plan.peak = planned.peak;
  plan.bound = planned.bound;
  std::optional<BusiestStep> busiest = findBusiestStep(plan);
  bool meetsBound = plan.peak == (busiest ? busiest->bytes : 0);
  plan.certainty = meetsBound                ? Certainty::MeetsBound
                   : plan.peak == plan.bound ? Certainty::Proved
                                             : Certainty::BestFound;
  for (const PlanSample &sample : samples.drop_front())
    plan.samples.push_back(
        {nameSizes(signature, sample.symbols), sample.peak, sample.bound});
  return plan;
}

} // namespace ag
