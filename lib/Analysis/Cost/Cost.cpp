//===- Cost.cpp - how much work a program is ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Cost/Cost.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Dialect/AG/IR/Core/CostAttrs.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace ag {

namespace {
class WorkCounter {
public:
  WorkCounter(FunctionOpInterface function, ArrayRef<int64_t> symbols,
              const Machine &machine, const LoadOps *load)
      : sizes(function, symbols), speed(getSpeed(machine)), model(speed, sizes),
        load(load) {}

  Work count(Region &region);

private:
  Work count(Operation *op);
  Work countRegions(Operation *op);
  Work count(LoopLikeOpInterface loop);
  Work count(FusedOp group);
  bool isLoads(Operation *op) const;
  std::optional<Work> sumIterations(LoopLikeOpInterface loop);

  SizeEvaluator sizes;
  Speed speed;
  WorkModel model;
  /// The ops that load computes, which are no work of a run; may be null.
  const LoadOps *load;
  /// The number of ops that may still be evaluated iteration by iteration.
  int64_t patience = 1 << 16;
};
} // namespace

/// Returns true if load computes the op. Load computes a group if it computes
/// all ops of the group except for constants.
bool WorkCounter::isLoads(Operation *op) const {
  if (!load)
    return false;
  auto group = dyn_cast<FusedOp>(op);
  if (!group)
    return load->contains(op);
  auto isConstant = [&](Value value) {
    return load->isFixed(value) && !load->isKnown(value);
  };
  return llvm::all_of(
      group.getBody().front().without_terminator(), [&](Operation &inner) {
        return isLoads(&inner) || llvm::all_of(inner.getResults(), isConstant);
      });
}

Work WorkCounter::count(Operation *op) {
  if (isLoads(op))
    return {};
  if (auto group = dyn_cast<FusedOp>(op))
    return count(group);
  Work work = model.estimate(op);
  if (isa<StructuredOpInterface>(op))
    return work;
  auto loop = dyn_cast<LoopLikeOpInterface>(op);
  work.add(loop ? count(loop) : countRegions(op));
  return work;
}

/// Counts the traffic of the group, and the flops of its ops.
Work WorkCounter::count(FusedOp group) {
  Work work = model.compare(group).asGroup, ops = count(group.getBody());
  work.flops = ops.flops;
  work.unknown = ops.unknown;
  return work;
}

Work WorkCounter::countRegions(Operation *op) {
  bool isBranch = isa<RegionBranchOpInterface>(op);
  Work work;
  for (Region &region : op->getRegions()) {
    Work inner = count(region);
    if (!isBranch)
      work.add(inner);
    else
      work = greater(work, inner);
  }
  return work;
}

Work WorkCounter::count(LoopLikeOpInterface loop) {
  Work work = countRegions(loop);
  if (work.unknown)
    if (std::optional<Work> sum = sumIterations(loop)) {
      if (!sum->unknown)
        return *sum;
      work.unknown = loop;
    }
  if (!sizes.tripCountOf(loop) && work.flops > 0 && !work.unknown)
    work.unknown = loop;
  work.repeat(std::max<int64_t>(0, sizes.assumeTripCountOf(loop)));
  return work;
}

/// Sums the work of all iterations of a loop whose iterations differ, as in a
/// loop nest over a triangle. Returns std::nullopt if its bounds or its step
/// are not known, or if it has several induction variables.
std::optional<Work> WorkCounter::sumIterations(LoopLikeOpInterface loop) {
  std::optional<int64_t> tripCount = sizes.tripCountOf(loop);
  auto indices = loop.getLoopInductionVars();
  if (!tripCount || !indices || indices->size() != 1)
    return std::nullopt;
  auto first = sizes.valueOf(loop.getLoopLowerBounds()->front()),
       step = sizes.valueOf(loop.getLoopSteps()->front());
  if (!first || !step)
    return std::nullopt;
  int64_t ops = 0;
  loop->walk([&](Operation *) { ++ops; });
  patience -= std::min(patience, times(ops, *tripCount));
  Work sum;
  for (int64_t iteration = 0;
       iteration < *tripCount && patience > 0 && !sum.unknown; ++iteration) {
    sizes.setIndex(indices->front(), *first + iteration * *step);
    sum.add(countRegions(loop));
  }
  sizes.setIndex(indices->front(), std::nullopt);
  if (patience == 0)
    sum.unknown = loop;
  return sum;
}

Work WorkCounter::count(Region &region) {
  Work work;
  for (Operation &op : region.getOps())
    work.add(count(&op));
  return work;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

static FailureOr<int64_t> countSignatureBytes(FunctionOpInterface function,
                                              Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  std::optional<ScalarType> element = getScalarType(getElementTypeOrSelf(type));
  if (!element || (tensor && !tensor.hasStaticShape()))
    return function->emitError("the cost is not known: it takes or returns ")
           << type << ", expected a size in numbers";
  int64_t bytes = getByteWidth(*element);
  for (int64_t size : tensor ? tensor.getShape() : ArrayRef<int64_t>())
    bytes = times(bytes, size);
  return bytes;
}

Work computeWork(FunctionOpInterface function, ArrayRef<int64_t> symbols,
                 const Machine &machine, const LoadOps *load) {
  return WorkCounter(function, symbols, machine, load)
      .count(function.getFunctionBody());
}

std::vector<EntryCost> listCosts(ModuleOp module) {
  std::vector<EntryCost> costs;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    Attribute attr = function->getAttr(costAttrName);
    auto signature = function->getAttrOfType<DictionaryAttr>(signatureAttrName);
    if (!isEntry(function) || !attr || !signature)
      continue;
    auto entry = parseEntrySignature(getEntryName(function), signature);
    FailureOr<RecordedCost> cost = readCost(function, attr);
    if (entry && succeeded(cost))
      costs.push_back({entry->name, cost->flops, cost->isExact,
                       describePlannedSizes(*entry)});
  }
  return costs;
}

FailureOr<Cost> computeCost(FunctionOpInterface function) {
  // The sizes of the symbols do not matter, as dynamic sizes are refused below.
  // The machine does not matter either, as only flops are read.
  Work work = computeWork(function,
                          SmallVector<int64_t>(DimSymbols(function).size(), 1),
                          llvm::cantFail(makeMachine({})));
  if (work.unknown)
    return work.unknown->emitError("the cost is not known: ")
           << (isa<LoopLikeOpInterface>(work.unknown)
                   ? "the number of iterations depends"
                   : "sizes depend")
           << " on values";
  Cost cost{work.flops, 0};
  SmallVector<Type> types(function.getArgumentTypes());
  llvm::append_range(types, function.getResultTypes());
  llvm::StringSet<> names;
  function.walk([&](ParameterOp parameter) {
    if (names.insert(parameter.getName()).second)
      types.push_back(parameter.getType());
  });
  for (Type type : types) {
    FailureOr<int64_t> bytes = countSignatureBytes(function, type);
    if (failed(bytes))
      return failure();
    cost.bytes = plus(cost.bytes, *bytes);
  }
  return cost;
}

} // namespace ag
