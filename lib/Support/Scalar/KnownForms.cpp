//===- KnownForms.cpp - reductions that need not be computed --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/KnownForms.h"
#include "ag/Support/Scalar/FormArithmetic.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

using Loops = llvm::ArrayRef<unsigned>;
using Terms = llvm::SmallVector<FormTerm, 2>;

//===----------------------------------------------------------------------===//
// What is known
//===----------------------------------------------------------------------===//

std::optional<Form> KnownForms::find(const FormAtom &atom) {
  auto found = atom.kind == FormAtom::Reduction ? solutions.find(atom.number)
                                                : solutions.end();
  if (found == solutions.end())
    return std::nullopt;
  llvm::SmallVector<IndexReplacement> indices;
  for (auto [own, given] : llvm::zip_equal(found->second.loops, atom.loops))
    indices.push_back({own, table.index(given)});
  return substitute(table, found->second.value, indices);
}

Form KnownForms::lookUp(Form form) {
  return replaceAtoms(table, form,
                      [&](const FormAtom &atom) { return find(atom); });
}

/// Where the form is a power of one reduction times what is there and is not 0,
/// and the tensor has the reduction's loops.
bool KnownForms::solve(const Equation &equation) {
  Form form = lookUp(equation.form);
  if (table.terms(form).size() != 1)
    return false;
  const FormTerm term = table.terms(form).front();
  const FormFactor *unknown = nullptr;
  FormTerm rest{term.coefficient, {}};
  for (const FormFactor &factor : term.product) {
    const FormAtom &atom = table.atom(factor.atom);
    if (isCondition(atom))
      return false;
    if (atom.kind != FormAtom::Reduction)
      rest.product.push_back(factor);
    else if (std::exchange(unknown, &factor))
      return false;
  }
  if (!unknown || std::abs(unknown->exponent) != 1.0)
    return false;
  const FormAtom &atom = table.atom(unknown->atom);
  Form inverse = power(table, makeProduct(table, rest), -1);
  Form value =
      power(table, multiply(table, equation.value, inverse), unknown->exponent);
  const FormFacts &facts = table.facts(value);
  bool isOfLoops = llvm::all_of(facts.loops, [&](unsigned loop) {
    return llvm::is_contained(atom.loops, loop);
  });
  if (!isOfLoops || !facts.reduced.empty())
    return false;
  return solutions.insert({atom.number, {atom.loops, value}}).second;
}

void KnownForms::add(unsigned input, Form form, Loops along) {
  llvm::SmallVector<Form> indices;
  for (unsigned loop : along)
    indices.push_back(table.index(loop));
  unsolved.push_back({table.element(input, indices), form});
  // What is solved may solve others.
  for (bool isSolved = true; isSolved;) {
    isSolved = false;
    llvm::erase_if(unsolved, [&](const Equation &equation) {
      bool isOwn = solve(equation);
      isSolved |= isOwn;
      return isOwn;
    });
  }
}

//===----------------------------------------------------------------------===//
// Sums of sums
//===----------------------------------------------------------------------===//

/// Whether nothing is reduced over the loops' dimensions.
bool KnownForms::isFree(Form form, Loops loops) const {
  return llvm::none_of(loops, [&](unsigned loop) {
    return table.facts(form).reduces(table.dimensionOf(loop));
  });
}

/// The terms of a sum, of one that is a factor of it.
static std::optional<Terms> multiplyOut(FormTable &table,
                                        const FormTerm &term) {
  for (auto [place, factor] : llvm::enumerate(term.product)) {
    const FormAtom &atom = table.atom(factor.atom);
    if (atom.kind != FormAtom::Sum || factor.exponent != 1)
      continue;
    FormTerm others(term);
    others.product.erase(others.product.begin() + place);
    Terms terms;
    for (const FormTerm &own : Terms(table.terms(atom.operands.front())))
      llvm::append_range(terms, table.terms(multiply(table, others, own)));
    return terms;
  }
  return std::nullopt;
}

std::optional<Form> KnownForms::exchangeTerms(llvm::ArrayRef<FormTerm> terms,
                                              Loops loops) {
  Form sum = table.constant(0);
  for (const FormTerm &term : terms) {
    std::optional<Form> own = exchangeTerm(term, loops);
    if (!own)
      return std::nullopt;
    sum = ag::add(table, sum, *own);
  }
  return sum;
}

std::optional<Form> KnownForms::exchangeTerm(const FormTerm &term,
                                             Loops loops) {
  Form whole = makeProduct(table, term);
  Form plain = lookUp(reduce(table, Primitive::Add, whole, loops));
  if (isFree(plain, loops))
    return plain;
  for (auto [place, factor] : llvm::enumerate(term.product)) {
    const FormAtom &atom = table.atom(factor.atom);
    bool isInner = atom.kind == FormAtom::Reduction && factor.exponent == 1 &&
                   table.reduction(atom.number).combiner == Primitive::Add &&
                   table.atomFacts(factor.atom).dependsOn(loops);
    if (!isInner)
      continue;
    FormTerm others(term);
    others.product.erase(others.product.begin() + place);
    OpenReduction inner = open(table, atom);
    Form body = multiply(table, makeProduct(table, others), inner.body);
    Form known = lookUp(reduce(table, Primitive::Add, body, loops));
    if (isFree(known, loops))
      return reduce(table, Primitive::Add, known, inner.loops);
  }
  std::optional<Terms> terms = multiplyOut(table, term);
  return terms ? exchangeTerms(*terms, loops) : std::nullopt;
}

/// A sum whose terms are all known, or sums of what is known.
std::optional<Form> KnownForms::exchange(const FormAtom &atom) {
  if (atom.kind != FormAtom::Reduction ||
      table.reduction(atom.number).combiner != Primitive::Add)
    return std::nullopt;
  OpenReduction outer = open(table, atom);
  return exchangeTerms(Terms(table.terms(outer.body)), outer.loops);
}

Form KnownForms::rewrite(Form form) {
  return replaceAtoms(table, form,
                      [&](const FormAtom &atom) -> std::optional<Form> {
                        std::optional<Form> known = find(atom);
                        return known ? known : exchange(atom);
                      });
}

} // namespace ag
