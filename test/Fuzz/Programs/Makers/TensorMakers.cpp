//===- TensorMakers.cpp - ops of the dialect tensor -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of the tensor dialect can a program have? Upstream's verifiers
// refuse some ops without effect, such as an empty slice that begins at the
// end. These ops are not made.
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
/// Adds an op's result to the scope if the op is valid.
bool addResult(Sketch &sketch, Operation *op, ArrayRef<int64_t> shape) {
  if (!sketch.keep(op))
    return false;
  sketch.add(op->getResult(0), shape);
  return true;
}

bool hasDims(const KnownTensor &known) { return known.rank() >= 1; }

SmallVector<OpFoldResult> toAttributes(Sketch &sketch,
                                       ArrayRef<int64_t> numbers) {
  return getAsIndexOpFoldResult(sketch.builder.getContext(), numbers);
}
} // namespace

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

bool makeExtractSlice(Sketch &sketch) {
  auto x = sketch.find(hasDims);
  if (!x)
    return false;
  Part part = sketch.pickPart(x->shape);
  Operation *op = tensor::ExtractSliceOp::create(
      sketch.builder, sketch.loc, x->value, part.offsets, part.sizes,
      toAttributes(sketch, part.strides));
  return addResult(sketch, op, part.shape);
}

bool makeInsertSlice(Sketch &sketch) {
  auto into = sketch.find(hasDims);
  if (!into)
    return false;
  KnownTensor from = sketch.findPartOf(*into);
  Part part = sketch.place(from.shape, into->shape);
  // The sizes must match the slice's type.
  for (auto [size, extent] : llvm::zip(part.sizes, from.type().getShape()))
    if (!ShapedType::isDynamic(extent))
      size = sketch.builder.getIndexAttr(extent);
    else if (isa<Attribute>(size))
      size = sketch.constantIndex(*getConstantIntValue(size));
  Operation *op = tensor::InsertSliceOp::create(
      sketch.builder, sketch.loc, from.value, into->value, part.offsets,
      part.sizes, toAttributes(sketch, part.strides));
  return addResult(sketch, op, into->shape);
}

bool makeTensorConcat(Sketch &sketch) {
  auto row = sketch.findRow();
  if (!row)
    return false;
  Operation *op = tensor::ConcatOp::create(sketch.builder, sketch.loc, row->dim,
                                           row->tensors);
  return addResult(sketch, op, row->shape);
}

bool makeTensorPad(Sketch &sketch) {
  auto x = sketch.find(hasDims);
  auto scalar = x ? sketch.pickScalar(x->element()) : std::nullopt;
  if (!scalar)
    return false;
  Shape low, high, shape;
  for (int64_t extent : x->shape) {
    low.push_back(sketch.pickFrom({0, 0, 0, 1, 4}));
    high.push_back(sketch.pickFrom({0, 0, 0, 1, 7}));
    shape.push_back(low.back() + extent + high.back());
  }
  if (countOf(shape) > sketch.maxElements)
    return false;
  SmallVector<OpFoldResult> lows = sketch.sizes(low),
                            highs = sketch.sizes(high);
  Operation *op = tensor::PadOp::create(sketch.builder, sketch.loc, Type(),
                                        x->value, lows, highs, *scalar);
  return addResult(sketch, op, shape);
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// Groups `rank` dimensions, with dimensions k and k + 1 in one group.
static SmallVector<ReassociationIndices> joinAt(int64_t k, int64_t rank) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (dim == k + 1)
      groups.back().push_back(dim);
    else
      groups.push_back({dim});
  return groups;
}

bool makeCollapseShape(Sketch &sketch) {
  auto x = sketch.findOfRank(2);
  if (!x)
    return false;
  int64_t dim = sketch.pick(x->rank() - 1);
  Shape shape = x->shape;
  shape[dim] *= shape[dim + 1];
  shape.erase(shape.begin() + dim + 1);
  Operation *op = tensor::CollapseShapeOp::create(
      sketch.builder, sketch.loc, x->value, joinAt(dim, x->rank()));
  return addResult(sketch, op, shape);
}

bool makeExpandShape(Sketch &sketch) {
  auto x = sketch.find(hasDims);
  if (!x)
    return false;
  int64_t dim = sketch.pick(x->rank());
  int64_t extent = x->shape[dim], inner = sketch.pickFrom({1, 2, 3, 4, 8, 19});
  if (extent % inner != 0)
    return false;
  Shape shape = x->shape;
  shape[dim] = extent / inner;
  shape.insert(shape.begin() + dim + 1, inner);
  // Both new dimensions may be dynamic only if the old one is.
  SmallVector<OpFoldResult> sizes = toAttributes(sketch, shape);
  SmallVector<int64_t> statics = shape;
  for (int64_t k = 0, old = 0; k < int64_t(shape.size()); ++k) {
    bool isDynamic =
        x->type().isDynamicDim(old) && (k != dim + 1 || sketch.chance(30));
    if (isDynamic) {
      sizes[k] = sketch.index(shape[k]);
      statics[k] = ShapedType::kDynamic;
    }
    old += k != dim;
  }
  auto type = RankedTensorType::get(statics, x->element());
  Operation *op =
      tensor::ExpandShapeOp::create(sketch.builder, sketch.loc, type, x->value,
                                    joinAt(dim, shape.size()), sizes);
  return addResult(sketch, op, shape);
}

bool makeTensorCast(Sketch &sketch) {
  auto x = sketch.find(hasDims);
  if (!x)
    return false;
  Value cast = sketch.cast(x->value, sketch.someType(x->shape, x->element()));
  sketch.add(cast, x->shape);
  return true;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

bool makeInsertElement(Sketch &sketch) {
  auto into = sketch.find(
      [](const KnownTensor &known) { return countOf(known.shape) > 0; });
  auto scalar = into ? sketch.pickScalar(into->element()) : std::nullopt;
  if (!scalar)
    return false;
  SmallVector<Value> place = sketch.pickPlace(into->shape);
  Operation *op = tensor::InsertOp::create(sketch.builder, sketch.loc, *scalar,
                                           into->value, place);
  return addResult(sketch, op, into->shape);
}

bool makeSplat(Sketch &sketch) {
  auto scalar = sketch.pickScalar(sketch.pickElement());
  if (!scalar)
    return false;
  Shape shape = sketch.pickShape();
  SmallVector<Value> operands;
  Shape statics;
  dispatchIndexOpFoldResults(sketch.sizes(shape), operands, statics);
  auto type = RankedTensorType::get(statics, scalar->getType());
  Operation *op = tensor::SplatOp::create(sketch.builder, sketch.loc, type,
                                          *scalar, operands);
  return addResult(sketch, op, shape);
}

/// Makes a tensor.generate of sums of indices, of an integer type.
bool makeGenerate(Sketch &sketch) {
  Shape shape = sketch.pickShape();
  Type element = sketch.builder.getIntegerType(sketch.pickFrom({8, 32, 64}));
  SmallVector<Value> operands;
  Shape statics;
  dispatchIndexOpFoldResults(sketch.sizes(shape), operands, statics);
  Operation *op = tensor::GenerateOp::create(
      sketch.builder, sketch.loc, RankedTensorType::get(statics, element),
      operands, [&](OpBuilder &builder, Location loc, ValueRange indices) {
        Value sum = sketch.constantIndex(sketch.pick(5));
        for (Value index : indices)
          sum = arith::AddIOp::create(builder, loc, sum, index);
        tensor::YieldOp::create(
            builder, loc,
            arith::IndexCastOp::create(builder, loc, element, sum));
      });
  return addResult(sketch, op, shape);
}

} // namespace ag
