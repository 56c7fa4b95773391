//===- FormSums.h - choices and factors in sums -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a sum of products rearranged to be computed? If some terms have a
// condition and others its negation, by a choice. Otherwise a common factor is
// taken out:
//
//   [i - j >= 0]*x + [j - i - 1 >= 0]*y       x if i - j >= 0, else y
//   x*r - mean*r + b                          (x - mean) * r + b
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMSUMS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMSUMS_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// The form `yes` if the atom `condition` is 1, else the form `no`.
struct FormChoice {
  unsigned condition;
  Form yes, no;
};

/// Returns the choice that a sum is, by the first condition that splits it into
/// two forms without repeating a term, or std::nullopt if there is none.
std::optional<FormChoice> findChoice(FormTable &table, Form sum);

/// The terms `outer`, and `factor` times the terms `inner`.
struct FactoredTerms {
  FormFactor factor;
  llvm::SmallVector<FormTerm, 2> inner, outer;
};

/// Takes out the factor that most terms share, conditions before others.
/// Returns std::nullopt if no factor is shared by two terms. A factor of a term
/// with a condition is only taken out if it is finite, as 0 times it must be 0.
std::optional<FactoredTerms> takeFactorOut(const FormTable &table,
                                           llvm::ArrayRef<FormTerm> terms);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMSUMS_H
