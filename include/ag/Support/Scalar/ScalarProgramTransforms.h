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

/// Repeats the steps of `source` in `target`, on `inputs` there, and returns
/// its results. The index of loop d becomes that of `loops[d]`, if that is
/// given.
llvm::SmallVector<Expr> inlineProgram(const ScalarProgram &source,
                                      ScalarProgram &target,
                                      llvm::ArrayRef<Expr> inputs,
                                      llvm::ArrayRef<unsigned> loops = {});

/// The inputs that results of `program` need, in order.
llvm::SmallVector<unsigned> findReadInputs(const ScalarProgram &program,
                                           llvm::ArrayRef<unsigned> results);

/// The program of some of the results of `program`, which takes the inputs
/// alone that these need, in order; with loops as in inlineProgram.
ScalarProgram extractResults(const ScalarProgram &program,
                             llvm::ArrayRef<unsigned> results,
                             llvm::ArrayRef<unsigned> loops = {});

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

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SCALARPROGRAMTRANSFORMS_H
