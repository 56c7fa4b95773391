//===- ComputedEdges.cpp - which ops read what others compute -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/ComputedEdges.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/IndexingOp.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ag {

bool isIndexing(Operation *op) {
  if (isa<IndexingOpInterface>(op))
    return true;
  auto stated = dyn_cast<StructuredOpInterface>(op);
  if (!stated)
    return false;
  Spec spec = stated.getSpec();
  return !spec.combiner && llvm::all_of(spec.body.results(), [&](unsigned at) {
    return spec.body.nodes()[at].kind == ScalarNode::Input;
  });
}

/// Returns true if edges pass through `op`: values that it forwards are
/// followed from their readers.
static bool isHandingOn(Operation *op) {
  return isa<BodyOpInterface, RegionBranchOpInterface>(op) ||
         op->hasTrait<OpTrait::IsTerminator>();
}

/// Returns true if the op reads only sizes: it is a parameter, or computed from
/// indices alone.
static bool isGivenNothing(Operation *op) {
  auto stated = dyn_cast<StructuredOpInterface>(op);
  if (!stated)
    return op->getNumOperands() == 0 && op->getNumRegions() == 0;
  Spec spec = stated.getSpec();
  return spec.inputs.empty() && !spec.combiner;
}

bool isComputing(Operation *op) {
  return !isHandingOn(op) && !isRematerializable(op) && !isIndexing(op) &&
         !isGivenNothing(op);
}

/// Returns the values that `op` reads, without operands whose size it takes or
/// that it only writes to.
static llvm::SetVector<Value> findReads(Operation *op) {
  if (isa<ShapedDimOpInterface>(op))
    return {};
  llvm::SetVector<Value> reads = getUsedValues(op);
  auto writer = dyn_cast<DestinationStyleOpInterface>(op);
  auto stated = dyn_cast<StructuredOpInterface>(op);
  if (!writer || !stated)
    return reads;
  llvm::DenseSet<Value> started;
  Spec spec = stated.getSpec();
  SmallVector<Value> operands = stated.getSpecOperands();
  for (const SpecResult &result : spec.results)
    if (result.initOperand)
      started.insert(operands[*result.initOperand]);
  for (const SpecInput &input : spec.inputs)
    started.insert(operands[input.operand]);
  for (Value written : writer.getDpsInits())
    if (!started.contains(written))
      reads.remove(written);
  return reads;
}

/// Returns true if `value` is defined in a region of `op`.
static bool isInside(Value value, Operation *op) {
  return op->isAncestor(value.getParentBlock()->getParentOp());
}

/// Returns true if an op in `around`, a choice or a loop, computes what it
/// forwards to `value`. Otherwise it forwards values from outside only.
static bool isWrittenIn(Operation *around, Value value) {
  llvm::SetVector<Value> forwarded;
  forwarded.insert(value);
  for (size_t k = 0; k < forwarded.size(); ++k) {
    SmallVector<OpOperand *> sources = getSources(forwarded[k]);
    if (sources.empty())
      return true;
    for (OpOperand *source : sources)
      if (isInside(source->get(), around))
        forwarded.insert(source->get());
  }
  return false;
}

/// Returns the operands from which `consumer` has the elements of `value`. An
/// op after a choice or a loop has them from the last op in there that writes
/// them. Without this, a chain of n loops would have n * n / 2 edges.
static SmallVector<OpOperand *> findSources(Value value, Operation *consumer) {
  SmallVector<OpOperand *> sources = getSources(value);
  Operation *around = value.getDefiningOp();
  if (!around)
    around = value.getParentBlock()->getParentOp();
  if (around->isAncestor(consumer) || !isWrittenIn(around, value))
    return sources;
  llvm::erase_if(sources, [&](OpOperand *source) {
    return !isInside(source->get(), around);
  });
  return sources;
}

namespace {
/// Finds all values that one op reads.
class ReadFinder {
public:
  ReadFinder(Operation *consumer, const GroupCosts &costs)
      : consumer(consumer), costs(costs) {}

