//===- FormReductions.h - reductions of forms -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form does a reduction over loops have?
//
// Factors, and terms of exponents, that do not depend on the loops are moved
// out of a sum. If such a part is itself a reduction over the same dimension,
// the sum is split, so that it is not needed inside:
//
//   sum over j of e^(x[i, j] - m[i]) * v[j]     m = max over j of x[i, j]
//     = e^-m[i] * sum over j of e^x[i, j] * v[j]
//
//   sum over j of (x[j] - s / n)^2              s = sum over j of x[j]
//     = sum over j of x[j]^2 - s^2 / n
//
// A term or a positive factor that does not depend on the loops is moved out of
// a maximum. The reductions that remain nested in a form are those that no
// rewriting takes apart.
//
// If b[i] is moved out, it cancels in e^(x[i, j] + b[i]) / sum over j of
// e^(x[i, j] + b[i]). That is wrong for floats if b[i] is -1e30, as in a masked
// row: the sums are rounded to b[i], so that all weights are equal. So forms
// that keep rounding move only reductions out of exponents and maxima.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMREDUCTIONS_H
#define AG_SUPPORT_FORMS_FORMREDUCTIONS_H

#include "ag/Support/Forms/Forms.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Returns `body` combined over `loops`, each of its values once.
Form reduce(FormTable &table, Primitive combiner, Form body,
            llvm::ArrayRef<unsigned> loops);

/// The replacement for a loop's index.
struct IndexReplacement {
  unsigned loop;
  Form index;
};

/// Returns the form with indices replaced.
Form substitute(FormTable &table, Form form,
                llvm::ArrayRef<IndexReplacement> replacements);

/// Returns the replacement for an atom, or std::nullopt if it stays.
using AtomReplacement =
    llvm::function_ref<std::optional<Form>(const FormAtom &atom)>;

/// Returns the form with atoms replaced, wherever they occur in it.
Form replaceAtoms(FormTable &table, Form form, AtomReplacement replace);

/// Returns the form of an atom whose operands were changed; it must not be a
/// reduction.
Form remake(FormTable &table, FormAtom atom);

/// The body of a reduction, with loops of its own.
struct OpenReduction {
  Form body;
  llvm::SmallVector<unsigned, 2> loops;
};

/// Returns the body of the reduction that `atom` is.
OpenReduction open(FormTable &table, const FormAtom &atom);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMREDUCTIONS_H
