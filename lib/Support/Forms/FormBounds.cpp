//===- FormBounds.cpp - where along a dimension forms count ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormBounds.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

namespace ag {

/// Returns the neutral element of a combiner, or std::nullopt if it has none.
static std::optional<double> findNeutral(Primitive combiner) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (combiner) {
  case Primitive::Add:
    return 0;
  case Primitive::Max:
    return -infinity;
  case Primitive::Min:
    return infinity;
  default:
    return std::nullopt;
  }
}

Form assumeFully(FormTable &table, Form form, Form condition) {
  Form sum = table.constant(0);
  form = assume(table, form, condition);
  for (const FormTerm &term : llvm::SmallVector<FormTerm>(table.terms(form))) {
    FormTerm rest{term.coefficient, {}};
    Form failing = table.constant(1);
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      if (atom.kind != FormAtom::Fails) {
        rest.product.push_back(factor);
        continue;
      }
      Form inner = assumeFully(table, atom.operands.front(), condition);
      failing = multiply(table, failing, negate(table, inner));
    }
    sum = add(table, sum, multiply(table, failing, table.make({rest})));
  }
  return sum;
}

/// Returns true if the body is neutral where the condition fails. The
/// coefficient of an infinity matters by its sign only.
static bool isNeutralWhereFails(FormTable &table, const FormAccumulator &own,
                                Form condition) {
  std::optional<double> neutral = findNeutral(own.combiner);
  if (!neutral)
    return false;
  Form left = assumeFully(table, own.body, negate(table, condition));
  if (*neutral == 0)
    return table.number(left) == 0.0;
  const auto terms = table.terms(left);
  return terms.size() == 1 &&
         (terms.front().coefficient < 0) == (*neutral < 0) &&
         terms.front().product == table.terms(table.infinity()).front().product;
}

/// Returns the bound that follows from a condition `whole >= 0` with the loop's
/// index as a term, added or subtracted once. Otherwise returns std::nullopt.
static std::optional<FormBound> readBound(FormTable &table, Form condition,
                                          unsigned loop) {
  Form whole = table.atom(*table.singleAtom(condition)).operands.front();
  Form index = table.index(loop);
  for (double sign : {1.0, -1.0}) {
    Form rest = subtract(table, whole, scale(table, index, sign));
    if (table.facts(rest).dependsOn({loop}))
      continue;
    bool isLast = sign < 0;
    return FormBound{condition, isLast, isLast ? rest : scale(table, rest, -1)};
  }
  return std::nullopt;
}

std::optional<LinearLimit> readLinear(const FormTable &table, Form form) {
  LinearLimit limit;
  for (const FormTerm &term : table.terms(form)) {
    if (term.coefficient != std::floor(term.coefficient))
      return std::nullopt;
    auto factor = static_cast<int64_t>(term.coefficient);
    if (term.product.empty()) {
      limit.constant += factor;
      continue;
    }
    const FormAtom &atom = table.atom(term.product.front().atom);
    if (term.product.size() != 1 || term.product.front().exponent != 1.0)
      return std::nullopt;
    if (atom.kind == FormAtom::Symbol)
      limit.sizes.push_back({atom.number, factor});
    else if (atom.kind == FormAtom::Index)
      limit.indices.push_back({table.loops().dimensionOf(atom.number), factor});
    else
      return std::nullopt;
  }
  return limit;
}

llvm::SmallVector<FormBound>
findBounds(FormTable &table, llvm::ArrayRef<FormAccumulator> accumulators,
           unsigned loop) {
  llvm::SmallVector<Form> conditions;
  for (const FormAccumulator &own : accumulators)
    for (const FormTerm &term : table.terms(own.body))
      for (const FormFactor &factor : term.product) {
        Form condition = table.make(FormAtom(table.atom(factor.atom)));
        if (table.atom(factor.atom).kind == FormAtom::IsNatural &&
            table.atomFacts(factor.atom).dependsOn({loop}) &&
            !llvm::is_contained(conditions, condition))
          conditions.push_back(condition);
      }
  llvm::SmallVector<FormBound> bounds;
  for (Form condition : conditions) {
    std::optional<FormBound> bound = readBound(table, condition, loop);
    bool isNeutral =
        bound && llvm::all_of(accumulators, [&](const FormAccumulator &own) {
          return isNeutralWhereFails(table, own, condition);
        });
    if (isNeutral)
      bounds.push_back(*bound);
  }
  return bounds;
}

llvm::SmallVector<FormAccumulator>
assumeWithin(FormTable &table, llvm::ArrayRef<FormAccumulator> accumulators,
             llvm::ArrayRef<FormBound> bounds) {
  llvm::SmallVector<FormAccumulator> within(accumulators);
  for (FormAccumulator &own : within)
    for (const FormBound &bound : bounds)
      own.body = assumeFully(table, own.body, bound.condition);
  return within;
}

} // namespace ag
