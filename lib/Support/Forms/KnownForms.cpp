//===- KnownForms.cpp - reductions that need not be computed --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/KnownForms.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

using Loops = llvm::ArrayRef<unsigned>;

//===----------------------------------------------------------------------===//
// Known tensors
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

/// Solves an equation whose form is a power of one reduction times known
/// factors that are not 0, if the tensor has the reduction's loops. Returns
/// false otherwise.
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
  // A solution may make other equations solvable.
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

/// Returns true if the form contains no reduction over the loops' dimensions.
bool KnownForms::isFree(Form form, Loops loops) const {
  return llvm::none_of(loops, [&](unsigned loop) {
    return table.facts(form).reduces(table.loops().dimensionOf(loop));
  });
}

/// Returns the term without an atom, or std::nullopt if the atom is not a
/// factor of it.
static std::optional<FormTerm> takeOut(const FormTerm &term, unsigned atom) {
  auto found = llvm::find(term.product, FormFactor{atom, 1});
  if (found == term.product.end())
    return std::nullopt;
  FormTerm others(term);
  others.product.erase(others.product.begin() + (found - term.product.begin()));
  return others;
}

/// Returns the terms that result from multiplying out the sums among a term's
/// factors, or std::nullopt if these are too many, or only the term itself.
std::optional<KnownForms::Terms> KnownForms::multiplyOut(const FormTerm &term) {
  constexpr size_t most = 64;
  for (const FormFactor &factor : term.product) {
    const FormAtom &atom = table.atom(factor.atom);
    if (atom.kind != FormAtom::Sum || factor.exponent != 1)
      continue;
    FormTerm others = *takeOut(term, factor.atom);
    Terms terms;
    for (const FormTerm &own : Terms(table.terms(atom.operands.front())))
      for (const FormTerm &each :
           Terms(table.terms(multiply(table, others, own)))) {
        llvm::append_range(terms, multiplyOut(each).value_or(Terms{each}));
        if (terms.size() > most)
          return std::nullopt;
      }
    return terms;
  }
  return std::nullopt;
}

/// Returns the sums that are factors of a term and depend on the loops.
std::vector<unsigned> KnownForms::findInner(const FormTerm &term,
                                            Loops loops) const {
  std::vector<unsigned> inner;
  for (const FormFactor &factor : term.product) {
    const FormAtom &atom = table.atom(factor.atom);
    if (atom.kind == FormAtom::Reduction && factor.exponent == 1 &&
        table.reduction(atom.number).combiner == Primitive::Add &&
        table.atomFacts(factor.atom).dependsOn(loops))
      inner.push_back(factor.atom);
  }
  return inner;
}

/// Returns the sum over the loops if it is known, else std::nullopt.
std::optional<Form> KnownForms::findSum(Form body, Loops loops) {
  Form known = lookUp(reduce(table, Primitive::Add, body, loops));
  return isFree(known, loops) ? std::optional(known) : std::nullopt;
}

/// Returns the sum over the loops of an inner sum times `others`, if the sum of
/// the inner body times `others` is known.
std::optional<Form> KnownForms::findBehind(unsigned innerSum,
                                           const Terms &others, Loops loops) {
  OpenReduction inner = open(table, table.atom(innerSum));
  Form rest = addTerms(table, others);
  std::optional<Form> known = findSum(multiply(table, rest, inner.body), loops);
  if (!known)
    return std::nullopt;
  return reduce(table, Primitive::Add, *known, inner.loops);
}

/// Removes all terms that share an inner sum with the first one from `terms`,
/// and returns their sum if it is known.
std::optional<Form> KnownForms::exchangeAlike(Terms &terms, Loops loops) {
  for (unsigned innerSum : findInner(terms.front(), loops)) {
    Terms alike, left;
    for (const FormTerm &term : terms) {
      std::optional<FormTerm> others = takeOut(term, innerSum);
      others ? alike.push_back(*others) : left.push_back(term);
    }
    std::optional<Form> known = findBehind(innerSum, alike, loops);
    if (!known)
      continue;
    terms = std::move(left);
    return known;
  }
  return std::nullopt;
}

/// Removes the first term from `terms` and returns its sum if it is known. If
/// it is the only term, its sum has been tried before.
std::optional<Form> KnownForms::exchangeFirst(Terms &terms, Loops loops) {
  FormTerm first = terms.front();
  terms.erase(terms.begin());
  if (!terms.empty()) {
    if (std::optional<Form> known = findSum(makeProduct(table, first), loops))
      return known;
    for (unsigned innerSum : findInner(first, loops))
      if (std::optional<Form> known =
              findBehind(innerSum, {*takeOut(first, innerSum)}, loops))
        return known;
  }
  std::optional<Terms> own = multiplyOut(first);
  return own ? exchangeTerms(std::move(*own), loops) : std::nullopt;
}

/// Returns the sum of terms if it is known. Terms may be known only together,
/// as the elements that a mask fills are with the others. Terms without inner
/// sums are tried last.
std::optional<Form> KnownForms::exchangeTerms(Terms terms, Loops loops) {
  llvm::sort(terms, [&](const FormTerm &a, const FormTerm &b) {
    bool aIsLast = findInner(a, loops).empty();
    bool bIsLast = findInner(b, loops).empty();
    return std::tie(aIsLast, a) < std::tie(bIsLast, b);
  });
  Form sum = table.constant(0);
  while (!terms.empty()) {
    std::optional<Form> known = findSum(addTerms(table, terms), loops);
    if (known)
      return ag::add(table, sum, *known);
    known = exchangeAlike(terms, loops);
    if (!known)
      known = exchangeFirst(terms, loops);
    if (!known)
      return std::nullopt;
    sum = ag::add(table, sum, *known);
  }
  return sum;
}

/// Returns a sum whose terms are known, or sums of known forms.
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
