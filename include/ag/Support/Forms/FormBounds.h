//===- FormBounds.h - where along a dimension forms count -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which part of a dimension do accumulators need, and in which part is the mask
// always true?
//
//   max over j of [i - j >= 0] * x[i, j] + [j - i - 1 >= 0] * -inf
//   sum over j of [i - j >= 0] * e^x[i, j]
//
// These do not change where i - j is negative: i is the last j that they need.
// The bound follows from the condition, regardless of how the mask is written.
// A finite fill instead of -inf is an ordinary number, and gives no bound.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMBOUNDS_H
#define AG_SUPPORT_FORMS_FORMBOUNDS_H

#include "ag/Support/Forms/FormPlan.h"

namespace ag {

/// Elements count only where the condition is 1: up to the limit, an integer
/// that does not depend on the dimension, or from it on.
struct FormBound {
  Form condition;
  bool isLast;
  Form limit;
};

/// A sum of `constant` and multiples of indices and of sizes, each with its
/// dimension.
struct LinearLimit {
  int64_t constant = 0;
  llvm::SmallVector<std::pair<unsigned, int64_t>, 2> indices, sizes;
};

/// Returns the form as such a sum, or std::nullopt if it is not one.
std::optional<LinearLimit> readLinear(const FormTable &table, Form form);

/// Returns the bounds that all accumulators have. `loop` is their loop over the
/// dimension.
llvm::SmallVector<FormBound>
findBounds(FormTable &table, llvm::ArrayRef<FormAccumulator> accumulators,
           unsigned loop);

/// Returns the form under the assumption that `condition` is 1. Also replaces
/// it inside negated conditions (Fails).
Form assumeFully(FormTable &table, Form form, Form condition);

/// Returns the accumulators under the assumption that all conditions of the
/// bounds hold.
llvm::SmallVector<FormAccumulator>
assumeWithin(FormTable &table, llvm::ArrayRef<FormAccumulator> accumulators,
             llvm::ArrayRef<FormBound> bounds);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMBOUNDS_H
