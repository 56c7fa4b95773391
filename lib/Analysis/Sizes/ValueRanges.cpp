//===- ValueRanges.cpp - what is known of a program's floats --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Sizes/ValueRanges.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Interfaces/IndexingOp.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include <cmath>

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// How values are computed
//===----------------------------------------------------------------------===//

/// Describes how the elements of a value are computed from elements of its
/// inputs. They are given, carried from one iteration to the next, moved, moved
/// with sums and zeros among them, computed, or computed and combined.
struct Making {
  enum Kind : uint8_t {
    Unknown,
    Given,
    Carried,
    Moved,
    Added,
    Computed,
    Combined
  };

  Kind kind = Unknown;
  SmallVector<Value> inputs;
  /// The program of Computed and Combined, on an element of each input.
  ScalarProgram program;
  unsigned result = 0;
  /// For each input, the dimensions that are combined.
  SmallVector<llvm::SmallBitVector> combined;
  /// The primitive that Combined applies, and the value that accumulators start
  /// from.
  std::optional<Primitive> combiner = std::nullopt;
  Value start = nullptr;
};

/// Returns the primitive that a combiner applies to an accumulator and a value;
/// std::nullopt if it is not a single one.
std::optional<Primitive> findPrimitive(const ScalarProgram &combiner) {
  if (combiner.results().size() != 1)
    return std::nullopt;
  const ScalarNode &node = combiner.nodes()[combiner.results().front()];
  return node.kind == ScalarNode::Apply ? std::optional(node.primitive)
                                        : std::nullopt;
}

/// Makes the program read a value once if several inputs read it at the same
/// position. The range of x * x is then known to begin at 0. The other inputs
/// are not read.
void shareInputs(Making &making, ArrayRef<AffineMap> maps) {
  ScalarProgram shared;
  SmallVector<Expr> inputs;
  llvm::DenseMap<std::pair<Value, AffineMap>, Expr> first;
  for (auto [value, map, type] :
       llvm::zip_equal(making.inputs, maps, making.program.inputTypes())) {
    Expr input = shared.input(type);
    inputs.push_back(first.try_emplace({value, map}, input).first->second);
  }
  for (Expr result : inlineProgram(making.program, shared, inputs))
    shared.yield(result);
  making.program = std::move(shared);
}

/// Returns the dimensions that `map` reads and that the result lacks.
llvm::SmallBitVector findCombined(AffineMap map, AffineMap result) {
  llvm::SmallBitVector dims(map.getNumResults());
  for (auto [dim, place] : llvm::enumerate(map.getResults()))
    if (auto loop = dyn_cast<AffineDimExpr>(place))
      dims[dim] = !result.isFunctionOfDim(loop.getPosition());
  return dims;
}

Making describeStructured(StructuredOpInterface op, unsigned result) {
  Spec spec = op.getSpec();
  SmallVector<Value> operands = op.getSpecOperands();
  Making making;
  making.kind = spec.combiner ? Making::Combined : Making::Computed;
  making.program = simplifyBody(op, spec);
  making.result = result;
  SmallVector<AffineMap> maps;
  for (const SpecInput &input : spec.inputs) {
    making.inputs.push_back(operands[input.operand]);
    maps.push_back(input.map);
    making.combined.push_back(
        findCombined(input.map, spec.results[result].map));
  }
  shareInputs(making, maps);
  if (spec.combiner)
    making.combiner = findPrimitive(*spec.combiner);
  if (auto start = spec.results[result].initOperand)
    making.start = operands[*start];
  return making;
}

/// Describes a value that control flow forwards. The inputs do not include
/// values that a loop carries from one iteration to the next.
Making describeForwarded(Value value) {
  Making making;
  Operation *around = isa<BlockArgument>(value)
                          ? value.getParentBlock()->getParentOp()
                          : nullptr;
  bool isCarried = false;
  for (OpOperand *source : getSources(value))
    if (!around || source->getOwner() == around)
      making.inputs.push_back(source->get());
    else
      isCarried = true;
  if (!making.inputs.empty())
    making.kind = isCarried ? Making::Carried : Making::Moved;
  return making;
}

Making describeMaking(Value value) {
  Operation *op = value.getDefiningOp();
  Making forwarded = describeForwarded(value);
  if (!op || forwarded.kind != Making::Unknown)
    return forwarded;
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return describeStructured(structured,
                              cast<OpResult>(value).getResultNumber());
  Making making;
  if (auto program = programOf(op)) {
    making.kind = Making::Computed;
    making.program = std::move(*program);
    making.result = cast<OpResult>(value).getResultNumber();
    making.inputs = op->getOperands();
    shareInputs(making, SmallVector<AffineMap>(making.inputs.size()));
    return making;
  }
  llvm::copy_if(op->getOperands(), std::back_inserter(making.inputs),
                [](Value input) { return isDifferentiable(input.getType()); });
  if (auto pad = dyn_cast<tensor::PadOp>(op))
    if (Value padding = pad.getConstantPaddingValue())
      making.inputs.push_back(padding);
  if (making.inputs.empty())
    making.kind = Making::Given;
  else if (isa<IndexingOpInterface>(op))
    making.kind = Making::Moved;
  else if (isLinear(op) || isa<tensor::TensorDialect>(op->getDialect()))
    making.kind = Making::Added;
  return making;
}

