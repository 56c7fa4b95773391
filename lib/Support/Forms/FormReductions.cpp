//===- FormReductions.cpp - reductions of forms ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormContent.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormGuards.h"
#include "ag/Support/Forms/FormNames.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

using Terms = llvm::SmallVector<FormTerm, 2>;
using Loops = llvm::ArrayRef<unsigned>;

//===----------------------------------------------------------------------===//
// Other indices
//===----------------------------------------------------------------------===//

namespace {
class Substitution {
public:
  Substitution(FormTable &table, llvm::ArrayRef<IndexReplacement> replacements)
      : table(table) {
    for (const IndexReplacement &replacement : replacements)
      indices.try_emplace(replacement.loop, replacement.index);
  }

  Form apply(Form form);

private:
  bool concerns(const FormFacts &facts) const {
    return llvm::any_of(facts.loops,
                        [&](unsigned loop) { return indices.contains(loop); });
  }
  Form applyToTerm(const FormTerm &term);
  Form applyToAtom(const FormAtom &atom);
  Form applyToReduction(const FormAtom &atom);

  FormTable &table;
  llvm::SmallDenseMap<unsigned, Form> indices;
  llvm::DenseMap<unsigned, Form> known;
};
} // namespace

Form Substitution::apply(Form form) {
  if (!concerns(table.facts(form)))
    return form;
  auto found = known.find(form.number);
  if (found != known.end())
    return found->second;
  Form sum = table.constant(0);
  for (const FormTerm &term : table.terms(form))
    sum = add(table, sum, applyToTerm(term));
  known.try_emplace(form.number, sum);
  return sum;
}

Form Substitution::applyToTerm(const FormTerm &term) {
  Form product = table.constant(term.coefficient);
  for (const FormFactor &factor : term.product) {
    const FormAtom &atom = table.atom(factor.atom);
    Form own = concerns(table.atomFacts(factor.atom)) ? applyToAtom(atom)
                                                      : table.make(atom);
    product = multiply(table, product, power(table, own, factor.exponent));
  }
  return product;
}

Form remake(FormTable &table, FormAtom atom) {
  if (atom.operands.empty())
    return table.make(atom);
  Form first = atom.operands.front();
  switch (atom.kind) {
  case FormAtom::IsNatural:
    return isNatural(table, first);
  case FormAtom::IsZero:
    return atom.number ? negate(table, isZero(table, first))
                       : isZero(table, first);
  case FormAtom::Fails:
    return negate(table, first);
  case FormAtom::Exp:
    return exp(table, first);
  case FormAtom::Log:
    return log(table, first);
  case FormAtom::Sum:
    return first;
  case FormAtom::Guarded:
    return guardPowers(table, atom.operands[1], first);
  default:
    break;
  }
  bool isUnordered = atom.kind == FormAtom::Apply &&
                     isCommutative(static_cast<Primitive>(atom.number));
  if (isUnordered)
    llvm::sort(atom.operands);
  return table.make(atom);
}

Form Substitution::applyToAtom(const FormAtom &atom) {
  if (atom.kind == FormAtom::Index)
    return indices.find(atom.number)->second;
  if (atom.kind == FormAtom::Reduction)
    return applyToReduction(atom);
  FormAtom moved(atom);
  for (Form &operand : moved.operands)
    operand = apply(operand);
  return remake(table, moved);
}

/// Substitutes the loops at which a reduction is taken. If they are replaced by
/// other loops of the same dimensions, its body does not change.
Form Substitution::applyToReduction(const FormAtom &atom) {
  FormAtom renamed(atom);
  bool isRenaming = true;
  for (unsigned &loop : renamed.loops) {
    auto found = indices.find(loop);
    if (found == indices.end())
      continue;
    std::optional<unsigned> single = table.singleAtom(found->second);
    const FormAtom *index = single ? &table.atom(*single) : nullptr;
    isRenaming &= index && index->kind == FormAtom::Index &&
                  table.loops().dimensionOf(index->number) ==
                      table.loops().dimensionOf(loop);
    if (isRenaming)
      loop = index->number;
  }
  llvm::SmallVector<unsigned, 2> different(renamed.loops);
  llvm::sort(different);
  isRenaming &=
      std::adjacent_find(different.begin(), different.end()) == different.end();
  if (isRenaming)
    return table.make(renamed);
  OpenReduction opened = open(table, atom);
  return reduce(table, table.reduction(atom.number).combiner,
                apply(opened.body), opened.loops);
}

Form substitute(FormTable &table, Form form,
                llvm::ArrayRef<IndexReplacement> replacements) {
  return Substitution(table, replacements).apply(form);
}

