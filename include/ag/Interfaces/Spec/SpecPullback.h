//===- SpecPullback.h - cotangents through structured ops -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the cotangents of an op with a Spec?
//
// They are computed by further Specs over the same loops. For
//
//   y[b, o] = sum over i of x[b, i] * w[i, o]
//
// and the cotangent y' of y, the cotangents are
//
//   x'[b, i] = sum over o of y'[b, o] * w[i, o]
//   w'[i, o] = sum over b of y'[b, o] * x[b, i]
//
// This is the body's adjoint, summed over the loops that the operand's map
// lacks.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_SPECPULLBACK_H
#define AG_INTERFACES_SPEC_SPECPULLBACK_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// Returns true if the op has no combiner, or one that is a sum, or the max or
/// min of one value.
bool hasSpecPullback(StructuredOpInterface op);

/// Implements DifferentiableOpInterface::pullBack() for an op with a Spec.
/// Refuses ops for which hasSpecPullback() is false.
mlir::LogicalResult pullBackSpec(StructuredOpInterface op,
                                 PullbackContext &context);

} // namespace ag

#endif // AG_INTERFACES_SPEC_SPECPULLBACK_H