//===----------------------------------------------------------------------===//
// Values shifted by their maximum
//===----------------------------------------------------------------------===//

/// Returns the only step of a program, on inputs and constants; null if it has
/// several steps or none.
const ScalarNode *findOnlyStep(const Making &making) {
  if (making.kind != Making::Computed)
    return nullptr;
  ArrayRef<ScalarNode> nodes = making.program.nodes();
  const ScalarNode &node = nodes[making.program.results()[making.result]];
  if (node.kind != ScalarNode::Apply)
    return nullptr;
  ArrayRef<unsigned> operands = node.operands;
  return llvm::all_of(operands.take_front(getArity(node.primitive)),
                      [&](unsigned operand) {
                        return nodes[operand].kind != ScalarNode::Apply;
                      })
             ? &node
             : nullptr;
}

/// Returns the value that an operand of a step reads, or null for a constant.
Value inputOf(const Making &making, unsigned node) {
  const ScalarNode &input = making.program.nodes()[node];
  return input.kind == ScalarNode::Input ? making.inputs[input.position]
                                         : nullptr;
}

bool isMagnitudeOf(Value magnitude, Value value) {
  Making making = describeMaking(magnitude);
  const ScalarNode *step = findOnlyStep(making);
  return step && step->primitive == Primitive::Abs &&
         inputOf(making, step->operands[0]) == value;
}

/// Returns true if `condition` holds wherever `value` is finite: it compares
/// the value, or its magnitude, with an infinity.
bool holdsWhereFinite(Value condition, Value value) {
  Making making = describeMaking(condition);
  const ScalarNode *step = findOnlyStep(making);
  if (!step || getArity(step->primitive) != 2)
    return false;
  Value compared = inputOf(making, step->operands[0]);
  const ScalarNode &by = making.program.nodes()[step->operands[1]];
  bool isOfInfinity = by.kind == ScalarNode::Constant && isFloat(by.type) &&
                      std::isinf(by.constant.f);
  if (!compared || !isOfInfinity ||
      (compared != value && !isMagnitudeOf(compared, value)))
    return false;
  Cell operands[] = {floatCell(0), by.constant};
  return evaluate(step->primitive, by.type, step->type, operands,
                  Precision::Double)
             .i != 0;
}

/// Returns true if `node` is a constant below all numbers of a program that is
/// not about to overflow.
bool isLowest(const ScalarNode &node) {
  return node.kind == ScalarNode::Constant && node.constant.f <= -1e30;
}

/// Returns the input that the result equals wherever the input is finite, or
/// std::nullopt. The result may be another number in place of an infinity.
std::optional<unsigned> findPassed(const Making &making) {
  ArrayRef<ScalarNode> nodes = making.program.nodes();
  unsigned passed = making.program.results()[making.result];
  while (nodes[passed].kind == ScalarNode::Apply) {
    const ScalarNode &node = nodes[passed];
    auto [a, b, c] = node.operands;
    if (node.primitive == Primitive::Cast) {
      passed = a;
    } else if (node.primitive == Primitive::Max) {
      if (!isLowest(nodes[a]) && !isLowest(nodes[b]))
        return std::nullopt;
      passed = isLowest(nodes[a]) ? b : a;
    } else if (node.primitive == Primitive::Select) {
      Value condition = inputOf(making, a), value = inputOf(making, b);
      if (!condition || !value || !holdsWhereFinite(condition, value))
        return std::nullopt;
      passed = b;
    } else {
      return std::nullopt;
    }
  }
  return nodes[passed].kind == ScalarNode::Input
             ? std::optional(nodes[passed].position)
             : std::nullopt;
}

/// Returns the dimensions along which `maximum` is the maximum of `value`,
/// broadcast to where it is read; std::nullopt if it is not one. Does not prove
/// that each element is read with its own maximum. Only the guards of slopes
/// depend on the resulting ranges.
std::optional<llvm::SmallBitVector> findMaximum(Value maximum, Value value) {
  for (unsigned step = 0; step < 8; ++step) {
    Making making = describeMaking(maximum);
    if (making.kind == Making::Combined) {
      auto *input = llvm::find(making.inputs, value);
      if (making.combiner != Primitive::Max || input == making.inputs.end())
        return std::nullopt;
      return making.combined[input - making.inputs.begin()];
    }
    std::optional<unsigned> passed;
    if (making.kind == Making::Moved)
      passed = 0;
    else if (making.kind == Making::Computed)
      passed = findPassed(making);
    if (!passed)
      return std::nullopt;
    maximum = making.inputs[*passed];
  }
  return std::nullopt;
}

