//===- Forms.cpp - computations in a normal form --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/Forms.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include <cmath>

namespace ag {

FormRange FormRange::of(ScalarType type) {
  if (getKind(type) == ScalarKind::Signed) {
    long double half =
        std::ldexp(1.0L, static_cast<int>(getBitWidth(type)) - 1);
    return {-half, half - 1};
  }
  return {0, std::ldexp(1.0L, static_cast<int>(getBitWidth(type))) - 1};
}

bool FormAtom::operator==(const FormAtom &other) const {
  return std::tie(kind, number, type, operands, loops) ==
         std::tie(other.kind, other.number, other.type, other.operands,
                  other.loops);
}

FormTable::FormTable(double tolerance) : coefficients(tolerance) {}

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
  steps += terms.size();
  for (FormTerm &term : terms)
    term.coefficient = coefficients.settle(term.coefficient);
  llvm::sort(terms);
  auto &numbers = formNumbers[hashOf(terms)];
  for (unsigned number : numbers)
    if (forms[number].terms == terms)
      return {number};
  numbers.push_back(forms.size());
  forms.push_back({terms, findFacts(*this, terms)});
  return {unsigned(forms.size() - 1)};
}

Form FormTable::make(const FormAtom &atom) {
  ++steps;
  auto &numbers = atomNumbers[hashOf(atom)];
  for (unsigned number : numbers)
    if (atoms[number].atom == atom)
      return atoms[number].form;
  unsigned number = atoms.size();
  numbers.push_back(number);
  atoms.push_back({atom, findFacts(*this, atom), Form{0}});
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
  return tableLoops.sizeOf(tableLoops.dimensionOf(loop)) == 1
             ? constant(0)
             : make({FormAtom::Index, loop});
}

Form FormTable::size(unsigned dimension) {
  std::optional<int64_t> number = tableLoops.sizeOf(dimension);
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
