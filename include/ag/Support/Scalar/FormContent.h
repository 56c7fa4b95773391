//===- FormContent.h - what terms have in common ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What may be taken out of a sum, as a factor of all of its terms?
//
//   2 e^(x + m) + 2 y e^m = 2 e^m * (e^x + y)
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMCONTENT_H
#define AG_SUPPORT_SCALAR_FORMCONTENT_H

#include "ag/Support/Scalar/Forms.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace ag {

/// Whether (x y)^exponent is x^exponent y^exponent, of atom x and any y.
bool mayRaise(const FormTable &table, unsigned atom, double exponent);

/// Returns the x of the first factor e^x of a product; nullopt if it has none.
std::optional<Form> findExponent(const FormTable &table,
                                 const FormProduct &product);

/// A form as `content` times `rest`.
struct FormContent {
  FormTerm content;
  Form rest;
};

/// Takes out what all terms have in common and `mayLeave` lets out: a number
/// (of the first term, in the table's order), atoms, and what is added in all
/// e^x. The content may be raised to `exponent` by itself.
FormContent takeContent(FormTable &table, Form form, double exponent,
                        llvm::function_ref<bool(const FormFacts &)> mayLeave);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMCONTENT_H
