//===- ShardRules.cpp - how ops go along a mesh ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Sharding/ShardRules.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Support/Scalar/LinearGroups.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
/// Derives the rule of an op from its Spec.
class SpecReader {
public:
  explicit SpecReader(StructuredOpInterface op)
      : op(op), spec(op.getSpec()), operands(op.getSpecOperands()) {}

  std::optional<OpShardRule> read();

private:
  void readLoops();
  void readInput(const SpecInput &input);
  void readResult(const SpecResult &result);
  std::optional<Monoid> findMonoid(unsigned result) const;
  void readCombiner();
  void takeInits();
  void readGroups(Reduction kind);
  std::optional<ShardRule::Group> readGroup(const LinearGroup &group,
                                            Reduction kind) const;
  bool mayPass(unsigned result, Reduction kind) const;
  ShardRule::Places readMap(AffineMap map,
                            llvm::function_ref<bool(unsigned, unsigned)> isAll,
                            llvm::function_ref<int64_t(unsigned)> getSize);
  SmallVector<unsigned, 1> findWindows(AffineMap map, unsigned dim,
                                       int64_t size) const;
  void keepWhole(AffineExpr expr);
  bool isLong(unsigned loop, Extent extent) const;

  StructuredOpInterface op;
  Spec spec;
  SmallVector<Value> operands;
  OpShardRule found;
};
} // namespace

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

void SpecReader::readLoops() {
  Reporter silent("", std::nullopt);
  auto extents =
      inferLoopExtents(spec, ValueRange(operands).getTypes(), silent);
  assert(succeeded(extents) && "the op was verified");
  for (auto [extent, size] : llvm::zip_equal(spec.loops, *extents)) {
    found.extents.push_back(extent);
    ShardRule::Loop &loop = found.rule.loops.emplace_back();
    if (ShapedType::isStatic(size))
      loop.extent = size;
  }
}

void SpecReader::keepWhole(AffineExpr expr) {
  for (auto [number, loop] : llvm::enumerate(found.rule.loops))
    loop.isWhole |= expr.isFunctionOfDim(number);
}

/// Returns true if the loop is known to be as long as `extent`.
bool SpecReader::isLong(unsigned loop, Extent extent) const {
  const Extent &own = spec.loops[loop];
  if (own.kind() == extent.kind() && own.operand() == extent.operand() &&
      own.value() == extent.value())
    return true;
  int64_t size = extent.getStatic(ValueRange(operands).getTypes());
  return ShapedType::isStatic(size) && size == found.rule.loops[loop].extent;
}

/// Returns true if exactly one dimension depends on the loop.
static bool isAlone(AffineMap map, unsigned loop) {
  return llvm::count_if(map.getResults(), [&](AffineExpr expr) {
           return expr.isFunctionOfDim(loop);
         }) == 1;
}

/// Returns the loops of adjacent windows, such as y and u in 2y + u with u < 2
/// and twice as many elements as windows. The loop over windows comes first.
/// Returns an empty list for other positions.
SmallVector<unsigned, 1> SpecReader::findWindows(AffineMap map, unsigned dim,
                                                 int64_t size) const {
  std::optional<LinearOffset> place = matchLinear(map, dim);
  auto offset = place ? dyn_cast<AffineConstantExpr>(place->offset) : nullptr;
  if (!offset || offset.getValue() != 0)
    return {};
  SmallVector<unsigned, 1> loops;
  for (auto [loop, stride] : llvm::enumerate(place->strides)) {
    if (stride == 0)
      continue;
    if (stride < 0 || !found.rule.loops[loop].extent || !isAlone(map, loop))
      return {};
    loops.push_back(loop);
  }
  llvm::sort(loops, [&](unsigned a, unsigned b) {
    return place->strides[a] > place->strides[b];
  });
  if (loops.size() < 2)
    return {};
  int64_t reach = 0;
  for (unsigned loop : ArrayRef(loops).drop_front())
    reach = plus(
        reach, times(place->strides[loop], *found.rule.loops[loop].extent - 1));
  int64_t stride = place->strides[loops.front()];
  bool isSideBySide =
      reach < stride &&
      times(stride, *found.rule.loops[loops.front()].extent) == size;
  return isSideBySide ? loops : SmallVector<unsigned, 1>();
}

