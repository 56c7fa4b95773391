//===- BufferDims.cpp - what tells the sizes of buffers -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "BufferDims.h"
#include "ag/Interfaces/RegionFlow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;

namespace ag {

static BufferDim ofSize(OpFoldResult size) {
  return {size, {}, {}, {}, {}, {}};
}

static BufferDim ofParts(Value source, ArrayRef<int64_t> parts) {
  return {{}, source, llvm::to_vector(parts), {}, {}, {}};
}

static BufferDim ofChoice(Value condition, Value first, Value other) {
  return {{}, {}, {}, condition, first, other};
}

/// Of the slice's sizes, of which some may be 1 and left out.
static OpFoldResult getKeptSize(memref::SubViewOp slice, int64_t dim) {
  llvm::SmallBitVector isKept = slice.getDroppedDims().flip();
  auto kept = llvm::to_vector(isKept.set_bits());
  return slice.getMixedSizes()[kept[dim]];
}

/// Of what one of two branches hands on, where a condition holds, or the other.
static std::optional<BufferDim> ofBranches(Value buffer) {
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

std::optional<BufferDim> findBufferDim(Value buffer, int64_t dim) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  Operation *op = buffer.getDefiningOp();
  if (!type || !op)
    return std::nullopt;
  if (!type.isDynamicDim(dim))
    return ofSize(Builder(op->getContext()).getIndexAttr(type.getDimSize(dim)));
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
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return ofChoice(select.getCondition(), select.getTrueValue(),
                    select.getFalseValue());
  return ofBranches(buffer);
}

} // namespace ag
