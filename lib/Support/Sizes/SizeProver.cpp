//===- SizeProver.cpp - proofs of what holds between sizes ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// a >= b is proved as a - b >= 0. If the last atom of the difference is a
// maximum with a positive factor, it is enough to prove the difference with one
// of its operands in its place; if the factor is negative, it has to be proved
// for all operands. The resulting sizes have earlier atoms only:
//
//   max(x, y) - x - 4  =>  x - x - 4 = -4  no;   y - x - 4  perhaps
//
// If this finds no proof, a second attempt starts with the atoms for which all
// operands have to be proved, so that different operands of other atoms can be
// chosen in each of these cases:
//
//   max(n - 3, 0) - n + min(n, 3)  =>  max(n - 3, 0) and max(n - 3, 0) - n + 3
//
// A third attempt replaces the unknown numbers in b, such as the index of a
// loop, by bounds that do not depend on them (UnknownBounds.h). Planners do the
// same to find what is allocated before the loop.
//
// If both sizes are rounded alike, it is enough to compare what was rounded.
//
// Before that, the numbers between which the sizes lie may decide, which takes
// no search. A test in time linear in the number of atoms between the two
// sizes checks whether b is plainly below an operand of a maximum, or of that
// operand's, or differs from one by little. No proof is attempted if the claim
// is false for the estimates, provided that all numbers can have their
// estimates at the same time: the index of a loop that is empty there cannot.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeProver.h"
#include "ag/Support/Sizes/SizeOperands.h"
#include "ag/Support/Sizes/UnknownBounds.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;

