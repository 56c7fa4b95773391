//===- StructuredOp.cpp - ops that are stated by a Spec -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

#include "ag/Interfaces/StructuredOp.cpp.inc"

namespace ag {

bool areCompatible(TypeRange inferred, TypeRange actual) {
  return inferred.size() == actual.size() &&
         llvm::all_of(llvm::zip(inferred, actual), [](auto pair) {
           auto [a, b] = pair;
           return getElementTypeOrSelf(a) == getElementTypeOrSelf(b) &&
                  succeeded(verifyCompatibleShape(a, b));
         });
}

LogicalResult checkOperandTypes(TypeRange operandTypes,
                                const Reporter &report) {
  for (auto [number, type] : llvm::enumerate(operandTypes)) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (type.isIndex() || (tensor && !tensor.getElementType().isIndex() &&
                           getScalarType(tensor.getElementType())))
      continue;
    return report("types") << "operand " << number << " is a " << type
                           << ", expected a ranked tensor of f64, f32, bf16, "
                              "f16, i64, i32, i16, i8, ui64, ui32, ui16, ui8 "
                              "or i1";
  }
  return success();
}

LogicalResult reifyStructuredShapes(StructuredOpInterface op,
                                    OpBuilder &builder,
                                    ReifiedRankedShapedTypeDims &shapes) {
  Spec spec = op.getSpec();
  for (unsigned result = 0; result < spec.results.size(); ++result)
    shapes.push_back(materializeResultShape(spec, result, builder, op.getLoc(),
                                            op->getOperands()));
  return success();
}

} // namespace ag
