//===- BoundaryAttributes.cpp - of arguments and results ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/BoundaryAttributes.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace ag {

/// Returns the edited dictionaries of `count` arguments or results.
static SmallVector<DictionaryAttr>
edited(MLIRContext *context, unsigned count,
       llvm::function_ref<DictionaryAttr(unsigned)> get, EditAttrs edit) {
  SmallVector<DictionaryAttr> all;
  for (unsigned number = 0; number < count; ++number) {
    NamedAttrList attributes(get(number));
    edit(number, attributes);
    all.push_back(attributes.getDictionary(context));
  }
  return all;
}

void editArgAttrs(FunctionOpInterface function, EditAttrs edit) {
  function.setAllArgAttrs(edited(
      function.getContext(), function.getNumArguments(),
      [&](unsigned number) {
        return mlir::function_interface_impl::getArgAttrDict(function, number);
      },
      edit));
}

void editResultAttrs(FunctionOpInterface function, EditAttrs edit) {
  function.setAllResultAttrs(edited(
      function.getContext(), function.getNumResults(),
      [&](unsigned number) {
        return mlir::function_interface_impl::getResultAttrDict(function,
                                                                number);
      },
      edit));
}

} // namespace ag
