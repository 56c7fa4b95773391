//===- AskedDerivatives.h - what --grad asks for ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of which functions of a module are derivatives asked for, and how will these
// be called?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_REQUESTS_ASKEDDERIVATIVES_H
#define AG_PHASES_DIFFERENTIATE_REQUESTS_ASKEDDERIVATIVES_H

#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// How an error begins that says of a request which function it is for: it
/// names none, and the module leaves that open.
constexpr llvm::StringLiteral openRequest = "--grad names no function";

/// The function that a request without a name is for: @main, or the only one
/// that is public and, if that is asked, a candidate.
llvm::Expected<mlir::func::FuncOp> findOnlyCandidate(
    mlir::ModuleOp module,
    llvm::function_ref<bool(mlir::func::FuncOp)> isCandidate = nullptr);

/// What the derivative of the function so named is called: f_grad or f_jvp.
std::string getDerivativeName(llvm::StringRef function, GradMode mode);

/// The names of what the SPECs `grad`, add. An error if they cannot be read, or
/// if one of them names no function and leaves open which one it is for.
llvm::Expected<std::vector<std::string>> listDerivatives(mlir::ModuleOp module,
                                                         llvm::StringRef grad);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_REQUESTS_ASKEDDERIVATIVES_H
