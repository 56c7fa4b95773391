//===- Request.h - which derivative of a function is made -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// By which values is a function differentiated, and what does its derivative
// return?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUEST_H
#define AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUEST_H

#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <map>

namespace ag {

/// The uses of one parameter in a function.
using ParameterUses = llvm::SmallVector<mlir::Value>;

/// A GradSpec as a function answers it.
struct Request {
  GradMode mode;
  bool value;
  /// What is differentiated by: arguments, ascending, then parameters, in the
  /// order of their names' bytes.
  llvm::SmallVector<unsigned> arguments;
  std::map<std::string, ParameterUses> parameters;
  /// What is differentiated: the numbers of results, ascending.
  llvm::SmallVector<unsigned> results;

  /// All these as values of the function; of a parameter each use.
  llvm::SmallVector<mlir::Value> getValues(mlir::func::FuncOp function) const;
};

/// Reports, at `loc`, what of `spec` names nothing in `function`, a copy of
/// @`name` into which calls were inlined, or something that has no derivative.
mlir::FailureOr<Request> resolve(const GradSpec &spec,
                                 mlir::func::FuncOp function,
                                 llvm::StringRef name, mlir::Location loc);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUEST_H
