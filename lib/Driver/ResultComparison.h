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
#ifndef AG_LIB_DRIVER_RESULTCOMPARISON_H
#define AG_LIB_DRIVER_RESULTCOMPARISON_H

#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Tensor/TensorCompare.h"

namespace ag {

/// Result by result; without `atol` by what getTolerance says of each. An error
/// if there are more of one, or of other types or shapes.
llvm::Expected<std::vector<Comparison>>
compareResults(llvm::ArrayRef<Tensor> actual, llvm::ArrayRef<Tensor> expected,
               double rtol, std::optional<double> atol);

/// Whether nothing is too far apart.
bool areSame(llvm::ArrayRef<Comparison> comparisons);

} // namespace ag

#endif // AG_LIB_DRIVER_RESULTCOMPARISON_H
