//===- Derivative.h - a function's derivative as another --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is the function built that computes another function's derivative?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_DERIVATIVE_H
#define AG_PHASES_DIFFERENTIATE_DERIVATIVE_H

#include "Residuals/SaveOrRecompute.h"
#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Adds the derivative of `function` that `spec` requests after it, as `name`,
/// which must be free. Reports an invalid request at `loc`, and an op without a
/// derivative at that op; then nothing is added. Ops keep their tags
/// (RegionTags.h).
mlir::FailureOr<mlir::func::FuncOp> addDerivative(mlir::func::FuncOp function,
                                                  const GradSpec &spec,
                                                  llvm::StringRef name,
                                                  const KeepPolicy &policy,
                                                  mlir::Location loc);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_DERIVATIVE_H
