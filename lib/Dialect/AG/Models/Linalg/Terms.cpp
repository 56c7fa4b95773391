//===- Terms.cpp - tensors along loops ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Terms.h"
#include "ResultMaps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

Terms::Terms(const Spec &spec, ValueRange operands, OpBuilder &builder,
             Location loc)
    : spec(spec), operands(operands), builder(builder), loc(loc) {
  auto known =
      inferLoopExtents(spec, operands.getTypes(), Reporter("", std::nullopt));
  assert(succeeded(known) && "the operands fit the Spec");
  extents = *known;
  sizes.resize(extents.size());
}

OpFoldResult Terms::sizeOf(unsigned loop) {
  if (!sizes[loop])
    sizes[loop] = ShapedType::isStatic(extents[loop])
                      ? OpFoldResult(builder.getIndexAttr(extents[loop]))
                      : spec.loops[loop].materialize(builder, loc, operands);
  return sizes[loop];
}

//===----------------------------------------------------------------------===//
// Terms of the Spec
//===----------------------------------------------------------------------===//

/// Returns the slice of `value` that is read, with the dimensions of `value`.
Value Terms::slice(Value value, AffineMap map) {
  SmallVector<OpFoldResult> offsets, sizes;
  SmallVector<int64_t> strides;
  for (unsigned dim = 0; dim < map.getNumResults(); ++dim) {
    LinearOffset place = *matchLinear(map, dim);
    std::optional<unsigned> loop = place.getOnlyLoop();
    offsets.push_back(
        materializeOffset(spec, place.offset, builder, loc, operands));
    sizes.push_back(loop ? sizeOf(*loop) : builder.getIndexAttr(1));
    strides.push_back(loop ? place.strides[*loop] : 1);
  }
  auto [staticOffsets, dynamicOffsets] = decomposeMixedValues(offsets);
  auto [staticSizes, dynamicSizes] = decomposeMixedValues(sizes);
  return SliceOp::create(builder, loc, value, dynamicOffsets, dynamicSizes,
                         staticOffsets, staticSizes, strides);
}

Term Terms::read(const SpecInput &input) {
  Term term{operands[input.operand], {}};
  auto type = cast<RankedTensorType>(term.value.getType());
  bool isPart = !isPlain(spec, input.map);
  for (auto [dim, expr] : llvm::enumerate(input.map.getResults()))
    isPart |= isa<AffineConstantExpr>(expr) && type.getDimSize(dim) != 1;
  if (isPart)
    term.value = slice(term.value, input.map);
  SmallVector<unsigned> kept;
  for (unsigned dim = 0; dim < input.map.getNumResults(); ++dim)
    if (auto loop = matchLinear(input.map, dim)->getOnlyLoop()) {
      term.loops.push_back(*loop);
      kept.push_back(dim);
    }
  term.value = keepDims(term.value, kept);
  return term;
}

/// Leaves out the other dimensions, which have size 1.
Value Terms::keepDims(Value value, ArrayRef<unsigned> kept) {
  if (int64_t(kept.size()) == cast<RankedTensorType>(value.getType()).getRank())
    return value;
  auto [shape, sizes] =
      decomposeMixedValues(llvm::map_to_vector(kept, [&](unsigned dim) {
        return tensor::getMixedSize(builder, loc, value, dim);
      }));
  return ReshapeOp::create(builder, loc, value, sizes, shape);
}

Term Terms::index(unsigned loop) {
  auto [shape, sizes] = decomposeMixedValues({sizeOf(loop)});
  return {IotaOp::create(builder, loc, /*dim=*/0, sizes, shape,
                         builder.getI64Type()),
          {loop}};
}

Term Terms::constant(Cell value, ScalarType type) {
  auto scalar =
      RankedTensorType::get({}, getMLIRType(type, builder.getContext()));
  if (isFloat(type))
    return {
        {},
        {},
        DenseElementsAttr::get(
            scalar,
            builder.getFloatAttr(scalar.getElementType(), value.f).getValue())};
  APInt bits(getBitWidth(type), value.i, /*isSigned=*/false,
             /*implicitTrunc=*/true);
  return {{}, {}, DenseElementsAttr::get(scalar, bits)};
}

