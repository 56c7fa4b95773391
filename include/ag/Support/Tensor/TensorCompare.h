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

/// The result of a program whose steps are not rounded to their types: one in
/// double, whose tangent, if there is one, bounds its error in its own type;
/// and others that are stirred (Precision). All have the type and shape of the
/// result.
struct OtherRoundings {
  Tensor exact;
  llvm::SmallVector<Tensor> stirred;
};

/// Compares by what rounding may change of each element. x matches y, which
/// `expected` has, if |x - y| <= rtol * |y|, or if
///
///   |x - z| <= slack * r + rtol * |z|,
///
/// where z is exact and r the greatest distance of y and of stirred ones from
/// z: where the program loses digits, x may have lost others, or be nearer to
/// the truth. It also matches within four times the bound of z's error, which
/// other formulas may reach, up to rtol times the greatest finite |z|. Where
/// some of these are no numbers, as where they overflow, x may be none, and r
/// is of the others; where z is none and some is, any x matches. Integers match
/// if they are equal, or if stirred ones differ, as those of an undecided
/// comparison do. The type's unit in the last place replaces a smaller rtol.
llvm::Expected<Comparison> compare(const Tensor &actual, const Tensor &expected,
                                   double rtol, const OtherRoundings &others,
                                   double slack);

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
