//===- FormGuards.cpp - what is chosen, and may be no number --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormGuards.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormReductions.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

using Terms = llvm::SmallVector<FormTerm, 2>;
using Loops = llvm::ArrayRef<unsigned>;

//===----------------------------------------------------------------------===//
// In conditions
//===----------------------------------------------------------------------===//

/// Returns true if the product, apart from guarded operands, depends on all
/// loops of the condition. It then cannot leave a sum without the condition.
static bool stays(const FormTable &table, llvm::ArrayRef<FormFactor> product,
                  Form condition) {
  return llvm::all_of(table.facts(condition).loops, [&](unsigned loop) {
    return llvm::any_of(product, [&](const FormFactor &factor) {
      const FormAtom &atom = table.atom(factor.atom);
      bool isGuarded = atom.kind == FormAtom::Guarded;
      return (isGuarded ? table.facts(atom.operands[1])
                        : table.atomFacts(factor.atom))
          .dependsOn({loop});
    });
  });
}

/// Returns the form as a guarded atom. The conditions of nested guards are
/// multiplied.
static Form makeGuarded(FormTable &table, Form form, Form condition) {
  std::optional<unsigned> single = table.singleAtom(form);
  if (single && table.atom(*single).kind == FormAtom::Guarded) {
    FormAtom inner = table.atom(*single);
    return makeGuarded(table, inner.operands[1],
                       multiply(table, inner.operands[0], condition));
  }
  FormAtom atom{FormAtom::Guarded};
  atom.operands = {condition, form};
  return table.make(atom);
}

/// Guards an exponent term by term, because its terms leave sums separately.
static Form guardExponent(FormTable &table, Form exponent, Form condition) {
  Terms parts(table.terms(exponent));
  Form sum = table.constant(0);
  for (const FormTerm &part : parts) {
    Form own = table.make({part});
    sum = add(table, sum,
              stays(table, part.product, condition)
                  ? own
                  : guard(table, own, condition));
  }
  return sum;
}

/// Guards a factor if necessary. Infinities are not guarded, as they represent
/// the value of their exponential.
static Form guardFactor(FormTable &table, const FormFactor &factor,
                        Form condition, bool anyPower) {
  const FormAtom atom = table.atom(factor.atom);
  Form base = table.make(atom);
  const FormFacts facts = table.facts(base);
  bool isFinite = anyPower ? facts.isFinite && facts.isPositive
                           : productFacts(table, {factor}).isFinite;
  bool isConstant =
      atom.kind == FormAtom::Infinity || atom.kind == FormAtom::NaN;
  if (!isFinite && atom.kind == FormAtom::Exp)
    base = exp(table, guardExponent(table, atom.operands.front(), condition));
  else if (!isFinite && !isConstant && !stays(table, {factor}, condition))
    base = makeGuarded(table, base, condition);
  return power(table, base, factor.exponent);
}

static Form guardTerm(FormTable &table, const FormTerm &term, Form condition,
                      bool anyPower) {
  Form product = table.constant(term.coefficient);
  for (const FormFactor &factor : term.product)
    product = multiply(table, product,
                       guardFactor(table, factor, condition, anyPower));
  return product;
}

Form guard(FormTable &table, Form form, Form condition) {
  if (table.facts(form).isFinite || table.facts(condition).loops.empty())
    return form;
  Form sum = table.constant(0);
  for (const FormTerm &term : Terms(table.terms(form)))
    sum = add(table, sum,
              productFacts(table, term.product).isFinite
                  ? table.make({term})
                  : guardTerm(table, term, condition, /*anyPower=*/false));
  return sum;
}

Form guardPowers(FormTable &table, Form form, Form condition) {
  if (std::optional<double> holds = table.number(condition))
    return *holds == 0 ? table.constant(1) : form;
  if (table.number(form))
    return form;
  llvm::ArrayRef<FormTerm> terms = table.terms(form);
  return terms.size() == 1 ? guardTerm(table, FormTerm(terms.front()),
                                       condition, /*anyPower=*/true)
                           : makeGuarded(table, form, condition);
}

