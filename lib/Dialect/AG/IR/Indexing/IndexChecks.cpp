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

using namespace mlir;
using arith::CmpIPredicate;

namespace ag {

IndexChecks::IndexChecks(Operation *op, Value indices, Value extent,
                         OpBuilder &builder)
    : op(op), indices(indices), extent(extent), builder(builder),
      least(findExtreme(/*isGreatest=*/false)),
      greatest(findExtreme(/*isGreatest=*/true)),
      zero(arith::ConstantIndexOp::create(builder, op->getLoc(), 0)),
      none(arith::CmpIOp::create(builder, op->getLoc(), CmpIPredicate::slt,
                                 greatest, least)) {}

/// Without indices, the minimum exceeds the maximum.
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
  RequireOp::create(builder, loc,
                    arith::OrIOp::create(builder, loc, none, holds),
                    (op->getName().getStringRef() + message).str(), values);
}

void IndexChecks::requirePlaces() {
  require(arith::CmpIOp::create(builder, op->getLoc(), CmpIPredicate::sgt,
                                extent, zero),
          ": nothing to clamp an index to, as the dimension is empty",
          ValueRange());
}

void IndexChecks::requireInside() {
  Location loc = op->getLoc();
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
