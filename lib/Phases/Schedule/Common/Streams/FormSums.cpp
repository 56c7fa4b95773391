//===- FormSums.cpp - choices and factors in sums -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormSums.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormBounds.h"
#include "ag/Support/Forms/FormFacts.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

std::optional<FormChoice> findChoice(FormTable &table, Form sum) {
  auto sizeOf = [&](Form form) { return table.terms(form).size(); };
  for (const FormTerm &term : table.terms(sum))
    for (const FormFactor &factor : term.product) {
      if (!isCondition(table.atom(factor.atom)))
        continue;
      Form condition = table.make(FormAtom(table.atom(factor.atom)));
      Form contrary = negate(table, condition);
      Form yes = assumeFully(table, sum, condition);
      Form no = assumeFully(table, sum, contrary);
      if (sizeOf(yes) + sizeOf(no) <= sizeOf(sum) && sizeOf(no) != 0)
        return FormChoice{factor.atom, yes, no};
    }
  return std::nullopt;
}

/// Returns the factor to take out, or std::nullopt if there is none.
static std::optional<FormFactor> findCommon(const FormTable &table,
                                            llvm::ArrayRef<FormTerm> terms) {
  struct Count {
    unsigned all = 0, inConditions = 0;
  };
  auto isChoice = [&](const FormFactor &factor) {
    return isCondition(table.atom(factor.atom));
  };
  std::map<FormFactor, Count> counts;
  for (const FormTerm &term : terms) {
    bool isChosen = llvm::any_of(term.product, isChoice);
    for (const FormFactor &factor : term.product) {
      ++counts[factor].all;
      counts[factor].inConditions += isChosen;
    }
  }
  std::optional<FormFactor> common;
  std::pair<bool, unsigned> most = {false, 1};
  for (auto [factor, count] : counts) {
    std::pair<bool, unsigned> own = {isChoice(factor), count.all};
    bool mayLeave = own.first || count.inConditions == 0 ||
                    productFacts(table, {factor}).isFinite;
    if (!mayLeave || count.all < 2 || own <= most)
      continue;
    common = factor;
    most = own;
  }
  return common;
}

std::optional<FactoredTerms> takeFactorOut(const FormTable &table,
                                           llvm::ArrayRef<FormTerm> terms) {
  std::optional<FormFactor> common = findCommon(table, terms);
  if (!common)
    return std::nullopt;
  FactoredTerms factored{*common, {}, {}};
  for (FormTerm term : terms) {
    auto *own = llvm::find(term.product, *common);
    bool has = own != term.product.end();
    if (has)
      term.product.erase(own);
    (has ? factored.inner : factored.outer).push_back(term);
  }
  return factored;
}

} // namespace ag