//===----------------------------------------------------------------------===//
// Combination of terms
//===----------------------------------------------------------------------===//

SmallVector<unsigned> Terms::unite(ArrayRef<Term> terms) const {
  llvm::SmallBitVector isUsed(spec.loops.size());
  for (const Term &term : terms)
    for (unsigned loop : term.loops)
      isUsed.set(loop);
  for (const Term &term : terms)
    if (term.loops.size() == isUsed.count())
      return term.loops;
  SmallVector<unsigned> loops;
  auto add = [&](unsigned loop) {
    if (isUsed.test(loop))
      loops.push_back(loop);
    isUsed.reset(loop);
  };
  AffineMap map = spec.results.front().map;
  for (unsigned dim = 0; dim < map.getNumResults(); ++dim)
    if (auto place = matchLinear(map, dim); place && place->getOnlyLoop())
      add(*place->getOnlyLoop());
  for (unsigned loop = 0; loop < spec.loops.size(); ++loop)
    add(loop);
  return loops;
}

/// Broadcasts `value` to `sizes`; its dimension k becomes dimension dims[k].
Value Terms::broadcast(Value value, ArrayRef<int64_t> dims,
                       ArrayRef<OpFoldResult> sizes) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() == int64_t(sizes.size()))
    return value;
  SmallVector<int64_t> shape;
  SmallVector<Value> created;
  for (auto [dim, size] : llvm::enumerate(sizes)) {
    const auto *own = llvm::find(dims, int64_t(dim));
    if (own != dims.end()) {
      shape.push_back(type.getDimSize(own - dims.begin()));
      continue;
    }
    dispatchIndexOpFoldResult(size, created, shape);
  }
  return BroadcastOp::create(builder, loc, value, created, dims, shape);
}

Value Terms::arrange(const Term &term, ArrayRef<unsigned> loops) {
  if (!term.constant && term.loops == loops)
    return term.value;
  const void *key = term.constant ? term.constant.getAsOpaquePointer()
                                  : term.value.getAsOpaquePointer();
  Value &value = arranged[{key, ArrayRef(term.loops).vec(), loops.vec()}];
  if (!value)
    value = makeArranged(term, loops);
  return value;
}

