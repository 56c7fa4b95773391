//===- LinalgMakers.cpp - ops of the dialect linalg -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Combinations.h"
#include "Makers.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <numeric>

using namespace mlir;

namespace ag {
namespace {
AffineMap mapOf(Sketch &sketch, ArrayRef<int64_t> dims, unsigned loops) {
  SmallVector<unsigned> numbers(dims.begin(), dims.end());
  return AffineMap::getMultiDimMapWithTargets(loops, numbers,
                                              sketch.builder.getContext());
}

/// Combines x and y element by element and reduces the result. The reduction
/// loops are those that the last map, that of `starts`, does not index.
linalg::GenericOp combineAll(Sketch &sketch, const KnownTensor &x,
                             const KnownTensor &y, Value starts,
                             ArrayRef<AffineMap> maps, Combination elements,
                             Combination reduction) {
  SmallVector<utils::IteratorType> iterators(maps.back().getNumDims(),
                                             utils::IteratorType::reduction);
  for (AffineExpr loop : maps.back().getResults())
    iterators[cast<AffineDimExpr>(loop).getPosition()] =
        utils::IteratorType::parallel;
  auto combineOne = [&](OpBuilder &builder, Location loc, ValueRange args) {
    Value value = combine(builder, loc, elements, args[0], args[1]);
    if (llvm::is_contained(iterators, utils::IteratorType::reduction))
      value = combine(builder, loc, reduction, value, args[2]);
    linalg::YieldOp::create(builder, loc, value);
  };
  return linalg::GenericOp::create(sketch.builder, sketch.loc, starts.getType(),
                                   {x.value, y.value}, starts, maps, iterators,
                                   combineOne);
}
} // namespace

/// Makes a reduction of x and y. The result indexes x in another order. y has
/// the dimensions of the result. Dimensions that the result lacks are summed.
bool makeGeneric(Sketch &sketch) {
  auto x = sketch.find([](const KnownTensor &known) {
    return known.element().isSignlessIntOrFloat() && known.rank() <= 4;
  });
  if (!x)
    return false;
  unsigned loops = x->rank();
  Shape order(loops), kept, extents(loops), shape;
  std::iota(order.begin(), order.end(), 0);
  sketch.shuffle(order);
  for (auto [dim, loop] : llvm::enumerate(order))
    extents[loop] = x->shape[dim];
  for (unsigned loop = 0; loop < loops; ++loop)
    if (sketch.chance(75)) {
      kept.push_back(loop);
      shape.push_back(extents[loop]);
    }
  KnownTensor y = sketch.findLike(shape, x->element());
  Combination reduction =
      pickReduction(sketch, x->element(),
                    countOf(x->shape) / std::max<int64_t>(countOf(shape), 1));
  Value starts = makeIdentity(sketch, reduction, shape, x->element());
  SmallVector<AffineMap> maps = {mapOf(sketch, order, loops),
                                 mapOf(sketch, kept, loops),
                                 mapOf(sketch, kept, loops)};
  Combination elements = sketch.pickFrom({Combination::Add, Combination::Mul});
  auto op = combineAll(sketch, *x, y, starts, maps, elements, reduction);
  if (!sketch.keep(op))
    return false;
  sketch.add(op.getResult(0), shape);
  return true;
}

void makeLoss(Sketch &sketch) {
  auto x = sketch.find(
      [](const KnownTensor &known) { return isa<FloatType>(known.element()); });
  if (!x)
    return;
  KnownTensor y = sketch.findLike(x->shape, x->element());
  Value start = makeIdentity(sketch, Combination::Add, {}, x->element());
  MLIRContext *context = sketch.builder.getContext();
  AffineMap all = AffineMap::getMultiDimIdentityMap(x->rank(), context);
  auto op = combineAll(sketch, *x, y, start,
                       {all, all, AffineMap::get(x->rank(), 0, context)},
                       Combination::Mul, Combination::Add);
  sketch.scope.tensors = {{op.getResult(0), {}}};
}

Value reduceWhole(Sketch &sketch, const KnownTensor &x) {
  Combination reduction = pickReduction(sketch, x.element(), countOf(x.shape));
  Value start = makeIdentity(sketch, reduction, {}, x.element());
  auto op = linalg::ReduceOp::create(
      sketch.builder, sketch.loc, x.value, start,
      llvm::to_vector(llvm::seq<int64_t>(x.rank())),
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        Value value = combine(builder, loc, reduction, args[0], args[1]);
        linalg::YieldOp::create(builder, loc, value);
      });
  return tensor::ExtractOp::create(sketch.builder, sketch.loc, op.getResult(0),
                                   ValueRange());
}

} // namespace ag
