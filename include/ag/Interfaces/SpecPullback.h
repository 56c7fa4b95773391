//===- SpecPullback.h - cotangents through structured ops -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do cotangents go back through an op that is stated by a Spec? By more
// Specs, over the same loops. For
//
//   y[b, o] = sum over i of x[b, i] * w[i, o]
//
// the cotangents, of y's y', are
//
//   x'[b, i] = sum over o of y'[b, o] * w[i, o]
//   w'[i, o] = sum over b of y'[b, o] * x[b, i]
//
// the body's adjoint, summed over the loops that the operand's map lacks.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPECPULLBACK_H
#define AG_INTERFACES_SPECPULLBACK_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// Whether the op has no combiner, or one that is a sum, or the max or min of
/// one value.
bool hasSpecPullback(StructuredOpInterface op);

/// As DifferentiableOpInterface's method. Refused is what hasSpecPullback does
/// not hold of.
mlir::LogicalResult pullBackSpec(StructuredOpInterface op,
                                 PullbackContext &context);

} // namespace ag

#endif // AG_INTERFACES_SPECPULLBACK_H
