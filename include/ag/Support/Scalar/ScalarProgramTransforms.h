//===- ScalarProgramTransforms.h - the same function otherwise --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How can a ScalarProgram be written in another way without changing what it
// computes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_SCALARPROGRAMTRANSFORMS_H
#define AG_SUPPORT_SCALAR_SCALARPROGRAMTRANSFORMS_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// Records `node`, which is no input of another program, in `program`. `copies`
/// has its operands, by their positions in that other one.
Expr copyNode(const ScalarNode &node, ScalarProgram &program,
              llvm::ArrayRef<std::optional<Expr>> copies);

/// A program in two steps: what can be computed without the accumulators, and
/// how that is combined with them.
struct SplitProgram {
  /// Takes the inputs that are no accumulators.
  ScalarProgram body;
  /// Takes the accumulators, then the body's results; has the program's
  /// results.
  ScalarProgram combiner;
};

/// Splits a program whose last inputs, one for each of its results, are
/// accumulators. (a, b, acc) -> acc + a * b becomes
///
///   body       (a, b) -> a * b
///   combiner   (acc, v) -> acc + v
SplitProgram splitAtAccumulators(const ScalarProgram &program);

/// The same without its accumulators, which nothing in it uses.
ScalarProgram dropAccumulators(const ScalarProgram &program);

/// The program with the values of inputs put in where `known` has them, and
/// simplified. It keeps its inputs, used or not, and computes the same to the
/// bit, up to the bits of NaN, with constants rounded to their types:
///
///  - what has only constants as operands is one;
///  - x is x + 0, x - 0, x * 1, x / 1, x pow 1, max(x, lowest), min(x,
///  highest),
///    x and -1, x or 0, x xor 0, x shl 0, x shr 0; for floats, the 0 that is
///    added is -0, as -0 + 0 is 0;
///  - x is max(x, x), min(x, x), x and x, x or x, neg(neg(x)), and a cast back
///    from a type that holds every value of x's;
///  - f(f(x)) is f(x) for abs and the ways to round to whole numbers;
///  - a select between equals, or by a constant, is what it selects;
///  - x and 0 is 0.
///
/// x * 0 is not 0, as it is NaN for NaN and infinities.
ScalarProgram simplify(const ScalarProgram &program,
                       llvm::ArrayRef<std::optional<Cell>> known = {});

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SCALARPROGRAMTRANSFORMS_H
