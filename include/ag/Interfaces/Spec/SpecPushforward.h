//===- SpecPushforward.h - tangents through structured ops ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the tangents of an op with a Spec?
//
// They are computed by further Specs over the same loops. For
//
//   y[b, o] = sum over i of x[b, i] * w[i, o]
//
// and the tangents x' of x and w' of w, the tangent is
//
//   y'[b, o] = sum over i of x'[b, i] * w[i, o] + x[b, i] * w'[i, o]
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_SPECPUSHFORWARD_H
#define AG_INTERFACES_SPEC_SPECPUSHFORWARD_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// Implements DifferentiableOpInterface::pushForward() for an op with a Spec.
mlir::LogicalResult pushForwardSpec(StructuredOpInterface op,
                                    PushforwardContext &context);

} // namespace ag

#endif // AG_INTERFACES_SPEC_SPECPUSHFORWARD_H
