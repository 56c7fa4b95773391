//===- FormFunctions.h - functions of forms ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form has a function of forms?
//
//  - e^(x + y) is e^x e^y, and e^(c log q) is q^c; e^-inf is 0. A condition in
//    an exponent makes two cases of it, which is how a mask that is added
//    becomes one that is multiplied by.
//  - log takes e^x and what is positive out of a product.
//
// A number leaves an exponent only below 80: e^-1e9 is not 0 here, as a finite
// fill of a mask is data, for a row that is masked wholly.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMFUNCTIONS_H
#define AG_SUPPORT_SCALAR_FORMFUNCTIONS_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

Form exp(FormTable &table, Form form);
Form log(FormTable &table, Form form);

/// Multiplies a product without exponentials by e^exponent, which is a sum of
/// those that products had. A number stays in it: e^x may be infinite where
/// e^(x - 60) is not.
void addExponent(FormTable &table, Form exponent, FormProduct &product);

/// 1 where a whole number is 0 or more, else 0; known where the sizes of
/// dimensions tell.
Form isNatural(FormTable &table, Form whole);

/// Whether the sizes of dimensions tell that a whole number is one of these
/// wherever it is.
bool isBetween(const FormTable &table, Form whole, double least, double most);

/// 1 where a whole number is 0, else 0.
Form isZero(FormTable &table, Form whole);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMFUNCTIONS_H
