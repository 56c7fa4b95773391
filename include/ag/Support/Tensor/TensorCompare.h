//===- TensorCompare.h - how far apart two tensors are ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are two tensors the same up to a tolerance, and if not, where do they differ
// most?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_TENSORCOMPARE_H
#define AG_SUPPORT_TENSOR_TENSORCOMPARE_H

#include "ag/Support/Tensor/Tensor.h"

namespace ag {

struct Comparison {
  /// How many values were compared, and how many are too far apart.
  int64_t values = 0;
  int64_t mismatches = 0;
  /// The largest absolute difference (of the mismatches, where there are any),
  /// the first index at which it stands, and the two values there. Without any
  /// difference `where` is empty, and so are the values.
  double largest = 0.0;
  llvm::SmallVector<int64_t, 4> where;
  std::string actual, expected;
};

/// Compares element by element: x matches y if |x - y| <= atol + rtol * |y|, y
/// being `expected`'s. NaN matches NaN, an infinity only itself; where either
/// fails, the difference counts as infinite. -0 is 0. Integers are subtracted
/// exactly. An error if the types or shapes differ or a tolerance is not a
/// number of 0 or more.
llvm::Expected<Comparison> compare(const Tensor &actual, const Tensor &expected,
                                   double rtol, double atol);

/// An absolute tolerance that fits a relative one: `rtol` times the greatest
/// finite magnitude or 0.1, as errors of sums are as large as what is summed. 0
/// for integers.
double getTolerance(const Tensor &expected, double rtol);

/// Whether toBytes gives the same for both, which are of one type. Cells that
/// are equal are not encoded for that.
bool haveSameBytes(const Tensor &a, const Tensor &b);

/// One line about all results of a program, for instance
///   same: 1 result, 49152 values, largest difference 4.2e-07 at [0, 17, 203]
///   different: 3 of 512 values in 2 results, largest difference 0.5 in result
///   1 at [7]: 2, expected 2.5
/// (without the break).
std::string describe(llvm::ArrayRef<Comparison> results);

} // namespace ag

#endif // AG_SUPPORT_TENSOR_TENSORCOMPARE_H
