//===- SizeSplit.h - how a size depends on an atom --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a size depend on one of its atoms?
//
//   3 n m - max(n, m) + 4  =  (3 m) * n + (4 - max(n, m))
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZESPLIT_H
#define AG_SUPPORT_SIZES_SIZESPLIT_H

#include "ag/Support/Sizes/SizeAtoms.h"

namespace ag {

/// A size as factor * atom + rest.
struct SizeSplit {
  unsigned atom;
  Size factor, rest;
  /// Whether the factor is known to be at least 0; else it is at most 0.
  bool isPositive;

  /// Returns the size with `value` in place of the atom.
  Size join(const Size &value) const { return rest + factor * value; }
};

/// Splits `a` at `atom`. If the atom occurs as a power, the factor keeps one
/// less. Returns std::nullopt if the sign of the factor is not known, or if the
/// atom does not occur.
std::optional<SizeSplit> splitSize(const SizeAtoms &atoms, const Size &a,
                                   unsigned atom);

/// Returns a bound of `a`: the number `index`, which SizeAlgebra::unknown()
/// returned, is replaced by its lower or upper bound. Returns std::nullopt if
/// it lacks the bound, or if it is not known which of the two is needed.
std::optional<Size> replaceByBound(const SizeAtoms &atoms, const Size &a,
                                   const Size &index, bool isUpper);

/// Returns the slope of `a` in the number `index`, which SizeAlgebra::unknown()
/// returned, or std::nullopt if `a` is not linear in it.
std::optional<Size> findSlope(const SizeAtoms &atoms, const Size &a,
                              const Size &index);

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZESPLIT_H
