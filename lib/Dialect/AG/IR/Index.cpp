//===- Index.cpp - ops that make indices ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Extents.h"
#include "ag/Dialect/AG/IR/AGOps.h"

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

} // namespace ag
