//===- StructuredChecks.cpp - what ops with a Spec demand -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Structured/StructuredChecks.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Requires that every operand dimension that a loop indexes is as long as the
/// loop.
static LogicalResult requireAgreement(StructuredOpInterface op,
                                      const Spec &spec, OpBuilder &builder,
                                      SizeOrigins &origins) {
  for (const SpecInput &input : spec.inputs) {
    for (auto [dim, expr] : llvm::enumerate(input.map.getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop)
        continue;
      const Extent &extent = spec.loops[loop.getPosition()];
      if (!spec.isMeasured(loop.getPosition()) ||
          (extent.operand() == input.operand && extent.value() == int64_t(dim)))
        continue;
      if (failed(requireEqualSizes(
              op->getOperand(extent.operand()), extent.value(),
              op->getOperand(input.operand), dim, op, builder, origins)))
        return failure();
    }
  }
  return success();
}

/// Requires that positions that `map` selects along `dim` are within
/// `getSize()`.
static LogicalResult
requireNamedInside(StructuredOpInterface op, const Spec &spec, AffineMap map,
                   unsigned dim, llvm::function_ref<OpFoldResult()> getSize,
                   OpBuilder &builder) {
  Location loc = op.getLoc();
  std::optional<LinearOffset> place = matchLinear(map, dim);
  if (!place)
    return Reporter(op->getName().getStringRef(), loc)("bounds")
           << "nothing proves that what is named along dimension " << dim
           << " is inside, expected sums of loops times numbers";
  OpFoldResult first =
      materializeOffset(spec, place->offset, builder, loc, op->getOperands());
  // A position without strides is selected unless a loop is empty.
  bool moves = llvm::any_of(place->strides, [](int64_t s) { return s != 0; });
  SmallVector<Steps> walks;
  for (auto [loop, stride] : llvm::enumerate(place->strides))
    if (stride != 0 || !moves)
      walks.push_back(
          {spec.loops[loop].materialize(builder, loc, op->getOperands()),
           builder.getIndexAttr(stride)});
  requireInside(first, walks, getSize(), op, builder);
  return success();
}

/// Requires that reads of an operand are within bounds, except along dimensions
/// that agree with a loop. A constant position is in a dimension of size 1.
static LogicalResult requireReadsInside(StructuredOpInterface op,
                                        const Spec &spec, OpBuilder &builder) {
  for (const SpecInput &input : spec.inputs) {
    Value source = op->getOperand(input.operand);
    for (unsigned dim = 0; dim < input.map.getNumResults(); ++dim) {
      auto getSize = [&] {
        return tensor::getMixedSize(builder, op.getLoc(), source, dim);
      };
      if (!isPlain(spec, input.map.getSubMap(dim)) &&
          failed(
              requireNamedInside(op, spec, input.map, dim, getSize, builder)))
        return failure();
    }
  }
  return success();
}

static LogicalResult requireWritesInside(StructuredOpInterface op,
                                         const Spec &spec, OpBuilder &builder) {
  for (const SpecResult &result : spec.results)
    for (auto [dim, extent] : llvm::enumerate(result.shape)) {
      auto getSize = [&, extent = extent] {
        return extent.materialize(builder, op.getLoc(), op->getOperands());
      };
      if (failed(
              requireNamedInside(op, spec, result.map, dim, getSize, builder)))
        return failure();
    }
  return success();
}

LogicalResult insertStructuredChecks(StructuredOpInterface op,
                                     OpBuilder &builder, SizeOrigins &origins) {
  Spec spec = op.getSpec();
  SmallVector<Extent> created(spec.loops);
  for (const SpecResult &result : spec.results)
    llvm::append_range(created, result.shape);
  for (const Extent &extent : created)
    if (extent.kind() == Extent::Operand)
      requireNotNegative(op->getOperand(extent.operand()),
                         (op->getName().getStringRef() + ": a size").str(),
                         op.getLoc(), builder);
  return success(succeeded(requireAgreement(op, spec, builder, origins)) &&
                 succeeded(requireReadsInside(op, spec, builder)) &&
                 succeeded(requireWritesInside(op, spec, builder)));
}

/// Bounds the size by its direct origin: the constraints of each op on the way
/// would make a comparison cubic in the number of ops.
void populateStructuredBounds(StructuredOpInterface op, int64_t dim,
                              ValueBoundsConstraintSet &bounds) {
  Value result = op->getResult(0);
  SizeOrigin origin = SizeOrigins().find(result, dim);
  AffineExpr size = !origin.value
                        ? getAffineConstantExpr(origin.number, op.getContext())
                    : isa<ShapedType>(origin.value.getType())
                        ? bounds.getExpr(origin.value, origin.number)
                        : bounds.getExpr(origin.value);
  bounds.bound(result)[dim] == size;
}

} // namespace ag
