//===- FormFunctions.cpp - functions of forms -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormContent.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

namespace ag {

using Terms = llvm::SmallVector<FormTerm, 2>;

//===----------------------------------------------------------------------===//
// Exponentials
//===----------------------------------------------------------------------===//

/// Returns a condition that is a factor of some term, or std::nullopt.
static std::optional<unsigned> findCondition(const FormTable &table,
                                             Form form) {
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product)
      if (isCondition(table.atom(factor.atom)))
        return factor.atom;
  return std::nullopt;
}

/// The maximum number of conditions by which an exponent is split into cases.
static constexpr unsigned mostConditions = 4;

/// Returns the coefficient of an infinity that is a term; 0 if there is none.
static double findInfinity(const FormTable &table, Form form) {
  for (const FormTerm &term : table.terms(form))
    if (term.product.size() == 1 &&
        table.atom(term.product.front().atom).kind == FormAtom::Infinity)
      return term.coefficient;
  return 0;
}

void addExponent(FormTable &table, Form exponent, FormProduct &product) {
  if (table.terms(exponent).empty())
    return;
  FormAtom atom{FormAtom::Exp};
  atom.operands = {exponent};
  product.push_back(table.terms(table.make(atom)).front().product.front());
  llvm::sort(product);
}

static Form expOfCase(FormTable &table, Form form) {
  if (findInfinity(table, form) < 0)
    return table.constant(0);
  Form powers = table.constant(1);
  Terms rest;
  for (const FormTerm &term : table.terms(form)) {
    const FormFactor *only =
        term.product.size() == 1 ? &term.product.front() : nullptr;
    if (only && only->exponent == 1.0 &&
        table.atom(only->atom).kind == FormAtom::Log)
      powers = multiply(table, powers,
                        power(table, table.atom(only->atom).operands.front(),
                              term.coefficient));
    else
      rest.push_back(term);
  }
  FormTerm factor{1.0, {}};
  addExponent(table, table.make(rest), factor.product);
  return multiply(table, table.make({factor}), powers);
}

static Form expOfCases(FormTable &table, Form form, unsigned depth) {
  std::optional<unsigned> found = findCondition(table, form);
  if (!found || depth == mostConditions)
    return expOfCase(table, form);
  Form holds = table.make(table.atom(*found));
  Form fails = negate(table, holds);
  Form yes = expOfCases(table, assume(table, form, holds), depth + 1);
  Form no = expOfCases(table, assume(table, form, fails), depth + 1);
  return add(table, multiply(table, holds, yes), multiply(table, fails, no));
}

Form exp(FormTable &table, Form form) { return expOfCases(table, form, 0); }

//===----------------------------------------------------------------------===//
// Logarithms
//===----------------------------------------------------------------------===//

static Form logOfAtom(FormTable &table, Form form) {
  FormAtom atom{FormAtom::Log};
  atom.operands = {form};
  return table.make(atom);
}

