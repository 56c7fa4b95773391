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

constexpr llvm::StringLiteral originalNameAttrName = "ag.original_name";

/// Returns the `ag.name` of an argument or a result; empty if it has none.
llvm::StringRef getArgumentName(mlir::FunctionOpInterface function,
                                unsigned number);
llvm::StringRef getResultName(mlir::FunctionOpInterface function,
                              unsigned number);

/// Returns the `ag.original_name` of an argument or a result; empty if it has
/// none.
llvm::StringRef getOriginalArgumentName(mlir::FunctionOpInterface function,
                                        unsigned number);
llvm::StringRef getOriginalResultName(mlir::FunctionOpInterface function,
                                      unsigned number);

/// Verifies the `ag.original_name` of an argument or a result of `function`.
mlir::LogicalResult verifyOriginalName(mlir::Operation *function,
                                       mlir::Attribute attribute);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_ARGUMENTNAMES_H
