//===- ScalarProgramTransforms.h - the same function otherwise --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How can a ScalarProgram be rewritten without changing its results?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_SCALARPROGRAMTRANSFORMS_H
#define AG_SUPPORT_SCALAR_SCALARPROGRAMTRANSFORMS_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// Records a copy of `node`, which must not be an input of another program, in
/// `program`. `copies` has its operands, by their positions in that other
/// program.
Expr copyNode(const ScalarNode &node, ScalarProgram &program,
              llvm::ArrayRef<std::optional<Expr>> copies);

/// Repeats the steps of `source` in `target` on `inputs`, and returns the
/// results. If `loops` is given, the index of loop d becomes that of
/// `loops[d]`.
llvm::SmallVector<Expr> inlineProgram(const ScalarProgram &source,
                                      ScalarProgram &target,
                                      llvm::ArrayRef<Expr> inputs,
                                      llvm::ArrayRef<unsigned> loops = {});

/// Returns the inputs that the given results of `program` need, in increasing
/// order.
llvm::SmallVector<unsigned> findReadInputs(const ScalarProgram &program,
                                           llvm::ArrayRef<unsigned> results);

/// Returns the program of some results of `program`. It takes only the inputs
/// that they need, in increasing order. For `loops` see inlineProgram().
ScalarProgram extractResults(const ScalarProgram &program,
                             llvm::ArrayRef<unsigned> results,
                             llvm::ArrayRef<unsigned> loops = {});

/// A program in two steps: the part that does not need the accumulators, and
/// the combination with the accumulators.
struct SplitProgram {
  /// Takes the inputs that are not accumulators.
  ScalarProgram body;
  /// Takes the accumulators, then the body's results. Has the program's
  /// results.
  ScalarProgram combiner;
};

/// Splits a program whose last inputs are accumulators, one for each of its
/// results. (a, b, acc) -> acc + a * b becomes
///
///   body       (a, b) -> a * b
///   combiner   (acc, v) -> acc + v
SplitProgram splitAtAccumulators(const ScalarProgram &program);

/// Returns the program without its accumulators, which must be unused.
ScalarProgram dropAccumulators(const ScalarProgram &program);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SCALARPROGRAMTRANSFORMS_H
