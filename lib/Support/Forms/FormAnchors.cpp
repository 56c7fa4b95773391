//===- FormAnchors.cpp - exponentials that do not overflow ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormAnchors.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormContent.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormPrimitives.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormWalk.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>
#include <map>
#include <set>

namespace ag {

using Terms = llvm::SmallVector<FormTerm, 2>;

//===----------------------------------------------------------------------===//
// Exponents
//===----------------------------------------------------------------------===//

bool isWeighted(const FormTable &table, const FormTerm &term) {
  return findExponent(table, term.product).has_value();
}

static bool hasWeights(const FormTable &table, llvm::ArrayRef<FormTerm> terms) {
  return llvm::any_of(
      terms, [&](const FormTerm &term) { return isWeighted(table, term); });
}

Form spreadWeights(FormTable &table, Form body) {
  Terms spread;
  for (FormTerm term : Terms(table.terms(body))) {
    auto *sum = llvm::find_if(term.product, [&](const FormFactor &factor) {
      const FormAtom &atom = table.atom(factor.atom);
      return atom.kind == FormAtom::Sum && factor.exponent == 1.0 &&
             hasWeights(table, table.terms(atom.operands.front()));
    });
    if (sum == term.product.end()) {
      spread.push_back(term);
      continue;
    }
    Form inner = table.atom(sum->atom).operands.front();
    term.product.erase(sum);
    for (const FormTerm &own : Terms(table.terms(inner)))
      llvm::append_range(spread, table.terms(spreadWeights(
                                     table, multiply(table, term, own))));
  }
  return addTerms(table, spread);
}

/// Returns the product of the term's conditions for which `counts` holds.
static Form findConditions(FormTable &table, const FormTerm &term,
                           llvm::function_ref<bool(unsigned atom)> counts) {
  Form all = table.constant(1);
  for (const FormFactor &factor : term.product) {
    FormAtom atom = table.atom(factor.atom);
    if (isCondition(atom) && counts(factor.atom))
      all = multiply(table, all, table.make(atom));
  }
  return all;
}

/// Returns true if the atom is a factor of all terms.
static bool isCommon(llvm::ArrayRef<FormTerm> terms, unsigned atom) {
  return llvm::all_of(terms, [&](const FormTerm &term) {
    return llvm::is_contained(term.product, FormFactor{atom, 1});
  });
}

namespace {
/// The exponents of terms of which at most one is not 0 for each element.
struct Alternatives {
  llvm::SmallVector<Form> conditions;
  /// The sum of the conditions, and of each condition times its exponent.
  Form holds, exponent;
};
} // namespace

/// Returns the exponent of the term that is not 0, or -inf if all are.
static Form chooseExponent(FormTable &table, const Alternatives &own) {
  Form none = table.constant(1);
  if (table.number(own.holds) == 1.0)
    return own.exponent;
  for (Form condition : own.conditions)
    none = multiply(table, none, negate(table, condition));
  Form infinite = table.constant(-std::numeric_limits<double>::infinity());
  return add(table, own.exponent, multiply(table, none, infinite));
}

/// Adds the exponent of a term to the first alternatives that exclude it.
static void addAlternative(FormTable &table, Form condition, Form exponent,
                           llvm::SmallVectorImpl<Alternatives> &all) {
  auto *home = llvm::find_if(all, [&](const Alternatives &own) {
    return llvm::all_of(own.conditions, [&](Form other) {
      return table.number(multiply(table, other, condition)) == 0.0;
    });
  });
  // Term by term, so that terms of several exponents become one again.
  Form chosen = table.constant(0);
  for (const FormTerm &term : Terms(table.terms(exponent)))
    chosen = add(table, chosen, multiply(table, condition, table.make({term})));
  if (home == all.end()) {
    all.push_back({{condition}, condition, chosen});
    return;
  }
  home->conditions.push_back(condition);
  home->holds = add(table, home->holds, condition);
  home->exponent = add(table, home->exponent, chosen);
}

Form findGreatestExponent(FormTable &table, llvm::ArrayRef<FormTerm> terms,
                          llvm::ArrayRef<unsigned> loops) {
  auto counts = [&](unsigned atom) {
    return loops.empty() || table.atomFacts(atom).dependsOn(loops) ||
           !isCommon(terms, atom);
  };
  llvm::SmallVector<Alternatives> all;
  for (const FormTerm &term : terms)
    addAlternative(
        table, findConditions(table, term, counts),
        findExponent(table, term.product).value_or(table.constant(0)), all);
  std::set<Form> exponents;
  for (const Alternatives &own : all)
    exponents.insert(chooseExponent(table, own));
  Form greatest = *exponents.begin();
  for (Form exponent : llvm::drop_begin(exponents))
    greatest = apply(table, Primitive::Max, ScalarType::F64, ScalarType::F64,
                     {greatest, exponent});
  return greatest;
}

//===----------------------------------------------------------------------===//
// Anchors
//===----------------------------------------------------------------------===//

/// Returns true if the sum may overflow although a product with it does not.
static bool mayOverflow(const FormTable &table, Form sum) {
  return table.terms(sum).size() > 1 && hasWeights(table, table.terms(sum));
}

/// Returns true if the sum has exactly one e^x, without further factors. The
/// sum is then infinite only where e^x is.
static bool hasPlainWeight(const FormTable &table, Form sum) {
  unsigned count = 0;
  bool isPlain = true;
  for (const FormTerm &term : table.terms(sum))
    if (isWeighted(table, term)) {
      ++count;
      isPlain &= term.product.size() == 1;
    }
  return count == 1 && isPlain;
}

namespace {
class Anchoring {
public:
  explicit Anchoring(FormTable &table) : table(table) {}

