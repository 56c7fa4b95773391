//===- Index.cpp - ops that make indices ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Sizes/Extents.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

FailureOr<Spec> IotaOp::describe(Adaptor adaptor, const Reporter &report) {
  ArrayRef<int64_t> sizes = adaptor.getStaticSizes();
  if (failed(checkSizes(sizes, adaptor.getSizes().size(), "sizes", "extents",
                        report)))
    return failure();
  if (adaptor.getDim() >= sizes.size())
    return report("dim") << "there is no dimension " << adaptor.getDim()
                         << " of a result of rank " << sizes.size();
  std::optional<ScalarType> type;
  if (!adaptor.getElementType().isIndex())
    type = getScalarType(adaptor.getElementType());
  if (!type)
    return report("element-type")
           << "ag does not compute with elements " << adaptor.getElementType();
  Spec spec;
  spec.loops = toExtents(sizes, /*firstOperand=*/0);
  spec.body.yield(spec.body.cast(spec.body.index(adaptor.getDim()), *type));
  spec.results.push_back(
      {AffineMap::getMultiDimIdentityMap(sizes.size(),
                                         adaptor.getAttributes().getContext()),
       *type, *type});
  return spec;
}

/// Adds the part's offset to its own indices.
Operation *IotaOp::makePart(OpBuilder &builder, const OpPart &part) {
  SmallVector<Value> sizes;
  SmallVector<int64_t> statics;
  dispatchIndexOpFoldResults(part.getSizes(), sizes, statics);
  auto offset = dyn_cast<Value>(part.loops[getDim()].offset);
  Type element = offset ? builder.getI64Type() : getElementType();
  auto places =
      IotaOp::create(builder, getLoc(), getDim(), sizes, statics, element);
  if (!offset)
    return places;
  Value first = tensor::FromElementsOp::create(
      builder, getLoc(), RankedTensorType::get({}, element),
      builder.createOrFold<arith::IndexCastOp>(getLoc(), element, offset));
  Value offsets = BroadcastOp::create(builder, getLoc(), first, sizes,
                                      ArrayRef<int64_t>(), statics);
  Value moved = AddOp::create(builder, getLoc(), places, offsets);
  return CastOp::create(builder, getLoc(), moved, getElementType());
}

} // namespace ag
