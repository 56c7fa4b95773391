//===- SizeSplit.cpp - how a size depends on an atom ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeSplit.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace ag {

std::optional<SizeSplit> splitSize(const SizeAtoms &atoms, const Size &a,
                                   unsigned atom) {
  SmallVector<Size::Term, 2> factors, rest;
  bool isNegative = false, isPositive = false;
  for (const Size::Term &term : a.getTerms()) {
    if (!is_contained(term.factors, atom)) {
      rest.push_back(term);
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
    factors.push_back(std::move(factor));
  }
  if (isPositive == isNegative)
    return std::nullopt;
  sort(factors, [](const Size::Term &one, const Size::Term &other) {
    return one.factors < other.factors;
  });
  return SizeSplit{atom, Size(std::move(factors)), Size(std::move(rest)),
                   isPositive};
}

static bool containsAtom(const Size &a, unsigned atom) {
  return any_of(a.getTerms(), [&](const Size::Term &term) {
    return is_contained(term.factors, atom);
  });
}

/// Returns the only atom of an unknown number.
static unsigned getAtom(const Size &index) {
  return index.getTerms().front().factors.front();
}

std::optional<Size> replaceByBound(const SizeAtoms &atoms, const Size &a,
                                   const Size &index, bool isUpper) {
  unsigned number = getAtom(index);
  const SizeAtom &atom = atoms[number];
  Size result = a;
  while (containsAtom(result, number)) {
    std::optional<SizeSplit> parts = splitSize(atoms, result, number);
    if (result.isTooLarge() || !parts)
      return std::nullopt;
    bool takesUpper = parts->isPositive == isUpper;
    if (!(takesUpper ? atom.hasUpper : atom.hasLower))
      return std::nullopt;
    result = parts->join(atom.operands[takesUpper ? 1 : 0]);
  }
  return result;
}

std::optional<Size> findSlope(const SizeAtoms &atoms, const Size &a,
                              const Size &index) {
  unsigned atom = getAtom(index);
  if (a.isTooLarge())
    return std::nullopt;
  if (!containsAtom(a, atom))
    return Size(0);
  std::optional<SizeSplit> parts = splitSize(atoms, a, atom);
  if (!parts || containsAtom(parts->factor, atom) ||
      containsAtom(parts->rest, atom))
    return std::nullopt;
  return parts->factor;
}

} // namespace ag
