//===- VectorBody.cpp - the body of a generic on vectors ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Rows/VectorBody.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Vectorizable bodies
//===----------------------------------------------------------------------===//

/// Returns true if the value is a linalg.index of `loop`.
static bool isIndexOf(Value value, unsigned loop) {
  auto index = value.getDefiningOp<linalg::IndexOp>();
  return index && index.getDim() == loop;
}

/// Returns true if the op reads along a row: its last index is that of the
/// loop, and its other indices are uniform.
static bool readsRow(tensor::ExtractOp op, unsigned loop,
                     function_ref<bool(Value)> isVarying) {
  return !op.getIndices().empty() && isIndexOf(op.getIndices().back(), loop) &&
         llvm::none_of(op.getIndices().drop_back(), isVarying);
}

static bool isScalar(Type type) { return type.isIntOrIndexOrFloat(); }

/// Returns true if the op has the same meaning lane by lane, even in lanes
/// whose result is not used.
static bool isLanewise(Operation *op) {
  return OpTrait::hasElementwiseMappableTraits(op) && isMemoryEffectFree(op) &&
         isSpeculatableOp(op) &&
         llvm::all_of(op->getOperandTypes(), isScalar) &&
         llvm::all_of(op->getResultTypes(), isScalar);
}

/// Returns true if the op can stay scalar if all its operands are uniform.
static bool canStayScalar(Operation *op) {
  return isMemoryEffectFree(op) && !op->walk([](linalg::IndexOp) {
                                        return WalkResult::interrupt();
                                      }).wasInterrupted();
}

bool isVectorizable(linalg::GenericOp op, unsigned loop) {
  llvm::SmallDenseSet<Value> varying;
  auto isVarying = [&](Value value) { return varying.contains(value); };
  for (OpOperand &operand : op->getOpOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(&operand);
    if (!isScalar(argument.getType()))
      return false;
    // The accumulator of a reduction along the loop differs from lane to lane.
    bool accumulates = op.isDpsInit(&operand);
    if (accumulates || getAccess(op, operand, loop) != Access::Uniform)
      varying.insert(argument);
  }
  for (Operation &nested : op.getBody()->without_terminator()) {
    bool varies =
        isIndexOf(nested.getNumResults() == 1 ? nested.getResult(0) : Value(),
                  loop) ||
        llvm::any_of(nested.getOperands(), isVarying);
    for (Region &region : nested.getRegions()) {
      SetVector<Value> used;
      getUsedValuesDefinedAbove(region, used);
      varies |= llvm::any_of(used, isVarying);
    }
    auto extract = dyn_cast<tensor::ExtractOp>(nested);
    bool known = isa<linalg::IndexOp>(nested) ||
                 (varies ? isLanewise(&nested) ||
                               (extract && readsRow(extract, loop, isVarying))
                         : canStayScalar(&nested));
    if (!known)
      return false;
    if (varies)
      varying.insert(nested.result_begin(), nested.result_end());
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

Value splat(OpBuilder &builder, Location loc, Value value, int64_t width) {
  if (isa<VectorType>(value.getType()))
    return value;
  return vector::BroadcastOp::create(
      builder, loc, VectorType::get(width, value.getType()), value);
}

static SmallVector<Value> getPlace(OpBuilder &builder, Location loc,
                                   AffineMap map, ValueRange indices) {
  SmallVector<Value> place;
  for (AffineExpr expr : map.getResults()) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      place.push_back(indices[dim.getPosition()]);
    else
      place.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
  }
  return place;
}

static AffineMap getLastDim(MLIRContext *context, int64_t rank) {
  return AffineMap::getMinorIdentityMap(rank, 1, context);
}

/// A slice of a tensor without its dimensions of size 1, if it ends in such
/// ones. Vectors are along the last remaining dimension. All dimensions of size
/// 1 are dropped, as upstream cannot determine which ones are if some stay.
struct WithoutUnits {
  WithoutUnits(OpBuilder &builder, Location loc, Value tensor);
  SmallVector<Value> getPlace(OpBuilder &builder, Location loc, AffineMap map,
                              ValueRange indices) const;
  Value putBack(OpBuilder &builder, Value value);

  Value whole, part;
  SmallVector<unsigned> dims;
  SmallVector<OpFoldResult> offsets, sizes, strides;
};

WithoutUnits::WithoutUnits(OpBuilder &builder, Location loc, Value tensor)
    : whole(tensor), part(tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  unsigned rank = type.getRank();
  bool endsInUnits = countMovingDims(type) < rank;
  SmallVector<int64_t> shape;
  for (unsigned dim = 0; dim < rank; ++dim)
    if (!endsInUnits || type.getDimSize(dim) != 1) {
      dims.push_back(dim);
      shape.push_back(type.getDimSize(dim));
    }
  if (!endsInUnits)
    return;
  offsets.assign(rank, builder.getIndexAttr(0));
  sizes = tensor::getMixedSizes(builder, loc, tensor);
  strides.assign(rank, builder.getIndexAttr(1));
  auto keptType = RankedTensorType::get(shape, type.getElementType());
  part = tensor::ExtractSliceOp::create(builder, loc, keptType, tensor, offsets,
                                        sizes, strides);
}

SmallVector<Value> WithoutUnits::getPlace(OpBuilder &builder, Location loc,
                                          AffineMap map,
                                          ValueRange indices) const {
  return ag::getPlace(builder, loc, map.getSubMap(dims), indices);
}

Value WithoutUnits::putBack(OpBuilder &builder, Value value) {
  if (part == whole)
    return value;
  return tensor::InsertSliceOp::create(builder, value.getLoc(), value, whole,
                                       offsets, sizes, strides);
}

static Value readRow(OpBuilder &builder, Location loc, Value tensor,
                     ValueRange place, const Lanes &lanes) {
  Type element = cast<RankedTensorType>(tensor.getType()).getElementType();
  Value padding =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element));
  return vector::TransferReadOp::create(
      builder, loc, VectorType::get(lanes.width, element), tensor, place,
      AffineMapAttr::get(getLastDim(builder.getContext(), place.size())),
      padding, lanes.mask, builder.getBoolArrayAttr({true}));
}

