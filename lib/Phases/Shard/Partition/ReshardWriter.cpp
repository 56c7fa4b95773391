//===- ReshardWriter.cpp - moves between states ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Partition/ReshardWriter.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Sharding/MeshOps.h"
#include "ag/Dialect/AG/IR/Sharding/ShardStates.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

int64_t getLocalSize(StoredDim dim, int64_t parts) {
  if (ShapedType::isDynamic(dim.size) || parts == 1)
    return dim.size;
  return dim.getStoredSize() / parts;
}

RankedTensorType getLocalType(const WholeTensor &whole, const ShardState &state,
                              const Mesh &mesh) {
  SmallVector<int64_t> sizes(whole.type.getShape());
  for (auto [size, dim, axes] : llvm::zip_equal(sizes, whole.shape, state.dims))
    if (ShapedType::isStatic(size))
      size = getLocalSize(dim, mesh.getSize(axes));
  return whole.type.clone(sizes);
}

/// Sizes may fold to constants that `type` does not have.
static Value castTo(RankedTensorType type, Value value, OpBuilder &builder,
                    Location loc) {
  return value.getType() == type
             ? value
             : tensor::CastOp::create(builder, loc, type, value);
}

/// Returns a slice. If it has no elements, it is a tensor.empty, since its
/// offset may be out of bounds.
static Value takeSlice(Value value, RankedTensorType type,
                       ArrayRef<OpFoldResult> offsets,
                       ArrayRef<OpFoldResult> sizes, OpBuilder &builder,
                       Location loc) {
  if (llvm::is_contained(type.getShape(), 0) ||
      llvm::is_contained(cast<RankedTensorType>(value.getType()).getShape(), 0))
    return castTo(
        type,
        tensor::EmptyOp::create(builder, loc, sizes, type.getElementType()),
        builder, loc);
  SmallVector<OpFoldResult> ones(sizes.size(), builder.getIndexAttr(1));
  return castTo(
      type,
      tensor::ExtractSliceOp::create(builder, loc, value, offsets, sizes, ones),
      builder, loc);
}

Value resize(Value value, unsigned dim, OpFoldResult size, OpBuilder &builder,
             Location loc) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<OpFoldResult> had = tensor::getMixedSizes(builder, loc, value);
  if (isEqualConstantIntOrValue(had[dim], size))
    return value;
  SmallVector<OpFoldResult> sizes = had;
  sizes[dim] = size;
  SmallVector<int64_t> shape(type.getShape());
  shape[dim] = getConstantIntValue(size).value_or(ShapedType::kDynamic);
  SmallVector<OpFoldResult> zeros(sizes.size(), builder.getIndexAttr(0)),
      ones(sizes.size(), builder.getIndexAttr(1));
  bool isShorter =
      ShapedType::isDynamic(shape[dim]) ||
      (!type.isDynamicDim(dim) && shape[dim] < type.getDimSize(dim));
  if (isShorter)
    return takeSlice(value, type.clone(shape), zeros, sizes, builder, loc);
  Value longer =
      tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
  if (!llvm::is_contained(type.getShape(), 0))
    longer = tensor::InsertSliceOp::create(builder, loc, value, longer, zeros,
                                           had, ones);
  return castTo(type.clone(shape), longer, builder, loc);
}

//===----------------------------------------------------------------------===//
// Moves
//===----------------------------------------------------------------------===//

OpFoldResult ReshardWriter::writeOffset(ArrayRef<unsigned> axes,
                                        OpFoldResult size, OpBuilder &builder,
                                        Location loc) const {
  Value index = MeshIndexOp::create(builder, loc, builder.getIndexType(),
                                    nameAxes(axes, attr));
  return builder.createOrFold<arith::MulIOp>(
      loc, index, getValueOrCreateConstantIndexOp(builder, loc, size));
}

/// Returns this rank's block along the dimension that the move splits.
Value ReshardWriter::slice(Value value, const ShardMove &move,
                           OpBuilder &builder, Location loc) const {
  unsigned dim = *move.target;
  int64_t parts = mesh.getSize(move.axes);
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, value);
  AffineExpr whole = getAffineSymbolExpr(0, builder.getContext());
  sizes[dim] = affine::makeComposedFoldedAffineApply(
      builder, loc, whole.floorDiv(parts), {sizes[dim]});
  SmallVector<OpFoldResult> offsets(sizes.size(), builder.getIndexAttr(0));
  offsets[dim] = writeOffset(move.axes, sizes[dim], builder, loc);
  SmallVector<int64_t> shape(type.getShape());
  if (!type.isDynamicDim(dim))
    shape[dim] /= parts;
  return takeSlice(value, type.clone(shape), offsets, sizes, builder, loc);
}

