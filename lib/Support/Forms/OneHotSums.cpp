//===- OneHotSums.cpp - sums of which one place counts --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/OneHotSums.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormWalk.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

/// Returns the only index of `loop` for which the atom is not 0: l, for [j - l
/// = 0]. std::nullopt if the atom is not of this form.
static std::optional<Form> findPicked(FormTable &table, const FormAtom &atom,
                                      unsigned loop) {
  if (atom.kind != FormAtom::IsZero || atom.number != 0)
    return std::nullopt;
  Form whole = atom.operands.front(), index = table.index(loop);
  for (double sign : {1.0, -1.0}) {
    Form picked = subtract(table, index, scale(table, whole, sign));
    if (!table.facts(picked).dependsOn({loop}))
      return picked;
  }
  return std::nullopt;
}

/// Returns the sum of one term over the loops, or std::nullopt if it selects no
/// element.
static std::optional<Form> sumPicked(FormTable &table, const FormTerm &term,
                                     llvm::ArrayRef<unsigned> loops) {
  for (auto [place, factor] : llvm::enumerate(term.product))
    for (unsigned loop : loops) {
      std::optional<Form> picked =
          findPicked(table, FormAtom(table.atom(factor.atom)), loop);
      if (!picked)
        continue;
      FormTerm others(term);
      others.product.erase(others.product.begin() + place);
      Form there =
          substitute(table, makeProduct(table, others), {{loop, *picked}});
      llvm::SmallVector<unsigned> left(loops);
      llvm::erase(left, loop);
      return takePicked(
          table,
          left.empty() ? there : reduce(table, Primitive::Add, there, left));
    }
  return std::nullopt;
}

static std::optional<Form> sumPicked(FormTable &table, const FormAtom &atom) {
  if (atom.kind != FormAtom::Reduction ||
      table.reduction(atom.number).combiner != Primitive::Add)
    return std::nullopt;
  OpenReduction opened = open(table, atom);
  Form sum = table.constant(0);
  llvm::SmallVector<FormTerm, 2> others;
  for (const FormTerm &term :
       llvm::SmallVector<FormTerm, 2>(table.terms(opened.body)))
    if (std::optional<Form> own = sumPicked(table, term, opened.loops))
      sum = add(table, sum, *own);
    else
      others.push_back(term);
  if (others.size() == table.terms(opened.body).size())
    return std::nullopt;
  Form rest = reduce(table, Primitive::Add, table.make(others), opened.loops);
  return add(table, sum, takePicked(table, rest));
}

Form takePicked(FormTable &table, Form form) {
  // Most forms contain no comparisons, and are not rebuilt.
  bool compares = hasAtom(table, form, [](const FormAtom &atom) {
    return atom.kind == FormAtom::IsZero;
  });
  if (!compares)
    return form;
  return replaceAtoms(table, form, [&](const FormAtom &atom) {
    return sumPicked(table, FormAtom(atom));
  });
}

} // namespace ag
