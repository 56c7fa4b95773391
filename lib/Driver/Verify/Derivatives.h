//===- Derivatives.h - the derivatives of a function ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions are taken for a function's derivatives? The functions of its
// module that have the names of its derivatives. If there are none,
// ag-differentiate generates them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_DERIVATIVES_H
#define AG_LIB_DRIVER_VERIFY_DERIVATIVES_H

#include "ag/Reference/Proof/GradientCheck.h"
#include "ag/Reference/Proof/PushforwardCheck.h"

namespace ag {

/// Returns true if `function` has the name of a derivative of another function
/// in its module.
bool isDerivative(mlir::FunctionOpInterface function);

/// Erases all functions of the module but `function`, its derivatives, and what
/// these refer to. The others would be compiled with every derivative.
void dropOthers(mlir::FunctionOpInterface function);

/// Returns the function of the module with the name of the derivative; null if
/// there is none.
mlir::FunctionOpInterface findDerivative(const DerivativePoint &point,
                                         GradMode mode);

/// Adds the derivative of the point's function that `spec` requests to the
/// module. `remat` selects the values to recompute (ProgramRequest::remat).
/// Fails if the function cannot be differentiated; the reasons have been
/// reported at their locations.
llvm::Expected<Gradient> makeGradient(const DerivativePoint &point,
                                      const GradSpec &spec,
                                      llvm::StringRef remat = "auto");
llvm::Expected<Pushforward> makePushforward(const DerivativePoint &point,
                                            const GradSpec &spec,
                                            llvm::StringRef remat = "auto");

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_DERIVATIVES_H
