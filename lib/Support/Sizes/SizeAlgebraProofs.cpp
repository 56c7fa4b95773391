//===- SizeAlgebraProofs.cpp - what holds between sizes -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// a >= b is proved for a - b >= 0: where the last atom of it is a maximum that
// counts positively, one operand in its place has to do; where it counts
// negatively, all of them. What results has earlier atoms only:
//
//   max(x, y) - x - 4  =>  x - x - 4 = -4  no;   y - x - 4  perhaps
//
// What has no proof so is tried once more, with those atoms first for which all
// operands have to do, so that each of these cases may choose others:
//
//   max(n - 3, 0) - n + min(n, 3)  =>  max(n - 3, 0) and max(n - 3, 0) - n + 3
//
// Before that, in time linear in the number of atoms between the two, it is
// tried whether b is plainly below a maximum's operand, or one of that
// operand's, or differs from one by little. No proof is looked for where the
// claim does not hold at the estimates, if all numbers can have theirs at once:
// the index of a loop that is empty there has none.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;

namespace ag {

/// At the last of the atoms of whose factor the sign is plain.
std::optional<SizeAlgebra::Split>
SizeAlgebra::splitAtLast(const Size &a) const {
  std::set<unsigned> factors;
  for (const Size::Term &term : a.terms)
    factors.insert(term.factors.begin(), term.factors.end());
  for (unsigned atom : reverse(factors))
    if (std::optional<Split> parts = split(a, atom))
      return parts;
  return std::nullopt;
}

/// At the last of the atoms all of whose operands have to do.
std::optional<SizeAlgebra::Split>
SizeAlgebra::splitAtCases(const Size &a) const {
  std::set<unsigned> choices;
  for (const Size::Term &term : a.terms)
    choices.insert(term.factors.begin(), term.factors.end());
  for (unsigned atom : reverse(choices)) {
    Kind kind = atoms[atom].kind;
    if (kind != Kind::Max && kind != Kind::Min && kind != Kind::Either)
      continue;
    std::optional<Split> parts = split(a, atom);
    if (parts &&
        (kind == Kind::Either || parts->isPositive == (kind == Kind::Min)))
      return parts;
  }
  return std::nullopt;
}

/// As below, with what stands for the last atom of what is rounded or divided,
/// which that grows with:  floor(U / 3) >= floor(min(i, U) / 3)
bool SizeAlgebra::isNonNegativeInside(const Split &split, unsigned &steps) {
  const Atom outer = atoms[split.atom];
  const Size &whole = outer.operands[0];
  std::optional<Split> inner =
      whole.isTooLarge || whole.getNumber() ? std::nullopt : splitAtLast(whole);
  if (!inner)
    return false;
  const Atom atom = atoms[inner->atom];
  auto holdsFor = [&](const Size &value) {
    Size part = join(*inner, value);
    Size next = outer.kind == Kind::Quotient ? floorDivide(part, outer.multiple)
                                             : roundDown(part, outer.multiple);
    return isNonNegative(join(split, next), steps);
  };
  // Whether what stands for the atom has to be at least the atom.
  bool isAbove = inner->isPositive != split.isPositive;
  switch (atom.kind) {
  case Kind::RoundDown:
  case Kind::Quotient:
    return false;
  case Kind::Symbol:
  case Kind::Unknown:
  case Kind::Ratio:
    return (isAbove ? atom.hasUpper : atom.hasLower) &&
           holdsFor(atom.operands[isAbove ? 1 : 0]);
  case Kind::Either:
    return all_of(atom.operands, holdsFor);
  case Kind::Max:
  case Kind::Min:
    return isAbove == (atom.kind == Kind::Max)
               ? all_of(atom.operands, holdsFor)
               : any_of(atom.operands, holdsFor);
  }
  llvm_unreachable("all kinds are listed");
}

/// With one of the atom's operands, or each, in its place.
bool SizeAlgebra::isNonNegative(const Split &split, unsigned &steps) {
  // A copy, as proofs make atoms.
  const Atom atom = atoms[split.atom];
  auto holdsFor = [&](const Size &value) {
    return isNonNegative(join(split, value), steps);
  };
  switch (atom.kind) {
  case Kind::Symbol:
  case Kind::Unknown:
  case Kind::Ratio:
    if (split.isPositive)
      return atom.hasLower && holdsFor(atom.operands[0]);
    return atom.hasUpper && holdsFor(atom.operands[1]);
  case Kind::RoundDown:
    if (!split.isPositive)
      return holdsFor(atom.operands[0]) || isNonNegativeInside(split, steps);
    return holdsFor(subtract(atom.operands[0], atom.multiple - 1)) ||
           (atom.isNonNegative && holdsFor(0)) ||
           isNonNegativeInside(split, steps);
  case Kind::Quotient: {
    // The divisor times as much, which has the sign of the whole.
    Size least = split.isPositive
                     ? subtract(atom.operands[0], atom.multiple - 1)
                     : atom.operands[0];
    Split multiple = {split.atom, split.factor,
                      multiply(split.rest, atom.multiple), split.isPositive};
    return isNonNegative(join(multiple, least), steps) ||
           (split.isPositive && atom.isNonNegative && holdsFor(0)) ||
           isNonNegativeInside(split, steps);
  }
  case Kind::Either:
    return all_of(atom.operands, holdsFor);
  case Kind::Max:
  case Kind::Min:
    return split.isPositive == (atom.kind == Kind::Max)
               ? any_of(atom.operands, holdsFor)
               : all_of(atom.operands, holdsFor);
  }
  llvm_unreachable("all kinds are listed");
}

bool SizeAlgebra::isNonNegative(const Size &a, unsigned &steps) {
  if (isPlainlyNonNegative(a))
    return true;
  if (a.isTooLarge || a.getNumber() || steps == 0)
    return false;
  --steps;
  auto [entry, isNew] = decided[casesFirst].try_emplace(encode(a), false);
  if (!isNew)
    return entry->second;
  std::optional<Split> parts = casesFirst ? splitAtCases(a) : std::nullopt;
  if (!parts)
    parts = splitAtLast(a);
  bool holds = parts && isNonNegative(*parts, steps);
  // With more steps there may be a proof.
  if (!holds && steps == 0)
    decided[casesFirst].erase(entry);
  else
    entry->second = holds;
  return holds;
}

bool SizeAlgebra::isRefuted(const Size &a) const {
  return isPossible(a) && estimate(a) < 0;
}

/// Looks for a proof in either order, of so many steps at most.
bool SizeAlgebra::hasProof(const Size &a, unsigned most) {
  return any_of(ArrayRef{false, true}, [&](bool first) {
    unsigned steps = most;
    casesFirst = first;
    return isNonNegative(a, steps);
  });
}

/// Whether an operand of `a` is at least b as both begin at one place, so that
/// no maximum is left of the operand: that has a short proof or none.
bool SizeAlgebra::isBesideOperand(const Size &a, const Size &b) {
  constexpr unsigned fewSteps = 100, mostTries = 20;
  unsigned tries = 0;
  auto hasMaximum = [&](const Size::Term &term) {
    return term.coefficient > 0 && any_of(term.factors, [&](unsigned atom) {
             return atoms[atom].kind == Kind::Max;
           });
  };
  return visitOperands(a, [&](const Size &operand) {
    Size difference = subtract(operand, b);
    if (any_of(difference.terms, hasMaximum) || isRefuted(difference) ||
        tries == mostTries)
      return false;
    ++tries;
    return hasProof(difference, fewSteps);
  });
}

bool SizeAlgebra::isAtLeast(const Size &a, const Size &b) {
  // An operand that is plainly at least b has b's terms.
  bool isBelowOperand = visitOperands(
      a,
      [&](const Size &operand) {
        return isPlainlyNonNegative(subtract(operand, b));
      },
      &b);
  if (isBelowOperand)
    return true;
  Size difference = subtract(a, b);
  return !isRefuted(difference) &&
         (isBesideOperand(a, b) || hasProof(difference, /*most=*/2000));
}

} // namespace ag
