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
namespace {
/// Bounds from here on are not distinguished, so that products of two bounds
/// fit.
constexpr __int128 endless = __int128(1) << 62;

__int128 clamp(__int128 number) {
  return std::clamp(number, -endless, endless);
}

bool isEndless(__int128 number) {
  return number == endless || number == -endless;
}

/// Returns the sum of two bounds. If one of them is `open`, so is the sum.
__int128 sum(__int128 a, __int128 b, __int128 open) {
  return a == open || b == open ? open : clamp(a + b);
}

struct NumberRange {
  __int128 low = -endless, high = endless;

  NumberRange operator+(const NumberRange &other) const {
    return {sum(low, other.low, -endless), sum(high, other.high, endless)};
  }
  NumberRange operator*(const NumberRange &other) const {
    auto [least, most] = std::minmax({low * other.low, low * other.high,
                                      high * other.low, high * other.high});
    return {clamp(least), clamp(most)};
  }
};

NumberRange findRange(const Size &a, ArrayRef<NumberRange> atoms) {
  if (a.isTooLarge())
    return {};
  NumberRange range{0, 0};
  for (const Size::Term &term : a.getTerms()) {
    NumberRange product{clamp(term.coefficient), clamp(term.coefficient)};
    for (unsigned factor : term.factors)
      product = product * atoms[factor];
    range = range + product;
  }
  return range;
}

NumberRange findRange(const SizeAtom &atom, ArrayRef<NumberRange> atoms) {
  NumberRange a = findRange(atom.operands.front(), atoms);
  NumberRange b = findRange(atom.operands.back(), atoms);
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

} // namespace

std::optional<int64_t> boundAbove(const SizeAtoms &atoms, const Size &a) {
  std::vector<NumberRange> ranges;
  ranges.reserve(atoms.getAll().size());
  for (const SizeAtom &atom : atoms.getAll())
    ranges.push_back(findRange(atom, ranges));
  __int128 most = findRange(a, ranges).high;
  return most < endless ? std::optional(int64_t(most)) : std::nullopt;
}

} // namespace ag