/// Ranks are numbered along the axes that move.
Value ReshardWriter::permute(const HeldTensor &held, const ShardMove &move,
                             OpBuilder &builder, Location loc) const {
  std::vector<int64_t> sources = permutedRanks(held.state, move.after, mesh);
  SmallVector<int64_t> from(mesh.getSize(move.axes));
  for (auto [rank, source] : llvm::enumerate(sources))
    from[mesh.getIndex(rank, move.axes)] = mesh.getIndex(source, move.axes);
  return CollectivePermuteOp::create(builder, loc, held.value.getType(),
                                     nameAxes(move.axes, attr), held.value,
                                     from)
      ->getResult(0);
}

/// Returns the type of a block that grows along one dimension and shrinks along
/// another, by the number of participating ranks.
static RankedTensorType getMovedType(Type type, const ShardMove &move,
                                     int64_t ranks) {
  auto block = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape(block.getShape());
  if (move.source && !block.isDynamicDim(*move.source))
    shape[*move.source] *= ranks;
  if (move.target && !block.isDynamicDim(*move.target))
    shape[*move.target] /= ranks;
  return block.clone(shape);
}

Value ReshardWriter::makeMove(const HeldTensor &held, const ShardMove &move,
                              OpBuilder &builder, Location loc) const {
  Value value = held.value;
  ArrayAttr axes = nameAxes(move.axes, attr);
  Type type = getMovedType(value.getType(), move, mesh.getSize(move.axes));
  int64_t source = move.source.value_or(0), target = move.target.value_or(0);
  switch (move.kind) {
  case MoveKind::Slice:
    return slice(value, move, builder, loc);
  case MoveKind::Permute:
    return permute(held, move, builder, loc);
  case MoveKind::ToPartial:
    return ToPartialOp::create(builder, loc, type,
                               getReduction(*move.after.monoid), axes, value)
        ->getResult(0);
  case MoveKind::AllReduce:
    return AllReduceOp::create(builder, loc, type,
                               getReduction(*held.state.monoid), axes, value)
        ->getResult(0);
  case MoveKind::AllGather:
    return AllGatherOp::create(builder, loc, type, axes, value,
                               ArrayRef(source))
        ->getResult(0);
  case MoveKind::ReduceScatter:
    return ReduceScatterOp::create(builder, loc, type,
                                   getReduction(*held.state.monoid), axes,
                                   value, ArrayRef(target))
        ->getResult(0);
  case MoveKind::AllToAll:
    return AllToAllOp::create(builder, loc, type, axes, value, ArrayRef(source),
                              ArrayRef(target))
        ->getResult(0);
  }
  llvm_unreachable("all kinds are above");
}

/// Adds padding before a dimension is split first, and removes it once the
/// dimension is no longer split.
Value ReshardWriter::makePaddedMove(HeldTensor held, const ShardMove &move,
                                    const WholeTensor &whole,
                                    OpBuilder &builder, Location loc) const {
  auto isPadded = [&](unsigned dim) {
    return !whole.type.isDynamicDim(dim) &&
           whole.shape[dim].size != whole.shape[dim].getStoredSize();
  };
  auto isSplit = [&](const ShardState &state, unsigned dim) {
    return mesh.getSize(state.dims[dim]) > 1;
  };
  if (move.target && !isSplit(held.state, *move.target) &&
      isPadded(*move.target))
    held.value =
        resize(held.value, *move.target,
               builder.getIndexAttr(whole.shape[*move.target].getStoredSize()),
               builder, loc);
  Value moved = makeMove(held, move, builder, loc);
  if (move.source && !isSplit(move.after, *move.source) &&
      isPadded(*move.source))
    moved = resize(moved, *move.source,
                   builder.getIndexAttr(whole.shape[*move.source].size),
                   builder, loc);
  return moved;
}

//===----------------------------------------------------------------------===//
// Sequences of moves
//===----------------------------------------------------------------------===//

const Reshard &ReshardWriter::find(const HeldTensor &held, const ShardState &to,
                                   const WholeTensor &whole) {
  int64_t bytes = OperandShape(held.value.getType()).getElementBytes();
  return *llvm::cantFail(reshards.find(held.state, to, whole.shape, bytes));
}

MoveCost ReshardWriter::getCost(const HeldTensor &held, const ShardState &to,
                                const WholeTensor &whole) {
  return find(held, to, whole).cost;
}

/// A value of the accumulator's type is completed before it becomes partial in
/// another state of the tensor.
Value ReshardWriter::write(HeldTensor held, const ShardState &to,
                           const WholeTensor &whole, OpBuilder &builder,
                           Location loc) {
  Type element = whole.type.getElementType();
  auto isOwn = [&] {
    return cast<RankedTensorType>(held.value.getType()).getElementType() ==
           element;
  };
  if (!isOwn() && to.monoid) {
    ShardState complete = to;
    complete.partial.clear();
    complete.monoid = std::nullopt;
    held = {write(held, complete, whole, builder, loc), complete};
  }
  for (const ShardMove &move : find(held, to, whole).moves) {
    held = {makePaddedMove(held, move, whole, builder, loc), move.after};
    if (!isOwn() && !held.state.monoid)
      held.value = CastOp::create(builder, loc, held.value, element);
  }
  return held.value;
}

} // namespace ag