/// Returns the dimensions along which a value is x - max(x), or std::nullopt.
std::optional<llvm::SmallBitVector> findShift(const Making &making) {
  const ScalarNode *step = findOnlyStep(making);
  if (!step || step->primitive != Primitive::Sub)
    return std::nullopt;
  Value x = inputOf(making, step->operands[0]),
        maximum = inputOf(making, step->operands[1]);
  return x && maximum ? findMaximum(maximum, x) : std::nullopt;
}

/// Returns true if a value is the sum of exp(x - max(x)) along the dimensions
/// of the maximum, and possibly others. One of the terms is 1 then.
bool isSumOfShifted(const Making &making) {
  if (making.combiner != Primitive::Add)
    return false;
  std::optional<unsigned> summed = findPassed(making);
  if (!summed)
    return false;
  Making terms = describeMaking(making.inputs[*summed]);
  const ScalarNode *step = findOnlyStep(terms);
  Value exponent = step && step->primitive == Primitive::Exp
                       ? inputOf(terms, step->operands[0])
                       : nullptr;
  if (!exponent)
    return false;
  auto shift = findShift(describeMaking(exponent));
  const llvm::SmallBitVector &along = making.combined[*summed];
  return shift && shift->size() == along.size() && !shift->test(along);
}

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

FloatRange combine(const Making &making, FloatRange range) {
  constexpr double infinity = FloatRange::infinity;
  if (isSumOfShifted(making))
    return {1, infinity, false, false};
  if (making.combiner == Primitive::Add)
    return range.join(FloatRange::of(0.0)).sum();
  if (making.combiner == Primitive::Max || making.combiner == Primitive::Min)
    return range;
  return {-infinity, infinity, range.mayBeInfinite, range.mayBeNaN};
}

FloatRange findRange(const Making &making, ArrayRef<FloatRange> inputs) {
  if (making.kind == Making::Unknown)
    return FloatRange::any();
  if (making.kind == Making::Given)
    return FloatRange();
  if (making.kind <= Making::Added) {
    FloatRange range = inputs.front();
    for (const FloatRange &input : inputs.drop_front())
      range = range.join(input);
    if (making.kind == Making::Carried)
      return range.join(FloatRange());
    return making.kind == Making::Moved ? range
                                        : range.join(FloatRange::of(0)).sum();
  }
  if (findShift(making))
    return {-FloatRange::infinity, 0, false, false};
  FloatRange range = findRanges(
      making.program, inputs)[making.program.results()[making.result]];
  return making.kind == Making::Combined ? combine(making, range) : range;
}
/// Returns the range of a constant or uniform value; std::nullopt for other
/// values.
std::optional<FloatRange> findStated(Value value) {
  if (auto number = findUniform(value))
    return FloatRange::of(number->f);
  DenseFPElementsAttr constant;
  if (!matchPattern(value, m_Constant(&constant)) || constant.empty())
    return std::nullopt;
  auto read = [](const APFloat &number) {
    return FloatRange::of(number.convertToDouble());
  };
  FloatRange range = read(*constant.begin());
  for (const APFloat &number : constant)
    range = range.join(read(number));
  return range;
}
} // namespace

/// Finds the ranges of a value's inputs before its own.
FloatRange ValueRanges::find(Value value) {
  SmallVector<Value> pending = {value};
  while (!pending.empty()) {
    Value next = pending.back();
    auto type = getScalarType(getElementTypeOrSelf(next));
    if (known.contains(next)) {
      pending.pop_back();
      continue;
    }
    bool isGiven = isa<BlockArgument>(next) && getSources(next).empty();
    if (!type || !isFloat(*type) || isGiven) {
      known[next] = FloatRange();
      continue;
    }
    if (auto stated = findStated(next)) {
      known[next] = *stated;
      continue;
    }
    Making making = describeMaking(next);
    if (making.start)
      making.inputs.push_back(making.start);
    size_t before = pending.size();
    for (Value input : making.inputs)
      if (!known.contains(input))
        pending.push_back(input);
    if (pending.size() > before)
      continue;
    SmallVector<FloatRange> inputs = llvm::map_to_vector(
        making.inputs, [&](Value input) { return known.lookup(input); });
    FloatRange range = findRange(making, inputs);
    known[next] = making.start ? range.join(inputs.back()) : range;
  }
  return known.lookup(value);
}

} // namespace ag
