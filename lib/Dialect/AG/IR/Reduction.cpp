//===- Reduction.cpp - many elements combined into one --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Reduction.h"
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

FailureOr<Spec> ReduceOp::describe(Adaptor adaptor, const Reporter &report) {
  auto type = cast<RankedTensorType>(adaptor.getX().getType());
  int64_t rank = type.getRank();
  ArrayRef<int64_t> dims = adaptor.getDims();
  if (failed(checkDims(dims, rank, report)))
    return failure();
  ScalarType element = *getScalarType(type.getElementType());
  ScalarType accumulator = getAccumulatorType(element);
  Primitive combiner = getCombiner(adaptor.getKind());
  if (!accepts(combiner, accumulator))
    return report("elements")
           << "there is no " << stringifyReduction(adaptor.getKind()) << " of "
           << getSpelling(element);

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
  spec.body.yield(spec.body.cast(spec.body.input(element), accumulator));
  spec.results.push_back(
      {AffineMap::getMultiDimMapWithTargets(rank, resultLoops, context),
       element, accumulator,
       getNeutralElement(adaptor.getKind(), accumulator)});
  spec.combiner = binaryProgram(combiner, accumulator);
  return spec;
}

} // namespace ag
