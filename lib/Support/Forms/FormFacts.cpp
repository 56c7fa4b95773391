//===- FormFacts.cpp - what is known about forms --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormFacts.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace ag {

bool FormFacts::dependsOn(llvm::ArrayRef<unsigned> someLoops) const {
  return llvm::any_of(someLoops, [&](unsigned loop) {
    return llvm::is_contained(loops, loop);
  });
}

bool FormFacts::reduces(unsigned dimension) const {
  return llvm::is_contained(reduced, dimension);
}

static void mergeSorted(llvm::SmallVector<unsigned, 4> &into,
                        llvm::ArrayRef<unsigned> from) {
  llvm::append_range(into, from);
  llvm::sort(into);
  into.erase(llvm::unique(into), into.end());
}

/// Merges loops, dimensions, extremes, sizes and depths. Signs stay as in
/// `facts`.
static void addExtent(FormFacts &facts, const FormFacts &part) {
  mergeSorted(facts.loops, part.loops);
  mergeSorted(facts.reduced, part.reduced);
  facts.size = std::min(FormFacts::most, facts.size + part.size);
  facts.depth = std::max(facts.depth, part.depth);
  facts.hasExtreme |= part.hasExtreme;
}

/// The largest exponent of a form. Sums of larger ones are not exact, nor are
/// they in f32.
static constexpr double mostExponent = 1 << 20;

FormFacts productFacts(const FormTable &table,
                       llvm::ArrayRef<FormFactor> product) {
  FormFacts result;
  result.isPositive = result.isNatural = result.isWhole = result.isFinite =
      true;
  for (const FormFactor &factor : product) {
    const FormFacts &facts = table.atomFacts(factor.atom);
    addExtent(result, facts);
    if (!(std::abs(factor.exponent) <= mostExponent))
      result.size = FormFacts::most;
    bool isEven = std::fmod(factor.exponent, 2.0) == 0.0;
    result.isPositive &= facts.isPositive;
    result.isNatural &= facts.isNatural || isEven;
    result.isWhole &=
        facts.isWhole && factor.exponent > 0 && isWhole(factor.exponent);
    bool isDefined =
        facts.isPositive ||
        (factor.exponent > 0 && (facts.isNatural || isWhole(factor.exponent)));
    result.isFinite &= facts.isFinite && isDefined;
  }
  return result;
}

FormFacts findFacts(const FormTable &table, llvm::ArrayRef<FormTerm> terms) {
  FormFacts result;
  result.isNatural = result.isWhole = result.isFinite = true;
  for (const FormTerm &term : terms) {
    FormFacts facts = productFacts(table, term.product);
    addExtent(result, facts);
    bool counts = term.coefficient > 0;
    result.isPositive |= counts && facts.isPositive;
    result.isNatural &= counts && facts.isNatural;
    result.isWhole &= facts.isWhole && isWhole(term.coefficient);
    result.isFinite &= facts.isFinite;
  }
  result.isPositive &= result.isNatural;
  return result;
}

/// Returns the facts of a reduction at the loops of the atom.
static FormFacts reductionFacts(const FormTable &table, const FormAtom &atom) {
  const FormReduction &reduced = table.reduction(atom.number);
  FormFacts result = table.facts(reduced.body);
  result.size = std::min(FormFacts::most, result.size + 1);
  ++result.depth;
  result.hasExtreme |=
      reduced.combiner == Primitive::Max || reduced.combiner == Primitive::Min;
  result.loops.assign(atom.loops.begin(), atom.loops.end());
  llvm::sort(result.loops);
  llvm::SmallVector<unsigned> over;
  for (unsigned loop : reduced.bound)
    over.push_back(table.loops().dimensionOf(loop));
  mergeSorted(result.reduced, over);
  return result;
}

FormFacts findFacts(const FormTable &table, const FormAtom &atom) {
  FormFacts result;
  bool areFinite = true;
  for (Form operand : atom.operands) {
    addExtent(result, table.facts(operand));
    areFinite &= table.facts(operand).isFinite;
  }
  ++result.depth;
  switch (atom.kind) {
  case FormAtom::Input:
    result.isWhole = table.getRange(atom.number).has_value();
    result.hasExtreme = table.isExtreme(atom.number);
    result.isFinite = true;
    break;
  case FormAtom::Index:
    result.loops = {atom.number};
    result.isNatural = result.isWhole = result.isFinite = true;
    break;
  case FormAtom::Symbol:
    // Positive: the mean of no elements is NaN, whatever it is divided by.
    result.isPositive = result.isNatural = result.isWhole = result.isFinite =
        true;
    break;
  case FormAtom::IsNatural:
  case FormAtom::IsZero:
  case FormAtom::Fails:
    result.isNatural = result.isWhole = result.isFinite = true;
    break;
  case FormAtom::Infinity:
    result.isPositive = result.isNatural = true;
    break;
  case FormAtom::Exp:
    result.isPositive = result.isNatural = true;
    result.isFinite = areFinite;
    break;
  case FormAtom::Sum:
    result = table.facts(atom.operands.front());
    result.size += 1;
    ++result.depth;
    break;
  case FormAtom::Apply:
    result.isWhole = !isFloat(atom.type);
    result.isFinite =
        result.isWhole ||
        (areFinite && isTotal(static_cast<Primitive>(atom.number)));
    break;
  case FormAtom::Reduction:
    return reductionFacts(table, atom);
  case FormAtom::Log:
    result.isFinite =
        areFinite && table.facts(atom.operands.front()).isPositive;
    break;
  case FormAtom::Guarded: {
    const FormFacts &guarded = table.facts(atom.operands[1]);
    result.isPositive = guarded.isPositive;
    result.isNatural = guarded.isNatural;
    result.isFinite = guarded.isFinite;
    break;
  }
  case FormAtom::NaN:
    break;
  }
  return result;
}

} // namespace ag
