//===- ArgumentNames.h - names of arguments and results ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_ARGUMENTNAMES_H
#define AG_DIALECT_AG_IR_CORE_ARGUMENTNAMES_H

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// Returns the `ag.name` of an argument or a result; empty if it has none.
llvm::StringRef getArgumentName(mlir::FunctionOpInterface function,
                                unsigned number);
llvm::StringRef getResultName(mlir::FunctionOpInterface function,
                              unsigned number);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_ARGUMENTNAMES_H