/// Returns the loops that index each dimension. A dimension has a loop if that
/// alone indexes it, over its full length, and no other dimension. Loops of
/// other dimensions, such as those of a diagonal, are whole. So are the loops
/// inside of windows.
ShardRule::Places
SpecReader::readMap(AffineMap map,
                    llvm::function_ref<bool(unsigned, unsigned)> isAll,
                    llvm::function_ref<int64_t(unsigned)> getSize) {
  ShardRule::Places places;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    if (loop && isAlone(map, loop.getPosition()) &&
        isAll(loop.getPosition(), dim)) {
      places.push_back({loop.getPosition()});
      continue;
    }
    places.push_back(findWindows(map, dim, getSize(dim)));
    if (places.back().empty())
      keepWhole(expr);
    else
      for (unsigned inside : ArrayRef(places.back()).drop_front())
        found.rule.loops[inside].isWhole = true;
  }
  return places;
}

void SpecReader::readInput(const SpecInput &input) {
  if (input.operand >= op->getNumOperands())
    return;
  auto type = dyn_cast<RankedTensorType>(operands[input.operand].getType());
  if (!type)
    return;
  ShardRule::Places places = readMap(
      input.map,
      [&](unsigned loop, unsigned dim) {
        return spec.isMeasured(loop) ||
               isLong(loop, Extent::dimension(input.operand, dim));
      },
      [&](unsigned dim) { return type.getDimSize(dim); });
  std::optional<ShardRule::Places> &known = found.rule.operands[input.operand];
  if (!known || *known == places) {
    known = std::move(places);
    return;
  }
  // The operand is read by two maps, so all of their loops are whole.
  for (AffineExpr expr : input.map.getResults())
    keepWhole(expr);
  for (auto &loops : *known) {
    for (unsigned loop : loops)
      found.rule.loops[loop].isWhole = true;
    loops.clear();
  }
}

