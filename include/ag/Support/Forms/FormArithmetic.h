//===- FormArithmetic.h - sums, products and powers of forms ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are sums and products normalized, so that equal ones are one form?
//
//  - The terms of a sum that are free of reductions stay one atom if the sum is
//    multiplied; its other terms are multiplied out: (x + y - m) * r =
//    Sum(x + y) * r - m * r, where m is a mean. As a result, a mean can leave
//    the loop over x (FormReductions.h). That atom also keeps reductions that
//    depend on all loops of the sum, such as a matrix product to which x is
//    added.
//  - The terms of this atom have no common factor: Sum(2 x + 2 y) is
//    2 * Sum(x + y).
//  - A power of a product is split if its factors are positive or the exponent
//    is an integer.
//  - A condition is 0 or 1: c * c is c, c * (not c) is 0, and c * x +
//    (not c) * x is x.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMARITHMETIC_H
#define AG_SUPPORT_FORMS_FORMARITHMETIC_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

Form add(FormTable &table, Form a, Form b);
Form subtract(FormTable &table, Form a, Form b);
Form scale(FormTable &table, Form form, double factor);
Form multiply(FormTable &table, Form a, Form b);
Form power(FormTable &table, Form base, double exponent);

/// Returns 1 if `condition`, which is 0 or 1, is 0, else 0.
Form negate(FormTable &table, Form condition);

/// Returns the form under the assumption that `condition` is 1. Only replaces
/// it where it is a factor of a term.
Form assume(FormTable &table, Form form, Form condition);

/// Returns the sum of terms, whose products may repeat and have any order.
Form addTerms(FormTable &table, llvm::ArrayRef<FormTerm> terms);

/// Returns the product of two terms, and a term as a normalized form. Sums are
/// multiplied out where the rules above require it.
Form multiply(FormTable &table, const FormTerm &a, const FormTerm &b);
Form makeProduct(FormTable &table, const FormTerm &term);

/// Factors a sum that was multiplied out without need: `x z + y z` becomes `(x
/// + y) z`, regardless of its origin.
Form takeFactorsOut(FormTable &table, Form sum);

/// Returns true if the atom is 0 or 1.
bool isCondition(const FormAtom &atom);
/// Returns true if the form is 0, 1 or a product of conditions.
bool isCondition(const FormTable &table, Form form);

/// Returns true if an exponent is an integer.
bool isWhole(double exponent);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMARITHMETIC_H
