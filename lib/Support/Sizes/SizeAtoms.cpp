//===- SizeAtoms.cpp - what the atoms of sizes are ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeAtoms.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace ag {

/// The greatest exponent of a known divisor.
static constexpr unsigned mostTwos = 32;

/// Returns true if the estimate of a number is between those of its bounds.
static bool isInsideBounds(const SizeAtoms &atoms, const SizeAtom &atom) {
  bool isBelow =
      atom.hasLower && atom.estimate < atoms.estimate(atom.operands[0]);
  bool isAbove =
      atom.hasUpper && atom.estimate > atoms.estimate(atom.operands[1]);
  return !isBelow && !isAbove;
}

Size SizeAtoms::add(std::vector<int64_t> key, SizeAtom atom) {
  key.push_back(int64_t(atom.kind));
  atom.isExact = atom.kind != SizeAtom::Unknown &&
                 atom.kind != SizeAtom::Either &&
                 atom.kind != SizeAtom::Ratio &&
                 all_of(atom.operands,
                        [&](const Size &operand) { return isExact(operand); });
  atom.isPossible = isInsideBounds(*this, atom) && isPossible(atom.by) &&
                    all_of(atom.operands, [&](const Size &operand) {
                      return isPossible(operand);
                    });
  auto [entry, isNew] = known.try_emplace(std::move(key), atoms.size());
  if (isNew)
    atoms.push_back(std::move(atom));
  return Size::ofAtom(entry->second);
}

bool SizeAtoms::isPlainlyNonNegative(const Size &a) const {
  return !a.isTooLarge() && all_of(a.getTerms(), [&](const Size::Term &term) {
    return term.coefficient > 0 && all_of(term.factors, [&](unsigned atom) {
             return atoms[atom].isNonNegative;
           });
  });
}

int64_t SizeAtoms::getDivisor(const Size::Term &term) const {
  unsigned twos = countr_zero(uint64_t(term.coefficient));
  for (unsigned atom : term.factors)
    twos += Log2_64(atoms[atom].divisor);
  return int64_t(1) << std::min(twos, mostTwos);
}

int64_t SizeAtoms::getDivisor(const Size &a) const {
  if (a.isTooLarge())
    return 1;
  int64_t divisor = int64_t(1) << mostTwos;
  for (const Size::Term &term : a.getTerms())
    divisor = std::min(divisor, getDivisor(term));
  return divisor;
}

int64_t SizeAtoms::estimate(const Size &a) const {
  constexpr __int128 most = __int128(1) << 62;
  auto clamp = [=](__int128 value) { return std::clamp(value, -most, most); };
  __int128 sum = 0;
  for (const Size::Term &term : a.getTerms()) {
    __int128 product = clamp(term.coefficient);
    for (unsigned atom : term.factors)
      product = clamp(product * atoms[atom].estimate);
    sum = clamp(sum + product);
  }
  return int64_t(sum);
}

bool SizeAtoms::isExact(const Size &a) const {
  return !a.isTooLarge() && all_of(a.getTerms(), [&](const Size::Term &term) {
    return all_of(term.factors,
                  [&](unsigned atom) { return atoms[atom].isExact; });
  });
}

bool SizeAtoms::isPossible(const Size &a) const {
  return !a.isTooLarge() && all_of(a.getTerms(), [&](const Size::Term &term) {
    return all_of(term.factors,
                  [&](unsigned atom) { return atoms[atom].isPossible; });
  });
}

} // namespace ag
