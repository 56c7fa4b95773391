//===- Gradients.h - results that are gradients -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of what is a function's result the gradient? Its attribute ag.gradient_of
// says: of the argument of that number, or the parameter of that name, of the
// function that was differentiated. And what does a loop say of its reverse?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_GRADIENTS_H
#define AG_DIALECT_AG_IR_GRADIENTS_H

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral gradientOfAttrName = "ag.gradient_of";

/// Whether a value of type `result` can be the gradient by one of type `of`: of
/// the same floats, and of sizes that may agree.
bool isGradientType(mlir::Type result, mlir::Type of);

/// Whether the gradient of results of these types takes no cotangent, as the
/// only one is one number, whose cotangent is 1.
bool isSeededByOne(mlir::TypeRange results);

/// Reports an ag.gradient_of that is no number of an argument of floats of the
/// result's type, and no name. Of which type a parameter of that name is, the
/// phase trace checks, as others of its name may be in other functions.
llvm::LogicalResult verifyGradientOf(mlir::FunctionOpInterface function,
                                     unsigned result,
                                     mlir::Attribute attribute);

/// On a while loop: how many turns it has at most, so that the room that its
/// reverse needs is known.
constexpr llvm::StringLiteral maxTripsAttrName = "ag.max_trips";

/// On an scf.for: of how many turns its reverse keeps one carry, from which it
/// computes those between again.
constexpr llvm::StringLiteral checkpointAttrName = "ag.checkpoint";

} // namespace ag

#endif // AG_DIALECT_AG_IR_GRADIENTS_H
