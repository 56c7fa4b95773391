//===- Loops.cpp - the loops of a structured op, with their sizes ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Cost/Loops.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "ag/Support/Sizes/Saturating.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

Loops::Loops(StructuredOpInterface op, SizeEvaluator &sizes)
    : specOfOp(op.getSpec()), operands(op.getSpecOperands()) {
  for (const Extent &extent : specOfOp.loops) {
    std::optional<int64_t> size = sizes.extentOf(extent, operands);
    known &= size.has_value();
    extents.push_back(std::max<int64_t>(0, sizeOrAssumed(size)));
  }
}

int64_t Loops::countPoints(llvm::function_ref<bool(unsigned)> isMeant) const {
  int64_t points = 1;
  for (auto [loop, extent] : llvm::enumerate(extents))
    if (isMeant(loop))
      points = times(points, extent);
  return points;
}

int64_t Loops::countPoints() const {
  return countPoints([](unsigned) { return true; });
}

int64_t Loops::countElements(AffineMap map, ArrayRef<int64_t> shape) const {
  int64_t elements = 1;
  for (auto [expr, size] : llvm::zip(map.getResults(), shape)) {
    int64_t places = countPoints(
        [expr = expr](unsigned loop) { return expr.isFunctionOfDim(loop); });
    elements = times(elements, std::min(size, places));
  }
  return std::min(elements, countPoints([&](unsigned loop) {
                    return map.isFunctionOfDim(loop);
                  }));
}

int64_t Loops::countReduced(AffineMap map) const {
  return countPoints([&](unsigned loop) {
    return !specOfOp.isParallel(loop) && map.isFunctionOfDim(loop);
  });
}

//===----------------------------------------------------------------------===//
// Computing
//===----------------------------------------------------------------------===//

static bool isComputed(const ScalarNode &node) {
  return node.kind == ScalarNode::Apply;
}

int64_t countFlops(const ScalarProgram &program) {
  int64_t flops = 0;
  for (const ScalarNode &node : program.nodes())
    if (isComputed(node) && node.primitive != Primitive::Cast &&
        node.primitive != Primitive::Select &&
        isFloat(program.operandType(node)))
      flops += node.primitive == Primitive::Fma ? 2 : 1;
  return flops;
}

/// Returns the seconds that a program takes for one point, as its share of a
/// vector's time.
static double getSeconds(const ScalarProgram &program, const Speed &speed) {
  double seconds = 0;
  for (const ScalarNode &node : program.nodes()) {
    PrimitiveCost cost = program.costOf(node);
    if (cost.count > 0)
      seconds += double(cost.count) /
                 (cost.kind == PrimitiveCost::Steps
                      ? speed.stepsPerSecond(program.operandType(node))
                      : speed.cyclesPerSecond);
  }
  return seconds;
}

/// Returns the type of a sum of products of floats, which multiply-adds
/// compute. Returns std::nullopt for other Specs.
static std::optional<ScalarType> matchProducts(const Spec &spec) {
  // A body that reads only the old elements of its result has no values.
  if (!spec.combiner || spec.results.size() != 1 ||
      spec.body.results().size() != 1)
    return std::nullopt;
  auto sums = llvm::make_filter_range(spec.combiner->nodes(), isComputed);
  if (!llvm::hasSingleElement(sums) ||
      sums.begin()->primitive != Primitive::Add)
    return std::nullopt;
  const ScalarNode *value = &spec.body.nodes()[spec.body.results().front()];
  while (isComputed(*value) && value->primitive == Primitive::Cast)
    value = &spec.body.nodes()[value->operands[0]];
  bool isProduct = isComputed(*value) && value->primitive == Primitive::Mul &&
                   isFloat(value->type);
  return isProduct ? value->type : std::optional<ScalarType>();
}

double getSeconds(const Spec &spec, const Speed &speed) {
  double seconds = getSeconds(spec.body, speed);
  if (spec.combiner)
    seconds += getSeconds(*spec.combiner, speed);
  // The last product and the sum are one instruction.
  if (std::optional<ScalarType> type = matchProducts(spec))
    seconds +=
        2 / speed.flopsPerSecond(*type) - 2 / speed.stepsPerSecond(*type);
  return seconds;
}

} // namespace ag
