//===- Forms.cpp - computations in a normal form --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/Forms.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include <cmath>

namespace ag {

bool FormAtom::operator==(const FormAtom &other) const {
  return std::tie(kind, number, type, operands, loops) ==
         std::tie(other.kind, other.number, other.type, other.operands,
                  other.loops);
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

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

/// Merges loops, dimensions and sizes. Signs stay as they are in `facts`.
static void addExtent(FormFacts &facts, const FormFacts &part) {
  mergeSorted(facts.loops, part.loops);
  mergeSorted(facts.reduced, part.reduced);
  facts.size = std::min(FormFacts::most, facts.size + part.size);
}

FormFacts FormTable::productFacts(llvm::ArrayRef<FormFactor> product) const {
  FormFacts result;
  result.isPositive = result.isNatural = result.isWhole = result.isFinite =
      true;
  for (const FormFactor &factor : product) {
    const FormFacts &facts = atomFacts(factor.atom);
    addExtent(result, facts);
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

FormFacts FormTable::findFacts(llvm::ArrayRef<FormTerm> terms) const {
  FormFacts result;
  result.isNatural = result.isWhole = result.isFinite = true;
  for (const FormTerm &term : terms) {
    FormFacts facts = productFacts(term.product);
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

FormFacts FormTable::findFacts(const FormAtom &atom) const {
  FormFacts result;
  bool areFinite = true;
  for (Form operand : atom.operands) {
    addExtent(result, facts(operand));
    areFinite &= facts(operand).isFinite;
  }
  switch (atom.kind) {
  case FormAtom::Input:
    result.isWhole = inputs[atom.number];
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
    result = facts(atom.operands.front());
    result.size += 1;
    break;
  case FormAtom::Apply:
    result.isWhole = !isFloat(atom.type);
    result.isFinite =
        result.isWhole ||
        (areFinite && isTotal(static_cast<Primitive>(atom.number)));
    break;
  case FormAtom::Reduction: {
    const FormReduction &reduced = reduction(atom.number);
    result = facts(reduced.body);
    result.size = std::min(FormFacts::most, result.size + 1);
    result.loops.assign(atom.loops.begin(), atom.loops.end());
    llvm::sort(result.loops);
    llvm::SmallVector<unsigned> over;
    for (unsigned loop : reduced.bound)
      over.push_back(dimensionOf(loop));
    mergeSorted(result.reduced, over);
    break;
  }
  case FormAtom::Log:
    result.isFinite = areFinite && facts(atom.operands.front()).isPositive;
    break;
  case FormAtom::Guarded: {
    const FormFacts &guarded = facts(atom.operands[1]);
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

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

FormTable::FormTable(double tolerance) : tolerance(tolerance) {}

unsigned FormTable::addDimension(std::optional<int64_t> size) {
  dimensions.push_back(size);
  return dimensions.size() - 1;
}

unsigned FormTable::addLoop(unsigned dimension) {
  loops.push_back(dimension);
  return loops.size() - 1;
}

unsigned FormTable::getOwnLoop(unsigned dimension, unsigned place) {
  auto [entry, isNew] = ownLoops.try_emplace({dimension, place}, 0);
  if (isNew)
    entry->second = addLoop(dimension);
  return entry->second;
}

/// Rounds a coefficient that is not an integer to an integer, or to an earlier
/// coefficient, if it is within the tolerance. Integers stay, as they count
/// elements.
double FormTable::settle(double coefficient) {
  double margin = std::abs(coefficient) * tolerance;
  double nearest = std::round(coefficient);
  if (coefficient == nearest)
    return coefficient;
  if (nearest != 0 && std::abs(coefficient - nearest) <= margin)
    return nearest;
  auto found = coefficients.lower_bound(coefficient - margin);
  if (found != coefficients.end() && *found <= coefficient + margin)
    return *found;
  coefficients.insert(coefficient);
  return coefficient;
}

double FormTable::addCoefficients(double a, double b) const {
  double sum = a + b;
  bool areExact = isWhole(a) && isWhole(b);
  double margin = std::max(std::abs(a), std::abs(b)) * tolerance;
  return !areExact && std::abs(sum) <= margin ? 0.0 : sum;
}

static uint64_t hashOf(double number) {
  return llvm::bit_cast<uint64_t>(number);
}

static uint64_t hashOf(llvm::ArrayRef<FormTerm> terms) {
  llvm::hash_code hash = llvm::hash_value(terms.size());
  for (const FormTerm &term : terms) {
    hash = llvm::hash_combine(hash, hashOf(term.coefficient));
    for (const FormFactor &factor : term.product)
      hash = llvm::hash_combine(hash, factor.atom, hashOf(factor.exponent));
  }
  return hash;
}

static uint64_t hashOf(const FormAtom &atom) {
  llvm::hash_code hash =
      llvm::hash_combine(unsigned(atom.kind), atom.number, unsigned(atom.type));
  for (Form operand : atom.operands)
    hash = llvm::hash_combine(hash, operand.number);
  for (unsigned loop : atom.loops)
    hash = llvm::hash_combine(hash, loop);
  return hash;
}

Form FormTable::make(llvm::SmallVector<FormTerm, 2> terms) {
  for (FormTerm &term : terms)
    term.coefficient = settle(term.coefficient);
  llvm::sort(terms);
  auto &numbers = formNumbers[hashOf(terms)];
  for (unsigned number : numbers)
    if (forms[number].terms == terms)
      return {number};
  numbers.push_back(forms.size());
  forms.push_back({terms, findFacts(terms)});
  return {unsigned(forms.size() - 1)};
}

Form FormTable::make(const FormAtom &atom) {
  auto &numbers = atomNumbers[hashOf(atom)];
  for (unsigned number : numbers)
    if (atoms[number].atom == atom)
      return atoms[number].form;
  unsigned number = atoms.size();
  numbers.push_back(number);
  atoms.push_back({atom, findFacts(atom), Form{0}});
  return atoms[number].form = make({FormTerm{1.0, {{number, 1.0}}}});
}

unsigned FormTable::make(const FormReduction &reduction) {
  auto [entry, isNew] =
      reductionNumbers.try_emplace(reduction, reductions.size());
  if (isNew)
    reductions.push_back(&entry->first);
  return entry->second;
}

Form FormTable::constant(double value) {
  if (std::isnan(value))
    return make(FormAtom{FormAtom::NaN});
  if (value == 0.0)
    return make(llvm::SmallVector<FormTerm, 2>());
  if (!std::isinf(value))
    return make({FormTerm{value, {}}});
  Form result = infinity();
  FormTerm term = terms(result).front();
  term.coefficient = value > 0 ? 1.0 : -1.0;
  return make({term});
}

Form FormTable::element(unsigned input, llvm::ArrayRef<Form> indices) {
  FormAtom atom{FormAtom::Input, input};
  atom.operands.assign(indices.begin(), indices.end());
  return make(atom);
}

/// The only index along a dimension of one element is 0.
Form FormTable::index(unsigned loop) {
  return sizeOf(dimensionOf(loop)) == 1 ? constant(0)
                                        : make({FormAtom::Index, loop});
}

Form FormTable::size(unsigned dimension) {
  std::optional<int64_t> number = sizeOf(dimension);
  return number ? constant(*number) : make({FormAtom::Symbol, dimension});
}

Form FormTable::infinity() { return make(FormAtom{FormAtom::Infinity}); }

std::optional<double> FormTable::number(Form form) const {
  llvm::ArrayRef<FormTerm> own = terms(form);
  if (own.empty())
    return 0.0;
  if (own.size() == 1 && own.front().product.empty())
    return own.front().coefficient;
  return std::nullopt;
}

std::optional<unsigned> FormTable::singleAtom(Form form) const {
  llvm::ArrayRef<FormTerm> own = terms(form);
  if (own.size() != 1 || own.front().coefficient != 1.0)
    return std::nullopt;
  llvm::ArrayRef<FormFactor> product = own.front().product;
  if (product.size() != 1 || product.front().exponent != 1.0)
    return std::nullopt;
  return product.front().atom;
}

} // namespace ag
