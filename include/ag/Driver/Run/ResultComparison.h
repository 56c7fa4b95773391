//===- ResultComparison.h - results that should be the same -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are two executions of an entry the same?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_RESULTCOMPARISON_H
#define AG_DRIVER_RUN_RESULTCOMPARISON_H

#include "ag/Reference/Interpreter.h"
#include "ag/Support/Tensor/TensorCompare.h"

namespace ag {

/// Result by result; without `atol` by what getTolerance says of each. An error
/// if there are more of one, or of other types or shapes.
llvm::Expected<std::vector<Comparison>>
compareResults(llvm::ArrayRef<Tensor> actual, llvm::ArrayRef<Tensor> expected,
               double rtol, std::optional<double> atol);

/// The results of a program that is interpreted in another precision, with the
/// tangents of a rule.
using InterpretAgain = llvm::function_ref<llvm::Expected<Tensors>(
    Precision precision, TangentRule rule)>;

/// Result by result, by what rounding may change of each element (compare of
/// OtherRoundings), for which the program that gave `expected` is interpreted
/// again where elements are not within rtol of their own magnitude. They may
/// lie 64 times as far apart as steps that are moved take them, 4 times in bf16
/// and f16.
llvm::Expected<std::vector<Comparison>>
compareRounded(llvm::ArrayRef<Tensor> actual, llvm::ArrayRef<Tensor> expected,
               double rtol, InterpretAgain interpret);

/// Whether nothing is too far apart.
bool areSame(llvm::ArrayRef<Comparison> comparisons);

} // namespace ag

#endif // AG_DRIVER_RUN_RESULTCOMPARISON_H
