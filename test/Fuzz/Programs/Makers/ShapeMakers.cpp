//===- ShapeMakers.cpp - the same elements in other places ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include <numeric>

using namespace mlir;

namespace ag {
namespace {
/// Mixed static and dynamic numbers, as ops store them
struct Mixed {
  SmallVector<Value> operands;
  SmallVector<int64_t> numbers;

  explicit Mixed(ArrayRef<OpFoldResult> all) {
    dispatchIndexOpFoldResults(all, operands, numbers);
  }
};
} // namespace

bool makeBroadcast(Sketch &sketch) {
  auto x = sketch.findAny(/*maxRank=*/3);
  if (!x)
    return false;
  Shape shape, statics, dims;
  SmallVector<Value> operands;
  auto append = [&](int64_t extent) {
    Mixed mixed(sketch.size(extent));
    shape.push_back(extent);
    statics.push_back(mixed.numbers.front());
    operands.append(mixed.operands);
  };
  int64_t room = sketch.maxElements / std::max<int64_t>(countOf(x->shape), 1);
  auto pickNew = [&] {
    int64_t extent = sketch.pickExtent();
    extent = extent > room ? 1 : extent;
    room /= std::max<int64_t>(extent, 1);
    return extent;
  };
  for (int64_t dim = 0; dim <= x->rank(); ++dim) {
    if (sketch.chance(40))
      append(pickNew());
    if (dim == x->rank())
      break;
    dims.push_back(shape.size());
    if (x->type().getDimSize(dim) == 1) {
      append(pickNew());
    } else {
      shape.push_back(x->shape[dim]);
      statics.push_back(x->type().getDimSize(dim));
    }
  }
  sketch.add(BroadcastOp::create(sketch.builder, sketch.loc, x->value, operands,
                                 dims, statics),
             shape);
  return true;
}

bool makeTranspose(Sketch &sketch) {
  auto x = sketch.findOfRank(2);
  if (!x)
    return false;
  Shape permutation(x->rank());
  std::iota(permutation.begin(), permutation.end(), 0);
  sketch.shuffle(permutation);
  Shape shape = llvm::map_to_vector(permutation,
                                    [&](int64_t dim) { return x->shape[dim]; });
  sketch.add(
      TransposeOp::create(sketch.builder, sketch.loc, x->value, permutation),
      shape);
  return true;
}

bool makeReshape(Sketch &sketch) {
  auto x = sketch.findAny();
  if (!x)
    return false;
  Shape shape = sketch.pickShapeOf(countOf(x->shape));
  Mixed sizes(sketch.sizes(shape));
  sketch.add(ReshapeOp::create(sketch.builder, sketch.loc, x->value,
                               sizes.operands, sizes.numbers),
             shape);
  return true;
}

bool makeSlice(Sketch &sketch) {
  auto x = sketch.findOfRank(1);
  if (!x)
    return false;
  Part part = sketch.pickPart(x->shape);
  Mixed offsets(part.offsets), sizes(part.sizes);
  sketch.add(SliceOp::create(sketch.builder, sketch.loc, x->value,
                             offsets.operands, sizes.operands, offsets.numbers,
                             sizes.numbers, part.strides),
             part.shape);
  return true;
}

bool makeUpdate(Sketch &sketch) {
  auto x = sketch.findOfRank(1);
  if (!x)
    return false;
  KnownTensor y = sketch.findPartOf(*x);
  Part part = sketch.place(y.shape, x->shape);
  Mixed offsets(part.offsets);
  sketch.add(UpdateOp::create(sketch.builder, sketch.loc, x->value, y.value,
                              offsets.operands, offsets.numbers, part.strides),
             x->shape);
  return true;
}

bool makePad(Sketch &sketch) {
  auto x = sketch.findAny();
  if (!x)
    return false;
  bool spreads = sketch.chance(30);
  Shape low, high, interior, shape;
  for (int64_t extent : x->shape) {
    low.push_back(sketch.pickFrom({0, 0, 0, 1, 2, 5}));
    high.push_back(sketch.pickFrom({0, 0, 0, 1, 3, 16}));
    int64_t between = spreads ? sketch.pickFrom({0, 0, 1, 2, 7}) : 0;
    if (spreads)
      interior.push_back(between);
    int64_t gaps = std::max<int64_t>(extent - 1, 0) * between;
    shape.push_back(low.back() + extent + gaps + high.back());
  }
  if (countOf(shape) > sketch.maxElements)
    return false;
  Value value = sketch.findLike({}, x->element()).value;
  Mixed lows(sketch.sizes(low)), highs(sketch.sizes(high));
  sketch.add(PadOp::create(sketch.builder, sketch.loc, x->value, value,
                           lows.operands, highs.operands, lows.numbers,
                           highs.numbers, interior),
             shape);
  return true;
}

bool makeConcat(Sketch &sketch) {
  auto row = sketch.findRow();
  if (!row)
    return false;
  sketch.add(
      ConcatOp::create(sketch.builder, sketch.loc, row->dim, row->tensors),
      row->shape);
  return true;
}

} // namespace ag
