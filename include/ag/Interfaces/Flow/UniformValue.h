//===- UniformValue.h - tensors that are one number everywhere --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which value do all elements of a tensor have, and how does an op's body
// simplify if it is substituted?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_FLOW_UNIFORMVALUE_H
#define AG_INTERFACES_FLOW_UNIFORMVALUE_H

#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// Returns the common value of all elements of `value`, if it is a constant, or
/// computed from constants by one op, such as a broadcast that is too large to
/// be folded. Otherwise returns std::nullopt.
std::optional<Cell> findUniform(mlir::Value value);

/// Returns the common value of all elements of the only result of `op`, if it
/// is known, else std::nullopt.
std::optional<Cell> findUniform(StructuredOpInterface op);

/// Returns the body of `op`, whose Spec is `spec`, simplified with the known
/// values of its operands.
ScalarProgram simplifyBody(StructuredOpInterface op, const Spec &spec);

} // namespace ag

#endif // AG_INTERFACES_FLOW_UNIFORMVALUE_H
