//===- SpecPushforward.h - tangents through structured ops ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do tangents go through an op that is stated by a Spec? By more Specs,
// over the same loops. For
//
//   y[b, o] = sum over i of x[b, i] * w[i, o]
//
// the tangent, of x's x' and w's w', is
//
//   y'[b, o] = sum over i of x'[b, i] * w[i, o] + x[b, i] * w'[i, o]
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPECPUSHFORWARD_H
#define AG_INTERFACES_SPECPUSHFORWARD_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// As DifferentiableOpInterface's method.
mlir::LogicalResult pushForwardSpec(StructuredOpInterface op,
                                    PushforwardContext &context);

} // namespace ag

#endif // AG_INTERFACES_SPECPUSHFORWARD_H
