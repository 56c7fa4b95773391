//===- ShardProgram.cpp - programs, as sharding sees them -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardProgram.h"
#include "Partition/ForwardedStates.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Sharding/ShardRules.h"
#include "ag/Analysis/Sizes/SizeMultiples.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include <numeric>

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Queries of values
//===----------------------------------------------------------------------===//

static SmallVector<int64_t> assumeSizes(Value value, SizeEvaluator &sizes) {
  SmallVector<int64_t> found;
  int64_t rank = cast<RankedTensorType>(value.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim)
    found.push_back(sizes.assumeSizeOf(value, dim));
  return found;
}

/// Returns the extents of loops. A dynamic one is the assumed size of a
/// dimension that the loop indexes.
static SmallVector<int64_t> assumeExtents(Operation *op, const ShardRule &rule,
                                          SizeEvaluator &sizes) {
  SmallVector<int64_t> extents;
  for (const ShardRule::Loop &loop : rule.loops)
    extents.push_back(loop.extent.value_or(1));
  for (auto [operand, places] :
       llvm::zip_equal(op->getOperands(), rule.operands)) {
    if (!places || !hasState(operand))
      continue;
    for (auto [dim, loops] : llvm::enumerate(*places))
      if (loops.size() == 1 && !rule.loops[loops.front()].extent)
        extents[loops.front()] = sizes.assumeSizeOf(operand, dim);
  }
  return extents;
}

/// Joins the values that one operand is forwarded to.
static llvm::EquivalenceClasses<Value> joinCarried(func::FuncOp function) {
  llvm::EquivalenceClasses<Value> carried;
  function.walk([&](Operation *op) {
    for (OpOperand &operand : op->getOpOperands()) {
      SmallVector<Value> targets = findTakers(operand);
      for (Value target : targets)
        carried.unionSets(targets.front(), target);
    }
  });
  return carried;
}

