//===- ArgumentNames.cpp - names of arguments and results -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace ag {

static StringRef readName(Attribute attr) {
  auto name = dyn_cast_or_null<StringAttr>(attr);
  return name ? name.getValue() : "";
}

StringRef getArgumentName(FunctionOpInterface function, unsigned number) {
  return readName(function.getArgAttr(number, "ag.name"));
}

StringRef getResultName(FunctionOpInterface function, unsigned number) {
  return readName(function.getResultAttr(number, "ag.name"));
}

StringRef getOriginalArgumentName(FunctionOpInterface function,
                                  unsigned number) {
  return readName(function.getArgAttr(number, originalNameAttrName));
}

StringRef getOriginalResultName(FunctionOpInterface function, unsigned number) {
  return readName(function.getResultAttr(number, originalNameAttrName));
}

LogicalResult verifyOriginalName(Operation *function, Attribute attribute) {
  if (!readName(attribute).empty())
    return success();
  return Reporter(function->getName().getStringRef(),
                  function->getLoc())("original-name-attribute")
         << originalNameAttrName << " is " << attribute
         << ", expected a string that is not empty";
}

} // namespace ag
