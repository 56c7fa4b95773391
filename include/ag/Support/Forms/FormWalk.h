//===- FormWalk.h - what forms are made of ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which atoms do forms contain, including those in bodies of reductions?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMWALK_H
#define AG_SUPPORT_FORMS_FORMWALK_H

#include "ag/Support/Forms/Forms.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Calls `visit` for each atom once, after the atoms that it contains.
void walkAtoms(const FormTable &table, llvm::ArrayRef<Form> forms,
               llvm::function_ref<void(const FormAtom &atom)> visit);

/// Returns true if `isSought` holds for one of the atoms.
bool hasAtom(const FormTable &table, llvm::ArrayRef<Form> forms,
             llvm::function_ref<bool(const FormAtom &atom)> isSought);

/// Returns the loops of a reduction that range over the dimension.
llvm::SmallVector<unsigned, 2> findLoopsOver(const FormTable &table,
                                             const FormReduction &reduction,
                                             unsigned dimension);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMWALK_H
