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

/// Returns the sizes of `type`, such as 16x?, or the type itself if it differs
/// from `other` in more than sizes.
static std::string spellDifference(Type type, Type other) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  std::string text;
  llvm::raw_string_ostream os(text);
  if (!tensor || tensor.getRank() == 0 ||
      tensor.getElementType() != getElementTypeOrSelf(other)) {
    os << type;
    return text;
  }
  llvm::interleave(
      tensor.getShape(), os,
      [&](int64_t size) {
        os << (ShapedType::isDynamic(size) ? "?" : std::to_string(size));
      },
      "x");
  return text;
}

LogicalResult checkSpec(StructuredOpInterface op) {
  SmallVector<Value> operands = op.getSpecOperands();
  Reporter report(op->getName().getStringRef(), op->getLoc());
  SmallVector<Type> inferred;
  if (failed(inferResultTypes(op.getSpec(), ValueRange(operands).getTypes(),
                              report, inferred)))
    return failure();
  if (inferred.size() != op->getNumResults())
    return op->emitOpError("has ")
           << op->getNumResults() << " results, its Spec has "
           << inferred.size();
  for (auto [type, result] : llvm::zip_equal(inferred, op->getResultTypes()))
    if (!areCompatible(type, result))
      return op->emitOpError("contradicts its Spec: its result is ")
             << spellDifference(result, type) << ", its Spec says "
             << spellDifference(type, result);
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
