//===- FormGuards.h - what is chosen, and may be no number ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What becomes of x if a condition selects 0 instead of it?
//
//   select(c[i, j], x[i, j] / l[i], 0)
//     = [c[i, j]] * x[i, j] * (l[i] if c[i, j])^-1
//
// The product is 0 where c fails, even for an infinity, as long as all factors
// are evaluated under c. But l[i] should leave a sum over j. If c fails for all
// j, the sum becomes 0 * l[i]^-1, which is NaN if l[i] is 0; and l[i] is 0 if
// the same mask excludes its elements. A factor that may be infinite or NaN and
// that may leave the condition is therefore guarded: (l if c) is l where c
// holds, and some number elsewhere. It leaves a sum unguarded, provided that c
// holds for some element of the sum:
//
//   sum over j of [c[i, j]] * x[i, j] * (l[i] if c[i, j])^-1
//     = [any c[i, j]] * l[i]^-1 * sum over j of [c[i, j]] * x[i, j]
//
// Weights that are 0 from the start, because of an exponent of -inf, are not
// guarded: there the sum is NaN, as 0 / 0 is.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMGUARDS_H
#define AG_SUPPORT_FORMS_FORMGUARDS_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// Returns the form, which is to be multiplied by `condition`, with guards on
/// each factor that may be infinite or NaN and does not depend on all loops of
/// the condition.
Form guard(FormTable &table, Form form, Form condition);

/// The same for a form of which any power may be taken.
Form guardPowers(FormTable &table, Form form, Form condition);

/// Returns the terms of a sum over `loops`, with guards moved out of the sum if
/// they alone keep their operand in it.
llvm::SmallVector<FormTerm, 2> takeGuardsOut(FormTable &table, Form body,
                                             llvm::ArrayRef<unsigned> loops);

/// Returns true if the facts include none of the loops, but a reduction over
/// one of their dimensions: such a value is computed before the sum.
bool leaves(const FormTable &table, const FormFacts &facts,
            llvm::ArrayRef<unsigned> loops);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMGUARDS_H
