//===- ElementwiseDerivatives.h - element by element ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the derivatives of an op that applies a scalar program to its
// operands: scalars, or each element of tensors of one shape?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_ELEMENTWISEDERIVATIVES_H
#define AG_INTERFACES_SPEC_ELEMENTWISEDERIVATIVES_H

#include "ag/Interfaces/DifferentiableOp.h"

namespace ag {

/// Implement the methods of DifferentiableOpInterface for an op whose only
/// result is that of `program`.
mlir::LogicalResult pullBackElementwise(const ScalarProgram &program,
                                        mlir::Operation *op,
                                        PullbackContext &context);
mlir::LogicalResult pushForwardElementwise(const ScalarProgram &program,
                                           mlir::Operation *op,
                                           PushforwardContext &context);

} // namespace ag

#endif // AG_INTERFACES_SPEC_ELEMENTWISEDERIVATIVES_H
