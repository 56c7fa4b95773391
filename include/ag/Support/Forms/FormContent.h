//===- FormContent.h - what terms have in common ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which common factor of all terms can be taken out of a sum?
//
//   2 e^(x + m) + 2 y e^m = 2 e^m * (e^x + y)
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMCONTENT_H
#define AG_SUPPORT_FORMS_FORMCONTENT_H

#include "ag/Support/Forms/Forms.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace ag {

/// Returns true if (x y)^exponent equals x^exponent y^exponent, for atom x and
/// any y.
bool mayRaise(const FormTable &table, unsigned atom, double exponent);

/// Returns the x of the first factor e^x of a product, or std::nullopt if there
/// is none.
std::optional<Form> findExponent(const FormTable &table,
                                 const FormProduct &product);

/// A form as the product of `content` and `rest`.
struct FormContent {
  FormTerm content;
  Form rest;
};

/// Takes out the common part of all terms, as far as `mayLeave` accepts it: a
/// number (that of the first term in the table's order), atoms, and terms of
/// the exponents of e^x. The content can be raised to `exponent` separately. If
/// forms keep rounding, only maxima and minima leave exponents.
FormContent takeContent(FormTable &table, Form form, double exponent,
                        llvm::function_ref<bool(const FormFacts &)> mayLeave);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMCONTENT_H
