//===- SizeAlgebra.cpp - sizes of other sizes -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace ag {

Size SizeAlgebra::symbol(unsigned index) {
  int64_t most = index < greatest.size() ? greatest[index] : INT64_MAX;
  SizeAtom atom{SizeAtom::Symbol, {0, most}};
  atom.hasLower = true;
  atom.hasUpper = most != INT64_MAX;
  atom.estimate = index < estimates.size() ? estimates[index] : 1;
  atom.isNonNegative = true;
  atom.symbol = index;
  return atoms.add({int64_t(index)}, std::move(atom));
}

Size SizeAlgebra::unknown(ArrayRef<int64_t> key,
                          const std::optional<Size> &lower,
                          const std::optional<Size> &upper) {
  SizeAtom atom{SizeAtom::Unknown, {lower.value_or(0), upper.value_or(0)}};
  atom.hasLower = lower.has_value();
  atom.hasUpper = upper.has_value();
  atom.estimate = upper ? atoms.estimate(*upper) : assumedSize;
  atom.isNonNegative = lower && atoms.isPlainlyNonNegative(*lower);
  return atoms.add(std::vector<int64_t>(key), std::move(atom));
}

Size SizeAlgebra::divide(const Size &a, const Size &b, bool isUp) {
  if (std::optional<int64_t> divisor = b.getNumber())
    return floorDivide(isUp ? a + (*divisor - 1) : a, *divisor);
  SizeAtom atom{SizeAtom::Ratio, {0, a}};
  atom.hasLower = atom.hasUpper = atom.isNonNegative = true;
  atom.by = b;
  atom.isUp = isUp;
  int64_t dividend = std::max<int64_t>(atoms.estimate(a), 0);
  int64_t divisor = std::max<int64_t>(atoms.estimate(b), 1);
  atom.estimate =
      isUp ? divideCeilSigned(dividend, divisor) : dividend / divisor;
  std::vector<int64_t> key = a.encode();
  append_range(key, b.encode());
  key.push_back(isUp);
  return atoms.add(std::move(key), std::move(atom));
}

Size SizeAlgebra::makeChoice(SizeAtom::Kind kind, ArrayRef<int64_t> key,
                             const Size &a, const Size &b) {
  SizeAtom atom{kind, {a, b}};
  int64_t first = atoms.estimate(a), second = atoms.estimate(b);
  atom.estimate =
      kind == SizeAtom::Min ? std::min(first, second) : std::max(first, second);
  atom.divisor = std::min(atoms.getDivisor(a), atoms.getDivisor(b));
  bool isOne = atoms.isPlainlyNonNegative(a),
       isOther = atoms.isPlainlyNonNegative(b);
  atom.isNonNegative =
      kind == SizeAtom::Max ? isOne || isOther : isOne && isOther;
  std::vector<int64_t> whole = a.encode();
  append_range(whole, b.encode());
  append_range(whole, key);
  return atoms.add(std::move(whole), std::move(atom));
}

Size SizeAlgebra::max(const Size &a, const Size &b) {
  if (atoms.isPlainlyNonNegative(a - b))
    return a;
  if (atoms.isPlainlyNonNegative(b - a))
    return b;
  return makeChoice(SizeAtom::Max, {}, a, b);
}

Size SizeAlgebra::min(const Size &a, const Size &b) {
  if (atoms.isPlainlyNonNegative(a - b))
    return b;
  if (atoms.isPlainlyNonNegative(b - a))
    return a;
  return makeChoice(SizeAtom::Min, {}, a, b);
}

Size SizeAlgebra::either(ArrayRef<int64_t> key, const Size &a, const Size &b) {
  return a == b ? a : makeChoice(SizeAtom::Either, key, a, b);
}

/// Multiples are added to the rounded rest, so that sizes that differ by
/// multiples have the same atom.
Size SizeAlgebra::roundDown(const Size &a, int64_t multiple) {
  if (a.isTooLarge())
    return a;
  SmallVector<Size::Term, 2> wholeTerms, restTerms;
  for (const Size::Term &term : a.getTerms()) {
    int64_t left = term.factors.empty() ? term.coefficient & (multiple - 1)
                   : atoms.getDivisor(term) >= multiple ? 0
                                                        : term.coefficient;
    if (left != term.coefficient)
      wholeTerms.push_back({term.factors, term.coefficient - left});
    if (left != 0)
      restTerms.push_back({term.factors, left});
  }
  Size whole(std::move(wholeTerms)), rest(std::move(restTerms));
  if (rest.getNumber())
    return whole;
  SizeAtom atom{SizeAtom::RoundDown, {rest}};
  atom.multiple = atom.divisor = multiple;
  atom.estimate = atoms.estimate(rest) & -multiple;
  atom.isNonNegative = atoms.isPlainlyNonNegative(rest);
  std::vector<int64_t> key = rest.encode();
  key.push_back(multiple);
  return whole + atoms.add(std::move(key), std::move(atom));
}

/// Multiples of the divisor are divided separately, so that equal quotients are
/// equal atoms.
Size SizeAlgebra::floorDivide(const Size &a, int64_t divisor) {
  if (divisor == 1 || a.isTooLarge())
    return a;
  SmallVector<Size::Term, 2> wholeTerms, restTerms;
  for (const Size::Term &term : a.getTerms()) {
    bool isNumber = term.factors.empty();
    int64_t times = divideFloorSigned(term.coefficient, divisor);
    int64_t left = term.coefficient - times * divisor;
    if (left != 0 && !isNumber)
      times = 0;
    if (times != 0)
      wholeTerms.push_back({term.factors, times});
    if (left != 0)
      restTerms.push_back({term.factors, isNumber ? left : term.coefficient});
  }
  Size whole(std::move(wholeTerms)), rest(std::move(restTerms));
  if (rest.getNumber())
    return whole;
  SizeAtom atom{SizeAtom::Quotient, {rest}};
  atom.multiple = divisor;
  atom.estimate = divideFloorSigned(atoms.estimate(rest), divisor);
  atom.isNonNegative = atoms.isPlainlyNonNegative(rest);
  std::vector<int64_t> key = rest.encode();
  key.push_back(divisor);
  return whole + atoms.add(std::move(key), std::move(atom));
}

} // namespace ag