void SpecReader::readResult(const SpecResult &result) {
  found.rule.results.push_back({readMap(
      result.map,
      [&](unsigned loop, unsigned dim) {
        return isLong(loop, spec.getExtent(result, dim));
      },
      [&](unsigned dim) {
        return spec.getExtent(result, dim)
            .getStatic(ValueRange(operands).getTypes());
      })});
  // Ranks exchange bools as i8.
  found.accumulators.push_back(result.accumulator == ScalarType::I1
                                   ? ScalarType::I8
                                   : result.accumulator);
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// Returns true if a maximum or minimum of bools is also one of the numbers
/// that ranks exchange: the op combines elements as they are.
static bool countsTruth(const Spec &spec, const ReducedValue &reduced,
                        Operation *op) {
  bool isExtreme =
      reduced.kind == Reduction::max || reduced.kind == Reduction::min;
  unsigned value = spec.body.results()[reduced.value];
  return isExtreme && op->getNumRegions() == 0 &&
         spec.body.nodes()[value].kind == ScalarNode::Input;
}

/// Returns the monoid that combines the results of slices of loops, or
/// std::nullopt if there is none.
std::optional<Monoid> SpecReader::findMonoid(unsigned result) const {
  std::optional<ReducedValue> reduced =
      spec.combiner ? findReducedValue(spec, result) : std::nullopt;
  if (!reduced || (spec.results[result].type == ScalarType::I1 &&
                   !countsTruth(spec, *reduced, op)))
    return std::nullopt;
  return getMonoid(reduced->kind);
}

/// Finds the combiners of results. Results that are combined in another way
/// depend on the order, so their reduced loops are whole.
void SpecReader::readCombiner() {
  bool isOrdered = false;
  for (unsigned number = 0; number < spec.results.size(); ++number) {
    found.rule.results[number].combiner = findMonoid(number);
    isOrdered |= spec.combiner && !findReducedValue(spec, number);
  }
  for (unsigned loop = 0; isOrdered && loop < spec.loops.size(); ++loop)
    found.rule.loops[loop].isWhole |= !spec.isParallel(loop);
}

/// Gives destinations the dimensions of the results that are written to them.
/// Operands of which no element is read have no loops.
void SpecReader::takeInits() {
  for (auto [number, result] : llvm::enumerate(spec.results)) {
    ShardRule::Result &own = found.rule.results[number];
    if (result.initOperand) {
      own.start = result.initOperand;
      found.rule.operands[*result.initOperand] = own.places;
    }
  }
  if (auto writer = dyn_cast<DestinationStyleOpInterface>(op.getOperation()))
    for (auto [number, result] : llvm::enumerate(op->getResults()))
      found.rule.operands[writer.getTiedOpOperand(result)->getOperandNumber()] =
          found.rule.results[number].places;
  for (auto [operand, places] :
       llvm::zip(op->getOperands(), found.rule.operands))
    if (auto type = dyn_cast<RankedTensorType>(operand.getType());
        type && !places)
      places.emplace(type.getRank());
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

/// Returns true if the result, if it is combined at all, is combined in the
/// same way as partial values of this kind.
bool SpecReader::mayPass(unsigned result, Reduction kind) const {
  const SpecResult &place = spec.results[result];
  if (spec.combiner)
    return found.rule.results[result].combiner == getMonoid(kind);
  bool isNeutral = !place.initOperand &&
                   place.init.i == getNeutralElement(kind, place.accumulator).i;
  return place.isCovered() || isNeutral;
}

static bool isRounded(ScalarType type) {
  return getAccumulatorType(type) != type;
}

std::optional<ShardRule::Group> SpecReader::readGroup(const LinearGroup &linear,
                                                      Reduction kind) const {
  ShardRule::Group group{{}, {}, getMonoid(kind)};
  auto isIn = [&](unsigned input) {
    return llvm::is_contained(linear.inputs, input);
  };
  for (unsigned number : linear.inputs) {
    const SpecInput &input = spec.inputs[number];
    bool isShared = false;
    for (unsigned other = 0; other < spec.inputs.size(); ++other)
      isShared |= spec.inputs[other].operand == input.operand && !isIn(other);
    auto type =
        input.operand < op->getNumOperands()
            ? dyn_cast<RankedTensorType>(operands[input.operand].getType())
            : RankedTensorType();
    if (isShared || !type || type.getElementType().isInteger(1) ||
        isRounded(*getScalarType(type.getElementType())))
      return std::nullopt;
    if (!llvm::is_contained(group.operands, input.operand))
      group.operands.push_back(input.operand);
  }
  // Each result is a value of the body, or combines one.
  for (auto [number, result] : llvm::enumerate(spec.results)) {
    unsigned value = number;
    if (spec.combiner) {
      std::optional<ReducedValue> reduced = findReducedValue(spec, number);
      if (!reduced)
        return std::nullopt;
      value = reduced->value;
    }
    if (!llvm::is_contained(linear.results, value))
      continue;
    if (!mayPass(number, kind) || isRounded(result.type))
      return std::nullopt;
    group.results.push_back(number);
    if (spec.combiner && result.initOperand)
      group.operands.push_back(*result.initOperand);
  }
  llvm::sort(group.operands);
  return group.results.empty() ? std::nullopt : std::optional(group);
}

void SpecReader::readGroups(Reduction kind) {
  for (const LinearGroup &linear :
       findLinearGroups(spec.body, getCombiner(kind)))
    if (std::optional<ShardRule::Group> group = readGroup(linear, kind))
      found.rule.groups.push_back(std::move(*group));
}

std::optional<OpShardRule> SpecReader::read() {
  readLoops();
  found.rule.operands.resize(op->getNumOperands());
  for (const SpecInput &input : spec.inputs)
    readInput(input);
  for (const SpecResult &result : spec.results)
    readResult(result);
  readCombiner();
  takeInits();
  for (Reduction kind :
       {Reduction::sum, Reduction::prod, Reduction::max, Reduction::min})
    readGroups(kind);
  for (const ScalarNode &node : spec.body.nodes())
    if (node.kind == ScalarNode::Index)
      found.placed.push_back(node.position);
  return std::move(found);
}

//===----------------------------------------------------------------------===//
// Dimension rules
//===----------------------------------------------------------------------===//

/// Adds the groups of operands that may be partial. An op that only moves
/// elements moves partial values of any kind. One that combines elements, also
/// at positions that values pick, moves partial values of its combiner only.
/// Elements at positions that are picked along whole loops replace others.
static void readMoves(Operation *op, const DimensionRule &stated,
                      OpShardRule &found) {
  auto combines = [&](const DimensionRule::Loop &loop) {
    return llvm::none_of(*loop.pickedAlong, [&](unsigned along) {
      return stated.loops[along].isWhole;
    });
  };
  bool isCombined = false;
  for (auto [number, loop] : llvm::enumerate(stated.loops))
    isCombined |=
        stated.isSummed(number) ||
        (loop.pickedAlong &&
         hasLoop(found.rule.results.front().places, number) && combines(loop));
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (stated.moved.empty() || type.getElementType().isInteger(1))
    return;
  SmallVector<unsigned, 2> moved(stated.moved.begin(), stated.moved.end());
  llvm::sort(moved);
  for (Monoid monoid : {Monoid::Sum, Monoid::Product, Monoid::Max, Monoid::Min})
    if (!isCombined || monoid == stated.combiner)
      found.rule.groups.push_back({moved, {0}, monoid});
}

/// Returns the rule of an op with a dimension rule. Returns std::nullopt if a
/// result is not a tensor of numbers, or has another rank than the dimension
/// rule states.
static std::optional<OpShardRule> readRule(Operation *op,
                                           const DimensionRule &stated) {
  if (stated.results.size() != op->getNumResults())
    return std::nullopt;
  for (auto [type, places] :
       llvm::zip_equal(op->getResultTypes(), stated.results)) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !getScalarType(tensor.getElementType()) ||
        tensor.getRank() != int64_t(places.size()))
      return std::nullopt;
  }
  OpShardRule found;
  SmallVector<Type> types(op->getOperandTypes());
  llvm::append_range(types, op->getResultTypes());
  for (auto [number, loop] : llvm::enumerate(stated.loops)) {
    ShardRule::Loop &own = found.rule.loops.emplace_back();
    int64_t extent = loop.extent.getStatic(types);
    if (ShapedType::isStatic(extent))
      own.extent = extent;
    own.isWhole = loop.isWhole && !loop.pickedAlong && !loop.isCut;
    found.extents.push_back(loop.extent);
    if (loop.pickedAlong || loop.isCut)
      found.placed.push_back(number);
  }
  found.rule.operands.resize(op->getNumOperands());
  for (auto [operand, places, own] :
       llvm::zip(op->getOperands(), stated.operands, found.rule.operands))
    if (auto type = dyn_cast<RankedTensorType>(operand.getType());
        type && type.getRank() == int64_t(places.size()))
      own.emplace(places.begin(), places.end());
  for (auto [result, places] :
       llvm::zip_equal(op->getResults(), stated.results)) {
    ScalarType type = *getScalarType(getElementTypeOrSelf(result.getType()));
    ShardRule::Result &own = found.rule.results.emplace_back();
    own.places.assign(places.begin(), places.end());
    own.start = stated.written;
    if (type != ScalarType::I1)
      own.combiner = stated.combiner;
    found.accumulators.push_back(
        stated.combiner == Monoid::Sum ? getAccumulatorType(type) : type);
  }
  found.mindsPadding = true;
  readMoves(op, stated, found);
  return found;
}

/// Removes the extents of loops that index a dynamic dimension of the value.
/// These extents are known only at run time, even if the type of another tensor
/// states them.
static void forgetExtents(ShardRule &rule, const ShardRule::Places &places,
                          Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  for (unsigned dim = 0; type && dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      for (unsigned loop : places[dim])
        rule.loops[loop].extent = std::nullopt;
}

std::optional<OpShardRule> findShardRule(Operation *op) {
  std::optional<OpShardRule> found;
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    found = SpecReader(structured).read();
  else if (auto ruled = dyn_cast<DimensionRuleOpInterface>(op))
    found = readRule(op, ruled.getDimensionRule());
  if (!found)
    return std::nullopt;
  ShardRule &rule = found->rule;
  for (auto [operand, places] :
       llvm::zip_equal(op->getOperands(), rule.operands))
    if (places)
      forgetExtents(rule, *places, operand);
  for (auto [result, own] : llvm::zip_equal(op->getResults(), rule.results))
    forgetExtents(rule, own.places, result);
  return found;
}

} // namespace ag
