//===- Cost.cpp - how much work a program is ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Cost.h"
#include "ag/Analysis/EntryABI.h"
#include "ag/Analysis/Sizes.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Dialect/AG/IR/Cost.h"
#include "ag/Dialect/AG/IR/Dims.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

/// Sizes are never negative; a product or sum that overflows stays at the top.
static int64_t times(int64_t a, int64_t b) {
  int64_t product;
  return llvm::MulOverflow(a, b, product) ? INT64_MAX : product;
}
static int64_t plus(int64_t a, int64_t b) {
  int64_t sum;
  return llvm::AddOverflow(a, b, sum) ? INT64_MAX : sum;
}

static int64_t countFloatSteps(const ScalarProgram &program) {
  int64_t steps = 0;
  for (const ScalarNode &node : program.nodes())
    if (node.kind == ScalarNode::Apply && node.primitive != Primitive::Cast &&
        node.primitive != Primitive::Select &&
        isFloat(program.operandType(node)))
      steps += node.primitive == Primitive::Fma ? 2 : 1;
  return steps;
}

namespace {
class WorkCounter {
public:
  WorkCounter(FunctionOpInterface function, ArrayRef<int64_t> symbols)
      : sizes(function, symbols) {}

  int64_t count(Region &region);
  Operation *unknown = nullptr;

private:
  int64_t count(Operation *op);
  int64_t countRegions(Operation *op);
  int64_t count(LoopLikeOpInterface loop);
  std::optional<int64_t> sumTurns(LoopLikeOpInterface loop);
  int64_t count(StructuredOpInterface op);
  std::optional<int64_t> getExtent(const Extent &extent, ValueRange operands);
  std::optional<int64_t> valueOf(OpFoldResult bound);
  std::optional<int64_t> countTurns(OpFoldResult first, OpFoldResult end,
                                    OpFoldResult step);
  std::optional<int64_t> getTripCount(LoopLikeOpInterface loop);
  int64_t take(std::optional<int64_t> turns, Operation *op);

  SizeEvaluator sizes;
  /// How many ops may be looked at in one turn after the other.
  int64_t patience = 1 << 16;
};
} // namespace

int64_t WorkCounter::take(std::optional<int64_t> turns, Operation *op) {
  if (!turns && !unknown)
    unknown = op;
  return std::max<int64_t>(0, turns.value_or(1));
}

//===----------------------------------------------------------------------===//
// Structured ops
//===----------------------------------------------------------------------===//

std::optional<int64_t> WorkCounter::getExtent(const Extent &extent,
                                              ValueRange operands) {
  switch (extent.kind()) {
  case Extent::Number:
    return extent.value();
  case Extent::Dimension:
    return sizes.sizeOf(operands[extent.operand()], extent.value());
  case Extent::Operand:
    return sizes.valueOf(operands[extent.operand()]);
  }
  llvm_unreachable("all kinds are listed");
}

int64_t WorkCounter::count(StructuredOpInterface op) {
  Spec spec = op.getSpec();
  int64_t steps = countFloatSteps(spec.body);
  if (spec.combiner)
    steps += countFloatSteps(*spec.combiner);
  if (steps == 0)
    return 0;
  SmallVector<Value> operands = op.getSpecOperands();
  for (const Extent &extent : spec.loops)
    steps = times(steps, take(getExtent(extent, operands), op));
  return steps;
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

std::optional<int64_t> WorkCounter::valueOf(OpFoldResult bound) {
  std::optional<int64_t> number = getConstantIntValue(bound);
  return number ? number : sizes.valueOf(cast<Value>(bound));
}

std::optional<int64_t> WorkCounter::countTurns(OpFoldResult first,
                                               OpFoldResult end,
                                               OpFoldResult step) {
  auto from = valueOf(first), to = valueOf(end), by = valueOf(step);
  if (!from || !to || !by || *by <= 0)
    return std::nullopt;
  return *to <= *from ? 0 : llvm::divideCeil(*to - *from, *by);
}

/// The product, of a loop that has several indices.
std::optional<int64_t> WorkCounter::getTripCount(LoopLikeOpInterface loop) {
  if (std::optional<APInt> count = loop.getStaticTripCount())
    return count->getSExtValue();
  auto lower = loop.getLoopLowerBounds(), upper = loop.getLoopUpperBounds(),
       steps = loop.getLoopSteps();
  if (!lower || !upper || !steps)
    return std::nullopt;
  int64_t count = 1;
  for (auto [first, end, step] : llvm::zip(*lower, *upper, *steps)) {
    std::optional<int64_t> turns = countTurns(first, end, step);
    if (!turns)
      return std::nullopt;
    count = times(count, *turns);
  }
  return count;
}

int64_t WorkCounter::count(Operation *op) {
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return count(structured);
  auto loop = dyn_cast<LoopLikeOpInterface>(op);
  return loop ? count(loop) : countRegions(op);
}

int64_t WorkCounter::countRegions(Operation *op) {
  bool isBranch = isa<RegionBranchOpInterface>(op);
  int64_t flops = 0;
  for (Region &region : op->getRegions()) {
    int64_t inner = count(region);
    flops = isBranch ? std::max(flops, inner) : plus(flops, inner);
  }
  return flops;
}

int64_t WorkCounter::count(LoopLikeOpInterface loop) {
  Operation *before = std::exchange(unknown, nullptr);
  int64_t flops = countRegions(loop);
  if (unknown)
    if (std::optional<int64_t> sum = sumTurns(loop)) {
      unknown = before;
      return *sum;
    }
  if (before)
    unknown = before;
  return flops > 0 ? times(flops, take(getTripCount(loop), loop)) : flops;
}

/// Of a loop whose turns differ, as inner ones go as far as its index says.
std::optional<int64_t> WorkCounter::sumTurns(LoopLikeOpInterface loop) {
  std::optional<int64_t> turns = getTripCount(loop);
  auto indices = loop.getLoopInductionVars();
  if (!turns || !indices || indices->size() != 1)
    return std::nullopt;
  auto first = valueOf(loop.getLoopLowerBounds()->front()),
       step = valueOf(loop.getLoopSteps()->front());
  if (!first || !step)
    return std::nullopt;
  int64_t ops = 0;
  loop->walk([&](Operation *) { ++ops; });
  patience -= std::min(patience, times(ops, *turns));
  std::optional<int64_t> sum = 0;
  unknown = nullptr;
  for (int64_t turn = 0; turn < *turns && patience > 0 && !unknown; ++turn) {
    sizes.assume(indices->front(), *first + turn * *step);
    sum = plus(*sum, countRegions(loop));
  }
  sizes.assume(indices->front(), std::nullopt);
  if (patience == 0 || unknown) {
    unknown = loop;
    return std::nullopt;
  }
  return sum;
}

int64_t WorkCounter::count(Region &region) {
  int64_t flops = 0;
  for (Operation &op : region.getOps())
    flops = plus(flops, count(&op));
  return flops;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

static FailureOr<int64_t> countBytes(FunctionOpInterface function, Type type) {
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

Work computeWork(FunctionOpInterface function, ArrayRef<int64_t> symbols) {
  WorkCounter counter(function, symbols);
  int64_t flops = counter.count(function.getFunctionBody());
  return {flops, counter.unknown};
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
  // A dynamic size is an error below, so it does not matter which it is here.
  Work work = computeWork(
      function, SmallVector<int64_t>(getDimSymbols(function).size(), 1));
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
    FailureOr<int64_t> bytes = countBytes(function, type);
    if (failed(bytes))
      return failure();
    cost.bytes = plus(cost.bytes, *bytes);
  }
  return cost;
}

} // namespace ag
