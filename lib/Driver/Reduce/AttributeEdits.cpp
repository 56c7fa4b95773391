//===- AttributeEdits.cpp - programs without an attribute -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/AttributeEdits.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {

static void listOfFunction(FunctionOpInterface function, Changes &changes) {
  for (unsigned index = 0; index < function.getNumArguments(); ++index)
    if (!function.getArgAttrs(index).empty())
      changes.emplace_back([=]() mutable {
        function.setArgAttrs(index, ArrayRef<NamedAttribute>());
        return true;
      });
  for (unsigned index = 0; index < function.getNumResults(); ++index)
    if (!function.getResultAttrs(index).empty())
      changes.emplace_back([=]() mutable {
        function.setResultAttrs(index, ArrayRef<NamedAttribute>());
        return true;
      });
}

Changes listAttributes(ModuleOp module) {
  Changes changes;
  module->walk([&](Operation *op) {
    for (NamedAttribute attribute : op->getDiscardableAttrs())
      changes.emplace_back([=, name = attribute.getName()] {
        return bool(op->removeDiscardableAttr(name));
      });
    if (auto function = dyn_cast<FunctionOpInterface>(op))
      listOfFunction(function, changes);
  });
  return changes;
}

} // namespace ag