  Form apply(Form form, bool mayVanish);

private:
  /// Represents `rest` times e^anchor.
  struct Anchored {
    Form rest, anchor;
  };

  Form applyToTerm(const FormTerm &term, bool mayVanish);
  Form applyToAtom(const FormAtom &atom);
  Form applyToReduction(const FormAtom &atom);
  Anchored anchor(Form sum);
  Form weigh(llvm::ArrayRef<FormTerm> terms, Form anchor);
  Form keepFinite(Form anchor);

  FormTable &table;
  std::map<std::pair<Form, bool>, Form> known;
};
} // namespace

Form Anchoring::apply(Form form, bool mayVanish) {
  auto found = known.find({form, mayVanish});
  if (found != known.end())
    return found->second;
  Form sum = table.constant(0);
  for (const FormTerm &term : Terms(table.terms(form)))
    sum = add(table, sum, applyToTerm(term, mayVanish));
  known.insert({{form, mayVanish}, sum});
  return sum;
}

/// Anchors the sums among the factors. If terms may vanish, a single sum that
/// is infinite only where its e^x is needs no anchor.
Form Anchoring::applyToTerm(const FormTerm &term, bool mayVanish) {
  Form product = table.constant(term.coefficient);
  llvm::SmallVector<std::pair<Form, double>> sums;
  for (const FormFactor &factor : term.product) {
    FormAtom atom = table.atom(factor.atom);
    if (atom.kind == FormAtom::Sum)
      sums.push_back(
          {apply(atom.operands.front(), /*mayVanish=*/false), factor.exponent});
    else
      product = multiply(table, product,
                         power(table, applyToAtom(atom), factor.exponent));
  }
  auto large = llvm::count_if(
      sums, [&](const auto &sum) { return mayOverflow(table, sum.first); });
  bool isAlone =
      mayVanish && large == 1 && !hasWeights(table, table.terms(product));
  for (auto [sum, exponent] : sums) {
    Anchored own{sum, table.constant(0)};
    if (mayOverflow(table, sum) && !(isAlone && hasPlainWeight(table, sum)))
      own = anchor(sum);
    product = multiply(table, product, power(table, own.rest, exponent));
    product = multiply(table, product,
                       exp(table, scale(table, own.anchor, exponent)));
  }
  return product;
}

Form Anchoring::applyToAtom(const FormAtom &atom) {
  if (atom.kind == FormAtom::Reduction)
    return applyToReduction(atom);
  if (atom.kind == FormAtom::Input || atom.operands.empty())
    return table.make(atom);
  FormAtom moved(atom);
  for (Form &operand : moved.operands)
    operand = apply(operand, /*mayVanish=*/atom.kind != FormAtom::Log);
  Form first = moved.operands.front();
  if (atom.kind != FormAtom::Log || !mayOverflow(table, first))
    return remake(table, moved);
  Anchored own = anchor(first);
  return add(table, own.anchor, log(table, own.rest));
}

/// Splits a sum into its weighted terms, with one anchor for all elements, and
/// its other terms.
Form Anchoring::applyToReduction(const FormAtom &atom) {
  Primitive combiner = table.reduction(atom.number).combiner;
  OpenReduction opened = open(table, atom);
  Form body = apply(spreadWeights(table, opened.body), /*mayVanish=*/false);
  Terms weighted, plain;
  for (const FormTerm &term : table.terms(body))
    (isWeighted(table, term) ? weighted : plain).push_back(term);
  if (combiner != Primitive::Add || weighted.empty())
    return body == opened.body ? table.make(atom)
                               : reduce(table, combiner, body, opened.loops);
  Form greatest = findGreatestExponent(table, weighted, opened.loops);
  Form own = keepFinite(reduce(table, Primitive::Max, greatest, opened.loops));
  Form sum = reduce(table, combiner, weigh(weighted, own), opened.loops);
  return add(table, multiply(table, exp(table, own), sum),
             reduce(table, combiner, table.make(plain), opened.loops));
}

Anchoring::Anchored Anchoring::anchor(Form sum) {
  Terms terms(table.terms(spreadWeights(table, sum)));
  Form own = findGreatestExponent(table, terms, {});
  bool isFinite = llvm::any_of(terms, [&](const FormTerm &term) {
    return !isWeighted(table, term) &&
           table.number(findConditions(table, term,
                                       [](unsigned) { return true; })) == 1.0;
  });
  if (!isFinite)
    own = keepFinite(own);
  return {weigh(terms, own), own};
}

/// Returns the anchor, or the lowest number where it is -inf, since subtracting
/// -inf from it would give NaN.
Form Anchoring::keepFinite(Form anchor) {
  Form lowest = table.constant(std::numeric_limits<double>::lowest());
  return ag::apply(table, Primitive::Max, ScalarType::F64, ScalarType::F64,
                   {anchor, lowest});
}

/// Returns the sum of the terms, each multiplied by e^-anchor.
Form Anchoring::weigh(llvm::ArrayRef<FormTerm> terms, Form anchor) {
  Form sum = table.constant(0);
  for (FormTerm term : terms) {
    Form exponent =
        findExponent(table, term.product).value_or(table.constant(0));
    llvm::erase_if(term.product, [&](const FormFactor &factor) {
      return table.atom(factor.atom).kind == FormAtom::Exp;
    });
    FormAtom weight{FormAtom::Apply, static_cast<unsigned>(Primitive::Exp)};
    weight.operands = {subtract(table, exponent, anchor)};
    sum = add(table, sum,
              multiply(table, table.make({term}), table.make(weight)));
  }
  return sum;
}

Form anchorSums(FormTable &table, Form form, bool mayVanish) {
  bool mayBeLarge = hasAtom(table, {form}, [&](const FormAtom &atom) {
    switch (atom.kind) {
    case FormAtom::Sum:
    case FormAtom::Log:
      return hasWeights(table, table.terms(atom.operands.front()));
    case FormAtom::Reduction:
      return hasWeights(table, table.terms(table.reduction(atom.number).body));
    default:
      return false;
    }
  });
  return mayBeLarge ? Anchoring(table).apply(form, mayVanish) : form;
}

} // namespace ag
