//===- SizeAlgebra.h - what holds between sizes -----------------*- C++ -*-===//
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
// A size is a polynomial in atoms with integer coefficients. An atom is a
// symbol, a maximum or minimum of other sizes, one of two sizes, a size rounded
// down to a multiple or divided, or a number of which at most bounds are known.
// Equal atoms are one atom, so that equal sizes are equal polynomials.
//
// Sizes are mathematical integers. A proved statement holds for all values; an
// unproved one may hold, too.
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

/// A polynomial, created and compared by a SizeAlgebra.
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
  /// Returns the number if the size is a constant, else std::nullopt.
  std::optional<int64_t> getNumber() const;
  bool operator==(const Size &other) const {
    return isTooLarge == other.isTooLarge && terms == other.terms;
  }

private:
  friend class SizeAlgebra;

  /// Sorted by factors; the constant comes first.
  llvm::SmallVector<Term, 2> terms;
  /// Whether a coefficient overflowed. Nothing is known about such a size.
  bool isTooLarge = false;
};

/// Creates sizes, and proves relations between them.
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
  Size add(const Size &a, const Size &b) { return addMultiple(a, b, 1); }
  Size subtract(const Size &a, const Size &b) { return addMultiple(a, b, -1); }
  Size multiply(const Size &a, const Size &b);
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

  /// Returns true if it is proved that `a` is at least `b`.
  bool isAtLeast(const Size &a, const Size &b);
  /// Returns the greatest power of two, up to 2^32, that is proved to divide
  /// `a`.
  int64_t getDivisor(const Size &a) const;
  /// Returns the value for the symbols' estimates and the upper bounds of
  /// unknown numbers, at most 2^62.
  int64_t estimate(const Size &a) const;
  /// Returns the maximum of `a`, or std::nullopt if it may exceed 2^62. It is
  /// computed as the maximum of a sum of terms that grow with the symbols.
  std::optional<int64_t> boundAbove(const Size &a) const;
  /// Returns a bound of `a`: the number `index`, which unknown() returned, is
  /// replaced by its lower or upper bound. Returns std::nullopt if it lacks the
  /// bound, or if it is not known which of the two is needed.
  std::optional<Size> bound(const Size &a, const Size &index, bool isUpper);
  /// Returns the slope of `a` in the number `index`, which unknown() returned,
  /// or std::nullopt if `a` is not linear in it.
  std::optional<Size> coefficient(const Size &a, const Size &index);
  /// Returns true if the symbols determine `a`, so that a failed proof is not
  /// due to missing information.
  bool isExact(const Size &a) const;
  /// Returns `a` as a formula such as "2 * rows * ceildiv(columns, 1024) + 4",
  /// which may also contain floordiv, min and max. names(i) is the name of
  /// symbol i. Returns std::nullopt if `a` depends on other numbers than the
  /// symbols, or if the formula would have more than two hundred names.
  std::optional<std::string>
  spell(const Size &a, llvm::function_ref<std::string(unsigned)> names) const;
  /// Calls `visit` with `a` and with sizes that `a` is at least, because it is
  /// a maximum of them. Stops when `visit` returns true, and returns whether it
  /// did. Of sizes that differ by a constant only the greatest is visited.
  /// Sizes whose atoms are all earlier than those of `least`, if given, are not
  /// visited.
  bool visitOperands(const Size &a,
                     llvm::function_ref<bool(const Size &)> visit,
                     const Size *least = nullptr);

  /// Returns a code of the size. Sizes are equal if their codes are, and so are
  /// sequences of sizes, as each code marks its end.
  static std::vector<int64_t> encode(const Size &a);
  /// Returns the code of `a` without its constant, and the constant.
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
    /// For Symbol and Unknown, the lower and the upper bound, if present. For
    /// Ratio, 0 and the dividend, which bound it.
    llvm::SmallVector<Size, 2> operands;
    bool hasLower = false, hasUpper = false;
    /// The multiple of RoundDown, and the divisor of Quotient.
    int64_t multiple = 1;
    /// The divisor of Ratio, and whether it is rounded up.
    Size by = {};
    bool isUp = false;
    int64_t estimate = 0;
    int64_t divisor = 1;
    /// The number of a Symbol.
    unsigned symbol = 0;
    bool isNonNegative = false;
    bool isExact = false;
    /// Whether the atom and its operands can have their estimates as values at
    /// the same time.
    bool isPossible = false;
  };
  /// Represents factor * atom + rest.
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
  /// The order in which atoms are visited, and the results for both orders.
  bool casesFirst = false;
  std::array<std::map<std::vector<int64_t>, bool>, 2> decided;
};

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZEALGEBRA_H
