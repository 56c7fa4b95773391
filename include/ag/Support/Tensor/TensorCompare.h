//===- TensorCompare.h - how far apart two tensors are ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are two tensors equal up to a tolerance, and if not, where do they differ
// most?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_TENSORCOMPARE_H
#define AG_SUPPORT_TENSOR_TENSORCOMPARE_H

#include "ag/Support/Tensor/Tensor.h"

namespace ag {

struct Comparison {
  /// The number of compared values, and the number of those that differ too
  /// much.
  int64_t values = 0;
  int64_t mismatches = 0;
  /// The largest absolute difference (among the mismatches, if there are any),
  /// the first index at which it occurs, and the two values there. If there is
  /// no difference, `where` and the values are empty.
  double largest = 0.0;
  llvm::SmallVector<int64_t, 4> where;
  std::string actual, expected;
};

/// Compares element by element. x matches y, an element of `expected`, if |x -
/// y| <= atol + rtol * |y|. NaN matches NaN, and an infinity only itself;
/// otherwise their difference counts as infinite. -0 equals 0. Integers are
/// subtracted exactly. Returns an error if the types or shapes differ, or if a
/// tolerance is not a number of 0 or more.
llvm::Expected<Comparison> compare(const Tensor &actual, const Tensor &expected,
                                   double rtol, double atol);

/// The results of a program with other roundings: one in double precision,
/// whose tangent, if there is one, bounds its error in its own type; and
/// stirred ones (Precision). All have the type and shape of the result.
struct OtherRoundings {
  Tensor exact;
  llvm::SmallVector<Tensor> stirred;
};

/// Compares by the effect that rounding may have on each element. x matches y,
/// an element of `expected`, if |x - y| <= rtol * |y|, or if
///
///   |x - z| <= slack * r + rtol * |z|,
///
/// where z is exact and r the greatest distance of y and of stirred results
/// from z. Where the program loses digits, x may have lost other digits, or be
/// closer to the exact value. x also matches within four times the bound of z's
/// error, which other formulas may reach, up to rtol times the greatest finite
/// |z|. If some of y and the stirred results are infinite or NaN, for instance
/// because of overflow, x may be so, too, and r is computed from the others; if
/// z is infinite or NaN in this case, any x matches. If z is too large for the
/// type, x may be infinite or NaN: another order of products may subtract
/// infinities. Integers match if they are
/// equal, or if stirred ones differ, as results of an undecided comparison do.
/// An rtol below the type's unit in the last place is replaced by that unit.
llvm::Expected<Comparison> compare(const Tensor &actual, const Tensor &expected,
                                   double rtol, const OtherRoundings &others,
                                   double slack);

/// Returns an absolute tolerance that corresponds to a relative one: `rtol`
/// times the greatest finite magnitude or 0.1, because errors of sums are as
/// large as those of the summands. 0 for integers.
double getTolerance(const Tensor &expected, double rtol);

/// Returns true if toBytes() gives the same result for both, which must have
/// one type. Equal cells are not encoded.
bool haveSameBytes(const Tensor &a, const Tensor &b);

/// Returns one line about all results of a program, such as (without the line
/// break)
///   same: 1 result, 49152 values, largest difference 4.2e-07 at [0, 17, 203]
///   different: 3 of 512 values in 2 results, largest difference 0.5 in result
///   1 at [7]: 2, expected 2.5
std::string describe(llvm::ArrayRef<Comparison> results);

} // namespace ag

#endif // AG_SUPPORT_TENSOR_TENSORCOMPARE_H
