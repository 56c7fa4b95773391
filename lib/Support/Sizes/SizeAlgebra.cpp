//===- SizeAlgebra.cpp - sizes as polynomials -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Atoms are numbered in the order of their creation, so that an atom contains
// earlier ones only. SizeAlgebraProofs.cpp has the proofs of relations.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace ag {

std::optional<int64_t> Size::getNumber() const {
  if (isTooLarge || terms.size() > 1)
    return std::nullopt;
  if (terms.empty())
    return 0;
  if (!terms.front().factors.empty())
    return std::nullopt;
  return terms.front().coefficient;
}

std::vector<int64_t> SizeAlgebra::encode(const Size &a) {
  std::vector<int64_t> key = {int64_t(a.isTooLarge), int64_t(a.terms.size())};
  for (const Size::Term &term : a.terms) {
    key.push_back(term.coefficient);
    key.push_back(int64_t(term.factors.size()));
    key.insert(key.end(), term.factors.begin(), term.factors.end());
  }
  return key;
}

std::pair<std::vector<int64_t>, int64_t>
SizeAlgebra::splitNumber(const Size &a) {
  bool hasNumber = !a.terms.empty() && a.terms.front().factors.empty();
  Size rest = a;
  if (hasNumber)
    rest.terms.erase(rest.terms.begin());
  return {encode(rest), hasNumber ? a.terms.front().coefficient : 0};
}

//===----------------------------------------------------------------------===//
// Creation
//===----------------------------------------------------------------------===//

/// Returns the atom as a size. If there is an atom with this key already,
/// returns that one.
Size SizeAlgebra::make(std::vector<int64_t> key, Atom atom) {
  key.push_back(int64_t(atom.kind));
  atom.isExact = atom.kind != Kind::Unknown && atom.kind != Kind::Either &&
                 atom.kind != Kind::Ratio &&
                 all_of(atom.operands,
                        [&](const Size &operand) { return isExact(operand); });
  atom.isPossible = isInsideBounds(atom) && isPossible(atom.by) &&
                    all_of(atom.operands, [&](const Size &operand) {
                      return isPossible(operand);
                    });
  auto [entry, isNew] = known.try_emplace(std::move(key), atoms.size());
  if (isNew)
    atoms.push_back(std::move(atom));
  Size size;
  size.terms.push_back({{entry->second}, 1});
  return size;
}

/// Returns true if the estimate of a number is between those of its bounds.
bool SizeAlgebra::isInsideBounds(const Atom &atom) const {
  bool isBelow = atom.hasLower && atom.estimate < estimate(atom.operands[0]);
  bool isAbove = atom.hasUpper && atom.estimate > estimate(atom.operands[1]);
  return !isBelow && !isAbove;
}

Size SizeAlgebra::symbol(unsigned index) {
  int64_t most = index < greatest.size() ? greatest[index] : INT64_MAX;
  Atom atom{Kind::Symbol, {0, most}};
  atom.hasLower = true;
  atom.hasUpper = most != INT64_MAX;
  atom.estimate = index < estimates.size() ? estimates[index] : 1;
  atom.isNonNegative = true;
  atom.symbol = index;
  return make({int64_t(index)}, std::move(atom));
}

Size SizeAlgebra::unknown(ArrayRef<int64_t> key,
                          const std::optional<Size> &lower,
                          const std::optional<Size> &upper) {
  Atom atom{Kind::Unknown, {lower.value_or(0), upper.value_or(0)}};
  atom.hasLower = lower.has_value();
  atom.hasUpper = upper.has_value();
  atom.estimate = upper ? estimate(*upper) : assumedSize;
  atom.isNonNegative = lower && isPlainlyNonNegative(*lower);
  return make(std::vector<int64_t>(key), std::move(atom));
}

