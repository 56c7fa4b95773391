//===- BufferAccesses.cpp - which places of buffers ops use ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Buffers/BufferAccesses.h"
#include "ag/Analysis/Buffers/Views.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/VectorInterfaces.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

void LinearIndex::add(const LinearIndex &other, int64_t factor) {
  auto addTo = [&](int64_t &sum, int64_t number) {
    int64_t product;
    isKnown &= !llvm::MulOverflow(factor, number, product) &&
               !llvm::AddOverflow(sum, product, sum);
  };
  isKnown &= other.isKnown;
  addTo(constant, other.constant);
  for (auto [value, coefficient] : other.terms) {
    int64_t &sum = terms[value];
    addTo(sum, coefficient);
    if (sum == 0)
      terms.erase(value);
  }
}

/// Returns the value of `expr`, or std::nullopt if it is not linear. `operands`
/// are the values of its `dims` dims, then those of its symbols.
static std::optional<LinearIndex>
ofAffine(AffineExpr expr, unsigned dims, ValueRange operands, unsigned depth) {
  if (auto number = dyn_cast<AffineConstantExpr>(expr))
    return LinearIndex::number(number.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return LinearIndex::of(operands[dim.getPosition()], depth);
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return LinearIndex::of(operands[dims + symbol.getPosition()], depth);
  auto both = cast<AffineBinaryOpExpr>(expr);
  auto left = ofAffine(both.getLHS(), dims, operands, depth);
  auto right = ofAffine(both.getRHS(), dims, operands, depth);
  if (!left || !right)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Add) {
    left->add(*right);
    return left;
  }
  if (expr.getKind() != AffineExprKind::Mul || !right->terms.empty())
    return std::nullopt;
  LinearIndex product;
  product.add(*left, right->constant);
  return product;
}

LinearIndex LinearIndex::of(OpFoldResult index, unsigned depth) {
  // Shared subexpressions are followed again for each use, so the time is
  // exponential in this depth.
  constexpr unsigned deepest = 8;
  if (std::optional<int64_t> number = getConstantIntValue(index))
    return LinearIndex::number(*number);
  auto value = cast<Value>(index);
  LinearIndex itself;
  itself.terms[value] = 1;
  Operation *op = value.getDefiningOp();
  if (!op || depth == deepest)
    return itself;
  auto operand = [&](unsigned number) {
    return of(op->getOperand(number), depth + 1);
  };
  if (isa<arith::AddIOp, arith::SubIOp>(op)) {
    LinearIndex sum = operand(0);
    sum.add(operand(1), isa<arith::AddIOp>(op) ? 1 : -1);
    return sum;
  }
  if (isa<arith::MulIOp>(op))
    for (unsigned number : {0, 1})
      if (std::optional<int64_t> times =
              getConstantIntValue(OpFoldResult(op->getOperand(number)))) {
        LinearIndex product;
        product.add(operand(1 - number), *times);
        return product;
      }
  if (auto apply = dyn_cast<affine::AffineApplyOp>(op)) {
    AffineMap map = apply.getAffineMap();
    return ofAffine(map.getResult(0), map.getNumDims(), apply.getMapOperands(),
                    depth + 1)
        .value_or(itself);
  }
  return itself;
}

//===----------------------------------------------------------------------===//
// From views to their sources
//===----------------------------------------------------------------------===//

