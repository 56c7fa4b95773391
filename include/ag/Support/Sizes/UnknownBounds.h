//===- UnknownBounds.h - bounds without unknown numbers ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which size is a bound for all iterations of a loop?
//
//   0 <= i <= n - 1
//   min(i + 64, m) * max(n - i, 0)  <=  min(n + 63, m) * max(n, 0)
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_UNKNOWNBOUNDS_H
#define AG_SUPPORT_SIZES_UNKNOWNBOUNDS_H

#include "ag/Support/Sizes/SizeAlgebra.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <map>

namespace ag {

/// Replaces unknown numbers by their bounds, each occurrence for itself.
class UnknownBounds {
public:
  /// `algebra` must outlive this. Keeps the unknown numbers in `kept`.
  UnknownBounds(SizeAlgebra &algebra, const Size &kept);

  /// Returns a size that `a` does not exceed, or that does not exceed `a`
  /// unless `isUpper`. It is `a` if bounds are missing.
  Size bound(const Size &a, bool isUpper);

private:
  bool isReplaced(unsigned number);
  bool isReplaced(const Size &a);
  Size boundTerm(const Size::Term &term, bool isUpper);
  Size boundAtom(unsigned number, bool isUpper);
  Size findBound(unsigned number, bool isUpper);

  SizeAlgebra &algebra;
  const SizeAtoms &atoms;
  /// The atoms in the kept size, and in their operands.
  llvm::DenseSet<unsigned> kept;
  /// Whether there is an unknown number in an atom that is not kept.
  llvm::DenseMap<unsigned, bool> replaced;
  std::map<std::pair<unsigned, bool>, Size> known;
};

} // namespace ag

#endif // AG_SUPPORT_SIZES_UNKNOWNBOUNDS_H
