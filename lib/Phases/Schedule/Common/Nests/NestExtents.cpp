//===- NestExtents.cpp - extents of a nest's loops ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestExtents.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

FailureOr<OpFoldResult> findNestSize(OpBuilder &builder, const NestedOps &ops,
                                     Value value, int64_t dim) {
  auto type = cast<RankedTensorType>(value.getType());
  if (!type.isDynamicDim(dim))
    return OpFoldResult(builder.getIndexAttr(type.getDimSize(dim)));
  auto isInFront = [&](Value value, std::optional<int64_t>,
                       ValueBoundsConstraintSet &) {
    Operation *op = value.getDefiningOp();
    return !ops.find(value) &&
           !isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(op);
  };
  return affine::reifyShapedValueDimBound(builder, value.getLoc(),
                                          presburger::BoundType::EQ, value, dim,
                                          isInFront);
}

/// Sets the extents of those loops of the nest that index the value, unless
/// they are constants already.
static void readExtents(OpBuilder &builder, const NestedOps &ops, Value value,
                        AffineMap map, const NestedOp &op,
                        MutableArrayRef<OpFoldResult> extents) {
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(place);
    std::optional<unsigned> shared =
        loop ? op.loops[loop.getPosition()] : std::nullopt;
    if (!shared || isa_and_nonnull<Attribute>(extents[*shared]))
      continue;
    FailureOr<OpFoldResult> size = findNestSize(builder, ops, value, dim);
    if (succeeded(size) && (!extents[*shared] || isa<Attribute>(*size)))
      extents[*shared] = *size;
  }
}

/// Extents come from results first. Loops that each op reduces have extents
/// from operands.
FailureOr<SmallVector<OpFoldResult>> findNestExtents(OpBuilder &builder,
                                                     const NestPlan &plan,
                                                     const NestedOps &ops) {
  SmallVector<OpFoldResult> extents(plan.tiles.size());
  auto areFound = [&] {
    return llvm::all_of(extents, [](OpFoldResult extent) -> bool {
      return static_cast<bool>(extent);
    });
  };
  for (const NestedOp &op : plan.ops)
    for (auto [result, made] :
         llvm::zip_equal(op.getOp()->getResults(), op.stated->spec.results))
      readExtents(builder, ops, result, made.map, op, extents);
  if (areFound())
    return extents;
  for (const NestedOp &op : plan.ops)
    for (auto [number, operand] : llvm::enumerate(op.getOp()->getOperands()))
      if (AffineMap map = op.stated->getMap(number); map && !ops.find(operand))
        readExtents(builder, ops, operand, map, op, extents);
  if (!areFound())
    return failure();
  return extents;
}

} // namespace ag
