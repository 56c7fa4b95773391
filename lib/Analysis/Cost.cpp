//===- Cost.cpp - how much work a program is ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Cost.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/IR/Matchers.h"
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

//===----------------------------------------------------------------------===//
// Structured ops
//===----------------------------------------------------------------------===//

static int64_t countFloatSteps(const ScalarProgram &program) {
  return llvm::count_if(program.nodes(), [&](const ScalarNode &node) {
    return node.kind == ScalarNode::Apply &&
           node.primitive != Primitive::Cast &&
           node.primitive != Primitive::Select &&
           isFloat(program.operandType(node));
  });
}

/// The number of points of the loops; none if only values tell.
static std::optional<int64_t> countPoints(const Spec &spec,
                                          ValueRange operands) {
  Reporter silent("", std::nullopt);
  auto extents = inferLoopExtents(spec, operands.getTypes(), silent);
  if (failed(extents))
    return std::nullopt;
  int64_t points = 1;
  for (auto [loop, extent] : llvm::zip(spec.loops, *extents)) {
    APInt constant;
    if (ShapedType::isDynamic(extent)) {
      if (loop.kind() != Extent::Operand ||
          !matchPattern(operands[loop.operand()], m_ConstantInt(&constant)))
        return std::nullopt;
      extent = constant.getSExtValue();
    }
    points = times(points, extent);
  }
  return points;
}

static FailureOr<int64_t> countFlops(StructuredOpInterface op) {
  Spec spec = op.getSpec();
  int64_t steps = countFloatSteps(spec.body);
  if (spec.combiner)
    steps += countFloatSteps(*spec.combiner);
  if (steps == 0)
    return 0;
  std::optional<int64_t> points = countPoints(spec, op.getSpecOperands());
  if (!points)
    return op->emitError("the cost is not known: sizes depend on values");
  return times(*points, steps);
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

static FailureOr<int64_t> countFlops(Region &region);

/// How often a loop's body runs.
static FailureOr<int64_t> countIterations(LoopLikeOpInterface loop) {
  std::optional<APInt> count = loop.getStaticTripCount();
  if (!count)
    return loop->emitError("the cost is not known: the number of iterations "
                           "depends on values");
  return count->getSExtValue();
}

static FailureOr<int64_t> countFlops(Operation *op) {
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return countFlops(structured);
  bool isBranch = isa<RegionBranchOpInterface>(op);
  int64_t flops = 0;
  for (Region &region : op->getRegions()) {
    FailureOr<int64_t> inner = countFlops(region);
    if (failed(inner))
      return failure();
    flops = isBranch ? std::max(flops, *inner) : plus(flops, *inner);
  }
  auto loop = dyn_cast<LoopLikeOpInterface>(op);
  if (!loop || flops == 0)
    return flops;
  FailureOr<int64_t> count = countIterations(loop);
  if (failed(count))
    return failure();
  return times(flops, *count);
}

static FailureOr<int64_t> countFlops(Region &region) {
  int64_t flops = 0;
  for (Operation &op : region.getOps()) {
    FailureOr<int64_t> inner = countFlops(&op);
    if (failed(inner))
      return failure();
    flops = plus(flops, *inner);
  }
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

FailureOr<Cost> computeCost(FunctionOpInterface function) {
  FailureOr<int64_t> flops = countFlops(function.getFunctionBody());
  if (failed(flops))
    return failure();
  Cost cost{*flops, 0};
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
