//===- SizeAlgebraRanges.cpp - between which numbers sizes lie ------------===//
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
#include "ag/Support/Sizes/SizeAlgebra.h"
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
} // namespace

struct SizeAlgebra::Range {
  __int128 low = -endless, high = endless;

  Range operator+(const Range &other) const {
    return {sum(low, other.low, -endless), sum(high, other.high, endless)};
  }
  Range operator*(const Range &other) const {
    auto [least, most] = std::minmax({low * other.low, low * other.high,
                                      high * other.low, high * other.high});
    return {clamp(least), clamp(most)};
  }
};

SizeAlgebra::Range SizeAlgebra::rangeOf(const Size &a, ArrayRef<Range> atoms) {
  if (a.isTooLarge)
    return {};
  Range range{0, 0};
  for (const Size::Term &term : a.terms) {
    Range product{clamp(term.coefficient), clamp(term.coefficient)};
    for (unsigned factor : term.factors)
      product = product * atoms[factor];
    range = range + product;
  }
  return range;
}

SizeAlgebra::Range SizeAlgebra::rangeOf(const Atom &atom,
                                        ArrayRef<Range> atoms) {
  Range a = rangeOf(atom.operands.front(), atoms);
  Range b = rangeOf(atom.operands.back(), atoms);
  auto divide = [&](__int128 number, int64_t factor) {
    return isEndless(number)
               ? number
               : __int128(divideFloorSigned(int64_t(number), atom.multiple)) *
                     factor;
  };
  switch (atom.kind) {
  case Kind::Symbol:
  case Kind::Unknown:
  case Kind::Ratio:
    return {atom.hasLower ? a.low : -endless, atom.hasUpper ? b.high : endless};
  case Kind::Max:
    return {std::max(a.low, b.low), std::max(a.high, b.high)};
  case Kind::Min:
    return {std::min(a.low, b.low), std::min(a.high, b.high)};
  case Kind::Either:
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
  case Kind::RoundDown:
    return {divide(a.low, atom.multiple), divide(a.high, atom.multiple)};
  case Kind::Quotient:
    return {divide(a.low, 1), divide(a.high, 1)};
  }
  llvm_unreachable("all kinds are listed");
}

std::optional<int64_t> SizeAlgebra::boundAbove(const Size &a) const {
  std::vector<Range> ranges;
  ranges.reserve(atoms.size());
  for (const Atom &atom : atoms)
    ranges.push_back(rangeOf(atom, ranges));
  __int128 most = rangeOf(a, ranges).high;
  return most < endless ? std::optional(int64_t(most)) : std::nullopt;
}

} // namespace ag
