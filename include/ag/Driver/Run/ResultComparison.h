//===- ResultComparison.h - comparing the results of executions -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do two executions of an entry have the same results?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_RESULTCOMPARISON_H
#define AG_DRIVER_RUN_RESULTCOMPARISON_H

#include "ag/Reference/Interpreter.h"
#include "ag/Support/Tensor/TensorCompare.h"

namespace ag {

/// Compares each pair of results. The default of `rtol` is 1e-5. If `atol` is
/// not set, getTolerance gives the absolute tolerance of each. Fails if the
/// number of results, a type or a shape differs.
llvm::Expected<std::vector<Comparison>>
compareResults(llvm::ArrayRef<Tensor> actual, llvm::ArrayRef<Tensor> expected,
               std::optional<double> rtol, std::optional<double> atol);

/// Returns the results of a program interpreted again, in another precision and
/// with the tangents of `rule`.
using InterpretAgain = llvm::function_ref<llvm::Expected<Tensors>(
    Precision precision, TangentRule rule)>;

/// Compares each pair of results by the effect that rounding may have on each
/// element (compare of OtherRoundings, with a slack of 64, or 4 for bf16 and
/// f16). If an element is not within rtol of its own magnitude, `interpret`
/// reruns the program that computed `expected`, in double and with perturbed
/// roundings. The default of `rtol` is 1e-12 for f64, and 1e-5 for other types.
llvm::Expected<std::vector<Comparison>>
compareRounded(llvm::ArrayRef<Tensor> actual, llvm::ArrayRef<Tensor> expected,
               std::optional<double> rtol, InterpretAgain interpret);

/// Returns true if no element is out of its tolerance.
bool areSame(llvm::ArrayRef<Comparison> comparisons);

} // namespace ag

#endif // AG_DRIVER_RUN_RESULTCOMPARISON_H