namespace {
/// Returns the range in the source of a view whose index 0 is at `offset`.
IndexRange shift(const IndexRange &range, const LinearIndex &offset,
                 int64_t stride) {
  IndexRange result = {offset, 1};
  result.begin.add(range.begin, stride);
  result.begin.isKnown &=
      !llvm::MulOverflow(range.size - 1, stride, result.size) &&
      !llvm::AddOverflow(result.size, int64_t(1), result.size);
  return result;
}

std::optional<IndexRanges> toSource(memref::SubViewOp view,
                                    const IndexRanges &dims) {
  llvm::SmallBitVector dropped = view.getDroppedDims();
  IndexRanges result(view.getSourceType().getRank());
  unsigned next = 0;
  for (auto [dim, ranges] : llvm::enumerate(result)) {
    LinearIndex offset = LinearIndex::of(view.getMixedOffsets()[dim]);
    std::optional<int64_t> stride =
        getConstantIntValue(view.getMixedStrides()[dim]);
    std::optional<int64_t> size =
        getConstantIntValue(view.getMixedSizes()[dim]);
    bool isDropped = dropped[dim];
    if (stride && *stride > 0 && !isDropped)
      for (const IndexRange &range : dims[next])
        ranges.push_back(shift(range, offset, *stride));
    if (stride && *stride > 0 && size && *size > 0)
      ranges.push_back(shift({LinearIndex(), *size}, offset, *stride));
    next += !isDropped;
  }
  return result;
}

/// Returns the ranges of each source dimension that a `group` of the view's
/// dimensions was expanded from.
std::optional<IndexRanges> toSource(memref::ExpandShapeOp view,
                                    const IndexRanges &dims) {
  ArrayRef<int64_t> shape = view.getResultType().getShape();
  IndexRanges result;
  for (const ReassociationIndices &group : view.getReassociationIndices()) {
    SmallVector<IndexRange, 0> &ranges = result.emplace_back();
    size_t most = 0;
    for (int64_t dim : group)
      most = std::max(most, dims[dim].size());
    for (size_t number = 0; number < most; ++number) {
      IndexRange whole = {LinearIndex(), 1};
      int64_t stride = 1;
      bool isKnown = true;
      for (int64_t dim : llvm::reverse(group)) {
        if (dims[dim].empty() || stride < 0) {
          isKnown = false;
          break;
        }
        const IndexRange &part =
            dims[dim][std::min(number, dims[dim].size() - 1)];
        IndexRange moved = shift(part, whole.begin, stride);
        whole = {moved.begin, whole.size + moved.size - 1};
        if (ShapedType::isDynamic(shape[dim]) ||
            llvm::MulOverflow(stride, shape[dim], stride))
          stride = -1;
      }
      if (isKnown)
        ranges.push_back(whole);
    }
  }
  return result;
}

/// A collapsed dimension whose source dimensions all but one have size 1 keeps
/// its ranges. Nothing is known of several larger source dimensions.
std::optional<IndexRanges> toSource(memref::CollapseShapeOp view,
                                    const IndexRanges &dims) {
  ArrayRef<int64_t> shape = view.getSrcType().getShape();
  IndexRanges result(shape.size());
  for (auto [number, group] : llvm::enumerate(view.getReassociationIndices())) {
    int64_t others =
        llvm::count_if(group, [&](int64_t dim) { return shape[dim] != 1; });
    for (int64_t dim : group)
      if (shape[dim] == 1)
        result[dim] = {{LinearIndex(), 1}};
      else if (others == 1)
        result[dim] = dims[number];
  }
  return result;
}

std::optional<IndexRanges> toSource(Operation *view, const IndexRanges &dims) {
  if (auto part = dyn_cast<memref::SubViewOp>(view))
    return toSource(part, dims);
  if (auto expanded = dyn_cast<memref::ExpandShapeOp>(view))
    return toSource(expanded, dims);
  if (auto collapsed = dyn_cast<memref::CollapseShapeOp>(view))
    return toSource(collapsed, dims);
  return isa<memref::CastOp>(view) ? std::optional(dims) : std::nullopt;
}

bool hasShape(Value view, ArrayRef<int64_t> shape) {
  return cast<MemRefType>(view.getType()).getShape() == shape;
}

//===----------------------------------------------------------------------===//
// Accesses through a view
//===----------------------------------------------------------------------===//

/// Returns the ranges of one element, or of a vector of `sizes` along the last
/// dimensions.
IndexRanges describe(OperandRange indices, ArrayRef<int64_t> sizes) {
  IndexRanges dims;
  for (auto [number, index] : llvm::enumerate(indices)) {
    size_t behind = indices.size() - number;
    int64_t size = behind <= sizes.size() ? sizes[sizes.size() - behind] : 1;
    dims.push_back({{LinearIndex::of(index), size}});
  }
  return dims;
}

IndexRanges describe(VectorTransferOpInterface op) {
  IndexRanges dims = describe(op.getIndices(), {});
  for (auto [expr, size] : llvm::zip(op.getPermutationMap().getResults(),
                                     op.getVectorType().getShape()))
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      dims[dim.getPosition()].front().size = size;
  return dims;
}

/// Returns the indices of its buffer that `op` uses. Returns std::nullopt if it
/// may use all of them, or if their number depends on the machine (scalable
/// vectors).
std::optional<IndexRanges> describe(Operation *op) {
  auto isScalable = [](Type type) {
    auto vector = dyn_cast<VectorType>(type);
    return vector && vector.isScalable();
  };
  if (llvm::any_of(op->getOperandTypes(), isScalable) ||
      llvm::any_of(op->getResultTypes(), isScalable))
    return std::nullopt;
  if (auto transfer = dyn_cast<VectorTransferOpInterface>(op))
    return describe(transfer);
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return describe(load.getIndices(), {});
  if (auto store = dyn_cast<memref::StoreOp>(op))
    return describe(store.getIndices(), {});
  if (auto load = dyn_cast<vector::LoadOp>(op))
    return describe(load.getIndices(), load.getVectorType().getShape());
  if (auto store = dyn_cast<vector::StoreOp>(op))
    return describe(store.getIndices(), store.getVectorType().getShape());
  return std::nullopt;
}

BufferAccess describeAccess(Operation *op, Value view) {
  auto type = cast<MemRefType>(view.getType());
  BufferAccess access = {op, view, true, true, IndexRanges(type.getRank())};
  if (auto effects = dyn_cast<MemoryEffectOpInterface>(op)) {
    SmallVector<MemoryEffects::EffectInstance> some;
    effects.getEffectsOnValue(view, some);
    auto has = [&](auto isOf) { return llvm::any_of(some, isOf); };
    access.reads = has([](auto &effect) {
      return isa<MemoryEffects::Read>(effect.getEffect());
    });
    access.writes = has([](auto &effect) {
      return isa<MemoryEffects::Write>(effect.getEffect());
    });
  }
  std::optional<IndexRanges> dims = describe(op);
  access.isWhole = !dims;
  if (dims)
    access.dims = std::move(*dims);
  return access;
}

/// Returns true if the regions of `op` may access memory other than through the
/// operands of `op`.
bool touchesMemoryInside(Operation *op) {
  return op->getNumRegions() > 0 &&
         (!isa<DestinationStyleOpInterface>(op) ||
          llvm::any_of(op->getRegion(0).getOps(), [](Operation &inner) {
            return !isMemoryEffectFree(&inner);
          }));
}

/// Rewrites `access`, which uses `view`, as an access to `buffer` in `shape`.
/// Returns false if a view in between is not supported.
bool moveToBuffer(BufferAccess &access, Value view, Value buffer,
                  ArrayRef<int64_t> shape) {
  while (!hasShape(view, shape) || !isWholeView(view, buffer)) {
    Operation *op = view == buffer ? nullptr : view.getDefiningOp();
    std::optional<IndexRanges> dims =
        op ? toSource(op, access.dims) : std::optional<IndexRanges>();
    if (!dims)
      return false;
    access.dims = std::move(*dims);
    access.isWhole &= isReshape(op);
    view = op->getOperand(0);
  }
  return true;
}
} // namespace

bool isWholeView(Value view, Value buffer) {
  while (view != buffer && isReshape(view.getDefiningOp()))
    view = view.getDefiningOp()->getOperand(0);
  return view == buffer;
}

std::optional<std::vector<BufferAccess>>
collectAccesses(Value buffer, ArrayRef<int64_t> shape, Operation *nest,
                const BufferViewFlowAnalysis &views) {
  std::vector<BufferAccess> accesses;
  for (Value view : views.resolve(buffer))
    for (OpOperand &use : view.getUses()) {
      Operation *op = use.getOwner();
      if (!nest->isAncestor(op) || isMemoryEffectFree(op))
        continue;
      BufferAccess access = describeAccess(op, view);
      if (touchesMemoryInside(op) || op->hasTrait<OpTrait::IsTerminator>() ||
          !moveToBuffer(access, view, buffer, shape))
        return std::nullopt;
      accesses.push_back(std::move(access));
    }
  return accesses;
}

} // namespace ag
