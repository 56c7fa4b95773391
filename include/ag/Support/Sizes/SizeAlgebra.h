//===- SizeAlgebra.h - what holds between sizes -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is one size at least another, whatever the symbols in them are?
//
//   a = floor(4 n + 63, 64)              n rounded up to lines of 64 bytes
//   b = max(0, a + 128)
//   b >= a + 100                         yes: b is at least its operand
//   b >= a + n                           not known
//
// A size is a polynomial in atoms with integer coefficients. An atom is a
// symbol, the maximum, minimum or either of other sizes, one rounded down to a
// multiple or divided, or a number of which bounds are known at most. Equal
// atoms are one, so that equal sizes are equal polynomials.
//
// Sizes are mathematical integers. What is proved holds for all values; what is
// not may hold nevertheless.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZEALGEBRA_H
#define AG_SUPPORT_SIZES_SIZEALGEBRA_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ag {

/// A polynomial; made and compared by a SizeAlgebra.
class Size {
public:
  /// A product of atoms, in increasing order, and how often it counts, not 0.
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
  /// The number that it is, if it is one.
  std::optional<int64_t> getNumber() const;
  bool operator==(const Size &other) const {
    return isTooLarge == other.isTooLarge && terms == other.terms;
  }

private:
  friend class SizeAlgebra;

  /// By their factors; the constant comes first.
  llvm::SmallVector<Term, 2> terms;
  /// A coefficient does not fit; nothing is known of such a size.
  bool isTooLarge = false;
};

/// Makes sizes and proves what holds between those that it made.
class SizeAlgebra {
public:
  /// `estimates` are values of the symbols, at which sizes are compared where
  /// nothing depends on the answer. No symbol is greater than its number of
  /// `greatest`, where INT64_MAX and none leave it unbounded.
  explicit SizeAlgebra(llvm::ArrayRef<int64_t> estimates = {},
                       llvm::ArrayRef<int64_t> greatest = {})
      : estimates(estimates), greatest(greatest) {}

  /// A number of 0 or more; the same for the same index.
  Size symbol(unsigned index);
  /// A number that is known by `key` alone, and between these bounds. The first
  /// call with a key says which.
  Size unknown(llvm::ArrayRef<int64_t> key, const std::optional<Size> &lower,
               const std::optional<Size> &upper);
  Size add(const Size &a, const Size &b) { return addMultiple(a, b, 1); }
  Size subtract(const Size &a, const Size &b) { return addMultiple(a, b, -1); }
  Size multiply(const Size &a, const Size &b);
  Size max(const Size &a, const Size &b);
  Size min(const Size &a, const Size &b);
  /// One of both; `key` is what decides.
  Size either(llvm::ArrayRef<int64_t> key, const Size &a, const Size &b);
  /// The greatest multiple of `multiple`, a power of two, up to `a`.
  Size roundDown(const Size &a, int64_t multiple);

  /// The greatest number of which `divisor` times as much is `a` at most;
  /// `divisor` is 1 or more.
  Size floorDivide(const Size &a, int64_t divisor);

  /// `a` divided by `b`, rounded down, or up if `isUp`. For certain `a` is 0 or
  /// more, and `b` 1 or more: proofs know that the quotient is from 0 to `a`.
  Size divide(const Size &a, const Size &b, bool isUp);

  /// Whether `a` is at least `b` for certain.
  bool isAtLeast(const Size &a, const Size &b);
  /// The greatest power of two, up to 2^32, that divides it for certain.
  int64_t getDivisor(const Size &a) const;
  /// Its value for the symbols' estimates, and upper bounds of what is unknown,
  /// at most 2^62.
  int64_t estimate(const Size &a) const;
  /// What `a` is at most; none if it may be more than 2^62. It is the greatest
  /// value of a sum of what grows with the symbols.
  std::optional<int64_t> boundAbove(const Size &a) const;
  /// A bound of `a` in which the number `index`, made by unknown, is replaced
  /// by its lower or upper bound. None where it has none, or where it is not
  /// clear which of the two counts.
  std::optional<Size> bound(const Size &a, const Size &index, bool isUpper);
  /// How much `a` grows with the number `index`, made by unknown, if it does so
  /// evenly.
  std::optional<Size> coefficient(const Size &a, const Size &index);
  /// Whether `a` follows from the symbols, so that what can't be proved of it
  /// is not so for want of knowledge.
  bool isExact(const Size &a) const;
  /// `a` as a formula, where names(i) is the name of the symbol so numbered:
  /// "2 * rows * ceildiv(columns, 1024) + 4", with floordiv, min and max
  /// besides. None where it follows from more than the symbols, or would be
  /// written with more than two hundred of such names.
  std::optional<std::string>
  spell(const Size &a, llvm::function_ref<std::string(unsigned)> names) const;
  /// Calls `visit` with `a` and all sizes that it is at least for being their
  /// maximum, until it returns true; whether it did. Of those that differ by a
  /// number it is called with the greatest, and with none whose atoms are all
  /// earlier than those of `least`, if given.
  bool visitOperands(const Size &a,
                     llvm::function_ref<bool(const Size &)> visit,
                     const Size *least = nullptr);

