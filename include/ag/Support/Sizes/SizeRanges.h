//===- SizeRanges.h - between which numbers sizes lie -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between which numbers does a size lie, if its symbols are bounded?
//
//   n in 0 .. 32
//   floor(4 n + 63, 64)                        0 .. 128
//   128 >= floor(4 n + 63, 64)                 their difference is 0 .. 128
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZERANGES_H
#define AG_SUPPORT_SIZES_SIZERANGES_H

#include "ag/Support/Sizes/SizeAtoms.h"

namespace ag {

/// Finds ranges of sizes. Keeps those of atoms, so that a range takes time
/// linear in the terms of the size.
class SizeRanges {
public:
  /// A range that includes both numbers. Those that exceed 2^62 are not bounds.
  struct NumberRange {
    __int128 low, high;
  };

  /// `atoms` must outlive this, and may grow.
  explicit SizeRanges(const SizeAtoms &atoms) : atoms(atoms) {}

  /// Returns true if the range of `a` has no negative number.
  bool isNonNegative(const Size &a);
  /// Returns the greatest number in the range of `a`, or std::nullopt if it may
  /// exceed 2^62.
  std::optional<int64_t> boundAbove(const Size &a);

private:
  NumberRange of(const Size &a);
  NumberRange findRange(const Size &a) const;
  NumberRange findRange(const SizeAtom &atom) const;

  const SizeAtoms &atoms;
  /// The ranges of the first atoms.
  std::vector<NumberRange> ranges;
};

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZERANGES_H
