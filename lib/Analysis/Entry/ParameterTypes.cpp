//===- ParameterTypes.cpp - one type for each name ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/ParameterTypes.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace ag {

/// Checks that gradients have the types of their parameters. A name without a
/// parameter is not checked, as no op reads that parameter any longer.
static LogicalResult
checkGradients(func::FuncOp function,
               const llvm::StringMap<RankedTensorType> &types) {
  for (unsigned number = 0; number < function.getNumResults(); ++number) {
    auto name =
        function.getResultAttrOfType<StringAttr>(number, gradientOfAttrName);
    auto parameter = name ? types.find(name.getValue()) : types.end();
    Type type = function.getResultTypes()[number];
    if (parameter != types.end() && !isGradientType(type, parameter->second))
      return Reporter(function->getName().getStringRef(),
                      function.getLoc())("gradient-attribute")
             << "result " << number << " of @" << function.getName() << " has "
             << name << ", but that parameter is a " << parameter->second
             << " and the result a " << type << ": expected the same type";
  }
  return success();
}

LogicalResult checkParameterTypes(ModuleOp module) {
  llvm::StringMap<RankedTensorType> types;
  auto add = [&](Operation *op, StringRef name, Type type) -> LogicalResult {
    auto tensor = dyn_cast<RankedTensorType>(type);
    RankedTensorType known = types.try_emplace(name, tensor).first->second;
    if (known == tensor)
      return success();
    return Reporter(op->getName().getStringRef(), op->getLoc())("same-type")
           << "\"" << name << "\" is a " << type << " here and a " << known
           << " elsewhere";
  };
  WalkResult walked = module.walk([&](ParameterOp op) {
    return WalkResult(add(op, op.getName(), op.getType()));
  });
  if (walked.wasInterrupted())
    return failure();
  for (auto function : module.getOps<func::FuncOp>())
    for (auto [number, type] : llvm::enumerate(function.getArgumentTypes()))
      if (auto name =
              function.getArgAttrOfType<StringAttr>(number, parameterAttrName))
        if (failed(add(function, name.getValue(), type)))
          return failure();
  for (auto function : module.getOps<func::FuncOp>())
    if (failed(checkGradients(function, types)))
      return failure();
  return success();
}

} // namespace ag
