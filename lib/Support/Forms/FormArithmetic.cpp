//===- FormArithmetic.cpp - sums, products and powers of forms ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormContent.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace ag {

using Terms = llvm::SmallVector<FormTerm, 2>;

bool isCondition(const FormAtom &atom) {
  return atom.kind == FormAtom::IsNatural || atom.kind == FormAtom::IsZero ||
         atom.kind == FormAtom::Fails ||
         (atom.kind == FormAtom::Apply && atom.type == ScalarType::I1);
}

bool isCondition(const FormTable &table, Form form) {
  llvm::ArrayRef<FormTerm> terms = table.terms(form);
  return terms.empty() ||
         (terms.size() == 1 && terms.front().coefficient == 1 &&
          llvm::all_of(terms.front().product, [&](const FormFactor &factor) {
            return factor.exponent == 1 && isCondition(table.atom(factor.atom));
          }));
}

bool isWhole(double exponent) { return exponent == std::floor(exponent); }

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

using TermMap = std::map<FormProduct, double>;

static FormProduct without(const FormProduct &product, size_t place) {
  FormProduct rest(product);
  rest.erase(rest.begin() + place);
  return rest;
}

/// Merges two terms that differ only by a condition and its negation. Returns
/// true if it found such terms.
static bool mergeContrary(FormTable &table, TermMap &terms) {
  for (const auto &[product, coefficient] : terms) {
    for (auto [place, factor] : llvm::enumerate(product)) {
      if (!isCondition(table.atom(factor.atom)))
        continue;
      Form contrary = negate(table, table.make(table.atom(factor.atom)));
      FormProduct rest = without(product, place);
      FormProduct other(rest);
      if (table.terms(contrary).size() != 1)
        continue;
      llvm::append_range(other, table.terms(contrary).front().product);
      llvm::sort(other);
      auto found = terms.find(other);
      if (found == terms.end() || found->second != coefficient)
        continue;
      double both = coefficient;
      terms.erase(found);
      terms.erase(FormProduct(product));
      double &sum = terms[rest];
      sum = table.getCoefficients().add(sum, both);
      return true;
    }
  }
  return false;
}

Form addTerms(FormTable &table, llvm::ArrayRef<FormTerm> terms) {
  TermMap sums;
  for (const FormTerm &term : terms) {
    auto [entry, isNew] = sums.try_emplace(term.product, term.coefficient);
    if (!isNew)
      entry->second =
          table.getCoefficients().add(entry->second, term.coefficient);
  }
  while (mergeContrary(table, sums))
    ;
  Terms result;
  for (const auto &[product, coefficient] : sums)
    if (coefficient != 0)
      result.push_back({coefficient, product});
  return table.make(std::move(result));
}

Form add(FormTable &table, Form a, Form b) {
  Terms all(table.terms(a));
  llvm::append_range(all, table.terms(b));
  return addTerms(table, all);
}

Form scale(FormTable &table, Form form, double factor) {
  if (factor == 0)
    return table.constant(0);
  Terms result(table.terms(form));
  for (FormTerm &term : result)
    term.coefficient *= factor;
  return addTerms(table, result);
}

Form subtract(FormTable &table, Form a, Form b) {
  return add(table, a, scale(table, b, -1));
}