Form log(FormTable &table, Form form) {
  if (std::optional<double> number = table.number(form))
    return table.constant(std::log(*number));
  FormContent taken =
      takeContent(table, form, 0.5, [](const FormFacts &) { return true; });
  Form result = table.constant(std::log(taken.content.coefficient));
  for (const FormFactor &factor : taken.content.product) {
    const FormAtom &atom = table.atom(factor.atom);
    Form part = atom.kind == FormAtom::Exp ? atom.operands.front()
                : atom.kind == FormAtom::Sum
                    ? logOfAtom(table, atom.operands.front())
                    : logOfAtom(table, table.make(atom));
    result = add(table, result, scale(table, part, factor.exponent));
  }
  std::optional<double> number = table.number(taken.rest);
  return add(table, result,
             number ? table.constant(std::log(*number))
                    : logOfAtom(table, taken.rest));
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

static constexpr long double unbounded =
    std::numeric_limits<long double>::infinity();
static constexpr FormRange anyInteger = {-unbounded, unbounded};

/// Returns the product of two numbers, of which one may be infinite.
static long double multiplyEnds(long double a, long double b) {
  return a == 0 || b == 0 ? 0 : a * b;
}

static FormRange multiplyRanges(FormRange a, FormRange b) {
  long double ends[] = {
      multiplyEnds(a.least, b.least), multiplyEnds(a.least, b.most),
      multiplyEnds(a.most, b.least), multiplyEnds(a.most, b.most)};
  return {*llvm::min_element(ends), *llvm::max_element(ends)};
}

/// Returns the range of a primitive that computes an integer. The remainder of
/// a natural number and a constant is less than the constant.
static FormRange findApplyRange(const FormTable &table, const FormAtom &atom,
                                long double longest) {
  FormRange range = FormRange::of(atom.type);
  auto primitive = static_cast<Primitive>(atom.number);
  bool isQuotient = primitive == Primitive::Div || primitive == Primitive::Rem;
  if (!isQuotient || !table.facts(atom.operands[0]).isWhole)
    return range;
  FormRange dividend = findRange(table, atom.operands[0], longest);
  double divisor = table.number(atom.operands[1]).value_or(0);
  if (dividend.least < 0 || divisor < 1)
    return range;
  return {0, primitive == Primitive::Div
                 ? dividend.most
                 : std::min<long double>(dividend.most, divisor - 1)};
}

FormRange findRange(const FormTable &table, const FormAtom &atom,
                    long double longest) {
  if (isCondition(atom))
    return {0, 1};
  switch (atom.kind) {
  case FormAtom::Index: {
    std::optional<int64_t> size =
        table.loops().sizeOf(table.loops().dimensionOf(atom.number));
    return {0, size ? std::max<long double>(*size - 1, 0) : longest};
  }
  case FormAtom::Symbol:
    return {0, longest};
  case FormAtom::Input: {
    std::optional<FormRange> range = table.getRange(atom.number);
    return range ? *range : anyInteger;
  }
  case FormAtom::Apply:
    return isFloat(atom.type) ? anyInteger
                              : findApplyRange(table, atom, longest);
  case FormAtom::Sum:
    return findRange(table, atom.operands.front(), longest);
  default:
    return anyInteger;
  }
}

FormRange findRange(const FormTable &table, const FormTerm &term,
                    long double longest) {
  constexpr double mostFactors = 8;
  FormRange range = {term.coefficient, term.coefficient};
  for (const FormFactor &factor : term.product) {
    FormRange own = findRange(table, table.atom(factor.atom), longest);
    if (table.atomFacts(factor.atom).isNatural)
      own.least = std::max<long double>(own.least, 0);
    bool isPower = factor.exponent >= 1 && factor.exponent <= mostFactors &&
                   factor.exponent == std::floor(factor.exponent);
    if (!isPower)
      return anyInteger;
    for (int count = 0; count < factor.exponent; ++count)
      range = multiplyRanges(range, own);
  }
  return range;
}

FormRange findRange(const FormTable &table, Form whole, long double longest) {
  FormRange sum = {0, 0};
  for (const FormTerm &term : table.terms(whole)) {
    FormRange part = findRange(table, term, longest);
    sum.least += part.least;
    sum.most += part.most;
  }
  return sum;
}

namespace {
/// The maximum or minimum of integers, as a term of a sum.
struct ExtremeTerm {
  FormAtom atom;
  /// The rest of the sum, and the coefficient of the extreme: 1 or -1.
  Form rest;
  double sign;

  /// Returns true if the sum is 0 or more exactly if it is so with both
  /// operands in place of the extreme, rather than with either of them.
  bool asksBoth() const {
    return (static_cast<Primitive>(atom.number) == Primitive::Min) ==
           (sign > 0);
  }
};
} // namespace

static bool isExtreme(const FormAtom &atom) {
  auto primitive = static_cast<Primitive>(atom.number);
  return atom.kind == FormAtom::Apply && !isFloat(atom.type) &&
         (primitive == Primitive::Max || primitive == Primitive::Min);
}

static bool hasExtreme(const FormTable &table, Form form) {
  return llvm::any_of(table.terms(form), [&](const FormTerm &term) {
    return llvm::any_of(term.product, [&](const FormFactor &factor) {
      return isExtreme(table.atom(factor.atom));
    });
  });
}

/// Returns the only extreme of the sum, if its coefficient is 1 or -1 and it
/// contains no other one.
static std::optional<ExtremeTerm> findExtreme(FormTable &table, Form whole) {
  std::optional<ExtremeTerm> found;
  for (const FormTerm &term : table.terms(whole)) {
    if (term.product.size() != 1 || std::abs(term.coefficient) != 1 ||
        term.product.front().exponent != 1)
      continue;
    const FormAtom &atom = table.atom(term.product.front().atom);
    if (isExtreme(atom))
      found = {atom, whole, term.coefficient};
  }
  if (!found || llvm::any_of(found->atom.operands, [&](Form operand) {
        return hasExtreme(table, operand);
      }))
    return std::nullopt;
  found->rest = subtract(table, whole,
                         scale(table, table.make(found->atom), found->sign));
  return hasExtreme(table, found->rest) ? std::nullopt : found;
}

/// Splits the condition: `n - |i - j|` is natural where both `n - i + j` and `n
/// + i - j` are.
static Form isNatural(FormTable &table, const ExtremeTerm &extreme) {
  Form both = table.constant(1);
  bool asksBoth = extreme.asksBoth();
  for (Form operand : extreme.atom.operands) {
    Form sum = add(table, extreme.rest, scale(table, operand, extreme.sign));
    Form holds = isNatural(table, sum);
    both = multiply(table, both, asksBoth ? holds : negate(table, holds));
  }
  return asksBoth ? both : negate(table, both);
}

Form isNatural(FormTable &table, Form whole) {
  FormRange range = findRange(table, whole, unbounded);
  if (range.least >= 0)
    return table.constant(1);
  if (range.most < 0)
    return table.constant(0);
  if (std::optional<ExtremeTerm> extreme = findExtreme(table, whole))
    return isNatural(table, *extreme);
  FormAtom atom{FormAtom::IsNatural};
  atom.operands = {whole};
  return table.make(atom);
}

Form isZero(FormTable &table, Form whole) {
  FormRange range = findRange(table, whole, unbounded);
  if (range.least > 0 || range.most < 0)
    return table.constant(0);
  if (range.least == 0 && range.most == 0)
    return table.constant(1);
  if (isCondition(table, whole))
    return negate(table, whole);
  double sign = table.terms(whole).front().coefficient < 0 ? -1 : 1;
  FormAtom atom{FormAtom::IsZero};
  atom.operands = {scale(table, whole, sign)};
  return table.make(atom);
}

} // namespace ag
