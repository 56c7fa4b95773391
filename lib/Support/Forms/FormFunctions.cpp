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

namespace {
struct Bounds {
  double least, most;
};
} // namespace

/// Returns the maximum of an atom that is not negative.
static double findMost(const FormTable &table, const FormAtom &atom) {
  if (isCondition(atom))
    return 1;
  std::optional<int64_t> size;
  if (atom.kind == FormAtom::Index)
    size = table.loops().sizeOf(table.loops().dimensionOf(atom.number));
  return size ? std::max<double>(*size - 1, 0)
              : std::numeric_limits<double>::infinity();
}

/// Returns the bounds of a product with the coefficient 1.
static Bounds findBounds(const FormTable &table, const FormProduct &product) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double most = 1;
  for (const FormFactor &factor : product) {
    const FormAtom &atom = table.atom(factor.atom);
    bool isNatural =
        isCondition(atom) || table.atomFacts(factor.atom).isNatural;
    if (!isNatural || factor.exponent != 1.0)
      return {-infinity, infinity};
    double own = findMost(table, atom);
    most = own == 0 || most == 0 ? 0 : most * own;
  }
  return {product.empty() ? 1.0 : 0.0, most};
}

/// Returns the bounds of a form of indices, sizes and conditions.
static Bounds findBounds(const FormTable &table, Form form) {
  Bounds sum = {0, 0};
  for (const FormTerm &term : table.terms(form)) {
    Bounds bounds = findBounds(table, term.product);
    double a = term.coefficient * bounds.least,
           b = term.coefficient * bounds.most;
    sum.least += std::min(a, b);
    sum.most += std::max(a, b);
  }
  return sum;
}

bool isBetween(const FormTable &table, Form whole, double least, double most) {
  Bounds bounds = findBounds(table, whole);
  return bounds.least >= least && bounds.most <= most;
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
  Bounds bounds = findBounds(table, whole);
  if (bounds.least >= 0)
    return table.constant(1);
  if (bounds.most < 0)
    return table.constant(0);
  if (std::optional<ExtremeTerm> extreme = findExtreme(table, whole))
    return isNatural(table, *extreme);
  FormAtom atom{FormAtom::IsNatural};
  atom.operands = {whole};
  return table.make(atom);
}

Form isZero(FormTable &table, Form whole) {
  Bounds bounds = findBounds(table, whole);
  if (bounds.least > 0 || bounds.most < 0)
    return table.constant(0);
  if (bounds.least == 0 && bounds.most == 0)
    return table.constant(1);
  if (isCondition(table, whole))
    return negate(table, whole);
  double sign = table.terms(whole).front().coefficient < 0 ? -1 : 1;
  FormAtom atom{FormAtom::IsZero};
  atom.operands = {scale(table, whole, sign)};
  return table.make(atom);
}

} // namespace ag