  /// Appends the edges to the op, and the tensors that it reads and that the
  /// function does not compute.
  void find(std::vector<ComputedEdge> &edges, std::vector<GivenEdge> &given) {
    for (Value value : findReads(consumer))
      waiting.push_back({value, nullptr, costs.countBytes(value), false});
    // The paths may be long, so they are followed without recursion.
    while (!waiting.empty() || !forwarded.empty()) {
      Step step = (waiting.empty() ? forwarded : waiting).pop_back_val();
      if (seen.insert(step.value).second)
        go(step);
    }
    for (auto &[producer, edge] : found)
      edges.push_back(std::move(edge));
    for (Value value : arguments)
      if (isa<RankedTensorType>(value.getType()))
        given.push_back({value, consumer});
  }

private:
  /// A value on a path, which is followed backwards from the consumer.
  struct Step {
    Value value;
    /// The next step towards the consumer.
    const Step *next;
    int64_t bytes;
    bool isForwarded;
  };

  /// Follows `step` to the values that its value is computed from.
  void go(const Step &step) {
    const Step *next = &steps.emplace_back(step);
    Value value = step.value;
    Operation *owner = value.getDefiningOp();
    SmallVectorImpl<Step> &ahead = step.isForwarded ? forwarded : waiting;
    Operation *around = owner ? owner : value.getParentBlock()->getParentOp();
    if (auto body = dyn_cast<BodyOpInterface>(around)) {
      ahead.push_back(
          {body.lookThrough(value), next, step.bytes, step.isForwarded});
      return;
    }
    SmallVector<OpOperand *> sources = findSources(value, consumer);
    for (OpOperand *source : sources)
      forwarded.push_back({source->get(), next, step.bytes, true});
    if (!sources.empty())
      return;
    bool isSource = owner ? isGivenNothing(owner) && !isRematerializable(owner)
                          : isa<FunctionOpInterface>(around);
    if (isSource)
      arguments.push_back(value);
    if (!owner)
      return;
    if (isComputing(owner) || isa<RegionBranchOpInterface>(owner))
      return add(owner, step);
    for (Value read : findReads(owner))
      ahead.push_back({read, next, std::min(step.bytes, costs.countBytes(read)),
                       step.isForwarded});
  }

  void add(Operation *producer, const Step &step) {
    auto [place, isNew] = found.try_emplace(producer);
    ComputedEdge &edge = place->second;
    edge.bytes += step.bytes;
    if (!isNew)
      return;
    edge.producer = producer;
    edge.consumer = consumer;
    edge.isForwarded = step.isForwarded;
    for (const Step *each = step.next; each; each = each->next)
      if (Operation *op = each->value.getDefiningOp();
          op && isIndexing(op) && !isRematerializable(op))
        edge.through.push_back(op);
  }

  Operation *consumer;
  const GroupCosts &costs;
  /// Paths through no branch or loop are followed first.
  SmallVector<Step> waiting, forwarded;
  std::deque<Step> steps;
  llvm::DenseSet<Value> seen;
  llvm::MapVector<Operation *, ComputedEdge> found;
  SmallVector<Value> arguments;
};
} // namespace

/// Returns true if the ops in the regions of `op` are ops of the program and
/// not of `op` alone.
static bool hasOps(Operation *op) {
  return isa<FunctionOpInterface, RegionBranchOpInterface, BodyOpInterface>(op);
}

ComputedEdges findEdges(FunctionOpInterface function, const GroupCosts &costs) {
  ComputedEdges found;
  std::vector<ComputedEdge> returned;
  std::vector<GivenEdge> ofReturn;
  function->walk<WalkOrder::PreOrder>([&](Operation *op) {
    bool isReturn =
        op->getParentOp() == function && op->hasTrait<OpTrait::IsTerminator>();
    if (isReturn)
      ReadFinder(op, costs).find(returned, ofReturn);
    else if (op != function && isComputing(op))
      ReadFinder(op, costs).find(found.edges, found.given);
    return hasOps(op) ? WalkResult::advance() : WalkResult::skip();
  });
  for (const ComputedEdge &edge : returned)
    found.results.insert(edge.producer);
  return found;
}

} // namespace ag
