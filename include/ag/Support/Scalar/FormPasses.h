//===- FormPasses.h - how often a form goes through a loop ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In how many passes over a dimension is a form computed, and why not in fewer?
//
//   sum over j of e^(x[i, j] - m[i]) * v[j]     one: the maximum left the form
//   e^x[i, j] / sum over b of e^x[i, b]         two: the sum, and the results
//   sum over j of tanh(x[i, j] - mean[i])       two: tanh mixes x and the mean
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMPASSES_H
#define AG_SUPPORT_SCALAR_FORMPASSES_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

/// How many reductions over the dimension need one another in turn.
unsigned countLevels(const FormTable &table, Form form, unsigned dimension);

/// How often what is computed goes through the dimension: once for each level
/// of reductions, and once more if results lie along it. `along` are the loops
/// of the result.
unsigned countPasses(const FormTable &table, Form form, unsigned dimension,
                     llvm::ArrayRef<unsigned> along);

/// Whether the form divides by a reduction over the dimension, or takes another
/// function of it that is no number where the dimension has no place, or reads
/// an extreme: then it is not known what is left of what left a sum over it.
bool needsPlaces(const FormTable &table, Form form, unsigned dimension);

/// An atom in a reduction over the dimension that depends on its loop, and on
/// another reduction over it that no rule takes out: why that needs another
/// pass. It is given as the reduction's body sees it.
std::optional<unsigned> findMixing(const FormTable &table, Form form,
                                   unsigned dimension);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMPASSES_H