/// Returns the only operand that is forwarded to `value`, if it is forwarded to
/// no other value and not pinned; otherwise null.
static OpOperand *findOnlySource(Value value) {
  SmallVector<OpOperand *> sources = findGivers(value);
  if (!isa<OpResult>(value) || value.getDefiningOp<ShardOp>() ||
      sources.size() != 1 || findTakers(*sources.front()).size() != 1)
    return nullptr;
  return sources.front();
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

namespace {
/// Adds one function to the graph of a program.
class GraphBuilder {
public:
  GraphBuilder(func::FuncOp function, ShardProgram &program, const Mesh &mesh,
               const Speed &speed)
      : function(function), program(program), graph(program.graph),
        entry(program.entries.emplace_back()), numAxes(mesh.getAxes().size()),
        sizes(function, getPlannedSizes(function)), work(speed, sizes),
        carried(joinCarried(function)) {}

  void build();

private:
  using Party = ShardGraph::Party;

  void addBlock(Block &block, int64_t tripCount);
  void addOp(Operation *op, int64_t tripCount);
  void addPlanned(Operation *op, ShardRule rule, int64_t tripCount);
  void addForwarding(Operation *op, int64_t tripCount);
  void addAlike(Operation *op, int64_t tripCount);
  void addReturn(func::ReturnOp op);
  void addHandOver(OpOperand &operand);
  void addCaptured(Operation *op);

  unsigned addBoundary(Value value);
  unsigned addParameter(StringAttr name, Value value);
  unsigned getCarried(Value value, Value given);
  void make(Value value, Party maker, int64_t tripCount);
  void makeForwarded(Value value, int64_t tripCount);
  void use(Value value, Party user);

  func::FuncOp function;
  ShardProgram &program;
  ShardGraph &graph;
  ShardProgram::Entry &entry;
  size_t numAxes;
  SizeEvaluator sizes;
  WorkModel work;
  /// Classes of values that one operand is forwarded to, and the boundary of
  /// each.
  llvm::EquivalenceClasses<Value> carried;
  llvm::DenseMap<Value, unsigned> boundaries;
};
} // namespace

void GraphBuilder::make(Value value, Party maker, int64_t tripCount) {
  if (!hasState(value))
    return;
  auto type = cast<RankedTensorType>(value.getType());
  program.tensors[value] = graph.tensors.size();
  SmallVector<int64_t> lengths = assumeSizes(value, sizes);
  graph.tensors.push_back({{lengths.begin(), lengths.end()},
                           OperandShape(type).getElementBytes(),
                           maker,
                           tripCount});
  for (int64_t size : type.getShape())
    graph.tensors.back().isDynamic.push_back(ShapedType::isDynamic(size));
  if (maker.kind == Party::Boundary)
    program.boundaries.push_back({value, maker.number});
}

void GraphBuilder::use(Value value, Party user) {
  if (!hasState(value))
    return;
  graph.uses.push_back({program.tensors.at(value), user});
  if (user.kind == Party::Boundary)
    program.boundaries.push_back({value, user.number});
}

/// Adds a boundary with the sizes of `value`.
unsigned GraphBuilder::addBoundary(Value value) {
  SmallVector<int64_t> lengths = assumeSizes(value, sizes);
  graph.boundaries.push_back({{lengths.begin(), lengths.end()}});
  return graph.boundaries.size() - 1;
}

/// Returns the boundary of a parameter, which all entries share.
unsigned GraphBuilder::addParameter(StringAttr name, Value value) {
  auto [found, isNew] = program.parameters.try_emplace(name, 0);
  if (isNew)
    found->second = addBoundary(value);
  return found->second;
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Returns the boundary of a forwarded value, which has the sizes of `given`.
unsigned GraphBuilder::getCarried(Value value, Value given) {
  auto [found, isNew] =
      boundaries.try_emplace(carried.getLeaderValue(value), 0);
  if (isNew)
    found->second = addBoundary(given);
  return found->second;
}

void GraphBuilder::makeForwarded(Value value, int64_t tripCount) {
  if (!hasState(value))
    return;
  if (OpOperand *source = findOnlySource(value)) {
    program.tensors[value] = program.tensors.at(source->get());
    return;
  }
  make(value, {Party::Boundary, getCarried(value, value)}, tripCount);
}

/// Adds the use of an operand by the boundary that it is forwarded to. An
/// operand that is the same tensor as its target has no such use.
void GraphBuilder::addHandOver(OpOperand &operand) {
  if (!hasState(operand.get()))
    return;
  SmallVector<Value> targets = findTakers(operand);
  if (targets.empty())
    return use(operand.get(), {});
  if (findOnlySource(targets.front()))
    return;
  use(operand.get(),
      {Party::Boundary, getCarried(targets.front(), operand.get())});
}

void GraphBuilder::addForwarding(Operation *op, int64_t tripCount) {
  for (OpOperand &operand : op->getOpOperands())
    addHandOver(operand);
  int64_t inside = tripCount;
  if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
    inside =
        times(tripCount, std::max<int64_t>(sizes.assumeTripCountOf(loop), 1));
  for (Region &region : op->getRegions()) {
    if (region.empty())
      continue;
    for (Value argument : region.getArguments())
      makeForwarded(argument, inside);
    addBlock(region.front(), inside);
  }
  for (Value result : op->getResults())
    makeForwarded(result, tripCount);
  if (auto pin = dyn_cast<ShardOp>(op))
    program.pins.push_back({pin, getCarried(pin, pin)});
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// Regions take captured values unsplit.
void GraphBuilder::addCaptured(Operation *op) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  for (Value value : captured)
    use(value, {});
}

void GraphBuilder::addAlike(Operation *op, int64_t tripCount) {
  for (OpOperand &operand : op->getOpOperands())
    addHandOver(operand);
  addCaptured(op);
  for (Value result : op->getResults())
    make(result, {}, tripCount);
}

void GraphBuilder::addPlanned(Operation *op, ShardRule rule,
                              int64_t tripCount) {
  unsigned number = graph.ops.size();
  for (auto [place, operand] : llvm::enumerate(op->getOperands()))
    if (rule.operands[place])
      use(operand, {Party::Op, number, static_cast<unsigned>(place)});
  addCaptured(op);
  program.ops.push_back(op);
  SmallVector<int64_t> extents = assumeExtents(op, rule, sizes);
  graph.ops.push_back(
      {std::move(rule), extents, work.estimate(op).flops, tripCount});
  for (auto [place, result] : llvm::enumerate(op->getResults()))
    make(result, {Party::Op, number, static_cast<unsigned>(place)}, tripCount);
}

void GraphBuilder::addReturn(func::ReturnOp op) {
  for (auto [operand, boundary] :
       llvm::zip_equal(op.getOperands(), entry.results))
    if (boundary)
      use(operand, {Party::Boundary, *boundary});
}

/// Returns true if an axis may split a loop or a group.
static bool isFree(const ShardRule &rule) {
  return !rule.groups.empty() ||
         llvm::any_of(rule.loops, [](const ShardRule::Loop &loop) {
           return !loop.isWhole;
         });
}

void GraphBuilder::addOp(Operation *op, int64_t tripCount) {
  if (auto returned = dyn_cast<func::ReturnOp>(op))
    return addReturn(returned);
  if (auto parameter = dyn_cast<ParameterOp>(op)) {
    unsigned boundary = addParameter(parameter.getNameAttr(), parameter);
    return make(parameter, {Party::Boundary, boundary}, tripCount);
  }
  if (isa<ShapedDimOpInterface>(op))
    return;
  if (handsOn(op))
    return addForwarding(op, tripCount);
  std::optional<OpShardRule> own = findShardRule(op);
  if (!own || !isFree(own->rule))
    return addAlike(op, tripCount);
  addPlanned(op, std::move(own->rule), tripCount);
}

void GraphBuilder::addBlock(Block &block, int64_t tripCount) {
  for (Operation &op : block)
    addOp(&op, tripCount);
}

void GraphBuilder::build() {
  entry.function = function;
  for (Value argument : function.getArguments()) {
    entry.arguments.emplace_back();
    if (!hasState(argument))
      continue;
    StringAttr name = getParameterName(cast<BlockArgument>(argument));
    entry.arguments.back() =
        name ? addParameter(name, argument) : addBoundary(argument);
    make(argument, {Party::Boundary, *entry.arguments.back()}, 1);
  }
  auto returned = cast<func::ReturnOp>(function.front().getTerminator());
  for (Value result : returned.getOperands()) {
    entry.results.emplace_back();
    if (hasState(result))
      entry.results.back() = addBoundary(result);
  }
  addBlock(function.front(), 1);
  // No plan reaches a parameter without a tensor.
  function.walk([&](ParameterOp op) {
    if (program.tensors.contains(op))
      return;
    unsigned boundary = addParameter(op.getNameAttr(), op);
    graph.boundaries[boundary].places.assign(numAxes, {std::nullopt});
  });
}

void ShardProgram::tellMultiples(
    llvm::function_ref<int64_t(const Entry &, unsigned, unsigned)> given) {
  llvm::DenseMap<Operation *, SizeMultiples> known;
  for (const Entry &entry : entries)
    known.try_emplace(entry.function, entry.function,
                      [&](unsigned argument, unsigned dim) {
                        return given(entry, argument, dim);
                      });
  auto knownAt = [&](Operation *op) -> const SizeMultiples & {
    return known.at(op->getParentOfType<func::FuncOp>());
  };
  for (auto [op, own] : llvm::zip_equal(ops, graph.ops)) {
    OpShardRule refined = *findShardRule(op);
    knownAt(op).tell(op, refined);
    for (auto [loop, known] :
         llvm::zip_equal(own.rule.loops, refined.rule.loops))
      loop.divisor = known.divisor;
  }
  for (auto [value, boundary] : boundaries) {
    SmallVector<int64_t, 4> &divisors = graph.boundaries[boundary].divisors;
    auto type = cast<RankedTensorType>(value.getType());
    divisors.resize(type.getRank());
    Operation *place = value.getParentBlock()->getParentOp();
    auto function = dyn_cast<func::FuncOp>(place);
    const SizeMultiples &multiples =
        function ? known.at(function) : knownAt(place);
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        divisors[dim] =
            std::gcd(divisors[dim], multiples.getDivisor(value, dim));
  }
}

ShardProgram ShardProgram::build(ModuleOp module, const Mesh &mesh,
                                 const Speed &speed) {
  ShardProgram program;
  program.rank = speed.rank;
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isExternal())
      GraphBuilder(function, program, mesh, speed).build();
  return program;
}

} // namespace ag
