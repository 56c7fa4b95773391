//===- Gradients.h - results that are gradients -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With respect to which value is a function's result a gradient, and which
// attributes control a loop's reverse?
//
// The attribute ag.gradient_of has the number of the argument or the name of
// the parameter of the function that was differentiated.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REQUESTS_GRADIENTS_H
#define AG_DIALECT_AG_IR_REQUESTS_GRADIENTS_H

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral gradientOfAttrName = "ag.gradient_of";

/// Returns true if a value of type `result` can be the gradient with respect to
/// one of type `of`: equal float types, and compatible sizes.
bool isGradientType(mlir::Type result, mlir::Type of);

/// Returns true if the gradient of results of these types takes no cotangent,
/// because the only one is a single number, whose cotangent is 1.
bool isSeededByOne(mlir::TypeRange results);

/// Reports an ag.gradient_of that is neither a name nor the number of an
/// argument of floats of the result's type, or of its buffer's. The phase trace
/// checks the type of the parameter, because other functions may contain
/// parameters of this name.
llvm::LogicalResult verifyGradientOf(mlir::FunctionOpInterface function,
                                     unsigned result,
                                     mlir::Attribute attribute);

/// On a while loop: the maximum trip count, which determines the memory that
/// its reverse needs.
constexpr llvm::StringLiteral maxTripsAttrName = "ag.max_trips";

/// On an scf.for: the number of iterations after which its reverse saves one
/// carry, from which it recomputes those in between.
constexpr llvm::StringLiteral checkpointAttrName = "ag.checkpoint";

} // namespace ag

#endif // AG_DIALECT_AG_IR_REQUESTS_GRADIENTS_H
