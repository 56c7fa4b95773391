//===- Extents.cpp - extents that are numbers or operands -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Sizes/Extents.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

LogicalResult checkSizes(ArrayRef<int64_t> sizes, size_t count, StringRef what,
                         StringRef label, const Reporter &report) {
  size_t dynamic = llvm::count_if(sizes, ShapedType::isDynamic);
  if (dynamic != count)
    return report(label) << dynamic << " dynamic " << what << ", but " << count
                         << " index operands for them";
  for (int64_t size : sizes)
    if (size < 0 && ShapedType::isStatic(size))
      return report(label) << what << " hold the negative " << size;
  return success();
}

SmallVector<Extent> toExtents(ArrayRef<int64_t> sizes, unsigned firstOperand) {
  SmallVector<Extent> extents;
  for (int64_t size : sizes)
    extents.push_back(ShapedType::isDynamic(size)
                          ? Extent::operand(firstOperand++)
                          : Extent::number(size));
  return extents;
}

SmallVector<OpFoldResult> toFoldResults(MLIRContext *context,
                                        ArrayRef<int64_t> sizes,
                                        ValueRange operands) {
  return getMixedValues(sizes, operands, context);
}

} // namespace ag
