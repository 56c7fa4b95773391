//===- FormAnchors.h - exponentials that do not overflow --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a form computed whose exponentials are larger than any number, though
// it is not?
//
// What an author subtracts from exponents leaves forms, so that all spellings
// are one. Where it does not come back by itself, as a factor e^(a - b) of what
// was e^a and e^-b, it is found again: g is the greatest exponent of a sum, an
// anchor, and e^g leaves the sum.
//
//   e^x * (e^x + e^y)^-1     e^(x - g) * (E(x - g) + E(y - g))^-1
//   log(e^x + 1)             g + log(E(x - g) + E(-g)),  g = max(x, 0)
//   sum over k of e^x[k]     e^g * sum over k of E(x[k] - g)
//
// E is e^x as a function that no rule is about, which would take g out again.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMANCHORS_H
#define AG_SUPPORT_SCALAR_FORMANCHORS_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

/// The form with anchors in its sums, and in its reductions, and in what these
/// are made of. If terms `mayVanish`, those that are too small for any number
/// are 0, as nothing is divided by them: (1 + e^x)^-1 by itself stays then.
Form anchorSums(FormTable &table, Form form, bool mayVanish);

/// Whether e^x is a factor of the term.
bool isWeighted(const FormTable &table, const FormTerm &term);

/// (e^x + e^y) v as e^x v + e^y v, so that each term has its weight.
Form spreadWeights(FormTable &table, Form body);

/// The greatest exponent of the terms, each where its conditions hold: of one
/// without e^x 0. Of the body of a sum over `loops`, if there are any, what all
/// elements have in common is none: where it fails the sum is 0 by itself.
Form findGreatestExponent(FormTable &table, llvm::ArrayRef<FormTerm> terms,
                          llvm::ArrayRef<unsigned> loops);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMANCHORS_H
