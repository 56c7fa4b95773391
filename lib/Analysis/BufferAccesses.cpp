//===- BufferAccesses.cpp - which places of buffers ops use ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/BufferAccesses.h"
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
  constant += factor * other.constant;
  for (auto [value, coefficient] : other.terms)
    if ((terms[value] += factor * coefficient) == 0)
      terms.erase(value);
}

/// Adds `expr` times `factor`; false if it is not linear.
static bool addAffine(AffineExpr expr, AffineMap map, ValueRange operands,
                      int64_t factor, LinearIndex &sum) {
  if (auto number = dyn_cast<AffineConstantExpr>(expr)) {
    sum.constant += factor * number.getValue();
    return true;
  }
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    sum.add(LinearIndex::of(operands[dim.getPosition()]), factor);
    return true;
  }
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr)) {
    size_t position = map.getNumDims() + symbol.getPosition();
    sum.add(LinearIndex::of(operands[position]), factor);
    return true;
  }
  auto both = cast<AffineBinaryOpExpr>(expr);
  if (expr.getKind() == AffineExprKind::Add)
    return addAffine(both.getLHS(), map, operands, factor, sum) &&
           addAffine(both.getRHS(), map, operands, factor, sum);
  auto times = dyn_cast<AffineConstantExpr>(both.getRHS());
  return expr.getKind() == AffineExprKind::Mul && times &&
         addAffine(both.getLHS(), map, operands, factor * times.getValue(),
                   sum);
}

LinearIndex LinearIndex::of(OpFoldResult index) {
  LinearIndex result;
  if (std::optional<int64_t> number = getConstantIntValue(index)) {
    result.constant = *number;
    return result;
  }
  auto value = cast<Value>(index);
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<arith::AddIOp, arith::SubIOp>(op)) {
    result = of(op->getOperand(0));
    result.add(of(op->getOperand(1)), isa<arith::AddIOp>(op) ? 1 : -1);
    return result;
  }
  if (isa_and_nonnull<arith::MulIOp>(op))
    for (unsigned number : {0, 1})
      if (std::optional<int64_t> times =
              getConstantIntValue(OpFoldResult(op->getOperand(number)))) {
        result.add(of(op->getOperand(1 - number)), *times);
        return result;
      }
  if (auto apply = dyn_cast_or_null<affine::AffineApplyOp>(op))
    if (addAffine(apply.getAffineMap().getResult(0), apply.getAffineMap(),
                  apply.getMapOperands(), 1, result))
      return result;
  result = LinearIndex();
  result.terms[value] = 1;
  return result;
}

//===----------------------------------------------------------------------===//
// From views to what they are views of
//===----------------------------------------------------------------------===//

namespace {
/// The place of `range`, of a view whose index 0 is at `offset`.
IndexRange shift(const IndexRange &range, const LinearIndex &offset,
                 int64_t stride) {
  IndexRange result = {offset, (range.size - 1) * stride + 1};
  result.begin.add(range.begin, stride);
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
      ranges.push_back({offset, (*size - 1) * *stride + 1});
    next += !isDropped;
  }
  return result;
}

/// The ranges of the dimension that `group` was made of.
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
        whole.begin.add(part.begin, stride);
        whole.size += (part.size - 1) * stride;
        stride = ShapedType::isDynamic(shape[dim]) ? -1 : stride * shape[dim];
      }
      if (isKnown)
        ranges.push_back(whole);
    }
  }
  return result;
}

/// Dimensions of size 1 beside another one are told apart, other ones not.
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

bool isReshape(Operation *op) {
  return isa_and_nonnull<memref::ExpandShapeOp, memref::CollapseShapeOp,
                         memref::CastOp>(op);
}

bool hasShape(Value view, ArrayRef<int64_t> shape) {
  return cast<MemRefType>(view.getType()).getShape() == shape;
}

//===----------------------------------------------------------------------===//
// What ops use of a view
//===----------------------------------------------------------------------===//

/// One element, or a vector of them along the last dimensions.
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

/// The indices that `op` uses of its buffer; none if it may use all of it.
std::optional<IndexRanges> describe(Operation *op) {
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

/// Whether an op does more to memory than it does to its operands.
bool touchesMemoryInside(Operation *op) {
  return op->getNumRegions() > 0 &&
         (!isa<DestinationStyleOpInterface>(op) ||
          llvm::any_of(op->getRegion(0).getOps(), [](Operation &inner) {
            return !isMemoryEffectFree(&inner);
          }));
}

/// `access`, of `view`, as one of `buffer` in `shape`.
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
