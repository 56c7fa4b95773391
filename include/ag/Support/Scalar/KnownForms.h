//===- KnownForms.h - reductions that need not be computed ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is a form made of, if some tensors are there already?
//
//   l[i]    = sum over j of e^s[i, j]
//   o[i, e] = (sum over j of e^s[i, j] * v[j, e]) / l[i]
//
// Each of these is solved for a reduction: the second one's is o[i, e] * l[i].
// Where a sum needs another one for each of its elements, they are exchanged if
// the inner one is known then:
//
//   sum over j of e^s[i, j] * (sum over e of g[i, e] * v[j, e])
//     = sum over e of g[i, e] * (sum over j of e^s[i, j] * v[j, e])
//     = l[i] * sum over e of g[i, e] * o[i, e]
//
// So are terms that are known only together, as those that a mask lets through
// and those that it fills are.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_KNOWNFORMS_H
#define AG_SUPPORT_SCALAR_KNOWNFORMS_H

#include "ag/Support/Scalar/FormReductions.h"

namespace ag {

class KnownForms {
public:
  explicit KnownForms(FormTable &table) : table(table) {}

  /// The tensor `input` is there, and is `form` at the loops `along`.
  void add(unsigned input, Form form, llvm::ArrayRef<unsigned> along);

  /// The form, of what is known in place of reductions, of which some are
  /// exchanged to that end. Others stay.
  Form rewrite(Form form);

private:
  using Terms = llvm::SmallVector<FormTerm, 2>;
  struct Equation {
    Form value, form;
  };
  /// A reduction at its parameters, as they are called in the table.
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

#endif // AG_SUPPORT_SCALAR_KNOWNFORMS_H
