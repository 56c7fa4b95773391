//===- SizeAlgebra.h - sizes of other sizes ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which size is the maximum or the quotient of other sizes?
//
//   a = floor(4 n + 63, 64)              n rounded up to lines of 64 bytes
//   b = max(0, a + 128)                  a + 128, as a is never negative
//
// The result is an atom, unless it is simpler. Sums and products are in Size.h.
// Sizes are mathematical integers.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZEALGEBRA_H
#define AG_SUPPORT_SIZES_SIZEALGEBRA_H

#include "ag/Support/Sizes/SizeAtoms.h"

namespace ag {

/// Creates sizes.
class SizeAlgebra {
public:
  /// `estimates` are values of the symbols. They are used to compare sizes
  /// where a wrong answer does no harm. No symbol exceeds its number in
  /// `greatest`; INT64_MAX, or a missing number, leaves it unbounded.
  explicit SizeAlgebra(llvm::ArrayRef<int64_t> estimates = {},
                       llvm::ArrayRef<int64_t> greatest = {})
      : estimates(estimates), greatest(greatest) {}

  /// Returns a number of 0 or more. Equal indices give equal numbers.
  Size symbol(unsigned index);
  /// Returns a number that is known only by `key` and its bounds. The bounds
  /// are those of the first call with the key.
  Size unknown(llvm::ArrayRef<int64_t> key, const std::optional<Size> &lower,
               const std::optional<Size> &upper);
  Size max(const Size &a, const Size &b);
  Size min(const Size &a, const Size &b);
  /// Returns one of both; `key` identifies the condition that decides.
  Size either(llvm::ArrayRef<int64_t> key, const Size &a, const Size &b);
  /// Returns the greatest multiple of `multiple`, a power of two, that is at
  /// most `a`.
  Size roundDown(const Size &a, int64_t multiple);

  /// Returns `a` divided by `divisor`, rounded down. `divisor` is 1 or more.
  Size floorDivide(const Size &a, int64_t divisor);

  /// Returns `a` divided by `b`, rounded down, or up if `isUp`. `a` must be 0
  /// or more, and `b` 1 or more. Proofs use that the quotient is between 0 and
  /// `a`.
  Size divide(const Size &a, const Size &b, bool isUp);

  /// Returns the atoms of all sizes that were created.
  const SizeAtoms &getAtoms() const { return atoms; }
  SizeAtoms &getAtoms() { return atoms; }

private:
  Size makeChoice(SizeAtom::Kind kind, llvm::ArrayRef<int64_t> key,
                  const Size &a, const Size &b);

  llvm::SmallVector<int64_t> estimates, greatest;
  SizeAtoms atoms;
};

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZEALGEBRA_H
