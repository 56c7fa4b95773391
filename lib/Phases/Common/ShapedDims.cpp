//===- ShapedDims.cpp - sizes of tensors and buffers ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/ShapedDims.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;

namespace ag {

static ShapedDim ofSize(OpFoldResult size) {
  return {size, {}, {}, {}, {}, {}};
}

static ShapedDim ofParts(Value source, ArrayRef<int64_t> parts) {
  return {{}, source, llvm::to_vector(parts), {}, {}, {}};
}

static ShapedDim ofChoice(Value condition, Value first, Value other) {
  return {{}, {}, {}, condition, first, other};
}

/// Returns the size of dimension `dim` of a slice, whose type may omit
/// dimensions of size 1.
template <typename Op> static OpFoldResult getKeptSize(Op slice, int64_t dim) {
  llvm::SmallBitVector isKept = slice.getDroppedDims().flip();
  auto kept = llvm::to_vector(isKept.set_bits());
  return slice.getMixedSizes()[kept[dim]];
}

/// Returns the size of the result of a choice between two branches;
/// std::nullopt if `buffer` is not such a result.
static std::optional<ShapedDim> ofBranches(Value buffer) {
  SmallVector<OpOperand *> chosen = getChosen(buffer);
  if (chosen.size() != 2)
    return std::nullopt;
  auto [first, other] = std::pair(chosen.front(), chosen.back());
  Region *region = first->getOwner()->getParentRegion();
  Value condition = region != other->getOwner()->getParentRegion()
                        ? getCondition(*region)
                        : Value();
  if (!condition)
    return std::nullopt;
  return ofChoice(condition, first->get(), other->get());
}

static std::optional<ShapedDim> findBufferDim(Operation *op, MemRefType type,
                                              int64_t dim) {
  unsigned number = type.getDynamicDimIndex(dim);
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    return ofSize(alloc.getDynamicSizes()[number]);
  if (auto view = dyn_cast<memref::ViewOp>(op))
    return ofSize(view.getSizes()[number]);
  if (auto expanded = dyn_cast<memref::ExpandShapeOp>(op))
    return ofSize(expanded.getMixedOutputShape()[dim]);
  if (auto slice = dyn_cast<memref::SubViewOp>(op))
    return ofSize(getKeptSize(slice, dim));
  if (auto collapsed = dyn_cast<memref::CollapseShapeOp>(op))
    return ofParts(collapsed.getSrc(),
                   collapsed.getReassociationIndices()[dim]);
  if (auto cast = dyn_cast<memref::CastOp>(op);
      cast && isa<MemRefType>(cast.getSource().getType()))
    return ofParts(cast.getSource(), dim);
  return std::nullopt;
}

/// A result has the sizes of the operand that it is written to.
static std::optional<ShapedDim> findTensorDim(OpResult tensor, int64_t dim) {
  Operation *op = tensor.getOwner();
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return ofSize(empty.getMixedSizes()[dim]);
  if (auto expanded = dyn_cast<tensor::ExpandShapeOp>(op))
    return ofSize(expanded.getMixedOutputShape()[dim]);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return ofSize(getKeptSize(slice, dim));
  if (auto collapsed = dyn_cast<tensor::CollapseShapeOp>(op))
    return ofParts(collapsed.getSrc(),
                   collapsed.getReassociationIndices()[dim]);
  if (auto cast = dyn_cast<tensor::CastOp>(op);
      cast && isa<RankedTensorType>(cast.getSource().getType()))
    return ofParts(cast.getSource(), dim);
  if (auto writer = dyn_cast<DestinationStyleOpInterface>(op))
    return ofParts(writer.getTiedOpOperand(tensor)->get(), dim);
  return std::nullopt;
}

std::optional<ShapedDim> findShapedDim(Value shaped, int64_t dim) {
  auto type = dyn_cast<ShapedType>(shaped.getType());
  if (!type || !isa<MemRefType, RankedTensorType>(type))
    return std::nullopt;
  // An iter_arg keeps its size, or the run fails.
  bool isTensor = isa<RankedTensorType>(type);
  if (std::optional<CarriedValue> carried = getCarried(shaped);
      carried && isTensor)
    return ofParts(carried->init->get(), dim);
  Operation *op = shaped.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (!type.isDynamicDim(dim))
    return ofSize(Builder(op->getContext()).getIndexAttr(type.getDimSize(dim)));
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return ofChoice(select.getCondition(), select.getTrueValue(),
                    select.getFalseValue());
  std::optional<ShapedDim> known =
      isTensor ? findTensorDim(cast<OpResult>(shaped), dim)
               : findBufferDim(op, cast<MemRefType>(type), dim);
  return known ? known : ofBranches(shaped);
}

} // namespace ag
