//===- Partials.h - the derivatives of scalar primitives --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a primitive's result change with one of its operands? One table has
// a line for each primitive, from which the tangents and adjoints of all
// programs are made (ScalarDerivatives.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_PARTIALS_H
#define AG_SUPPORT_SCALAR_PARTIALS_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// A partial derivative times a number: `value` where `where` holds, else 0,
/// also if `value` is infinite or no number there.
struct Partial {
  Partial(Expr value, std::optional<Expr> where = std::nullopt)
      : value(value), where(where) {}

  Expr value;
  std::optional<Expr> where;
};

/// The partial derivative of `primitive` by its operand number `operand`, at
/// `operands` with the value `result`, times `factor`, all in one program. It
/// is linear in `factor`, which has the result's type (then it is a cotangent,
/// and gives the operand's) or, where that is the same, the operand's (a
/// tangent). None if the derivative is 0 everywhere or there is none: of
/// integers, comparisons, and the ways to round to whole numbers. A constant
/// among the operands is known not to change.
///
/// Where a primitive has no derivative, one is chosen as docs/Spec.md says.
std::optional<Partial> makePartial(Primitive primitive, unsigned operand,
                                   llvm::ArrayRef<Expr> operands, Expr result,
                                   Expr factor);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_PARTIALS_H
