//===- IndexChecks.cpp - what indices must be -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Indexing/IndexChecks.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using arith::CmpIPredicate;

namespace ag {

IndexChecks::IndexChecks(Operation *op, Value indices, Value extent,
                         OpBuilder &builder)
    : op(op), indices(indices), extent(extent), builder(builder),
      zero(arith::ConstantIndexOp::create(builder, op->getLoc(), 0)) {}

/// Returns the least or the greatest index. Without indices, the least exceeds
/// the greatest.
Value IndexChecks::findExtreme(bool isGreatest) {
  Location loc = op->getLoc();
  auto type = cast<RankedTensorType>(indices.getType());
  Value wide = CastOp::create(builder, loc, type.clone(builder.getI64Type()),
                              indices, builder.getI64Type());
  auto dims = llvm::to_vector(llvm::seq<int64_t>(type.getRank()));
  Value extreme = ReduceOp::create(
      builder, loc, RankedTensorType::get({}, builder.getI64Type()),
      isGreatest ? Reduction::max : Reduction::min, wide, dims);
  return arith::IndexCastOp::create(
      builder, loc, builder.getIndexType(),
      tensor::ExtractOp::create(builder, loc, extreme, ValueRange()));
}

void IndexChecks::require(Value holds, StringRef message, ValueRange values) {
  Location loc = op->getLoc();
  for (auto [dim, size] :
       llvm::enumerate(cast<RankedTensorType>(indices.getType()).getShape())) {
    if (size > 0)
      continue;
    Value count = tensor::DimOp::create(builder, loc, indices, dim);
    Value none =
        arith::CmpIOp::create(builder, loc, CmpIPredicate::eq, count, zero);
    holds = arith::OrIOp::create(builder, loc, none, holds);
  }
  RequireOp::create(builder, loc, holds,
                    (op->getName().getStringRef() + message).str(), values);
}

void IndexChecks::requirePlaces(StringRef message) {
  if (getConstantIntValue(extent).value_or(0) > 0)
    return;
  require(arith::CmpIOp::create(builder, op->getLoc(), CmpIPredicate::sgt,
                                extent, zero),
          message, ValueRange());
}

void IndexChecks::requirePlaces() {
  requirePlaces(": nothing to clamp an index to, as the dimension is empty");
}

/// A GPU computes before it knows whether indices are valid, with these clamped
/// to the dimension. An empty one, which sizes show, is refused before.
void IndexChecks::requireInside() {
  requirePlaces(": any index is outside of a dimension of 0");
  if (isZeroInteger(extent))
    return;
  Location loc = op->getLoc();
  Value least = findExtreme(/*isGreatest=*/false);
  Value greatest = findExtreme(/*isGreatest=*/true);
  Value below =
      arith::CmpIOp::create(builder, loc, CmpIPredicate::slt, least, zero);
  Value offender =
      arith::SelectOp::create(builder, loc, below, least, greatest);
  // An unsigned number that is too large for an i64 is negative as one.
  Type element = cast<RankedTensorType>(indices.getType()).getElementType();
  bool isUnsigned = getKind(*getScalarType(element)) == ScalarKind::Unsigned;
  require(
      arith::CmpIOp::create(builder, loc, CmpIPredicate::ult, offender, extent),
      isUnsigned ? ": index {0u} is outside of a dimension of {1}"
                 : ": index {0} is outside of a dimension of {1}",
      ValueRange{offender, extent});
}

} // namespace ag
