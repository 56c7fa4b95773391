//===- GroupStudy.cpp - whether ops are a group ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/GroupStudy.h"
#include "ag/Support/Scalar/FormPasses.h"
#include "ag/Support/Scalar/FormPrint.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

GroupStudy::GroupStudy(ArrayRef<const StatedOp *> ops, ValueRange given,
                       ValueRange made)
    : loops(ops), forms(ops, loops, given) {
  refusal = forms.getRefusal();
  refused = forms.getRefused();
  if (refused)
    return;
  nest = findNest(ops, loops, refused);
  if (!nest) {
    refusal = "it has no loop in common with the others";
    return;
  }
  for (Value value : made)
    results.push_back(forms.readForm(value));
  passes.assign(loops.size(), 1);
  for (unsigned dimension : nest->reduced.set_bits())
    for (const FormAtLoops &result : results)
      passes[dimension] = std::max(
          passes[dimension], ag::countPasses(forms.getTable(), result.form,
                                             dimension, result.loops));
}

unsigned GroupStudy::countPasses() const {
  return passes.empty() ? 1 : *llvm::max_element(passes);
}

std::string GroupStudy::describeMixing() const {
  for (unsigned dimension : nest->reduced.set_bits())
    for (const FormAtLoops &result : results)
      if (std::optional<unsigned> atom =
              findMixing(forms.getTable(), result.form, dimension))
        return printAtom(forms.getTable(), *atom);
  return "";
}

std::string GroupStudy::hashForm() const {
  return llvm::utohexstr(hashForms(forms.getTable(), results),
                         /*LowerCase=*/true, /*Width=*/16);
}

} // namespace ag
