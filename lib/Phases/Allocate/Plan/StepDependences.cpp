//===- StepDependences.cpp - which ops of a block keep their order --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "StepDependences.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {
namespace {
/// An origin of memory: a value, or the symbol of a constant.
using Root = const void *;

/// All origins that a value's memory may have.
struct Origin {
  SmallVector<Root, 1> roots;
  bool isCallers = false;
  bool isKnown = true;
};

/// The memory accesses of a step.
struct Accesses {
  llvm::SmallSetVector<Root, 4> read, written;
  bool writesCallers = false;
  /// Whether the step may end the run.
  bool isCheck = false;
  /// Whether the step may access any memory.
  bool isUnknown = false;
};

class DependenceFinder {
public:
  DependenceFinder(func::FuncOp entry, const BufferViewFlowAnalysis &views)
      : entry(entry), views(views) {
    for (auto [memory, alias] :
         llvm::zip(getResultMemory(entry), getAliases(entry)))
      if (alias >= 0)
        owners[memory] = entry.getArgument(alias);
  }

  void add(Operation *step);

  std::vector<SmallVector<unsigned, 4>> dependences;

private:
  const Origin &getOrigin(Value memory);
  void addAccesses(Operation *op, Accesses &accesses);
  void addMemory(const Accesses &accesses);
  void addOrder(const Accesses &accesses);
  const llvm::SmallSetVector<unsigned, 4> &getSources(Operation *op);

  func::FuncOp entry;
  const BufferViewFlowAnalysis &views;
  /// Maps memory of results to the arguments whose memory they take over.
  DenseMap<Value, Value> owners;

  struct State {
    std::optional<unsigned> writer;
    SmallVector<unsigned, 4> readers;
  };
  DenseMap<Root, State> states;
  DenseMap<Value, Origin> origins;
  /// The last check or unknown step.
  std::optional<unsigned> barrier;
  /// The steps after it that write callers' memory. The next check follows
  /// them.
  SmallVector<unsigned> callersWriters;
  /// For each op, the steps whose results it is computed from; a step has
  /// itself.
  DenseMap<Operation *, llvm::SmallSetVector<unsigned, 4>> sources;
};

const Origin &DependenceFinder::getOrigin(Value memory) {
  auto [found, isNew] = origins.try_emplace(memory);
  Origin &result = found->second;
  if (!isNew)
    return result;
  for (Value origin : views.resolveReverse(memory)) {
    if (!views.mayBeTerminalBuffer(origin))
      continue;
    Operation *op = origin.getDefiningOp();
    if (auto argument = dyn_cast<BlockArgument>(origin);
        argument && argument.getOwner() == &entry.getBody().front()) {
      Value owner = owners.lookup(argument);
      result.roots.push_back((owner ? owner : origin).getAsOpaquePointer());
      result.isCallers = true;
    } else if (isa_and_nonnull<memref::AllocOp>(op)) {
      result.roots.push_back(origin.getAsOpaquePointer());
    } else if (auto constant = dyn_cast_or_null<memref::GetGlobalOp>(op)) {
      result.roots.push_back(constant.getNameAttr().getAsOpaquePointer());
    } else {
      result.isKnown = false;
    }
  }
  return result;
}

/// Adds the accesses of `op` itself, without those of its regions.
void DependenceFinder::addAccesses(Operation *op, Accesses &accesses) {
  if (isa<RequireOp>(op)) {
    accesses.isCheck = true;
    return;
  }
  auto signature = dyn_cast<MemoryEffectOpInterface>(op);
  if (!signature) {
    accesses.isUnknown |= !op->hasTrait<OpTrait::HasRecursiveMemoryEffects>();
    return;
  }
  SmallVector<MemoryEffects::EffectInstance> effects;
  signature.getEffects(effects);
  for (const MemoryEffects::EffectInstance &effect : effects) {
    if (isa<MemoryEffects::Allocate>(effect.getEffect()))
      continue;
    if (!effect.getValue()) {
      accesses.isUnknown = true;
      continue;
    }
    const Origin &origin = getOrigin(effect.getValue());
    bool isRead = isa<MemoryEffects::Read>(effect.getEffect());
    auto &roots = isRead ? accesses.read : accesses.written;
    roots.insert(origin.roots.begin(), origin.roots.end());
    accesses.isUnknown |= !origin.isKnown;
    accesses.writesCallers |= origin.isCallers && !isRead;
  }
}

/// Makes the last step follow the writers of memory that it accesses, and the
/// readers of memory that it writes.
void DependenceFinder::addMemory(const Accesses &accesses) {
  unsigned number = dependences.size() - 1;
  SmallVector<unsigned, 4> &after = dependences.back();
  for (Root root : accesses.read) {
    State &state = states[root];
    if (state.writer)
      after.push_back(*state.writer);
    state.readers.push_back(number);
  }
  for (Root root : accesses.written) {
    State &state = states[root];
    if (state.writer)
      after.push_back(*state.writer);
    after.append(state.readers);
    state.readers.clear();
    state.writer = number;
  }
}

/// Makes the last step follow the last check or unknown step. If it is such a
/// step itself, it also follows the steps that it must not overtake.
void DependenceFinder::addOrder(const Accesses &accesses) {
  unsigned number = dependences.size() - 1;
  SmallVector<unsigned, 4> &after = dependences.back();
  if (barrier)
    after.push_back(*barrier);
  if (accesses.isUnknown)
    llvm::append_range(after, llvm::seq(barrier.value_or(0), number));
  else if (accesses.isCheck)
    after.append(callersWriters);
  if (accesses.writesCallers)
    callersWriters.push_back(number);
  if (accesses.isUnknown || accesses.isCheck) {
    barrier = number;
    callersWriters.clear();
  }
}

/// Returns the steps whose results `op` uses, directly or through pure ops.
const llvm::SmallSetVector<unsigned, 4> &
DependenceFinder::getSources(Operation *op) {
  if (auto found = sources.find(op); found != sources.end())
    return found->second;
  llvm::SmallSetVector<unsigned, 4> result;
  for (Operation *producer : getProducers(op))
    result.insert_range(getSources(producer));
  return sources[op] = std::move(result);
}

void DependenceFinder::add(Operation *step) {
  unsigned number = dependences.size();
  Accesses accesses;
  step->walk([&](Operation *op) { addAccesses(op, accesses); });
  dependences.emplace_back(getSources(step).getArrayRef());
  addMemory(accesses);
  addOrder(accesses);
  llvm::erase(dependences.back(), number);
  sources[step].clear();
  sources[step].insert(number);
}
} // namespace

SetVector<Operation *> getProducers(Operation *op) {
  SetVector<Value> used;
  used.insert_range(op->getOperands());
  getUsedValuesDefinedAbove(op->getRegions(), used);
  SetVector<Operation *> producers;
  for (Value value : used)
    if (Operation *producer = value.getDefiningOp();
        producer && producer->getBlock() == op->getBlock())
      producers.insert(producer);
  return producers;
}

std::vector<SmallVector<unsigned, 4>>
findDependences(func::FuncOp entry, ArrayRef<Operation *> steps,
                const BufferViewFlowAnalysis &views) {
  DependenceFinder finder(entry, views);
  for (Operation *step : steps)
    finder.add(step);
  return std::move(finder.dependences);
}

} // namespace ag
