//===- SizeProver.h - what holds between sizes ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is one size at least another one for all values of the symbols in them?
//
//   a = floor(4 n + 63, 64)              n rounded up to lines of 64 bytes
//   b = max(0, a + 128)
//   b >= a + 100                         yes: b is at least its operand
//   b >= a + n                           not known
//
// A proved statement holds for all values; an unproved one may hold, too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZEPROVER_H
#define AG_SUPPORT_SIZES_SIZEPROVER_H

#include "ag/Support/Sizes/SizeAlgebra.h"
#include "ag/Support/Sizes/SizeRanges.h"
#include "ag/Support/Sizes/SizeSplit.h"
#include <array>
#include <map>

namespace ag {

/// Proves relations between the sizes of an algebra, and remembers what is
/// proved.
class SizeProver {
public:
  /// `algebra` must outlive this. Proofs create sizes in it.
  explicit SizeProver(SizeAlgebra &algebra)
      : algebra(algebra), atoms(algebra.getAtoms()), ranges(atoms) {}

  SizeAlgebra &getAlgebra() const { return algebra; }

  /// Returns true if it is proved that `a` is at least `b`.
  bool isAtLeast(const Size &a, const Size &b);

  /// Tries to prove that the rounded sizes in `a` are not negative. Later
  /// proofs use it.
  void proveSigns(const Size &a);

private:
  bool hasProof(const Size &a, unsigned most);
  bool isBesideOperand(const Size &a, const Size &b);
  bool isNonNegative(const Size &a, unsigned &steps);
  bool isNonNegative(const SizeSplit &split, unsigned &steps);
  bool isNonNegativeInside(const SizeSplit &split, unsigned &steps);

  SizeAlgebra &algebra;
  const SizeAtoms &atoms;
  SizeRanges ranges;
  /// The order in which atoms are visited, and the results for both orders.
  bool casesFirst = false;
  std::array<std::map<std::vector<int64_t>, bool>, 2> decided;
};

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZEPROVER_H