Size SizeAlgebra::divide(const Size &a, const Size &b, bool isUp) {
  if (std::optional<int64_t> divisor = b.getNumber())
    return floorDivide(isUp ? add(a, *divisor - 1) : a, *divisor);
  Atom atom{Kind::Ratio, {0, a}};
  atom.hasLower = atom.hasUpper = atom.isNonNegative = true;
  atom.by = b;
  atom.isUp = isUp;
  int64_t dividend = std::max<int64_t>(estimate(a), 0);
  int64_t divisor = std::max<int64_t>(estimate(b), 1);
  atom.estimate =
      isUp ? divideCeilSigned(dividend, divisor) : dividend / divisor;
  std::vector<int64_t> key = encode(a);
  append_range(key, encode(b));
  key.push_back(isUp);
  return make(std::move(key), std::move(atom));
}

Size SizeAlgebra::makeChoice(Kind kind, ArrayRef<int64_t> key, const Size &a,
                             const Size &b) {
  Atom atom{kind, {a, b}};
  int64_t first = estimate(a), second = estimate(b);
  atom.estimate =
      kind == Kind::Min ? std::min(first, second) : std::max(first, second);
  atom.divisor = std::min(getDivisor(a), getDivisor(b));
  bool isOne = isPlainlyNonNegative(a), isOther = isPlainlyNonNegative(b);
  atom.isNonNegative = kind == Kind::Max ? isOne || isOther : isOne && isOther;
  std::vector<int64_t> whole = encode(a);
  append_range(whole, encode(b));
  append_range(whole, key);
  return make(std::move(whole), std::move(atom));
}

Size SizeAlgebra::max(const Size &a, const Size &b) {
  if (isPlainlyNonNegative(subtract(a, b)))
    return a;
  if (isPlainlyNonNegative(subtract(b, a)))
    return b;
  return makeChoice(Kind::Max, {}, a, b);
}

Size SizeAlgebra::min(const Size &a, const Size &b) {
  if (isPlainlyNonNegative(subtract(a, b)))
    return b;
  if (isPlainlyNonNegative(subtract(b, a)))
    return a;
  return makeChoice(Kind::Min, {}, a, b);
}

Size SizeAlgebra::either(ArrayRef<int64_t> key, const Size &a, const Size &b) {
  return a == b ? a : makeChoice(Kind::Either, key, a, b);
}

Size SizeAlgebra::roundDown(const Size &a, int64_t multiple) {
  if (std::optional<int64_t> number = a.getNumber())
    return *number & -multiple;
  if (getDivisor(a) >= multiple)
    return a;
  Atom atom{Kind::RoundDown, {a}};
  atom.multiple = atom.divisor = multiple;
  atom.estimate = estimate(a) & -multiple;
  atom.isNonNegative = isPlainlyNonNegative(a);
  std::vector<int64_t> key = encode(a);
  key.push_back(multiple);
  return make(std::move(key), std::move(atom));
}

/// Multiples of the divisor are divided separately, so that equal quotients are
/// equal atoms.
Size SizeAlgebra::floorDivide(const Size &a, int64_t divisor) {
  if (divisor == 1 || a.isTooLarge)
    return a;
  Size whole, rest;
  for (const Size::Term &term : a.terms) {
    bool isNumber = term.factors.empty();
    int64_t times = divideFloorSigned(term.coefficient, divisor);
    int64_t left = term.coefficient - times * divisor;
    if (left != 0 && !isNumber)
      times = 0;
    if (times != 0)
      whole.terms.push_back({term.factors, times});
    if (left != 0)
      rest.terms.push_back({term.factors, isNumber ? left : term.coefficient});
  }
  if (rest.getNumber())
    return whole;
  Atom atom{Kind::Quotient, {rest}};
  atom.multiple = divisor;
  atom.estimate = divideFloorSigned(estimate(rest), divisor);
  atom.isNonNegative = isPlainlyNonNegative(rest);
  std::vector<int64_t> key = encode(rest);
  key.push_back(divisor);
  return add(whole, make(std::move(key), std::move(atom)));
}

