//===- Partials.h - the derivatives of scalar primitives --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the partial derivative of a primitive with respect to an operand?
//
// One table has a line for each primitive. The tangents and adjoints of all
// programs derive from it (ScalarDerivatives.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_PARTIALS_H
#define AG_SUPPORT_SCALAR_PARTIALS_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// A partial derivative times a number: `value` if `where` holds, otherwise 0,
/// even if `value` is infinite or NaN there.
struct Partial {
  Partial(Expr value, std::optional<Expr> where = std::nullopt)
      : value(value), where(where) {}

  Expr value;
  std::optional<Expr> where;
};

/// Returns the partial derivative of `primitive` with respect to its operand
/// number `operand`, at `operands` with the value `result`, times `factor`, all
/// in one program. It is linear in `factor`. If `factor` has the result's type,
/// it is a cotangent, and the returned value is the operand's cotangent. If
/// both types are equal, it may be a tangent as well. Returns std::nullopt if
/// the derivative is 0 everywhere or does not exist: for integers, comparisons,
/// and rounding to integers. Constants among the operands are assumed not to
/// change.
///
/// If a primitive has no derivative at a point, docs/Spec.md defines the
/// choice.
std::optional<Partial> makePartial(Primitive primitive, unsigned operand,
                                   llvm::ArrayRef<Expr> operands, Expr result,
                                   Expr factor);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_PARTIALS_H