Form negate(FormTable &table, Form condition) {
  if (std::optional<double> number = table.number(condition))
    return table.constant(*number == 0 ? 1 : 0);
  if (std::optional<unsigned> single = table.singleAtom(condition)) {
    FormAtom atom = table.atom(*single);
    if (atom.kind == FormAtom::IsNatural)
      return isNatural(
          table, subtract(table, table.constant(-1), atom.operands.front()));
    if (atom.kind == FormAtom::IsZero) {
      atom.number = 1 - atom.number;
      return table.make(atom);
    }
    if (atom.kind == FormAtom::Fails)
      return atom.operands.front();
  }
  FormAtom fails{FormAtom::Fails};
  fails.operands = {condition};
  return table.make(fails);
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// The maximum number of terms to which a product is multiplied out.
static constexpr size_t mostTerms = 64;

namespace {
/// A sum, in the parts over which a product is distributed.
struct Parts {
  /// Terms without reductions, or whose reductions depend on all loops of the
  /// sum.
  Terms whole;
  Terms rest;

  /// Returns how many there are: the first terms are one.
  size_t count() const { return rest.size() + !whole.empty(); }
};
} // namespace

/// Returns true if a factor is guarded, and so may leave a sum that contains
/// the condition.
static bool hasGuard(const FormTable &table, const FormProduct &product) {
  return llvm::any_of(product, [&](const FormFactor &factor) {
    return table.atom(factor.atom).kind == FormAtom::Guarded;
  });
}

static Parts split(const FormTable &table, Form form) {
  const FormFacts &all = table.facts(form);
  Parts parts;
  bool isReduced = true;
  for (const FormTerm &term : table.terms(form)) {
    FormFacts facts = productFacts(table, term.product);
    bool isWhole = facts.reduced.empty() ||
                   (facts.loops == all.loops && !hasGuard(table, term.product));
    (isWhole ? parts.whole : parts.rest).push_back(term);
    isReduced &= !facts.reduced.empty();
  }
  if (isReduced && parts.rest.empty())
    std::swap(parts.whole, parts.rest);
  return parts;
}

/// Returns the product of the factors that are neither e^x nor 1. Adds the
/// exponents of e^x to `exponent`.
static FormProduct mergeFactors(FormTable &table, const FormProduct &a,
                                const FormProduct &b, Form &exponent) {
  std::map<unsigned, double> exponents;
  for (const FormProduct &product : {a, b})
    for (const FormFactor &factor : product) {
      const FormAtom &atom = table.atom(factor.atom);
      if (atom.kind == FormAtom::Exp)
        exponent = add(table, exponent,
                       scale(table, atom.operands.front(), factor.exponent));
      else
        exponents[factor.atom] += factor.exponent;
    }
  FormProduct merged;
  for (auto [atom, exponent] : exponents) {
    FormAtom::Kind kind = table.atom(atom).kind;
    bool isFlat = isCondition(table.atom(atom)) || kind == FormAtom::Infinity;
    if (exponent != 0)
      merged.push_back({atom, isFlat && exponent > 0 ? 1.0 : exponent});
  }
  return merged;
}

/// Returns a power of a sum without multiplying it out.
static FormTerm powerOfSum(FormTable &table, Form sum, double exponent) {
  FormAtom atom{FormAtom::Sum};
  atom.operands = {sum};
  FormTerm result = table.terms(table.make(atom)).front();
  result.product.front().exponent = exponent;
  return result;
}

/// Returns a sum of several terms as one term, which is not multiplied out.
static FormTerm collapse(FormTable &table, Form sum) {
  FormContent taken =
      takeContent(table, sum, 1.0, [](const FormFacts &) { return true; });
  std::optional<double> number = table.number(taken.rest);
  FormTerm rest =
      number ? FormTerm{*number, {}} : powerOfSum(table, taken.rest, 1.0);
  Form exponent = table.constant(0);
  FormProduct product =
      mergeFactors(table, taken.content.product, rest.product, exponent);
  addExponent(table, exponent, product);
  return {taken.content.coefficient * rest.coefficient, product};
}

static Terms findParts(FormTable &table, Form form) {
  Parts parts = split(table, form);
  if (parts.whole.size() > 1) {
    FormTerm whole = collapse(table, table.make(parts.whole));
    parts.whole = {whole};
  }
  llvm::append_range(parts.whole, parts.rest);
  return parts.whole;
}

/// Returns true if the form is a number, or a product of sizes and a number.
static bool isScalar(const FormTable &table, Form form) {
  llvm::ArrayRef<FormTerm> terms = table.terms(form);
  return terms.empty() ||
         (terms.size() == 1 &&
          llvm::all_of(terms.front().product, [&](const FormFactor &factor) {
            return table.atom(factor.atom).kind == FormAtom::Symbol;
          }));
}

Form assume(FormTable &table, Form form, Form condition) {
  Form contrary = negate(table, condition);
  auto isFactorOf = [&](Form factor, const FormTerm &term) {
    return table.terms(factor).size() == 1 &&
           llvm::all_of(table.terms(factor).front().product,
                        [&](const FormFactor &own) {
                          return llvm::is_contained(term.product, own);
                        });
  };
  Terms terms;
  for (FormTerm term : table.terms(form)) {
    if (isFactorOf(contrary, term))
      continue;
    if (isFactorOf(condition, term))
      llvm::erase_if(term.product, [&](const FormFactor &factor) {
        return llvm::is_contained(table.terms(condition).front().product,
                                  factor);
      });
    terms.push_back(term);
  }
  return addTerms(table, terms);
}

/// Returns `form` under the assumption that the conditions hold that are
/// factors of `factor`, if it is a single term.
static Form assumeConditions(FormTable &table, Form form, Form factor) {
  if (table.terms(factor).size() == 1)
    for (const FormFactor &own : table.terms(factor).front().product)
      if (isCondition(table.atom(own.atom)))
        form = assume(table, form, table.make(table.atom(own.atom)));
  return form;
}

Form multiply(FormTable &table, Form a, Form b) {
  if (isScalar(table, b))
    std::swap(a, b);
  if (table.terms(b).size() > 1)
    b = assumeConditions(table, b, a);
  else if (table.terms(a).size() > 1)
    a = assumeConditions(table, a, b);
  bool distributes = isScalar(table, a);
  Terms left = findParts(table, a);
  Terms right = distributes ? Terms(table.terms(b)) : findParts(table, b);
  if (!distributes && left.size() * right.size() > mostTerms) {
    left = {left.size() > 1 ? collapse(table, a) : left.front()};
    right = {right.size() > 1 ? collapse(table, b) : right.front()};
  }
  Terms result;
  for (const FormTerm &x : left)
    for (const FormTerm &y : right)
      llvm::append_range(result, table.terms(multiply(table, x, y)));
  return addTerms(table, result);
}

/// Returns true if two conditions of a product contradict each other.
static bool isContradiction(FormTable &table, const FormProduct &product) {
  return llvm::any_of(product, [&](const FormFactor &factor) {
    if (!isCondition(table.atom(factor.atom)))
      return false;
    Form contrary = negate(table, table.make(table.atom(factor.atom)));
    if (table.terms(contrary).size() != 1)
      return false;
    const FormProduct &other = table.terms(contrary).front().product;
    return llvm::all_of(other, [&](const FormFactor &own) {
      return llvm::is_contained(product, own);
    });
  });
}

/// Returns the number of terms to which a power of a sum is multiplied out; 0
/// if it stays a power.
static double countTerms(const FormTable &table, const FormFactor &factor) {
  constexpr double mostExponent = 4;
  const FormAtom &atom = table.atom(factor.atom);
  if (atom.kind != FormAtom::Sum || factor.exponent < 1 ||
      !isWhole(factor.exponent) || factor.exponent > mostExponent)
    return 0;
  Parts parts = split(table, atom.operands.front());
  return parts.rest.empty() ? 0 : std::pow(parts.count(), factor.exponent);
}

/// Returns the position of a power of a sum that has to be multiplied out. If
/// all of them together would have too many terms, each stays a factor, so that
/// the product of two long sums is not multiplied out after all.
static std::optional<size_t> findSum(const FormTable &table,
                                     const FormProduct &product) {
  if (product.size() == 1 && product.front().exponent == 1.0 &&
      table.atom(product.front().atom).kind == FormAtom::Sum)
    return 0;
  std::optional<size_t> first;
  double terms = 1;
  for (auto [place, factor] : llvm::enumerate(product)) {
    double own = countTerms(table, factor);
    if (own == 0)
      continue;
    terms *= own;
    if (!first)
      first = place;
  }
  return terms <= mostTerms ? first : std::nullopt;
}

Form multiply(FormTable &table, const FormTerm &a, const FormTerm &b) {
  Form exponent = table.constant(0);
  FormProduct product = mergeFactors(table, a.product, b.product, exponent);
  double coefficient = a.coefficient * b.coefficient;
  if (isContradiction(table, product))
    return table.constant(0);
  addExponent(table, exponent, product);
  std::optional<size_t> place = findSum(table, product);
  if (!place)
    return table.make({FormTerm{coefficient, product}});
  Form sum = table.atom(product[*place].atom).operands.front();
  auto count = static_cast<unsigned>(product[*place].exponent);
  Form result = table.make({FormTerm{coefficient, without(product, *place)}});
  for (unsigned iteration = 0; iteration < count; ++iteration)
    result = multiply(table, result, sum);
  return result;
}

Form makeProduct(FormTable &table, const FormTerm &term) {
  return multiply(table, term, FormTerm{1.0, {}});
}

Form takeFactorsOut(FormTable &table, Form sum) {
  return table.terms(sum).size() > 1 ? makeProduct(table, collapse(table, sum))
                                     : sum;
}

//===----------------------------------------------------------------------===//
// Powers
//===----------------------------------------------------------------------===//

static Form powerOfTerm(FormTable &table, const FormTerm &term,
                        double exponent) {
  FormTerm raised{1.0, {}}, rest{1.0, {}};
  Form power = table.constant(0);
  bool raisesSign = term.coefficient > 0 || isWhole(exponent);
  if (raisesSign)
    raised.coefficient = std::pow(term.coefficient, exponent);
  else
    rest.coefficient = term.coefficient;
  for (const FormFactor &factor : term.product) {
    const FormAtom &atom = table.atom(factor.atom);
    if (atom.kind == FormAtom::Exp)
      power = add(table, power, scale(table, atom.operands.front(), exponent));
    else if (mayRaise(table, factor.atom, exponent))
      raised.product.push_back(
          {factor.atom, isCondition(atom) ? 1.0 : factor.exponent * exponent});
    else
      rest.product.push_back(factor);
  }
  Form result = multiply(table, makeProduct(table, raised), exp(table, power));
  if (rest.product.empty() && rest.coefficient == 1.0)
    return result;
  bool isAlone = rest.product.size() == 1 && rest.coefficient == 1.0;
  const FormFactor *only = rest.product.empty() ? nullptr : &rest.product[0];
  // The square root of x^2 is not x.
  if (isAlone && std::fmod(only->exponent, 2.0) != 0.0 &&
      !isCondition(table.atom(only->atom)))
    rest.product[0].exponent *= exponent;
  else
    rest = powerOfSum(table, table.make({rest}), exponent);
  return multiply(table, result, makeProduct(table, rest));
}

Form power(FormTable &table, Form base, double exponent) {
  if (exponent == 0)
    return table.constant(1);
  if (exponent == 1)
    return base;
  if (std::optional<double> number = table.number(base))
    return table.constant(std::pow(*number, exponent));
  llvm::ArrayRef<FormTerm> terms = table.terms(base);
  if (terms.size() == 1)
    return powerOfTerm(table, FormTerm(terms.front()), exponent);
  FormContent taken = takeContent(table, base, exponent,
                                  [](const FormFacts &) { return true; });
  std::optional<double> number = table.number(taken.rest);
  Form rest = number
                  ? table.constant(std::pow(*number, exponent))
                  : makeProduct(table, powerOfSum(table, taken.rest, exponent));
  return multiply(table, powerOfTerm(table, taken.content, exponent), rest);
}

} // namespace ag
