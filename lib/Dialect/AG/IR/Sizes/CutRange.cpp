//===- CutRange.cpp - what of a tensor lies in a part of another ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/CutRange.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;

namespace ag {
namespace {
/// Intersects elements along one dimension, which are `stride` apart, with a
/// block of the dimension.
class Cutter {
public:
  Cutter(const LoopPart &part, int64_t stride, OpBuilder &builder, Location loc)
      : part(part), stride(stride), builder(builder), loc(loc) {}

  void cut(OpFoldResult &offset, OpFoldResult &size, OpFoldResult &first) {
    AffineExpr o = symbol(0), begin = symbol(1), length = symbol(2),
               number = symbol(2);
    first =
        clamp(apply((begin - o).ceilDiv(stride), {offset, part.offset}), size);
    OpFoldResult end = clamp(apply((begin + length - o).ceilDiv(stride),
                                   {offset, part.offset, part.size}),
                             size);
    size = apply(begin - o, {first, end});
    offset =
        clamp(apply(o + number * stride - begin, {offset, part.offset, first}),
              part.size);
  }

private:
  AffineExpr symbol(unsigned number) {
    return builder.getAffineSymbolExpr(number);
  }

  OpFoldResult apply(AffineExpr expr, ArrayRef<OpFoldResult> values) {
    return affine::makeComposedFoldedAffineApply(builder, loc, expr, values);
  }

  /// Returns `number` clamped to the range from 0 to `most`.
  OpFoldResult clamp(OpFoldResult number, OpFoldResult most) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value value = getValueOrCreateConstantIndexOp(builder, loc, number);
    Value limit = getValueOrCreateConstantIndexOp(builder, loc, most);
    value = builder.createOrFold<arith::MinSIOp>(loc, value, limit);
    return getAsOpFoldResult(
        builder.createOrFold<arith::MaxSIOp>(loc, value, zero));
  }

  const LoopPart &part;
  int64_t stride;
  OpBuilder &builder;
  Location loc;
};
} // namespace

CutRange cutToPart(Operation *op, const DimensionRule &rule,
                   const DimensionRule::Places &places, const OpPart &part,
                   ArrayRef<OpFoldResult> offsets, ArrayRef<OpFoldResult> sizes,
                   ArrayRef<int64_t> strides, OpBuilder &builder) {
  CutRange range;
  range.offsets.assign(offsets.begin(), offsets.end());
  range.sizes.assign(sizes.begin(), sizes.end());
  range.firsts.assign(offsets.size(), builder.getIndexAttr(0));
  for (auto [dim, place] : llvm::enumerate(places)) {
    unsigned loop = place.front();
    if (part.loops.empty() || !rule.loops[loop].isCut ||
        part.loops[loop].isAll())
      continue;
    OpFoldResult extent = part.loops[loop].extent;
    bool isVerified = getConstantIntValue(offsets[dim]) &&
                      getConstantIntValue(sizes[dim]) &&
                      getConstantIntValue(extent);
    if (!isVerified)
      requireInsideAlways(offsets[dim],
                          Steps{sizes[dim], builder.getIndexAttr(strides[dim])},
                          extent, op, builder);
    Cutter(part.loops[loop], strides[dim], builder, op->getLoc())
        .cut(range.offsets[dim], range.sizes[dim], range.firsts[dim]);
    range.isLess = true;
  }
  return range;
}

} // namespace ag
