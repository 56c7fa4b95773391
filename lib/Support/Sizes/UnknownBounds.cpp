//===- UnknownBounds.cpp - bounds without unknown numbers -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The bound of an atom follows from those of its operands, since each kind of
// atom grows with its operands:
//
//   max(b - min(i, b), 0)  <=  max(b - min(0, b), 0) = b       as i >= 0
//
// A product of factors whose signs are not known is kept: it is a bound of
// itself. A factor that does not exceed a number is replaced by it, so that the
// other factor is compared alone:
//
//   min(n - i, 64) * m  <=  64 * m
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/UnknownBounds.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace ag {

/// Calls `visit` for the sizes that determine the atom. The bounds of symbols
/// and unknown numbers do not.
static void visitParts(const SizeAtom &atom,
                       function_ref<void(const Size &)> visit) {
  if (atom.kind == SizeAtom::Symbol || atom.kind == SizeAtom::Unknown)
    return;
  for_each(atom.operands, visit);
  if (atom.kind == SizeAtom::Ratio)
    visit(atom.by);
}

UnknownBounds::UnknownBounds(SizeAlgebra &algebra, const Size &kept)
    : algebra(algebra), atoms(algebra.getAtoms()) {
  SmallVector<unsigned> open;
  auto add = [&](const Size &size) {
    for (const Size::Term &term : size.getTerms())
      for (unsigned atom : term.factors)
        if (this->kept.insert(atom).second)
          open.push_back(atom);
  };
  add(kept);
  while (!open.empty())
    visitParts(atoms[open.pop_back_val()], add);
}

/// Returns a number that `a` does not exceed, if a minimum in it has one.
static std::optional<int64_t> findGreatest(const SizeAtoms &atoms,
                                           const Size &a) {
  ArrayRef<Size::Term> terms = a.getTerms();
  bool isAtom = terms.size() == 1 && terms.front().coefficient == 1 &&
                terms.front().factors.size() == 1;
  if (!isAtom)
    return a.getNumber();
  const SizeAtom &atom = atoms[terms.front().factors.front()];
  if (atom.kind != SizeAtom::Max && atom.kind != SizeAtom::Min)
    return std::nullopt;
  std::optional<int64_t> one = findGreatest(atoms, atom.operands[0]),
                         other = findGreatest(atoms, atom.operands[1]);
  if (one && other)
    return atom.kind == SizeAtom::Max ? std::max(*one, *other)
                                      : std::min(*one, *other);
  return atom.kind == SizeAtom::Max ? std::nullopt : one ? one : other;
}

bool UnknownBounds::isReplaced(unsigned number) {
  if (kept.contains(number))
    return false;
  const SizeAtom &atom = atoms[number];
  if (atom.kind == SizeAtom::Unknown)
    return true;
  auto [entry, isNew] = replaced.try_emplace(number, false);
  if (!isNew)
    return entry->second;
  bool result = false;
  visitParts(atom, [&](const Size &part) { result |= isReplaced(part); });
  return replaced[number] = result;
}

bool UnknownBounds::isReplaced(const Size &a) {
  return any_of(a.getTerms(), [&](const Size::Term &term) {
    return any_of(term.factors,
                  [&](unsigned atom) { return isReplaced(atom); });
  });
}

Size UnknownBounds::bound(const Size &a, bool isUpper) {
  if (a.isTooLarge() || !isReplaced(a))
    return a;
  Size sum = 0;
  for (const Size::Term &term : a.getTerms())
    sum = sum + boundTerm(term, isUpper);
  return sum;
}

Size UnknownBounds::boundTerm(const Size::Term &term, bool isUpper) {
  Size whole({term});
  bool takesUpper = isUpper == (term.coefficient > 0);
  if (!isReplaced(whole))
    return whole;
  bool isProduct = term.factors.size() > 1;
  if (isProduct && !all_of(term.factors, [&](unsigned atom) {
        return atoms[atom].isNonNegative;
      }))
    return whole;
  Size product = term.coefficient;
  for (unsigned atom : term.factors) {
    Size factor = boundAtom(atom, takesUpper);
    if (isProduct && !takesUpper)
      factor = algebra.max(factor, 0);
    else if (isProduct && isReplaced(atom))
      if (std::optional<int64_t> greatest = findGreatest(atoms, factor))
        factor = *greatest;
    product = product * factor;
  }
  return product;
}

Size UnknownBounds::boundAtom(unsigned number, bool isUpper) {
  if (!isReplaced(number))
    return Size::ofAtom(number);
  auto found = known.find({number, isUpper});
  if (found != known.end())
    return found->second;
  Size bound = findBound(number, isUpper);
  known.try_emplace({number, isUpper}, bound);
  return bound;
}

Size UnknownBounds::findBound(unsigned number, bool isUpper) {
  // A copy, because bounds are new atoms.
  const SizeAtom atom = atoms[number];
  auto part = [&](unsigned operand) {
    return bound(atom.operands[operand], isUpper);
  };
  switch (atom.kind) {
  case SizeAtom::Symbol:
    return Size::ofAtom(number);
  case SizeAtom::Unknown:
    return (isUpper ? atom.hasUpper : atom.hasLower) ? part(isUpper)
                                                     : Size::ofAtom(number);
  case SizeAtom::Max:
    return algebra.max(part(0), part(1));
  case SizeAtom::Min:
    return algebra.min(part(0), part(1));
  case SizeAtom::Either:
    return isUpper ? algebra.max(part(0), part(1))
                   : algebra.min(part(0), part(1));
  case SizeAtom::RoundDown:
    return algebra.roundDown(part(0), atom.multiple);
  case SizeAtom::Quotient:
    return algebra.floorDivide(part(0), atom.multiple);
  case SizeAtom::Ratio:
    return !isUpper || isReplaced(atom.by)
               ? part(isUpper)
               : algebra.divide(part(1), atom.by, atom.isUp);
  }
  llvm_unreachable("all kinds are listed");
}

} // namespace ag
