//===- Size.h - sizes as polynomials ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a size represented, and added and multiplied?
//
//   2 n m + max(n, m) - 4
//
// A size is a polynomial with integer coefficients in atoms, such as n and
// max(n, m). Here an atom is only a number; SizeAtoms.h says what it stands
// for.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZE_H
#define AG_SUPPORT_SIZES_SIZE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ag {

/// A polynomial. Equal polynomials are equal sizes.
class Size {
public:
  /// A product of atoms, in increasing order, and its coefficient, which is not
  /// 0.
  struct Term {
    llvm::SmallVector<unsigned, 2> factors;
    int64_t coefficient;
    bool operator==(const Term &other) const {
      return coefficient == other.coefficient && factors == other.factors;
    }
  };

  Size(int64_t number = 0) {
    if (number != 0)
      terms.push_back({{}, number});
  }
  /// Creates the sum of `terms`, which are sorted by their factors. No two of
  /// them have the same ones.
  explicit Size(llvm::SmallVector<Term, 2> terms) : terms(std::move(terms)) {}
  /// Returns the atom with that number as a size.
  static Size ofAtom(unsigned atom);

  /// Returns the terms, sorted by factors. The constant, unless it is 0, comes
  /// first.
  llvm::ArrayRef<Term> getTerms() const { return terms; }
  /// Returns true if a coefficient overflowed. Nothing is known about such a
  /// size.
  bool isTooLarge() const { return hasOverflow; }
  /// Returns the number if the size is a constant, else std::nullopt.
  std::optional<int64_t> getNumber() const;

  /// Returns a code of the size. Sizes are equal if their codes are, and so are
  /// sequences of sizes, as each code marks its end.
  std::vector<int64_t> encode() const;
  /// Returns the code of the size without its constant, and the constant.
  std::pair<std::vector<int64_t>, int64_t> splitNumber() const;

  bool operator==(const Size &other) const {
    return hasOverflow == other.hasOverflow && terms == other.terms;
  }
  friend Size operator+(const Size &a, const Size &b) {
    return addMultiple(a, b, 1);
  }
  friend Size operator-(const Size &a, const Size &b) {
    return addMultiple(a, b, -1);
  }
  friend Size operator*(const Size &a, const Size &b);

private:
  static Size addMultiple(const Size &a, const Size &b, int64_t factor);

  llvm::SmallVector<Term, 2> terms;
  bool hasOverflow = false;
};

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZE_H
