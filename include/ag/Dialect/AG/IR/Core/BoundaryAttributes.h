//===- BoundaryAttributes.h - of arguments and results ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the attributes of all arguments or results of a function changed in
// linear time? FunctionOpInterface::setArgAttr builds the list of all
// arguments' attributes again.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_BOUNDARYATTRIBUTES_H
#define AG_DIALECT_AG_IR_CORE_BOUNDARYATTRIBUTES_H

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// Changes the attributes of an argument or a result, which has this number.
using EditAttrs =
    llvm::function_ref<void(unsigned number, mlir::NamedAttrList &attributes)>;

/// Calls `edit` for each argument of `function`, and sets what it leaves. Until
/// all calls have returned, the function has its former attributes.
void editArgAttrs(mlir::FunctionOpInterface function, EditAttrs edit);

/// Does the same for each result.
void editResultAttrs(mlir::FunctionOpInterface function, EditAttrs edit);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_BOUNDARYATTRIBUTES_H
