//===- FormBounds.h - where along a dimension forms count -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which part of a dimension do accumulators need, and in which part of that is
// no mask asked?
//
//   max over j of [i - j >= 0] * x[i, j] + [j - i - 1 >= 0] * -inf
//   sum over j of [i - j >= 0] * e^x[i, j]
//
// change nothing where i - j is negative: j goes to i, as a bound says that is
// at most. It comes of the condition, however the mask is spelled. A finite
// fill in place of -inf is a number like others, and no bound.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMBOUNDS_H
#define AG_SUPPORT_SCALAR_FORMBOUNDS_H

#include "ag/Support/Scalar/FormPlan.h"

namespace ag {

/// Elements count where the condition is 1: as far as the limit, a whole number
/// that does not depend on the dimension, or from there on.
struct FormBound {
  Form condition;
  bool isLast;
  Form limit;
};

/// A number that adds `constant` and multiples of indices and of sizes, each
/// with the dimension that it is of.
struct LinearLimit {
  int64_t constant = 0;
  llvm::SmallVector<std::pair<unsigned, int64_t>, 2> indices, sizes;
};

/// Returns such a number that the form is; std::nullopt if it is none.
std::optional<LinearLimit> readLinear(const FormTable &table, Form form);

/// The bounds that all of the accumulators have. Their loops over the dimension
/// are `loop`.
llvm::SmallVector<FormBound>
findBounds(FormTable &table, llvm::ArrayRef<FormAccumulator> accumulators,
           unsigned loop);

/// The form where `condition` is 1, as far as it is a factor of terms, or of
/// what fails in one.
Form assumeFully(FormTable &table, Form form, Form condition);

/// The accumulators where all elements count.
llvm::SmallVector<FormAccumulator>
assumeWithin(FormTable &table, llvm::ArrayRef<FormAccumulator> accumulators,
             llvm::ArrayRef<FormBound> bounds);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMBOUNDS_H
