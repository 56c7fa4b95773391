//===- FormGuards.h - what is chosen, and may be no number ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What becomes of x where a condition chooses 0 in its place?
//
//   select(c[i, j], x[i, j] / l[i], 0)
//     = [c[i, j]] * x[i, j] * (l[i] if c[i, j])^-1
//
// The product is 0 where c fails, even of an infinity, as long as all of it is
// asked for c. But l[i] is to leave a sum over j, which is 0 * l[i]^-1 where c
// fails for all j, and that is NaN if l[i] is 0, which it is where the same
// mask left elements out of it. So what may be infinite or NaN is guarded where
// it may get out of the condition: (l if c) is l where c holds, else a number.
// Out of a sum it goes as what it is if c holds anywhere in it:
//
//   sum over j of [c[i, j]] * x[i, j] * (l[i] if c[i, j])^-1
//     = [any c[i, j]] * l[i]^-1 * sum over j of [c[i, j]] * x[i, j]
//
// Of weights that are 0 as they are made, by an exponent of -inf, nothing is
// guarded: there the sum is NaN, as 0 / 0 is.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMGUARDS_H
#define AG_SUPPORT_SCALAR_FORMGUARDS_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

/// The form, to be multiplied by `condition`: what may be no number and doesn't
/// depend on all of the condition's loops is guarded.
Form guard(FormTable &table, Form form, Form condition);

/// The same of a form of which any power may be taken.
Form guardPowers(FormTable &table, Form form, Form condition);

/// The terms of a sum over `loops`, of which guards are taken out that keep in
/// what else would leave the sum.
llvm::SmallVector<FormTerm, 2> takeGuardsOut(FormTable &table, Form body,
                                             llvm::ArrayRef<unsigned> loops);

/// Whether the loops are not among what has the facts, which has a reduction
/// over the same dimension: that is computed in front of such a sum.
bool leaves(const FormTable &table, const FormFacts &facts,
            llvm::ArrayRef<unsigned> loops);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMGUARDS_H