Value Terms::makeArranged(const Term &term, ArrayRef<unsigned> loops) {
  SmallVector<OpFoldResult> sizes;
  bool isStatic = true;
  for (unsigned loop : loops) {
    // Only the sizes of new dimensions are created.
    isStatic &= ShapedType::isStatic(extents[loop]);
    sizes.push_back(llvm::is_contained(term.loops, loop)
                        ? builder.getIndexAttr(ShapedType::kDynamic)
                        : sizeOf(loop));
  }
  if (term.constant) {
    DenseElementsAttr elements = term.constant;
    if (isStatic)
      elements = elements.resizeSplat(elements.getType().clone(
          llvm::map_to_vector(loops, [&](unsigned l) { return extents[l]; })));
    Value constant = arith::ConstantOp::create(builder, loc, elements);
    return isStatic ? constant : broadcast(constant, {}, sizes);
  }
  // A loop that is left out has one iteration.
  SmallVector<unsigned> kept, own;
  for (auto [dim, loop] : llvm::enumerate(term.loops))
    if (llvm::is_contained(loops, loop)) {
      kept.push_back(dim);
      own.push_back(loop);
    }
  SmallVector<int64_t> permutation, dims;
  for (auto [dim, loop] : llvm::enumerate(loops))
    if (const auto *place = llvm::find(own, loop); place != own.end()) {
      permutation.push_back(place - own.begin());
      dims.push_back(dim);
    }
  Value value = keepDims(term.value, kept);
  if (!llvm::is_sorted(permutation))
    value = TransposeOp::create(builder, loc, value, permutation);
  return broadcast(value, dims, sizes);
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// Returns the number of positions in `size` after the last element of `value`,
/// the first of which is at `low`.
OpFoldResult Terms::widthBehind(Value value, int64_t dim, OpFoldResult low,
                                int64_t stride, OpFoldResult size) {
  AffineExpr end, first, count;
  bindSymbols(builder.getContext(), end, first, count);
  return affine::makeComposedFoldedAffineApply(
      builder, loc, end - first - (count - 1) * stride - 1,
      {size, low, tensor::getMixedSize(builder, loc, value, dim)});
}

/// Returns the init, in the result's type.
static Cell castInit(const SpecResult &result) {
  return castCell(result.init, result.accumulator, result.type,
                  Precision::Declared);
}

/// Returns `value` at its positions in a result of `shape`, whose other
/// elements are the result's init. A pad is one op, but needs widths that are
/// sums of sizes; an update works for all sizes.
Value Terms::pad(Value value, const SpecResult &result,
                 ArrayRef<OpFoldResult> shape) {
  ArrayRef<int64_t> own = cast<RankedTensorType>(value.getType()).getShape();
  SmallVector<OpFoldResult> low, high;
  SmallVector<int64_t> strides, interior;
  bool isPad = true;
  for (unsigned dim = 0; dim < shape.size(); ++dim) {
    LinearOffset place = *matchLinear(result.map, dim);
    std::optional<unsigned> loop = place.getOnlyLoop();
    low.push_back(
        materializeOffset(spec, place.offset, builder, loc, operands));
    strides.push_back(loop ? place.strides[*loop] : 1);
    // The width behind a strided dimension is such a sum only if it has
    // elements.
    isPad &= strides.back() == 1 || own[dim] > 0;
  }
  auto [staticLow, dynamicLow] = decomposeMixedValues(low);
  Value init = arith::ConstantOp::create(
      builder, loc, constant(castInit(result), result.type).constant);
  if (!isPad)
    return UpdateOp::create(builder, loc, broadcast(init, {}, shape), value,
                            dynamicLow, staticLow, strides);
  for (auto [dim, stride] : llvm::enumerate(strides)) {
    high.push_back(fillsDim(spec, result, dim, operands)
                       ? builder.getIndexAttr(0)
                       : widthBehind(value, dim, low[dim], stride, shape[dim]));
    interior.push_back(stride - 1);
  }
  auto [staticHigh, dynamicHigh] = decomposeMixedValues(high);
  if (llvm::all_of(interior, [](int64_t width) { return width == 0; }))
    interior.clear();
  auto type = RankedTensorType::get(
      std::get<0>(decomposeMixedValues(llvm::to_vector(shape))),
      cast<RankedTensorType>(value.getType()).getElementType());
  return PadOp::create(builder, loc, type, value, init, dynamicLow, dynamicHigh,
                       builder.getDenseI64ArrayAttr(staticLow),
                       builder.getDenseI64ArrayAttr(staticHigh),
                       builder.getDenseI64ArrayAttr(interior));
}

Value Terms::place(const Term &term, const SpecResult &result) {
  SmallVector<unsigned> loops;
  SmallVector<int64_t> dims;
  SmallVector<OpFoldResult> units;
  bool isWhole = true;
  for (auto [dim, expr] : llvm::enumerate(result.map.getResults())) {
    units.push_back(builder.getIndexAttr(1));
    if (auto loop = matchLinear(result.map, dim)->getOnlyLoop()) {
      loops.push_back(*loop);
      dims.push_back(dim);
      isWhole &= fillsDim(spec, result, dim, operands);
    } else {
      isWhole &= result.shape[dim].getStatic(operands.getTypes()) == 1;
    }
  }
  Value value = broadcast(arrange(term, loops), dims, units);
  if (isWhole)
    return value;
  unsigned number = &result - spec.results.data();
  return pad(value, result,
             materializeResultShape(spec, number, builder, loc, operands));
}

} // namespace ag
