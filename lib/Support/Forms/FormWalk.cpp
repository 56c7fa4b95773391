//===- FormWalk.cpp - what forms are made of ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormWalk.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {
namespace {
class Walk {
public:
  Walk(const FormTable &table,
       llvm::function_ref<void(const FormAtom &atom)> visit)
      : table(table), visit(visit) {}

  void walk(Form form) {
    if (!seenForms.insert(form.number).second)
      return;
    for (const FormTerm &term : table.terms(form))
      for (const FormFactor &factor : term.product)
        walkAtom(factor.atom);
  }

private:
  void walkAtom(unsigned number) {
    if (!seenAtoms.insert(number).second)
      return;
    const FormAtom &atom = table.atom(number);
    for (Form operand : atom.operands)
      walk(operand);
    if (atom.kind == FormAtom::Reduction)
      walk(table.reduction(atom.number).body);
    visit(atom);
  }

  const FormTable &table;
  llvm::function_ref<void(const FormAtom &atom)> visit;
  llvm::DenseSet<unsigned> seenForms, seenAtoms;
};
} // namespace

void walkAtoms(const FormTable &table, llvm::ArrayRef<Form> forms,
               llvm::function_ref<void(const FormAtom &atom)> visit) {
  Walk walk(table, visit);
  for (Form form : forms)
    walk.walk(form);
}

bool hasAtom(const FormTable &table, llvm::ArrayRef<Form> forms,
             llvm::function_ref<bool(const FormAtom &atom)> isSought) {
  bool isFound = false;
  walkAtoms(table, forms,
            [&](const FormAtom &atom) { isFound |= isSought(atom); });
  return isFound;
}

llvm::SmallVector<unsigned, 2> findLoopsOver(const FormTable &table,
                                             const FormReduction &reduction,
                                             unsigned dimension) {
  llvm::SmallVector<unsigned, 2> loops;
  for (unsigned loop : reduction.bound)
    if (table.loops().dimensionOf(loop) == dimension)
      loops.push_back(loop);
  return loops;
}

} // namespace ag
