//===- FormPasses.h - how often a form goes through a loop ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many passes over a dimension does a form need, and why not fewer?
//
//   sum over j of e^(x[i, j] - m[i]) * v[j]     one: the maximum left the form
//   e^x[i, j] / sum over b of e^x[i, b]         two: the sum, and the results
//   sum over j of tanh(x[i, j] - mean[i])       two: tanh mixes x and the mean
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMPASSES_H
#define AG_SUPPORT_FORMS_FORMPASSES_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// Returns the maximum depth of nested reductions over the dimension.
unsigned countLevels(const FormTable &table, Form form, unsigned dimension);

/// Returns the number of passes over the dimension: one for each level of
/// reductions, and one more if the result has the dimension. `along` are the
/// loops of the result.
unsigned countPasses(const FormTable &table, Form form, unsigned dimension,
                     llvm::ArrayRef<unsigned> along);

/// Returns true if the form may be undefined over an empty dimension: if it
/// divides by a reduction over the dimension, applies another partial function
/// to one, or has a maximum or minimum over it. A sum over the dimension that
/// was simplified away then still matters.
bool needsPlaces(const FormTable &table, Form form, unsigned dimension);

/// Returns an atom that keeps the form from being computed in one pass: it is
/// inside a reduction over the dimension, depends on the reduction's loop, and
/// contains another reduction over the dimension that no rule moves out. The
/// atom is given as the outer reduction's body has it. Returns std::nullopt if
/// there is none.
std::optional<unsigned> findMixing(const FormTable &table, Form form,
                                   unsigned dimension);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMPASSES_H
