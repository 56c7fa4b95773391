//===- Index.cpp - ops that make or follow indices ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Extents.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

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

LogicalResult GatherOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                   SmallVectorImpl<Type> &results) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  auto indices = cast<RankedTensorType>(adaptor.getIndices().getType());
  int64_t dim = adaptor.getDim();
  if (dim < 0 || dim >= x.getRank())
    return report("dim") << "there is no dimension " << dim
                         << " of an operand of rank " << x.getRank();
  ScalarKind kind = getKind(*getScalarType(indices.getElementType()));
  if (kind != ScalarKind::Signed && kind != ScalarKind::Unsigned)
    return report("indices")
           << "the indices have elements " << indices.getElementType()
           << ", expected integers";
  if (adaptor.getMode() == OutOfBounds::clamp && x.getDimSize(dim) == 0)
    return report("clamp") << "dimension " << dim
                           << " of x is empty, so no index is inside";
  SmallVector<int64_t> shape(x.getShape().take_front(dim));
  llvm::append_range(shape, indices.getShape());
  llvm::append_range(shape, x.getShape().drop_front(dim + 1));
  results.push_back(RankedTensorType::get(shape, x.getElementType()));
  return success();
}

LogicalResult GatherOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<OpFoldResult> ofX =
      tensor::getMixedSizes(builder, getLoc(), getX());
  SmallVector<OpFoldResult> shape(ArrayRef(ofX).take_front(getDim()));
  llvm::append_range(shape,
                     tensor::getMixedSizes(builder, getLoc(), getIndices()));
  llvm::append_range(shape, ArrayRef(ofX).drop_front(getDim() + 1));
  shapes.push_back(std::move(shape));
  return success();
}

} // namespace ag