namespace ag {

/// Splits at the last atom whose factor has a known sign.
static std::optional<SizeSplit> splitAtLast(const SizeAtoms &atoms,
                                            const Size &a) {
  std::set<unsigned> factors;
  for (const Size::Term &term : a.getTerms())
    factors.insert(term.factors.begin(), term.factors.end());
  for (unsigned atom : reverse(factors))
    if (std::optional<SizeSplit> parts = splitSize(atoms, a, atom))
      return parts;
  return std::nullopt;
}

/// Splits at the last atom of which all operands have to be proved.
static std::optional<SizeSplit> splitAtCases(const SizeAtoms &atoms,
                                             const Size &a) {
  std::set<unsigned> choices;
  for (const Size::Term &term : a.getTerms())
    choices.insert(term.factors.begin(), term.factors.end());
  for (unsigned atom : reverse(choices)) {
    SizeAtom::Kind kind = atoms[atom].kind;
    if (kind != SizeAtom::Max && kind != SizeAtom::Min &&
        kind != SizeAtom::Either)
      continue;
    std::optional<SizeSplit> parts = splitSize(atoms, a, atom);
    if (parts && (kind == SizeAtom::Either ||
                  parts->isPositive == (kind == SizeAtom::Min)))
      return parts;
  }
  return std::nullopt;
}

/// Like isNonNegative() below, with the last atom of the dividend replaced,
/// with which the quotient or rounded size grows:  floor(U / 3) >= floor(min(i,
/// U) / 3)
bool SizeProver::isNonNegativeInside(const SizeSplit &split, unsigned &steps) {
  const SizeAtom outer = atoms[split.atom];
  const Size &whole = outer.operands[0];
  std::optional<SizeSplit> inner = whole.isTooLarge() || whole.getNumber()
                                       ? std::nullopt
                                       : splitAtLast(atoms, whole);
  if (!inner)
    return false;
  const SizeAtom atom = atoms[inner->atom];
  auto holdsFor = [&](const Size &value) {
    Size part = inner->join(value);
    Size next = outer.kind == SizeAtom::Quotient
                    ? algebra.floorDivide(part, outer.multiple)
                    : algebra.roundDown(part, outer.multiple);
    return isNonNegative(split.join(next), steps);
  };
  // Whether the replacement has to be at least the atom.
  bool isAbove = inner->isPositive != split.isPositive;
  switch (atom.kind) {
  case SizeAtom::RoundDown:
  case SizeAtom::Quotient:
    return false;
  case SizeAtom::Symbol:
  case SizeAtom::Unknown:
  case SizeAtom::Ratio:
    return (isAbove ? atom.hasUpper : atom.hasLower) &&
           holdsFor(atom.operands[isAbove ? 1 : 0]);
  case SizeAtom::Either:
    return all_of(atom.operands, holdsFor);
  case SizeAtom::Max:
  case SizeAtom::Min:
    return isAbove == (atom.kind == SizeAtom::Max)
               ? all_of(atom.operands, holdsFor)
               : any_of(atom.operands, holdsFor);
  }
  llvm_unreachable("all kinds are listed");
}

/// Proves a split size with one or all of the atom's operands in its place.
bool SizeProver::isNonNegative(const SizeSplit &split, unsigned &steps) {
  // A copy, because proofs create atoms.
  const SizeAtom atom = atoms[split.atom];
  auto holdsFor = [&](const Size &value) {
    return isNonNegative(split.join(value), steps);
  };
  switch (atom.kind) {
  case SizeAtom::Symbol:
  case SizeAtom::Unknown:
  case SizeAtom::Ratio:
    if (split.isPositive)
      return atom.hasLower && holdsFor(atom.operands[0]);
    return atom.hasUpper && holdsFor(atom.operands[1]);
  case SizeAtom::RoundDown:
    if (!split.isPositive)
      return holdsFor(atom.operands[0]) || isNonNegativeInside(split, steps);
    return holdsFor(atom.operands[0] - (atom.multiple - 1)) ||
           (atom.isNonNegative && holdsFor(0)) ||
           isNonNegativeInside(split, steps);
  case SizeAtom::Quotient: {
    // Multiplies by the divisor, which does not change the sign.
    Size least = split.isPositive ? atom.operands[0] - (atom.multiple - 1)
                                  : atom.operands[0];
    SizeSplit multiple = {split.atom, split.factor, split.rest * atom.multiple,
                          split.isPositive};
    return isNonNegative(multiple.join(least), steps) ||
           (split.isPositive && atom.isNonNegative && holdsFor(0)) ||
           isNonNegativeInside(split, steps);
  }
  case SizeAtom::Either:
    return all_of(atom.operands, holdsFor);
  case SizeAtom::Max:
  case SizeAtom::Min:
    return split.isPositive == (atom.kind == SizeAtom::Max)
               ? any_of(atom.operands, holdsFor)
               : all_of(atom.operands, holdsFor);
  }
  llvm_unreachable("all kinds are listed");
}

bool SizeProver::isNonNegative(const Size &a, unsigned &steps) {
  if (atoms.isPlainlyNonNegative(a))
    return true;
  if (a.isTooLarge() || a.getNumber() || steps == 0)
    return false;
  --steps;
  auto [entry, isNew] = decided[casesFirst].try_emplace(a.encode(), false);
  if (!isNew)
    return entry->second;
  std::optional<SizeSplit> parts =
      casesFirst ? splitAtCases(atoms, a) : std::nullopt;
  if (!parts)
    parts = splitAtLast(atoms, a);
  bool holds = parts && isNonNegative(*parts, steps);
  // A proof may exist with more steps.
  if (!holds && steps == 0)
    decided[casesFirst].erase(entry);
  else
    entry->second = holds;
  return holds;
}

/// Returns true if `a` is negative at the estimates.
static bool isRefuted(const SizeAtoms &atoms, const Size &a) {
  return atoms.isPossible(a) && atoms.estimate(a) < 0;
}

/// Searches for a proof in both orders, with at most `most` steps each.
bool SizeProver::hasProof(const Size &a, unsigned most) {
  return any_of(ArrayRef{false, true}, [&](bool first) {
    unsigned steps = most;
    casesFirst = first;
    return isNonNegative(a, steps);
  });
}

/// Returns true if an operand of `a` is at least b because both begin at the
/// same place. No maximum remains in the difference, which has a short proof or
/// none.
bool SizeProver::isBesideOperand(const Size &a, const Size &b) {
  constexpr unsigned fewSteps = 100, mostTries = 20;
  unsigned tries = 0;
  auto hasMaximum = [&](const Size::Term &term) {
    return term.coefficient > 0 && any_of(term.factors, [&](unsigned atom) {
             return atoms[atom].kind == SizeAtom::Max;
           });
  };
  return visitOperands(atoms, a, [&](const Size &operand) {
    Size difference = operand - b;
    if (any_of(difference.getTerms(), hasMaximum) ||
        isRefuted(atoms, difference) || tries == mostTries)
      return false;
    ++tries;
    return hasProof(difference, fewSteps);
  });
}

void SizeProver::proveSigns(const Size &a) {
  for (const Size::Term &term : a.getTerms())
    for (unsigned number : term.factors) {
      // A copy, because proofs create atoms.
      const SizeAtom atom = atoms[number];
      if (atom.kind == SizeAtom::RoundDown && !atom.isNonNegative &&
          isAtLeast(atom.operands[0], 0))
        algebra.getAtoms().setNonNegative(number);
    }
}

/// Returns the atom that `a` is, if it is a rounded size, else null.
static const SizeAtom *getRounded(const SizeAtoms &atoms, const Size &a) {
  ArrayRef<Size::Term> terms = a.getTerms();
  if (terms.size() != 1 || terms.front().coefficient != 1 ||
      terms.front().factors.size() != 1)
    return nullptr;
  const SizeAtom &atom = atoms[terms.front().factors.front()];
  return atom.kind == SizeAtom::RoundDown ? &atom : nullptr;
}

bool SizeProver::isAtLeast(const Size &a, const Size &b) {
  constexpr unsigned mostSteps = 2000;
  const SizeAtom *rounded = getRounded(atoms, a), *other = getRounded(atoms, b);
  if (rounded && other && rounded->multiple == other->multiple) {
    // Copies, because proofs create atoms.
    Size whole = rounded->operands[0], otherWhole = other->operands[0];
    if (isAtLeast(whole, otherWhole))
      return true;
  }
  Size difference = a - b;
  if (ranges.isNonNegative(difference))
    return true;
  // An operand that is plainly at least b contains b's terms.
  bool isBelowOperand = visitOperands(
      atoms, a,
      [&](const Size &operand) {
        return atoms.isPlainlyNonNegative(operand - b);
      },
      &b);
  if (isBelowOperand)
    return true;
  if (isRefuted(atoms, difference))
    return false;
  if (isBesideOperand(a, b) || hasProof(difference, mostSteps))
    return true;
  Size bound = UnknownBounds(algebra, a).bound(b, /*isUpper=*/true);
  return !(bound == b) && !isRefuted(atoms, a - bound) &&
         hasProof(a - bound, mostSteps);
}

} // namespace ag
