//===- SizeRanges.cpp - between which numbers sizes lie -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   n in 0 .. 32
//   a = floor(4 n + 63, 64)     0 .. 128
//   b = max(64, a) - n          32 .. 128, though it is 96 at most
//
// The range of each atom follows from those of its operands. Atoms are visited
// in the order of their creation, so that operands come first.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeRanges.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace ag {

using NumberRange = SizeRanges::NumberRange;

/// Bounds from here on are not distinguished, so that products of two bounds
/// fit.
static constexpr __int128 endless = __int128(1) << 62;

static __int128 clamp(__int128 number) {
  return std::clamp(number, -endless, endless);
}

static bool isEndless(__int128 number) {
  return number == endless || number == -endless;
}

/// Returns the sum of two bounds. If one of them is `open`, so is the sum.
static __int128 sum(__int128 a, __int128 b, __int128 open) {
  return a == open || b == open ? open : clamp(a + b);
}

static NumberRange operator+(const NumberRange &a, const NumberRange &b) {
  return {sum(a.low, b.low, -endless), sum(a.high, b.high, endless)};
}

static NumberRange operator*(const NumberRange &a, const NumberRange &b) {
  auto [least, most] = std::minmax(
      {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
  return {clamp(least), clamp(most)};
}

NumberRange SizeRanges::findRange(const Size &a) const {
  if (a.isTooLarge())
    return {-endless, endless};
  NumberRange range{0, 0};
  for (const Size::Term &term : a.getTerms()) {
    NumberRange product{clamp(term.coefficient), clamp(term.coefficient)};
    for (unsigned factor : term.factors)
      product = product * ranges[factor];
    range = range + product;
  }
  return range;
}

NumberRange SizeRanges::findRange(const SizeAtom &atom) const {
  NumberRange a = findRange(atom.operands.front());
  NumberRange b = findRange(atom.operands.back());
  auto divide = [&](__int128 number, int64_t factor) {
    return isEndless(number)
               ? number
               : __int128(divideFloorSigned(int64_t(number), atom.multiple)) *
                     factor;
  };
  switch (atom.kind) {
  case SizeAtom::Symbol:
  case SizeAtom::Unknown:
  case SizeAtom::Ratio:
    return {atom.hasLower ? a.low : -endless, atom.hasUpper ? b.high : endless};
  case SizeAtom::Max:
    return {std::max(a.low, b.low), std::max(a.high, b.high)};
  case SizeAtom::Min:
    return {std::min(a.low, b.low), std::min(a.high, b.high)};
  case SizeAtom::Either:
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
  case SizeAtom::RoundDown:
    return {divide(a.low, atom.multiple), divide(a.high, atom.multiple)};
  case SizeAtom::Quotient:
    return {divide(a.low, 1), divide(a.high, 1)};
  }
  llvm_unreachable("all kinds are listed");
}

NumberRange SizeRanges::of(const Size &a) {
  for (const SizeAtom &atom : atoms.getAll().drop_front(ranges.size()))
    ranges.push_back(findRange(atom));
  return findRange(a);
}

bool SizeRanges::isNonNegative(const Size &a) { return of(a).low >= 0; }

std::optional<int64_t> SizeRanges::boundAbove(const Size &a) {
  __int128 most = of(a).high;
  return most < endless ? std::optional(int64_t(most)) : std::nullopt;
}

} // namespace ag
