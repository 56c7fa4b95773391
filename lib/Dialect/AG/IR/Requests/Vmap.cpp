//===- Vmap.cpp - functions for batches -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Requests/BatchOps.h"
#include "ag/Interfaces/BatchableOp.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

/// Checks that all operands have equally many elements, and that their number
/// is known.
static LogicalResult checkSizes(VmapOp op, const Reporter &report) {
  std::optional<unsigned> first;
  int64_t size = ShapedType::kDynamic;
  if (op.getSize())
    if (std::optional<int64_t> number = getConstantIntValue(op.getSize())) {
      size = *number;
      if (size < 0)
        return report("batch") << "the size is " << size;
    }
  for (auto [number, axis] : llvm::enumerate(op.getInAxes())) {
    if (axis == VmapOp::none)
      continue;
    int64_t own = cast<RankedTensorType>(op.getInputs()[number].getType())
                      .getDimSize(axis);
    if (!ShapedType::isDynamic(size) && !ShapedType::isDynamic(own) &&
        own != size) {
      InFlightDiagnostic error = report("sizes");
      error << "operand " << number << " has " << own << " elements, ";
      if (first)
        return error << "operand " << *first << " has " << size;
      return error << "the size is " << size;
    }
    if (!first || ShapedType::isDynamic(size))
      first = number;
    if (ShapedType::isDynamic(size))
      size = own;
  }
  if (first || op.getSize())
    return success();
  return report("batch") << "no operand has an axis, and there is no size";
}

static LogicalResult checkAxes(ArrayRef<int64_t> axes, TypeRange types,
                               StringRef what, const Reporter &report) {
  if (axes.size() != types.size())
    return report("axes") << "there are " << axes.size() << " axes for "
                          << types.size() << " " << what << "s";
  for (auto [number, axis] : llvm::enumerate(axes)) {
    auto tensor = dyn_cast<RankedTensorType>(types[number]);
    if (axis != VmapOp::none && !tensor)
      return report("types") << what << " " << number << " is a "
                             << types[number] << ", expected a ranked tensor";
    if (axis != VmapOp::none && (axis < 0 || axis >= tensor.getRank()))
      return report("axis") << "there is no dimension " << axis << " of "
                            << what << " " << number << ", a " << tensor;
  }
  return success();
}

LogicalResult VmapOp::verify() {
  Reporter report(getOperationName(), getLoc());
  if (failed(
          checkAxes(getInAxes(), getInputs().getTypes(), "operand", report)) ||
      failed(checkAxes(getOutAxes(), getResultTypes(), "result", report)))
    return failure();
  return checkSizes(*this, report);
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

/// Returns true if a `batched` value has elements of `type` along `axis`. The
/// static sizes of a result may differ.
static bool hasElements(Type batched, int64_t axis, Type type, bool isResult) {
  Type expected = type;
  if (axis != VmapOp::none) {
    auto tensor = cast<RankedTensorType>(batched);
    auto element = dyn_cast<RankedTensorType>(type);
    if (tensor.getRank() != (element ? element.getRank() : 0) + 1)
      return false;
    expected = getBatchedType(type, tensor.getDimSize(axis), axis);
  }
  return batched == expected || (isResult && areCompatible(expected, batched));
}

static LogicalResult checkTypes(ArrayRef<int64_t> axes, TypeRange batched,
                                TypeRange types, StringRef what,
                                const Reporter &report) {
  if (axes.size() != types.size())
    return report("axes") << "the function has " << types.size() << " " << what
                          << "s, and there are " << axes.size() << " axes";
  for (auto [number, axis] : llvm::enumerate(axes))
    if (!hasElements(batched[number], axis, types[number], what == "result")) {
      InFlightDiagnostic error = report("types");
      error << what << " " << number << " is a " << batched[number]
            << ", the function's a " << types[number];
      if (axis != VmapOp::none)
        error << ", which has no dimension " << axis << " of the batch";
      return error;
    }
  return success();
}

LogicalResult VmapOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto function = symbols.lookupNearestSymbolFrom<FunctionOpInterface>(
      *this, getFunctionAttr());
  Reporter report(getOperationName(), getLoc());
  if (!function || function.isExternal())
    return report("function")
           << "there is no function @" << getFunction() << " with a body";
  if (failed(checkTypes(getInAxes(), getInputs().getTypes(),
                        function.getArgumentTypes(), "argument", report)))
    return failure();
  return checkTypes(getOutAxes(), getResultTypes(), function.getResultTypes(),
                    "result", report);
}

} // namespace ag