  /// Sizes are equal if these are, and rows of sizes if rows of these are: each
  /// tells where it ends.
  static std::vector<int64_t> encode(const Size &a);
  /// The code of `a` without the number in it, and the number.
  static std::pair<std::vector<int64_t>, int64_t> splitNumber(const Size &a);

private:
  enum class Kind : uint8_t {
    Symbol,
    Unknown,
    Max,
    Min,
    Either,
    RoundDown,
    Quotient,
    Ratio
  };
  struct Atom {
    Kind kind;
    /// Of Symbol and Unknown: the lower and the upper bound, if it has them. Of
    /// Ratio: 0 and the dividend, which bound it.
    llvm::SmallVector<Size, 2> operands;
    bool hasLower = false, hasUpper = false;
    /// Of RoundDown, and the divisor of Quotient.
    int64_t multiple = 1;
    /// Of Ratio, and whether it is rounded up.
    Size by = {};
    bool isUp = false;
    int64_t estimate = 0;
    int64_t divisor = 1;
    /// The number of a Symbol.
    unsigned symbol = 0;
    bool isNonNegative = false;
    bool isExact = false;
    /// Whether the estimates of it and of its operands can be their values at
    /// once.
    bool isPossible = false;
  };
  /// factor * atom + rest.
  struct Split {
    unsigned atom;
    Size factor, rest;
    bool isPositive;
  };

  Size make(std::vector<int64_t> key, Atom atom);
  bool isInsideBounds(const Atom &atom) const;
  bool isPossible(const Size &a) const;
  Size makeChoice(Kind kind, llvm::ArrayRef<int64_t> key, const Size &a,
                  const Size &b);
  Size addMultiple(const Size &a, const Size &b, int64_t factor) const;
  bool isPlainlyNonNegative(const Size &a) const;
  void addOperands(const Size &a, llvm::function_ref<void(Size)> visit);
  std::optional<Split> split(const Size &a, unsigned atom) const;
  Size join(const Split &split, const Size &value) {
    return add(split.rest, multiply(split.factor, value));
  }
  bool isRefuted(const Size &a) const;
  bool hasProof(const Size &a, unsigned most);
  bool isBesideOperand(const Size &a, const Size &b);
  bool isNonNegative(const Size &a, unsigned &steps);
  bool isNonNegative(const Split &split, unsigned &steps);
  bool isNonNegativeInside(const Split &split, unsigned &steps);
  uint64_t countNames(const Size &a,
                      llvm::DenseMap<unsigned, uint64_t> &known) const;
  std::string spellExact(const Size &a,
                         llvm::function_ref<std::string(unsigned)> names) const;
  std::string spellAtom(const Atom &atom,
                        llvm::function_ref<std::string(unsigned)> names) const;
  std::optional<Split> splitAtLast(const Size &a) const;
  std::optional<Split> splitAtCases(const Size &a) const;

  struct Range;
  static Range rangeOf(const Size &a, llvm::ArrayRef<Range> atoms);
  static Range rangeOf(const Atom &atom, llvm::ArrayRef<Range> atoms);

  llvm::SmallVector<int64_t> estimates, greatest;
  std::vector<Atom> atoms;
  std::map<std::vector<int64_t>, unsigned> known;
  /// In which order atoms are taken, and what was found in either.
  bool casesFirst = false;
  std::array<std::map<std::vector<int64_t>, bool>, 2> decided;
};

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZEALGEBRA_H
