//===- UniformValue.h - tensors that are one number everywhere --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which element does a tensor have everywhere, and what of an op's body remains
// when that is put in?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_UNIFORMVALUE_H
#define AG_INTERFACES_UNIFORMVALUE_H

#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// The element that `value` has everywhere, if it is a constant, or computed
/// from constants by one op, such as a broadcast too large to be folded.
std::optional<Cell> findUniform(mlir::Value value);

/// The element that the only result of `op` has everywhere, if it is known.
std::optional<Cell> findUniform(StructuredOpInterface op);

/// The body of `op`, whose Spec is `spec`, with what is known of its operands
/// put in.
ScalarProgram simplifyBody(StructuredOpInterface op, const Spec &spec);

} // namespace ag

#endif // AG_INTERFACES_UNIFORMVALUE_H
