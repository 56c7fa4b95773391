//===- GatherParts.cpp - parts of ops with indices ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an ag.gather or ag.scatter computed on a part of x along the dimension
// that the indices refer to, or on indices of which the last ones are padding?
//
//   %y = ag.gather 0 clamp %x, %k : tensor<9x6xf32>, tensor<4xi32>
//
// on the block %b of rows 3 to 5 of x becomes
//
//   %i = clamp %k to 0 .. 8
//   %s = %i - 3
//   %y = ag.gather 0 fill %b, %s : tensor<3x6xf32>, tensor<4xi64>
//
// The requirement of `error` applies to the indices that are not padding. In
// other modes, an index outside of x might refer to padding of the block. It
// becomes -1, and so do the padding indices of a scatter.
//
//===----------------------------------------------------------------------===//
#include "Indexing/IndexChecks.h"
#include "Indexing/SliceBounds.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
/// Indices into the complete dimension, and their values in a part.
class PartIndices {
public:
  PartIndices(Value given, const LoopPart &dim, ArrayRef<LoopPart> own,
              OpBuilder &builder, Location loc)
      : dim(dim), own(own), builder(builder), loc(loc), given(given),
        sizes(tensor::getMixedSizes(builder, loc, given)),
        type(cast<RankedTensorType>(given.getType())
                 .clone(builder.getI64Type())),
        whole(CastOp::create(builder, loc, type, given, builder.getI64Type())) {
  }

  /// Returns the indices that are not padding.
  Value getValid();
  void clamp();
  /// Returns the indices relative to the part; -1 for those outside of the
  /// complete dimension and, if `dropsPadding`, for padding.
  Value shift(bool dropsPadding);

private:
  Value spread(OpFoldResult number);
  Value spread(int64_t number) { return spread(builder.getIndexAttr(number)); }
  Value compare(Predicate predicate, Value a, Value b) {
    return CompareOp::create(builder, loc, predicate, a, b);
  }
  Value both(Value a, Value b) { return MinOp::create(builder, loc, a, b); }

  const LoopPart &dim;
  /// The parts of the loops of the indices.
  ArrayRef<LoopPart> own;
  OpBuilder &builder;
  Location loc;
  Value given;
  SmallVector<OpFoldResult> sizes;
  RankedTensorType type;
  /// The indices as i64.
  Value whole;
};
} // namespace

/// Returns a tensor of the shape of the indices with this number everywhere.
Value PartIndices::spread(OpFoldResult number) {
  auto scalarType = RankedTensorType::get({}, builder.getI64Type());
  Value scalar;
  if (std::optional<int64_t> known = getConstantIntValue(number)) {
    scalar = arith::ConstantOp::create(
        builder, loc, DenseElementsAttr::get(scalarType, *known));
  } else {
    Value element = arith::IndexCastOp::create(
        builder, loc, builder.getI64Type(), cast<Value>(number));
    scalar = tensor::FromElementsOp::create(builder, loc, scalarType, element);
  }
  auto [shape, dynamic] = decomposeMixedValues(sizes);
  return BroadcastOp::create(builder, loc, scalar, dynamic, ArrayRef<int64_t>(),
                             shape);
}

Value PartIndices::getValid() {
  if (llvm::none_of(own, [](const LoopPart &loop) { return loop.isPadded; }))
    return given;
  auto valid = llvm::map_to_vector(
      own, [&](const LoopPart &loop) { return loop.countValid(builder, loc); });
  SmallVector<OpFoldResult> offsets(own.size(), builder.getIndexAttr(0));
  SmallVector<int64_t> strides(own.size(), 1);
  return takePart(given, offsets, valid, strides, builder, loc);
}

/// An unsigned number that is too large for an i64 is negative as one.
void PartIndices::clamp() {
  Type element = cast<RankedTensorType>(given.getType()).getElementType();
  bool isUnsigned = getKind(*getScalarType(element)) == ScalarKind::Unsigned;
  Value zero = spread(0);
  Value last = SubOp::create(builder, loc, spread(dim.extent), spread(1));
  Value isBelow = compare(Predicate::lt, whole, zero);
  Value atMost = MinOp::create(builder, loc, whole, last);
  whole =
      SelectOp::create(builder, loc, isBelow, isUnsigned ? last : zero, atMost);
}

Value PartIndices::shift(bool dropsPadding) {
  Value isMeant = both(compare(Predicate::ge, whole, spread(0)),
                       compare(Predicate::lt, whole, spread(dim.extent)));
  auto [shape, dynamic] = decomposeMixedValues(sizes);
  for (auto [number, loop] : llvm::enumerate(own))
    if (dropsPadding && loop.isPadded) {
      Value place = IotaOp::create(builder, loc, number, dynamic, shape,
                                   builder.getI64Type());
      Value valid = spread(loop.countValid(builder, loc));
      isMeant = both(isMeant, compare(Predicate::lt, place, valid));
    }
  Value inPart = SubOp::create(builder, loc, whole, spread(dim.offset));
  return SelectOp::create(builder, loc, isMeant, inPart, spread(-1));
}

/// Creates the op on the part, with the mode `passOver` for invalid indices.
template <typename Op, typename Mode>
static Operation *makeIndexedPart(Op op, Mode passOver, bool dropsPadding,
                                  OpBuilder &builder, const OpPart &part) {
  if (part.loops.empty())
    return cloneOnParts(builder, op, part.operands);
  DimensionRule rule = op.getDimensionRule();
  const LoopPart &dim = part.loops[rule.operands[0][op.getDim()].front()];
  auto own = llvm::map_to_vector(rule.operands[1],
                                 [&](const DimensionRule::Place &place) {
                                   return part.loops[place.front()];
                                 });
  bool isPadded =
      llvm::any_of(own, [](const LoopPart &loop) { return loop.isPadded; });
  if (dim.isAll() && !isPadded)
    return cloneOnParts(builder, op, part.operands);
  Location loc = op.getLoc();
  PartIndices indices(part.operands[1], dim, own, builder, loc);
  if (op.getMode() == Mode::error || op.getMode() == Mode::clamp) {
    IndexChecks checks(
        op, indices.getValid(),
        getValueOrCreateConstantIndexOp(builder, loc, dim.extent), builder);
    if (op.getMode() == Mode::error)
      checks.requireInside();
    else
      checks.requirePlaces();
  }
  if (op.getMode() == Mode::clamp)
    indices.clamp();
  SmallVector<Value> operands(part.operands);
  operands[1] = indices.shift(dropsPadding);
  auto made = cast<Op>(cloneOnParts(builder, op, operands));
  made.setMode(passOver);
  return made;
}

Operation *GatherOp::makePart(OpBuilder &builder, const OpPart &part) {
  return makeIndexedPart(*this, OutOfBounds::fill, /*dropsPadding=*/false,
                         builder, part);
}

/// Padding changes nothing.
Operation *ScatterOp::makePart(OpBuilder &builder, const OpPart &part) {
  return makeIndexedPart(*this, WriteOutOfBounds::drop, /*dropsPadding=*/true,
                         builder, part);
}

} // namespace ag
