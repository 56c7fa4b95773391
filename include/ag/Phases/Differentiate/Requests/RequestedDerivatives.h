//===- RequestedDerivatives.h - functions that --grad names -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions of a module are differentiated, and what are the derivatives
// named?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_REQUESTS_REQUESTEDDERIVATIVES_H
#define AG_PHASES_DIFFERENTIATE_REQUESTS_REQUESTEDDERIVATIVES_H

#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// The beginning of the error for a request that names no function if the
/// module does not determine one.
constexpr llvm::StringLiteral openRequest = "--grad names no function";

/// Returns the function that a request without a name is for: @main, or else
/// the only public function for which `isCandidate`, if given, returns true.
/// Returns an error if there is none or if there are several.
llvm::Expected<mlir::func::FuncOp> findOnlyCandidate(
    mlir::ModuleOp module,
    llvm::function_ref<bool(mlir::func::FuncOp)> isCandidate = nullptr);

/// Returns the name of the derivative of `function`: f_grad or f_jvp.
std::string getDerivativeName(llvm::StringRef function, GradMode mode);

/// Returns the names of the functions that the SPECs `grad` add. Returns an
/// error if `grad` cannot be parsed, or if one of the SPECs names no function
/// and findOnlyCandidate fails.
llvm::Expected<std::vector<std::string>> listDerivatives(mlir::ModuleOp module,
                                                         llvm::StringRef grad);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_REQUESTS_REQUESTEDDERIVATIVES_H
