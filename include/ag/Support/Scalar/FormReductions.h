//===- FormReductions.h - reductions of forms -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form has a reduction over loops?
//
// What does not depend on the loops leaves a sum: a factor, and in an exponent
// what is added. A sum is split where that is itself a reduction over the same
// dimension, so that no such one is needed inside:
//
//   sum over j of e^(x[i, j] - m[i]) * v[j]     m = max over j of x[i, j]
//     = e^-m[i] * sum over j of e^x[i, j] * v[j]
//
//   sum over j of (x[j] - s / n)^2              s = sum over j of x[j]
//     = sum over j of x[j]^2 - s^2 / n
//
// Of a maximum, what is added leaves, and a positive factor. So the reductions
// that a form still nests are those that no rewriting takes apart.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMREDUCTIONS_H
#define AG_SUPPORT_SCALAR_FORMREDUCTIONS_H

#include "ag/Support/Scalar/Forms.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// `body` combined over `loops`, each of its values once.
Form reduce(FormTable &table, Primitive combiner, Form body,
            llvm::ArrayRef<unsigned> loops);

/// What a loop's index is replaced by.
struct IndexReplacement {
  unsigned loop;
  Form index;
};

/// The form at other indices.
Form substitute(FormTable &table, Form form,
                llvm::ArrayRef<IndexReplacement> replacements);

/// What an atom is replaced by, if it is.
using AtomReplacement =
    llvm::function_ref<std::optional<Form>(const FormAtom &atom)>;

/// The form with other forms for some atoms, wherever they are in it.
Form replaceAtoms(FormTable &table, Form form, AtomReplacement replace);

/// The form of an atom, no reduction, of which the operands have become others.
Form remake(FormTable &table, FormAtom atom);

/// A reduction's body, over loops of its own.
struct OpenReduction {
  Form body;
  llvm::SmallVector<unsigned, 2> loops;
};

/// The body of the reduction that an atom is.
OpenReduction open(FormTable &table, const FormAtom &atom);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMREDUCTIONS_H
