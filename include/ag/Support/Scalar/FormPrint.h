//===- FormPrint.h - forms, for people to read ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMPRINT_H
#define AG_SUPPORT_SCALAR_FORMPRINT_H

#include "ag/Support/Scalar/Forms.h"
#include <string>

namespace ag {

/// How tensors are called; those without a name are t0, t1, ...
using FormNames = llvm::ArrayRef<std::string>;

/// "2*x[i]*exp(y[i, j]) - sum(j: x[i]*z[j])": loops are i, j, k, l, m, n by
/// their numbers, then i6, i7, ...
std::string print(const FormTable &table, Form form, FormNames names = {});

/// An atom, which stands in the form of a reason.
std::string printAtom(const FormTable &table, unsigned atom,
                      FormNames names = {});

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMPRINT_H
