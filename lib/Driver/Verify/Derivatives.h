//===- Derivatives.h - the functions that are checked -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions are taken for a function's derivatives? Those that its module
// has by their names, whoever wrote them; else ag-differentiate makes them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_DERIVATIVES_H
#define AG_LIB_DRIVER_VERIFY_DERIVATIVES_H

#include "ag/Reference/Proof/GradientCheck.h"
#include "ag/Reference/Proof/PushforwardCheck.h"

namespace ag {

/// Whether `function` is named as a derivative of another in its module.
bool isDerivative(mlir::FunctionOpInterface function);

/// Leaves in its module the function, its derivatives, and what these refer to:
/// the others would be compiled with each.
void dropOthers(mlir::FunctionOpInterface function);

/// The function of the module so named; null if there is none.
mlir::FunctionOpInterface findDerivative(const DerivativePoint &point,
                                         GradMode mode);

// Adds what `spec` asks for, of the point's function, to the module, where
// `remat` says what is computed again. What is in the way was reported at its
// place.
llvm::Expected<Gradient> makeGradient(const DerivativePoint &point,
                                      const GradSpec &spec,
                                      llvm::StringRef remat = "auto");
llvm::Expected<Pushforward> makePushforward(const DerivativePoint &point,
                                            const GradSpec &spec,
                                            llvm::StringRef remat = "auto");

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_DERIVATIVES_H
