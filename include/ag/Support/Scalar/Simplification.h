//===- Simplification.h - the same function in fewer steps ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which steps of a ScalarProgram can be removed, because their values are known
// or already computed?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_SIMPLIFICATION_H
#define AG_SUPPORT_SCALAR_SIMPLIFICATION_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// Returns the program, simplified, with the values of inputs from `known`
/// substituted. It keeps all its inputs. Its results are the same to the bit,
/// up to the bits of NaN, with constants rounded to their types:
///
///  - a step whose operands are all constants is a constant;
///  - x is x + 0, x - 0, x * 1, x / 1, x pow 1, max(x, lowest),
///    min(x, highest), x and -1, x or 0, x xor 0, x shl 0, x shr 0; for floats,
///    the 0 that is added is -0, as -0 + 0 is 0;
///  - x is max(x, x), min(x, x), x and x, x or x, neg(neg(x)), and a cast back
///    from a type that holds every value of x's;
///  - f(f(x)) is f(x) for abs and for rounding to integers;
///  - a select between equals, or by a constant, is the selected value;
///  - x and 0 is 0.
///
/// x * 0 is not 0, because it is NaN for NaN and infinities.
ScalarProgram simplify(const ScalarProgram &program,
                       llvm::ArrayRef<std::optional<Cell>> known = {});

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SIMPLIFICATION_H
