//===- FormArithmetic.h - sums, products and powers of forms ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are sums and products written such that equal ones are one form?
//
//  - A sum times something is multiplied out only between what is free of
//    reductions, which stays one atom, and reductions: (x + y - m) * r =
//    Sum(x + y) * r - m * r, where m is a mean. This is what lets a mean leave
//    the loop over x (FormReductions.h). To that atom belong reductions that
//    depend on all loops that the sum does, as a product that x is added to.
//  - Such an atom has no common factor: Sum(2 x + 2 y) is 2 * Sum(x + y).
//  - Powers go into products of what is positive, or if they are whole.
//  - A condition is 0 or 1: c * c is c, c * (not c) is 0, and c * x +
//    (not c) * x is x.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMARITHMETIC_H
#define AG_SUPPORT_SCALAR_FORMARITHMETIC_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

Form add(FormTable &table, Form a, Form b);
Form subtract(FormTable &table, Form a, Form b);
Form scale(FormTable &table, Form form, double factor);
Form multiply(FormTable &table, Form a, Form b);
Form power(FormTable &table, Form base, double exponent);

/// 1 where `condition`, which is 0 or 1, is 0.
Form negate(FormTable &table, Form condition);

/// The form where `condition` is 1, as far as it is a factor of terms.
Form assume(FormTable &table, Form form, Form condition);

/// The sum of terms of any products, in any order.
Form addTerms(FormTable &table, llvm::ArrayRef<FormTerm> terms);

/// Terms by one another, and one by itself: multiplied out where that is how a
/// product is written.
Form multiply(FormTable &table, const FormTerm &a, const FormTerm &b);
Form makeProduct(FormTable &table, const FormTerm &term);

/// A sum that was multiplied out though it need not be, as a product: `x z + y
/// z` is `(x + y) z`, however it came about.
Form takeFactorsOut(FormTable &table, Form sum);

/// Whether the atom is 0 or 1.
bool isCondition(const FormAtom &atom);
/// Whether the form is 0, 1 or a product of conditions.
bool isCondition(const FormTable &table, Form form);

/// Whether an exponent is a whole number.
bool isWhole(double exponent);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMARITHMETIC_H
