//===- DerivativeOps.cpp - derivatives that a program asks for ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Requests/DerivativeOps.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {

std::string DerivativeOp::getSpec() {
  StringRef request = getRequest();
  return (getFunction() + (request.empty() ? "" : ":") + request).str();
}

LogicalResult DerivativeOp::verify() {
  Reporter report(getOperationName(), getLoc());
  auto specs = parseGradSpecs(getSpec());
  if (!specs)
    return report("request") << llvm::toString(specs.takeError());
  if (specs->size() != 1)
    return report("request") << "\"" << getRequest() << "\" is "
                             << specs->size() << " requests, expected one";
  return success();
}

LogicalResult DerivativeOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto function = symbols.lookupNearestSymbolFrom<FunctionOpInterface>(
      *this, getFunctionAttr());
  if (function && !function.isExternal())
    return success();
  Reporter report(getOperationName(), getLoc());
  return report("function")
         << "there is no function @" << getFunction() << " with a body";
}

} // namespace ag
