//===- Request.h - a request for a derivative -------------------*- C++ -*-===//
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

/// A GradSpec, resolved for a function.
struct Request {
  GradMode mode;
  bool value;
  /// The values to differentiate by: arguments in ascending order, and
  /// parameters in the byte order of their names.
  llvm::SmallVector<unsigned> arguments;
  std::map<std::string, ParameterUses> parameters;
  /// The numbers of the results to differentiate, in ascending order.
  llvm::SmallVector<unsigned> results;

  /// Returns the values to differentiate by, with each use of a parameter.
  llvm::SmallVector<mlir::Value> getValues(mlir::func::FuncOp function) const;
};

/// Resolves `spec` for `function`, a copy of @`name` with inlined calls. Fails,
/// with an error at `loc`, if an argument, parameter or result does not exist
/// or is not of floats.
mlir::FailureOr<Request> resolve(const GradSpec &spec,
                                 mlir::func::FuncOp function,
                                 llvm::StringRef name, mlir::Location loc);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUEST_H
