//===- SizeAtoms.h - what the atoms of sizes are ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an atom of a size stand for, and what follows at once from that?
//
//   a = floor(4 n + 63, 64)      an atom: never negative, a multiple of 64
//   3 a + 128                    a size: never negative, a multiple of 64
//
// An atom is a symbol, a maximum or minimum of other sizes, one of two sizes, a
// size rounded down to a multiple or divided, or a number of which at most
// bounds are known. Equal atoms are one atom, so that equal sizes are equal
// polynomials.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZEATOMS_H
#define AG_SUPPORT_SIZES_SIZEATOMS_H

#include "ag/Support/Sizes/Size.h"
#include <map>

namespace ag {

/// A number that sizes are made of.
struct SizeAtom {
  enum Kind : uint8_t {
    Symbol,
    Unknown,
    Max,
    Min,
    Either,
    RoundDown,
    Quotient,
    Ratio
  };

  Kind kind;
  /// For Symbol and Unknown, the lower and the upper bound, if present. For
  /// Ratio, 0 and the dividend, which bound it.
  llvm::SmallVector<Size, 2> operands;
  bool hasLower = false, hasUpper = false;
  /// The multiple of RoundDown, and the divisor of Quotient.
  int64_t multiple = 1;
  /// The divisor of Ratio, and whether it is rounded up.
  Size by = {};
  bool isUp = false;
  /// The assumed value.
  int64_t estimate = 0;
  /// A power of two that divides the atom.
  int64_t divisor = 1;
  /// The number of a Symbol.
  unsigned symbol = 0;
  bool isNonNegative = false;
  /// Whether the symbols determine the atom. SizeAtoms sets it.
  bool isExact = false;
  /// Whether the atom and its operands can have their estimates as values at
  /// the same time. SizeAtoms sets it.
  bool isPossible = false;
};

/// A table of different atoms, and what is known about sizes because of those
/// in them. An atom contains earlier ones only.
class SizeAtoms {
public:
  /// Returns the atom as a size. If the table has an atom of this kind with
  /// this key already, returns that one. Otherwise adds `atom`, which
  /// invalidates references to others.
  Size add(std::vector<int64_t> key, SizeAtom atom);
  /// Records that the atom is proved not to be negative.
  void setNonNegative(unsigned atom) { atoms[atom].isNonNegative = true; }

  const SizeAtom &operator[](unsigned atom) const { return atoms[atom]; }
  /// Returns all atoms in the order of their numbers.
  llvm::ArrayRef<SizeAtom> getAll() const { return atoms; }

  /// Returns true if neither coefficients nor atoms of `a` are negative.
  bool isPlainlyNonNegative(const Size &a) const;
  /// Returns the greatest power of two, up to 2^32, that is proved to divide
  /// `a`, or a term of a size.
  int64_t getDivisor(const Size &a) const;
  int64_t getDivisor(const Size::Term &term) const;
  /// Returns the value for the symbols' estimates and the upper bounds of
  /// unknown numbers, at most 2^62.
  int64_t estimate(const Size &a) const;
  /// Returns true if the symbols determine `a`, so that a failed proof is not
  /// due to missing information.
  bool isExact(const Size &a) const;
  /// Returns true if all atoms in `a` can have their estimates as values at the
  /// same time.
  bool isPossible(const Size &a) const;

private:
  std::vector<SizeAtom> atoms;
  std::map<std::vector<int64_t>, unsigned> known;
};

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZEATOMS_H
