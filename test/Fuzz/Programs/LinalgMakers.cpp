//===- LinalgMakers.cpp - ops of the dialect linalg -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <numeric>

using namespace mlir;

namespace ag {
namespace {
/// A tensor of zeros that an op can write to.
Value makeZeros(Sketch &sketch, ArrayRef<int64_t> shape, Type element) {
  OpBuilder &builder = sketch.builder;
  Value zero = arith::ConstantOp::create(builder, sketch.loc,
                                         builder.getZeroAttr(element));
  Value empty = tensor::EmptyOp::create(builder, sketch.loc,
                                        sketch.sizes(shape), element);
  return linalg::FillOp::create(builder, sketch.loc, zero, empty).getResult(0);
}

/// x + y or x * y.
Value combine(OpBuilder &builder, Location loc, Value x, Value y, bool adds) {
  if (isa<FloatType>(x.getType()))
    return adds ? arith::AddFOp::create(builder, loc, x, y).getResult()
                : arith::MulFOp::create(builder, loc, x, y).getResult();
  return adds ? arith::AddIOp::create(builder, loc, x, y).getResult()
              : arith::MulIOp::create(builder, loc, x, y).getResult();
}

AffineMap mapOf(Sketch &sketch, ArrayRef<int64_t> dims, unsigned loops) {
  SmallVector<unsigned> numbers(dims.begin(), dims.end());
  return AffineMap::getMultiDimMapWithTargets(loops, numbers,
                                              sketch.builder.getContext());
}
} // namespace

/// The result reads x with its dimensions in another order, and y, which has
/// those of the result; what the result lacks is summed over.
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
  SmallVector<utils::IteratorType> iterators;
  for (unsigned loop = 0; loop < loops; ++loop) {
    bool isKept = sketch.chance(75);
    iterators.push_back(isKept ? utils::IteratorType::parallel
                               : utils::IteratorType::reduction);
    if (isKept) {
      kept.push_back(loop);
      shape.push_back(extents[loop]);
    }
  }
  KnownTensor y = sketch.findLike(shape, x->element());
  Value zeros = makeZeros(sketch, shape, x->element());
  SmallVector<AffineMap> maps = {mapOf(sketch, order, loops),
                                 mapOf(sketch, kept, loops),
                                 mapOf(sketch, kept, loops)};
  auto op = linalg::GenericOp::create(
      sketch.builder, sketch.loc, zeros.getType(), {x->value, y.value}, zeros,
      maps, iterators, [&](OpBuilder &builder, Location loc, ValueRange args) {
        Value value =
            combine(builder, loc, args[0], args[1], sketch.chance(50));
        if (shape.size() < loops)
          value = combine(builder, loc, value, args[2], /*adds=*/true);
        linalg::YieldOp::create(builder, loc, value);
      });
  if (!sketch.keep(op))
    return false;
  sketch.add(op.getResult(0), shape);
  return true;
}

} // namespace ag