static Form rename(FormTable &table, Form form, Loops from, Loops to) {
  llvm::SmallVector<IndexReplacement> replacements;
  for (auto [old, own] : llvm::zip_equal(from, to))
    replacements.push_back({old, table.index(own)});
  return substitute(table, form, replacements);
}

OpenReduction open(FormTable &table, const FormAtom &atom) {
  const FormReduction &reduction = table.reduction(atom.number);
  OpenReduction opened;
  for (unsigned loop : reduction.bound)
    opened.loops.push_back(
        table.loops().addLoop(table.loops().dimensionOf(loop)));
  llvm::SmallVector<unsigned, 2> from(reduction.bound), to(opened.loops);
  llvm::append_range(from, reduction.parameters);
  llvm::append_range(to, atom.loops);
  opened.body = rename(table, reduction.body, from, to);
  return opened;
}

//===----------------------------------------------------------------------===//
// Other atoms
//===----------------------------------------------------------------------===//

namespace {
class Replacing {
public:
  Replacing(FormTable &table, AtomReplacement replace)
      : table(table), replace(replace) {}

  Form apply(Form form);

private:
  Form applyToAtom(unsigned number);

  FormTable &table;
  AtomReplacement replace;
  llvm::DenseMap<unsigned, Form> known;
};
} // namespace

Form Replacing::apply(Form form) {
  auto found = known.find(form.number);
  if (found != known.end())
    return found->second;
  Form sum = table.constant(0);
  for (const FormTerm &term : table.terms(form)) {
    Form product = table.constant(term.coefficient);
    for (const FormFactor &factor : term.product)
      product =
          multiply(table, product,
                   power(table, applyToAtom(factor.atom), factor.exponent));
    sum = add(table, sum, product);
  }
  known.try_emplace(form.number, sum);
  return sum;
}

Form Replacing::applyToAtom(unsigned number) {
  const FormAtom &atom = table.atom(number);
  if (std::optional<Form> other = replace(atom))
    return *other;
  if (atom.kind != FormAtom::Reduction) {
    FormAtom moved(atom);
    for (Form &operand : moved.operands)
      operand = apply(operand);
    return remake(table, moved);
  }
  OpenReduction opened = open(table, atom);
  Form body = apply(opened.body);
  return body == opened.body
             ? table.make(atom)
             : reduce(table, table.reduction(atom.number).combiner, body,
                      opened.loops);
}

