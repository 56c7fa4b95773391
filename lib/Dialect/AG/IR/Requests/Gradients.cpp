//===- Gradients.cpp - results that are gradients -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

bool isGradientType(Type result, Type of) {
  return isDifferentiable(of) &&
         getElementTypeOrSelf(result) == getElementTypeOrSelf(of) &&
         succeeded(verifyCompatibleShape(result, of));
}

bool isSeededByOne(TypeRange results) {
  if (results.size() != 1)
    return false;
  auto type = dyn_cast<RankedTensorType>(results.front());
  return !type || type.getRank() == 0;
}

/// Returns the tensor whose elements a buffer has; other types as they are.
static Type toTensorType(Type type) {
  auto buffer = dyn_cast<MemRefType>(type);
  return buffer
             ? RankedTensorType::get(buffer.getShape(), buffer.getElementType())
             : type;
}

LogicalResult verifyGradientOf(FunctionOpInterface function, unsigned result,
                               Attribute attribute) {
  Reporter report(function->getName().getStringRef(), function->getLoc());
  auto emitError = [&] {
    return report("gradient-attribute")
           << "result " << result << " has " << attribute << ", ";
  };
  if (auto name = dyn_cast<StringAttr>(attribute); name && !name.empty())
    return success();
  auto number = dyn_cast<IntegerAttr>(attribute);
  if (!number)
    return emitError() << "expected an argument's number or a parameter's name";
  ArrayRef<Type> arguments = function.getArgumentTypes();
  if (number.getValue().isNegative() || number.getValue().uge(arguments.size()))
    return emitError() << "expected the number of one of the "
                       << arguments.size() << " arguments";
  unsigned place = number.getValue().getZExtValue();
  Type argument = getWholeType(arguments[place],
                               function.getArgAttr(place, shardingAttrName));
  Type own = getWholeType(function.getResultTypes()[result],
                          function.getResultAttr(result, shardingAttrName));
  if (isGradientType(toTensorType(own), toTensorType(argument)))
    return success();
  return emitError() << "but that argument is a " << argument
                     << " and the result a " << own
                     << ": expected the same type, of floats";
}

} // namespace ag
