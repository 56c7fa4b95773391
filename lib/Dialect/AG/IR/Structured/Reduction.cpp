//===- Reduction.cpp - many elements combined into one --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "Sizes/Extents.h"
#include "Structured/WindowExtents.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include <limits>

using namespace mlir;

namespace ag {

Primitive getCombiner(Reduction kind) {
  switch (kind) {
  case Reduction::sum:
    return Primitive::Add;
  case Reduction::prod:
    return Primitive::Mul;
  case Reduction::max:
    return Primitive::Max;
  case Reduction::min:
    return Primitive::Min;
  }
  llvm_unreachable("all kinds are listed");
}

std::optional<Reduction> findReduction(Primitive primitive) {
  for (Reduction kind :
       {Reduction::sum, Reduction::prod, Reduction::max, Reduction::min})
    if (getCombiner(kind) == primitive)
      return kind;
  return std::nullopt;
}

Cell getNeutralElement(Reduction kind, ScalarType type) {
  Cell cell = {};
  double infinity = std::numeric_limits<double>::infinity();
  switch (kind) {
  case Reduction::sum:
    break;
  case Reduction::prod:
    isFloat(type) ? void(cell.f = 1.0) : void(cell.i = 1);
    break;
  case Reduction::max:
    isFloat(type) ? void(cell.f = -infinity) : void(cell.i = getLowest(type));
    break;
  case Reduction::min:
    isFloat(type) ? void(cell.f = infinity) : void(cell.i = getHighest(type));
    break;
  }
  return cell;
}

static LogicalResult checkDims(ArrayRef<int64_t> dims, int64_t rank,
                               const Reporter &report) {
  for (auto [k, dim] : llvm::enumerate(dims)) {
    if (dim < 0 || dim >= rank)
      return report("dims") << "there is no dimension " << dim
                            << " of an operand of rank " << rank;
    if (k > 0 && dims[k - 1] >= dim)
      return report("dims") << "dimension " << dim << " follows " << dims[k - 1]
                            << ", expected ascending dimensions";
  }
  return success();
}

/// Adds a reduction of the operand's elements in the accumulator's type.
static LogicalResult addReduction(Reduction kind, RankedTensorType type,
                                  Spec &spec, const Reporter &report) {
  ScalarType element = *getScalarType(type.getElementType());
  ScalarType accumulator = getAccumulatorType(element);
  Primitive combiner = getCombiner(kind);
  if (!accepts(combiner, accumulator))
    return report("elements") << "there is no " << stringifyReduction(kind)
                              << " of " << getSpelling(element);
  spec.body.yield(spec.body.cast(spec.body.input(element), accumulator));
  SpecResult &result = spec.results.front();
  result.type = element;
  result.accumulator = accumulator;
  result.init = getNeutralElement(kind, accumulator);
  spec.combiner = binaryProgram(combiner, accumulator);
  return success();
}

FailureOr<Spec> ReduceOp::describe(Adaptor adaptor, const Reporter &report) {
  auto type = cast<RankedTensorType>(adaptor.getX().getType());
  int64_t rank = type.getRank();
  ArrayRef<int64_t> dims = adaptor.getDims();
  if (failed(checkDims(dims, rank, report)))
    return failure();
  Spec spec;
  SmallVector<unsigned> loopOfDim(rank);
  for (bool reduced : {false, true})
    for (int64_t dim = 0; dim < rank; ++dim)
      if (llvm::is_contained(dims, dim) == reduced) {
        loopOfDim[dim] = spec.loops.size();
        spec.loops.push_back(Extent::dimension(0, dim));
      }
  MLIRContext *context = type.getContext();
  auto resultLoops = llvm::to_vector(llvm::seq<unsigned>(rank - dims.size()));
  spec.inputs.push_back(
      {0, AffineMap::getMultiDimMapWithTargets(rank, loopOfDim, context)});
  spec.results.emplace_back().map =
      AffineMap::getMultiDimMapWithTargets(rank, resultLoops, context);
  if (failed(addReduction(adaptor.getKind(), type, spec, report)))
    return failure();
  return spec;
}

//===----------------------------------------------------------------------===//
// Over windows
//===----------------------------------------------------------------------===//

FailureOr<Spec> ReduceWindowOp::describe(Adaptor adaptor,
                                         const Reporter &report) {
  auto einsum = parseEinsum(adaptor.getEinsum(), /*numOperands=*/1);
  if (!einsum)
    return report("einsum") << llvm::toString(einsum.takeError());
  size_t numWindows = adaptor.getWindows().size();
  if (failed(checkSizes(adaptor.getStaticWindows(), numWindows, "windows",
                        "extents", report)) ||
      failed(checkSizes(adaptor.getStaticSizes(), adaptor.getSizes().size(),
                        "extents", "extents", report)))
    return failure();
  if (size_t expected = einsum->findWindows().size();
      expected != adaptor.getStaticWindows().size())
    return report("extents")
           << expected << " letters stand alone nowhere, but brackets say of "
           << adaptor.getStaticWindows().size() << " how long they are";
  auto lengths = toExtents(adaptor.getStaticWindows(), /*firstOperand=*/1);
  auto created = toExtents(adaptor.getStaticSizes(), 1 + numWindows);
  auto type = cast<RankedTensorType>(adaptor.getX().getType());
  Spec spec;
  Windows windows(*einsum, TypeRange(type), created, lengths,
                  type.getContext());
  if (failed(windows.describe(spec, report)) ||
      failed(addReduction(adaptor.getKind(), type, spec, report)))
    return failure();
  return spec;
}

Operation *ReduceWindowOp::makePart(OpBuilder &builder, const OpPart &part) {
  auto made = cast<ReduceWindowOp>(clonePart(builder, *this, part));
  made.setStaticSizes(
      findCreatedSizes(*parseEinsum(getEinsum(), /*numOperands=*/1),
                       getStaticSizes(), made.getType()));
  return made;
}

//===----------------------------------------------------------------------===//
// Reductions of Specs
//===----------------------------------------------------------------------===//

std::optional<ReducedValue> findReducedValue(const Spec &spec,
                                             unsigned result) {
  ArrayRef<ScalarNode> nodes = spec.combiner->nodes();
  const ScalarNode &last = nodes[spec.combiner->results()[result]];
  std::optional<Reduction> kind = last.kind == ScalarNode::Apply
                                      ? findReduction(last.primitive)
                                      : std::nullopt;
  const SpecResult &place = spec.results[result];
  if (!kind || (!place.initOperand &&
                getNeutralElement(*kind, place.accumulator).i != place.init.i))
    return std::nullopt;
  const ScalarNode *a = &nodes[last.operands[0]], *b = &nodes[last.operands[1]];
  if (a->position != result)
    std::swap(a, b);
  if (a->kind != ScalarNode::Input || b->kind != ScalarNode::Input ||
      a->position != result || b->position < spec.results.size())
    return std::nullopt;
  return ReducedValue{*kind, b->position - unsigned(spec.results.size())};
}

//===----------------------------------------------------------------------===//
// Monoids
//===----------------------------------------------------------------------===//

Monoid getMonoid(Reduction kind) {
  switch (kind) {
  case Reduction::sum:
    return Monoid::Sum;
  case Reduction::prod:
    return Monoid::Product;
  case Reduction::max:
    return Monoid::Max;
  case Reduction::min:
    return Monoid::Min;
  }
  llvm_unreachable("all kinds are listed");
}

Reduction getReduction(Monoid monoid) {
  for (Reduction kind : {Reduction::sum, Reduction::prod, Reduction::max})
    if (getMonoid(kind) == monoid)
      return kind;
  return Reduction::min;
}

} // namespace ag
