//===- Derivative.h - a function's derivative as another --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a function that computes another's derivative put together?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_DERIVATIVE_H
#define AG_PHASES_DIFFERENTIATE_DERIVATIVE_H

#include "Residuals/KeepOrRedo.h"
#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Adds, behind `function`, what `spec` asks for, called `name`, which is free.
/// Reports at `loc` what is wrong with the request, and at its place an op that
/// has no derivative; nothing is added then. Ops have tags (RegionTags.h).
mlir::FailureOr<mlir::func::FuncOp> addDerivative(mlir::func::FuncOp function,
                                                  const GradSpec &spec,
                                                  llvm::StringRef name,
                                                  const KeepPolicy &policy,
                                                  mlir::Location loc);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_DERIVATIVE_H