/// Reads one element for each lane. There is no mask, as callers take remaining
/// positions one at a time.
static Value readStrided(OpBuilder &builder, Location loc, Value tensor,
                         AffineMap map, ValueRange indices,
                         const Lanes &lanes) {
  Type element = cast<RankedTensorType>(tensor.getType()).getElementType();
  SmallVector<Value> places(indices), elements;
  for (int64_t lane = 0; lane < lanes.width; ++lane) {
    Value offset = arith::ConstantIndexOp::create(builder, loc, lane);
    places[lanes.loop] =
        arith::AddIOp::create(builder, loc, indices[lanes.loop], offset);
    elements.push_back(tensor::ExtractOp::create(
        builder, loc, tensor, getPlace(builder, loc, map, places)));
  }
  return vector::FromElementsOp::create(
      builder, loc, VectorType::get(lanes.width, element), elements);
}

Value readLanes(OpBuilder &builder, Location loc, Value operand, AffineMap map,
                ValueRange indices, const Lanes &lanes) {
  if (!isa<RankedTensorType>(operand.getType()))
    return operand;
  switch (getAccess(map, operand.getType(), lanes.loop)) {
  case Access::Uniform:
    return tensor::ExtractOp::create(builder, loc, operand,
                                     getPlace(builder, loc, map, indices));
  case Access::Contiguous: {
    WithoutUnits moving(builder, loc, operand);
    return readRow(builder, loc, moving.part,
                   moving.getPlace(builder, loc, map, indices), lanes);
  }
  case Access::Strided:
    return readStrided(builder, loc, operand, map, indices, lanes);
  }
  llvm_unreachable("an access of none of the three kinds");
}

Value writeLanes(OpBuilder &builder, Location loc, Value value,
                 Value destination, AffineMap map, ValueRange indices,
                 const Lanes &lanes) {
  WithoutUnits moving(builder, loc, destination);
  SmallVector<Value> place = moving.getPlace(builder, loc, map, indices);
  auto written = vector::TransferWriteOp::create(
      builder, loc, moving.part.getType(),
      splat(builder, loc, value, lanes.width), moving.part, place,
      AffineMapAttr::get(getLastDim(builder.getContext(), place.size())),
      lanes.mask, builder.getBoolArrayAttr({true}));
  return moving.putBack(builder, written.getResult());
}

//===----------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------===//

static Value emitIndex(OpBuilder &builder, Location loc, unsigned dim,
                       ValueRange indices, const Lanes &lanes) {
  if (dim != lanes.loop)
    return indices[dim];
  Value first = splat(builder, loc, indices[dim], lanes.width);
  Value steps =
      vector::StepOp::create(builder, loc, cast<VectorType>(first.getType()));
  return arith::AddIOp::create(builder, loc, first, steps);
}

/// Clones the op onto vectors, and broadcasts its scalar operands.
static Operation *emitLanewise(OpBuilder &builder, Operation &op,
                               const IRMapping &mapping, int64_t width) {
  SmallVector<Value> operands;
  for (Value operand : op.getOperands())
    operands.push_back(
        splat(builder, op.getLoc(), mapping.lookupOrDefault(operand), width));
  SmallVector<Type> types;
  for (Type type : op.getResultTypes())
    types.push_back(VectorType::get(width, type));
  OperationState state(op.getLoc(), op.getName(), operands, types,
                       op.getAttrs());
  return builder.create(state);
}

/// Emits one op of the body. A linalg.index of the vectorized loop becomes a
/// vector that counts from the current position.
static void emitOp(OpBuilder &builder, Operation &op, IRMapping &mapping,
                   ValueRange indices, const Lanes &lanes) {
  auto isVector = [&](Value value) {
    return isa<VectorType>(mapping.lookupOrDefault(value).getType());
  };
  if (auto index = dyn_cast<linalg::IndexOp>(op)) {
    mapping.map(index.getResult(), emitIndex(builder, op.getLoc(),
                                             index.getDim(), indices, lanes));
    return;
  }
  if (llvm::none_of(op.getOperands(), isVector)) {
    builder.clone(op, mapping);
    return;
  }
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    SmallVector<Value> place;
    for (Value index : extract.getIndices().drop_back())
      place.push_back(mapping.lookupOrDefault(index));
    place.push_back(indices[lanes.loop]);
    mapping.map(
        extract.getResult(),
        readRow(builder, op.getLoc(), extract.getTensor(), place, lanes));
    return;
  }
  mapping.map(op.getResults(),
              emitLanewise(builder, op, mapping, lanes.width)->getResults());
}

SmallVector<Value> emitVectorBody(OpBuilder &builder, Location loc,
                                  linalg::GenericOp op,
                                  ArrayRef<Value> arguments, ValueRange indices,
                                  const Lanes &lanes) {
  IRMapping mapping;
  for (auto [argument, value] :
       llvm::zip_equal(op.getBody()->getArguments(), arguments))
    if (value)
      mapping.map(argument, value);
  for (Operation &nested : op.getBody()->without_terminator())
    emitOp(builder, nested, mapping, indices, lanes);
  SmallVector<Value> yielded;
  for (Value value : op.getBody()->getTerminator()->getOperands())
    yielded.push_back(mapping.lookupOrDefault(value));
  return yielded;
}

} // namespace ag
