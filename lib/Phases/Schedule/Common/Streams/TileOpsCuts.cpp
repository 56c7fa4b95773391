//===- TileOpsCuts.cpp - slices of tensors, as tiles ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which slice of a tensor does a form read in one iteration? An index is a
// multiple of one loop that has several positions in the iteration, plus a
// number that is constant in it:
//
//   x[b, 2 * i + 1, h / 4]     [b, 2 * from + 1, h / 4] [1, 64, 1] [1, 2, 1]
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormScalars.h"
#include "Common/Streams/TileOps.h"
#include "ag/Analysis/Groups/Streams/StridedIndex.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Emits an index that is constant in the step. Returns null if no ops compute
/// it from sizes and loops of one position.
Value TileOps::makeBegin(Form index) {
  auto getIndex = [&](unsigned loop) {
    return steps.isSingle(loop) ? steps.makeIndex(builder, loc, loop, {})
                                : Value();
  };
  auto getSize = [&](unsigned dimension) {
    return steps.makeSize(builder, loc, dimension);
  };
  auto getElement = [](unsigned) { return Value(); };
  FormScalars scalars(table, type, builder, loc,
                      {getElement, getIndex, getSize});
  return scalars.computeIndex(index);
}

FailureOr<FormTile> TileOps::cut(const FormAtom &element, Value tensor) {
  auto whole = dyn_cast<RankedTensorType>(tensor.getType());
  if (!whole || whole.getRank() != int64_t(element.operands.size()))
    return failure();
  SmallVector<OpFoldResult> offsets, sizes, strides;
  FormTile tile;
  SmallVector<int64_t> shape;
  auto append = [&](OpFoldResult offset, OpFoldResult size, int64_t stride) {
    offsets.push_back(offset);
    sizes.push_back(size);
    strides.push_back(builder.getIndexAttr(stride));
  };
  for (Form index : element.operands) {
    if (std::optional<double> number = table.number(index)) {
      append(builder.getIndexAttr(static_cast<int64_t>(*number)),
             builder.getIndexAttr(1), 1);
      continue;
    }
    std::optional<StridedIndex> split =
        splitIndex(table, steps.getOrder(), index);
    Value begin = split ? makeBegin(split->rest) : Value();
    if (!begin)
      return failure();
    if (!split->loop) {
      append(getAsOpFoldResult(begin), builder.getIndexAttr(1), 1);
      continue;
    }
    const LoopTile &part = steps.getStepOf(*split->loop);
    AffineExpr at = builder.getAffineDimExpr(0),
               from = builder.getAffineDimExpr(1);
    OpFoldResult offset = affine::makeComposedFoldedAffineApply(
        builder, loc, AffineMap::get(2, 0, at * split->stride + from),
        {part.offset, getAsOpFoldResult(begin)});
    append(offset, part.size, split->stride);
    tile.loops.push_back(*split->loop);
    shape.push_back(
        getConstantIntValue(part.size).value_or(ShapedType::kDynamic));
  }
  tile.tensor = tensor::ExtractSliceOp::create(
      builder, loc, RankedTensorType::get(shape, whole.getElementType()),
      tensor, offsets, sizes, strides);
  return tile;
}

} // namespace ag