Form replaceAtoms(FormTable &table, Form form, AtomReplacement replace) {
  return Replacing(table, replace).apply(form);
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Returns the reduction as an atom, with its loops named by their order in the
/// body.
static Form close(FormTable &table, Primitive combiner, Form body,
                  Loops bound) {
  LoopOrder order = findLoopOrder(table, body, bound);
  FormReduction reduction{combiner, body, {}, {}};
  llvm::SmallDenseMap<unsigned, unsigned> counts;
  auto name = [&](unsigned loop) {
    unsigned dimension = table.loops().dimensionOf(loop);
    return table.loops().getOwnLoop(dimension, counts[dimension]++);
  };
  for (unsigned loop : order.bound)
    reduction.bound.push_back(name(loop));
  for (unsigned loop : order.parameters)
    reduction.parameters.push_back(name(loop));
  llvm::SmallVector<unsigned, 2> from(order.bound), to(reduction.bound);
  llvm::append_range(from, order.parameters);
  llvm::append_range(to, reduction.parameters);
  reduction.body = rename(table, body, from, to);
  FormAtom atom{FormAtom::Reduction, table.make(reduction)};
  atom.loops.assign(order.parameters.begin(), order.parameters.end());
  return table.make(atom);
}

static llvm::SmallVector<unsigned> findUsed(const FormTable &table, Form body,
                                            Loops loops) {
  llvm::SmallVector<unsigned> used;
  for (unsigned loop : loops)
    if (table.facts(body).dependsOn({loop}))
      used.push_back(loop);
  return used;
}

/// Returns the number of points of the loops that are not in `used`.
static Form countOthers(FormTable &table, Loops loops, Loops used) {
  Form count = table.constant(1);
  for (unsigned loop : loops)
    if (!llvm::is_contained(used, loop))
      count =
          multiply(table, count, table.size(table.loops().dimensionOf(loop)));
  return count;
}

/// Moves conditions back into the sum. Dividing by them would be wrong, because
/// the sum is 0 where they fail.
static void keepConditions(FormTable &table, FormContent &taken) {
  Form kept = table.constant(1);
  FormProduct left;
  for (const FormFactor &factor : taken.content.product)
    if (isCondition(table.atom(factor.atom)))
      kept =
          multiply(table, kept, table.make(FormAtom(table.atom(factor.atom))));
    else
      left.push_back(factor);
  taken.content.product = left;
  taken.rest = multiply(table, kept, taken.rest);
}

/// Returns a sum from which no reduction over the same dimensions can be moved
/// out.
static Form reduceWhole(FormTable &table, Form body, Loops loops) {
  llvm::SmallVector<unsigned> used = findUsed(table, body, loops);
  Form count = countOthers(table, loops, used);
  if (used.empty())
    return multiply(table, count, body);
  FormContent taken = takeContent(
      table, takeFactorsOut(table, body), 1.0,
      [&](const FormFacts &facts) { return !facts.dependsOn(used); });
  keepConditions(table, taken);
  // Terms that cancelled up to rounding are gone, together with their loops.
  bool isLess = findUsed(table, taken.rest, used) != used;
  Form rest = isLess ? reduceWhole(table, taken.rest, used)
                     : close(table, Primitive::Add, taken.rest, used);
  return multiply(
      table, multiply(table, count, makeProduct(table, taken.content)), rest);
}

namespace {
/// A term, split into the factor that leaves a sum over loops and the rest.
struct SplitTerm {
  Form factor;
  Form rest;
};
} // namespace

static SplitTerm splitTerm(FormTable &table, const FormTerm &term,
                           Loops loops) {
  FormTerm factor{1.0, {}}, rest{term.coefficient, {}};
  Terms outside, inside;
  for (const FormFactor &own : term.product) {
    const FormAtom &atom = table.atom(own.atom);
    if (atom.kind == FormAtom::Exp)
      for (const FormTerm &part : table.terms(atom.operands.front()))
        (leaves(table, productFacts(table, part.product), loops) ? outside
                                                                 : inside)
            .push_back(part);
    else
      (leaves(table, table.atomFacts(own.atom), loops) ? factor : rest)
          .product.push_back(own);
  }
  auto join = [&](const FormTerm &term, const Terms &exponent) {
    return multiply(table, makeProduct(table, term),
                    exp(table, table.make(exponent)));
  };
  return {join(factor, outside), join(rest, inside)};
}

static Form reduceSum(FormTable &table, Form body, Loops loops) {
  std::map<Form, Form> groups;
  for (const FormTerm &term : takeGuardsOut(table, body, loops)) {
    SplitTerm split = splitTerm(table, term, loops);
    auto [entry, isNew] = groups.try_emplace(split.factor, split.rest);
    if (!isNew)
      entry->second = add(table, entry->second, split.rest);
  }
  Form sum = table.constant(0);
  for (auto [factor, rest] : groups)
    sum = add(table, sum,
              multiply(table, factor, reduceWhole(table, rest, loops)));
  return sum;
}

/// Moves terms and a factor out: max over j of (c + p x[j]) is c + p * max of
/// x[j], if p is positive.
static Form reduceExtreme(FormTable &table, Primitive combiner, Form body,
                          Loops loops) {
  if (!table.facts(body).dependsOn(loops))
    return body;
  Terms outside, inside;
  for (const FormTerm &term : table.terms(body)) {
    FormFacts facts = productFacts(table, term.product);
    bool stays = table.keepsRounding ? !leaves(table, facts, loops)
                                     : facts.dependsOn(loops);
    (stays ? inside : outside).push_back(term);
  }
  Form offset = table.make(outside), rest = table.make(inside);
  FormContent taken =
      takeContent(table, rest, 0.5, [&](const FormFacts &facts) {
        return !facts.dependsOn(loops);
      });
  Form content = makeProduct(table, taken.content);
  if (!table.facts(taken.rest).dependsOn(loops))
    return add(table, offset, multiply(table, content, taken.rest));
  bool isTurned = table.terms(taken.rest).front().coefficient < 0;
  if (isTurned) {
    taken.rest = scale(table, taken.rest, -1);
    content = scale(table, content, -1);
    combiner = combiner == Primitive::Max ? Primitive::Min : Primitive::Max;
  }
  Form extreme =
      close(table, combiner, taken.rest, findUsed(table, taken.rest, loops));
  return add(table, offset, multiply(table, content, extreme));
}

Form reduce(FormTable &table, Primitive combiner, Form body, Loops loops) {
  bool isExtreme = combiner == Primitive::Max || combiner == Primitive::Min;
  if (combiner == Primitive::Add)
    return reduceSum(table, body, loops);
  if (!isExtreme)
    return close(table, combiner, body, loops);
  // The reduction of an empty dimension is an infinity, whatever the body is.
  bool mayBeEmpty = llvm::any_of(loops, [&](unsigned loop) {
    return table.loops().sizeOf(table.loops().dimensionOf(loop)) == 0;
  });
  return mayBeEmpty ? close(table, combiner, body, loops)
                    : reduceExtreme(table, combiner, body, loops);
}

} // namespace ag