//===----------------------------------------------------------------------===//
// Out of sums
//===----------------------------------------------------------------------===//

bool leaves(const FormTable &table, const FormFacts &facts, Loops loops) {
  return !facts.dependsOn(loops) && llvm::any_of(loops, [&](unsigned loop) {
    return facts.reduces(table.loops().dimensionOf(loop));
  });
}

/// Returns 1 if the condition holds anywhere along the loops, else 0.
static Form holdsAnywhere(FormTable &table, Form condition, Loops loops) {
  llvm::SmallVector<unsigned> used;
  for (unsigned loop : loops)
    if (table.facts(condition).dependsOn({loop}))
      used.push_back(loop);
  Form count = reduce(table, Primitive::Add, condition, used);
  return negate(table, isZero(table, count));
}

namespace {
/// A term of a sum over loops, while its guards are moved out of the sum.
class TakingOut {
public:
  TakingOut(FormTable &table, const FormTerm &term, Loops loops)
      : table(table), term(term), loops(loops) {}

  Form run();

private:
  bool isTaken(const FormAtom &atom);
  Form take(const FormAtom &atom);
  Form takeFromExponent(Form exponent);

  FormTable &table;
  const FormTerm &term;
  Loops loops;
  /// The conditions under which guards that were moved out hold somewhere.
  Form anywhere = table.constant(1);
};
} // namespace

/// Returns true if only the guard keeps its operand within the loops, and the
/// term is 0 where the guard's condition fails.
bool TakingOut::isTaken(const FormAtom &atom) {
  if (atom.kind != FormAtom::Guarded ||
      !table.facts(atom.operands[0]).dependsOn(loops) ||
      !leaves(table, table.facts(atom.operands[1]), loops))
    return false;
  return llvm::all_of(table.terms(atom.operands[0]).front().product,
                      [&](const FormFactor &own) {
                        return llvm::is_contained(term.product, own);
                      });
}

Form TakingOut::take(const FormAtom &atom) {
  Form anyOf = holdsAnywhere(table, atom.operands[0], loops);
  anywhere = multiply(table, anywhere, anyOf);
  return guardPowers(table, atom.operands[1], anyOf);
}

Form TakingOut::takeFromExponent(Form exponent) {
  Form sum = table.constant(0);
  for (const FormTerm &part : Terms(table.terms(exponent))) {
    Form product = table.constant(part.coefficient);
    for (const FormFactor &factor : part.product) {
      const FormAtom atom = table.atom(factor.atom);
      Form base = isTaken(atom) ? take(atom) : table.make(atom);
      product = multiply(table, product, power(table, base, factor.exponent));
    }
    sum = add(table, sum, product);
  }
  return sum;
}

Form TakingOut::run() {
  Form product = table.constant(term.coefficient);
  for (const FormFactor &factor : term.product) {
    const FormAtom atom = table.atom(factor.atom);
    Form base = isTaken(atom) ? take(atom)
                : atom.kind == FormAtom::Exp
                    ? exp(table, takeFromExponent(atom.operands.front()))
                    : table.make(atom);
    product = multiply(table, product, power(table, base, factor.exponent));
  }
  return multiply(table, product, anywhere);
}

static bool hasGuards(const FormTable &table,
                      llvm::ArrayRef<FormFactor> product) {
  return llvm::any_of(product, [&](const FormFactor &factor) {
    const FormAtom &atom = table.atom(factor.atom);
    return atom.kind == FormAtom::Guarded ||
           (atom.kind == FormAtom::Exp &&
            llvm::any_of(table.terms(atom.operands.front()),
                         [&](const FormTerm &part) {
                           return hasGuards(table, part.product);
                         }));
  });
}

Terms takeGuardsOut(FormTable &table, Form body, Loops loops) {
  Terms terms;
  for (const FormTerm &term : Terms(table.terms(body)))
    if (hasGuards(table, term.product))
      llvm::append_range(terms,
                         table.terms(TakingOut(table, term, loops).run()));
    else
      terms.push_back(term);
  return terms;
}

} // namespace ag
