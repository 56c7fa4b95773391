//===- FormPrint.h - forms, for people to read ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMPRINT_H
#define AG_SUPPORT_FORMS_FORMPRINT_H

#include "ag/Support/Forms/Forms.h"
#include <string>

namespace ag {

/// Names of tensors; a tensor without a name is t0, t1, ...
using FormNames = llvm::ArrayRef<std::string>;

/// Returns a text such as "2*x[i]*exp(y[i, j]) - sum(j: x[i]*z[j])". Loops are
/// named i, j, k, l, m, n by their numbers, then i6, i7, ...
std::string print(const FormTable &table, Form form, FormNames names = {});

/// Returns the text of an atom, as in the form of a reason.
std::string printAtom(const FormTable &table, unsigned atom,
                      FormNames names = {});

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMPRINT_H
