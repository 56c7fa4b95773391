//===- KnownForms.h - reductions that need not be computed ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a form expressed by tensors that are already known?
//
//   l[i]    = sum over j of e^s[i, j]
//   o[i, e] = (sum over j of e^s[i, j] * v[j, e]) / l[i]
//
// Each of these equations is solved for a reduction; the second one's value is
// o[i, e] * l[i]. If a sum contains another sum for each of its elements, the
// two are exchanged if the new inner one is known:
//
//   sum over j of e^s[i, j] * (sum over e of g[i, e] * v[j, e])
//     = sum over e of g[i, e] * (sum over j of e^s[i, j] * v[j, e])
//     = l[i] * sum over e of g[i, e] * o[i, e]
//
// The same applies to terms that are known only together, such as those that a
// mask keeps and those that it fills.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_KNOWNFORMS_H
#define AG_SUPPORT_FORMS_KNOWNFORMS_H

#include "ag/Support/Forms/FormReductions.h"

namespace ag {

class KnownForms {
public:
  explicit KnownForms(FormTable &table) : table(table) {}

  /// Records that the tensor `input` holds `form` at the loops `along`.
  void add(unsigned input, Form form, llvm::ArrayRef<unsigned> along);

  /// Returns the form with reductions replaced by known tensors. Sums are
  /// exchanged where that makes this possible. Other reductions stay.
  Form rewrite(Form form);

private:
  using Terms = llvm::SmallVector<FormTerm, 2>;
  struct Equation {
    Form value, form;
  };
  /// The value of a reduction, over the loops of its parameters.
  struct Solution {
    llvm::SmallVector<unsigned, 2> loops;
    Form value;
  };

  Form lookUp(Form form);
  bool solve(const Equation &equation);
  std::optional<Form> find(const FormAtom &atom);
  std::optional<Form> exchange(const FormAtom &atom);
  std::optional<Terms> multiplyOut(const FormTerm &term);
  std::vector<unsigned> findInner(const FormTerm &term,
                                  llvm::ArrayRef<unsigned> loops) const;
  std::optional<Form> findSum(Form body, llvm::ArrayRef<unsigned> loops);
  std::optional<Form> findBehind(unsigned innerSum, const Terms &others,
                                 llvm::ArrayRef<unsigned> loops);
  std::optional<Form> exchangeAlike(Terms &terms,
                                    llvm::ArrayRef<unsigned> loops);
  std::optional<Form> exchangeFirst(Terms &terms,
                                    llvm::ArrayRef<unsigned> loops);
  std::optional<Form> exchangeTerms(Terms terms,
                                    llvm::ArrayRef<unsigned> loops);
  bool isFree(Form form, llvm::ArrayRef<unsigned> loops) const;

  FormTable &table;
  llvm::SmallVector<Equation> unsolved;
  std::map<unsigned, Solution> solutions;
};

} // namespace ag

#endif // AG_SUPPORT_FORMS_KNOWNFORMS_H