/// Returns a + factor * b.
Size SizeAlgebra::addMultiple(const Size &a, const Size &b,
                              int64_t factor) const {
  Size sum;
  sum.isTooLarge = a.isTooLarge || b.isTooLarge;
  const Size::Term *left = a.terms.begin(), *right = b.terms.begin();
  while (left != a.terms.end() || right != b.terms.end()) {
    bool takesLeft = left != a.terms.end() && (right == b.terms.end() ||
                                               left->factors <= right->factors);
    bool takesRight =
        right != b.terms.end() &&
        (left == a.terms.end() || right->factors <= left->factors);
    Size::Term term{takesLeft ? left->factors : right->factors, 0};
    if (takesLeft)
      term.coefficient = (left++)->coefficient;
    int64_t other = 0;
    if (takesRight)
      sum.isTooLarge |= MulOverflow((right++)->coefficient, factor, other) != 0;
    sum.isTooLarge |=
        AddOverflow(term.coefficient, other, term.coefficient) != 0;
    if (term.coefficient != 0)
      sum.terms.push_back(std::move(term));
  }
  return sum;
}

Size SizeAlgebra::multiply(const Size &a, const Size &b) {
  Size product;
  for (const Size::Term &right : b.terms) {
    Size part;
    for (const Size::Term &left : a.terms) {
      Size::Term term = left;
      append_range(term.factors, right.factors);
      sort(term.factors);
      part.isTooLarge |= MulOverflow(left.coefficient, right.coefficient,
                                     term.coefficient) != 0;
      part.terms.push_back(std::move(term));
    }
    sort(part.terms, [](const Size::Term &one, const Size::Term &other) {
      return one.factors < other.factors;
    });
    product = add(product, part);
  }
  product.isTooLarge |= a.isTooLarge || b.isTooLarge;
  return product;
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

bool SizeAlgebra::isPlainlyNonNegative(const Size &a) const {
  return !a.isTooLarge && all_of(a.terms, [&](const Size::Term &term) {
    return term.coefficient > 0 && all_of(term.factors, [&](unsigned atom) {
             return atoms[atom].isNonNegative;
           });
  });
}

int64_t SizeAlgebra::getDivisor(const Size &a) const {
  constexpr unsigned most = 32;
  if (a.isTooLarge)
    return 1;
  unsigned twos = most;
  for (const Size::Term &term : a.terms) {
    unsigned own = countr_zero(uint64_t(term.coefficient));
    for (unsigned atom : term.factors)
      own = std::min(own + Log2_64(atoms[atom].divisor), most);
    twos = std::min(twos, own);
  }
  return int64_t(1) << twos;
}

int64_t SizeAlgebra::estimate(const Size &a) const {
  constexpr __int128 most = __int128(1) << 62;
  auto clamp = [=](__int128 value) { return std::clamp(value, -most, most); };
  __int128 sum = 0;
  for (const Size::Term &term : a.terms) {
    __int128 product = clamp(term.coefficient);
    for (unsigned atom : term.factors)
      product = clamp(product * atoms[atom].estimate);
    sum = clamp(sum + product);
  }
  return int64_t(sum);
}

/// Returns std::nullopt if the sign of the atom's factor is not known. If the
/// atom occurs as a power, the factor keeps one less.
std::optional<SizeAlgebra::Split> SizeAlgebra::split(const Size &a,
                                                     unsigned atom) const {
  Split result{atom, 0, 0, true};
  bool isNegative = false, isPositive = false;
  for (const Size::Term &term : a.terms) {
    if (!is_contained(term.factors, atom)) {
      result.rest.terms.push_back(term);
      continue;
    }
    Size::Term factor = term;
    factor.factors.erase(find(factor.factors, atom));
    bool hasSign = all_of(factor.factors, [&](unsigned other) {
      return atoms[other].isNonNegative;
    });
    if (!hasSign)
      return std::nullopt;
    (term.coefficient > 0 ? isPositive : isNegative) = true;
    result.factor.terms.push_back(std::move(factor));
  }
  sort(result.factor.terms, [](const Size::Term &one, const Size::Term &other) {
    return one.factors < other.factors;
  });
  result.isPositive = isPositive;
  if (isPositive == isNegative)
    return std::nullopt;
  return result;
}

std::optional<Size> SizeAlgebra::bound(const Size &a, const Size &index,
                                       bool isUpper) {
  unsigned atom = index.terms.front().factors.front();
  Size result = a;
  auto hasIndex = [&](const Size::Term &term) {
    return is_contained(term.factors, atom);
  };
  while (any_of(result.terms, hasIndex)) {
    std::optional<Split> parts = split(result, atom);
    if (result.isTooLarge || !parts)
      return std::nullopt;
    bool takesUpper = parts->isPositive == isUpper;
    if (!(takesUpper ? atoms[atom].hasUpper : atoms[atom].hasLower))
      return std::nullopt;
    result = join(*parts, Size(atoms[atom].operands[takesUpper ? 1 : 0]));
  }
  return result;
}

std::optional<Size> SizeAlgebra::coefficient(const Size &a, const Size &index) {
  unsigned atom = index.terms.front().factors.front();
  auto hasIndex = [&](const Size &size) {
    return any_of(size.terms, [&](const Size::Term &term) {
      return is_contained(term.factors, atom);
    });
  };
  if (a.isTooLarge)
    return std::nullopt;
  if (!hasIndex(a))
    return Size(0);
  std::optional<Split> parts = split(a, atom);
  if (!parts || hasIndex(parts->factor) || hasIndex(parts->rest))
    return std::nullopt;
  return parts->factor;
}

bool SizeAlgebra::isExact(const Size &a) const {
  return !a.isTooLarge && all_of(a.terms, [&](const Size::Term &term) {
    return all_of(term.factors,
                  [&](unsigned atom) { return atoms[atom].isExact; });
  });
}

/// Calls `visit` with the operands of the maxima in the sum `a`.
void SizeAlgebra::addOperands(const Size &a, function_ref<void(Size)> visit) {
  for (const Size::Term &term : a.terms) {
    if (term.factors.size() != 1 || term.coefficient != 1 ||
        atoms[term.factors.front()].kind != Kind::Max)
      continue;
    std::optional<Split> parts = split(a, term.factors.front());
    if (!parts || !isPlainlyNonNegative(parts->rest))
      continue;
    // Added constants are kept; other addends are dropped, so that few sizes
    // result.
    Size added = parts->rest.getNumber().value_or(0);
    for (const Size &operand : atoms[parts->atom].operands)
      visit(add(operand, added));
  }
}

bool SizeAlgebra::isPossible(const Size &a) const {
  return !a.isTooLarge && all_of(a.terms, [&](const Size::Term &term) {
    return all_of(term.factors,
                  [&](unsigned atom) { return atoms[atom].isPossible; });
  });
}

bool SizeAlgebra::visitOperands(const Size &a,
                                function_ref<bool(const Size &)> visit,
                                const Size *least) {
  // Counts atoms from 1. Operands contain earlier atoms only. In the order of
  // last atoms, all sizes that lead to a size are therefore visited before it.
  auto getLast = [](const Size &size, bool all) {
    unsigned last = 0;
    for (const Size::Term &term : size.terms)
      if (!term.factors.empty() && (all || term.coefficient > 0))
        last = std::max(last, term.factors.back() + 1);
    return last;
  };
  using Key = std::pair<unsigned, std::vector<int64_t>>;
  std::map<Key, std::pair<int64_t, Size>, std::greater<Key>> open;
  auto addOpen = [&](Size size) {
    auto [code, number] = splitNumber(size);
    Key key(getLast(size, /*all=*/true), std::move(code));
    auto [entry, isNew] = open.try_emplace(std::move(key), number, size);
    if (!isNew && entry->second.first < number)
      entry->second = {number, std::move(size)};
  };
  addOpen(a);
  unsigned first = least ? getLast(*least, /*all=*/false) : 0;
  while (!open.empty() && open.begin()->first.first >= first) {
    Size size = std::move(open.begin()->second.second);
    open.erase(open.begin());
    if (visit(size))
      return true;
    addOperands(size, addOpen);
  }
  return false;
}

} // namespace ag
