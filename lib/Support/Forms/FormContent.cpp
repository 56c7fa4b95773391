//===- FormContent.cpp - what terms have in common ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormContent.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace ag {

using Terms = llvm::SmallVector<FormTerm, 2>;

bool mayRaise(const FormTable &table, unsigned atom, double exponent) {
  if (isCondition(table.atom(atom)))
    return exponent > 0;
  return table.atomFacts(atom).isPositive || isWhole(exponent);
}

std::optional<Form> findExponent(const FormTable &table,
                                 const FormProduct &product) {
  for (const FormFactor &factor : product)
    if (table.atom(factor.atom).kind == FormAtom::Exp)
      return table.atom(factor.atom).operands.front();
  return std::nullopt;
}

using MayLeave = llvm::function_ref<bool(const FormFacts &)>;

/// Returns the terms that the exponents of all terms' e^x have in common; 0 if
/// a term has no e^x.
static Form findCommonExponent(FormTable &table, llvm::ArrayRef<FormTerm> terms,
                               MayLeave mayLeave) {
  std::optional<Form> first = findExponent(table, terms.front().product);
  Terms common;
  if (first)
    for (const FormTerm &part : table.terms(*first)) {
      FormFacts facts = productFacts(table, part.product);
      if (mayLeave(facts) && (facts.hasExtreme || !table.keepsRounding))
        common.push_back(part);
    }
  for (const FormTerm &term : terms.drop_front()) {
    std::optional<Form> own = findExponent(table, term.product);
    if (!own)
      return table.constant(0);
    llvm::erase_if(common, [&](const FormTerm &part) {
      return llvm::none_of(table.terms(*own), [&](const FormTerm &other) {
        return other.product == part.product &&
               other.coefficient == part.coefficient;
      });
    });
  }
  return table.make(std::move(common));
}

/// Returns the exponent that all terms have of an atom: the least in magnitude,
/// if all have the same sign. x is the square of its root only where it is
/// positive.
static double findCommonPower(const FormTable &table,
                              llvm::ArrayRef<FormTerm> terms, unsigned atom) {
  bool hasRoots = table.atomFacts(atom).isPositive;
  std::optional<double> common;
  for (const FormTerm &term : terms) {
    const auto *own =
        llvm::find_if(term.product, [&](const FormFactor &factor) {
          return factor.atom == atom;
        });
    if (own == term.product.end())
      return 0;
    if (common && (std::signbit(*common) != std::signbit(own->exponent) ||
                   !(hasRoots || isWhole(*common - own->exponent))))
      return 0;
    if (!common || std::abs(own->exponent) < std::abs(*common))
      common = own->exponent;
  }
  return *common;
}

FormContent takeContent(FormTable &table, Form form, double exponent,
                        MayLeave mayLeave) {
  Terms terms(table.terms(form));
  if (terms.empty())
    return {FormTerm{1.0, {}}, form};
  FormTerm inverse{1.0, {}}, content{1.0, {}};
  for (const FormFactor &factor : terms.front().product) {
    const FormAtom &atom = table.atom(factor.atom);
    double common = findCommonPower(table, terms, factor.atom);
    if (common == 0 || atom.kind == FormAtom::Exp ||
        !mayRaise(table, factor.atom, exponent) ||
        !mayLeave(table.atomFacts(factor.atom)))
      continue;
    content.product.push_back({factor.atom, common});
    inverse.product.push_back({factor.atom, -common});
  }
  Form common = findCommonExponent(table, terms, mayLeave);
  FormTerm unwind{1.0, {}};
  addExponent(table, scale(table, common, -1), unwind.product);
  Terms rest;
  for (const FormTerm &term : terms) {
    // If a power of a sum has the exponent 1 now, its terms are restored.
    for (const FormTerm &own : table.terms(multiply(table, term, inverse)))
      llvm::append_range(rest, table.terms(multiply(table, own, unwind)));
  }
  Form left = addTerms(table, rest);
  // Up to rounding, the terms may have been equal.
  double lead =
      table.number(left) ? 1.0 : table.terms(left).front().coefficient;
  content.coefficient = isWhole(exponent) ? lead : std::abs(lead);
  left = scale(table, left, 1 / content.coefficient);
  addExponent(table, common, content.product);
  return {content, left};
}

} // namespace ag
