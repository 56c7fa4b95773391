//===- Homogeneity.h - how factors go through a program ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a result change if inputs are multiplied by the same factor?
//
//   f(x, m, s) = (x - m) / s        f(t x, t m, s) = t f(x, m, s)
//                                   f(t x, t m, t s) = f(x, m, s)
//
// The statement is about real numbers: no value is computed, and rounding may
// differ.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_HOMOGENEITY_H
#define AG_SUPPORT_SCALAR_HOMOGENEITY_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// Returns the power of t by which the only result is multiplied if each input
/// k is multiplied by t^degrees[k], for any t but 0, or std::nullopt if there
/// is no such power. Values that depend on t must be f32 or f64: integers wrap,
/// and shorter floats overflow.
std::optional<int> findDegree(const ScalarProgram &program,
                              llvm::ArrayRef<int> degrees);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_HOMOGENEITY_H
