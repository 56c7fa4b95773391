//===- FormFunctions.h - functions of forms ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form does a function of forms have?
//
//  - e^(x + y) is e^x e^y, and e^(c log q) is q^c; e^-inf is 0. A condition in
//    an exponent splits it into two cases. In this way, a mask that is added
//    becomes a mask that is multiplied.
//  - log takes e^x and positive factors out of a product.
//
// A number stays in an exponent. In particular, e^-1e9 does not become 0: the
// finite fill of a mask is data for a row that is masked completely.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMFUNCTIONS_H
#define AG_SUPPORT_FORMS_FORMFUNCTIONS_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

Form exp(FormTable &table, Form form);
Form log(FormTable &table, Form form);

/// Multiplies a product without exponentials by e^exponent, where `exponent` is
/// the sum of the exponents that products had. A number stays in the exponent,
/// because e^x may be infinite where e^(x - 60) is not.
void addExponent(FormTable &table, Form exponent, FormProduct &product);

/// Returns 1 if an integer is 0 or more, else 0. The result is a number if the
/// sizes of dimensions determine it.
Form isNatural(FormTable &table, Form whole);

/// The longest that a dimension without a known size is taken to be where a
/// longer one would only make integers of 32 bits wrap.
inline constexpr long double longestDimension = 1 << 28;

/// Integers up to this magnitude are compared by their difference. Of a larger
/// one, which 64 bits may just hold, this much is compared.
inline constexpr int64_t mostCompared = int64_t(1) << 61;

/// Return the range of an atom, of a term and of a form, which are integers.
/// Sizes of dimensions and types of tensors decide. Dimensions without a known
/// size have at most `longest` elements.
FormRange findRange(const FormTable &table, const FormAtom &atom,
                    long double longest);
FormRange findRange(const FormTable &table, const FormTerm &term,
                    long double longest);
FormRange findRange(const FormTable &table, Form whole, long double longest);

/// Returns 1 if an integer is 0, else 0.
Form isZero(FormTable &table, Form whole);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMFUNCTIONS_H
