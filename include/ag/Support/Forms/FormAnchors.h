//===- FormAnchors.h - exponentials that do not overflow --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a form computed whose exponentials overflow although its value does
// not?
//
// Forms drop the number that an author subtracts from exponents, so that all
// spellings have one form. Where this number does not come back as a factor
// e^(a - b), from e^a and e^-b, it is found again: the greatest exponent g of a
// sum is an anchor, and e^g is factored out of the sum.
//
//   e^x * (e^x + e^y)^-1     e^(x - g) * (E(x - g) + E(y - g))^-1
//   log(e^x + 1)             g + log(E(x - g) + E(-g)),  g = max(x, 0)
//   sum over k of e^x[k]     e^g * sum over k of E(x[k] - g)
//
// E is e^x as a function without rules, which would factor g in again.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMANCHORS_H
#define AG_SUPPORT_FORMS_FORMANCHORS_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// Returns the form with anchors in its sums and reductions, and in those that
/// these contain. If terms `mayVanish`, a term that underflows may become 0,
/// because no division by it follows; (1 + e^x)^-1 alone then stays as it is.
Form anchorSums(FormTable &table, Form form, bool mayVanish);

/// Returns true if e^x is a factor of the term.
bool isWeighted(const FormTable &table, const FormTerm &term);

/// Distributes sums of exponentials, (e^x + e^y) v to e^x v + e^y v, so that
/// each term has its own weight.
Form spreadWeights(FormTable &table, Form body);

/// Returns the maximum over the terms of the exponent of e^x, or 0 for terms
/// without it; where a term's conditions fail, its exponent is -inf. If the
/// terms are the body of a sum over `loops`, conditions that all elements and
/// terms have are ignored: where these fail, the sum is 0 anyway.
Form findGreatestExponent(FormTable &table, llvm::ArrayRef<FormTerm> terms,
                          llvm::ArrayRef<unsigned> loops);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMANCHORS_H
