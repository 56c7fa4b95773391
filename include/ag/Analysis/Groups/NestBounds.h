//===- NestBounds.h - what a mask leaves out in a nest ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which elements does an iteration of a nest not need? The gradient of causal
// attention, in a loop over j:
//
//   s(i, j) = sum over d of q(i, d) k(j, d)         is read below alone
//   p(i, j) = select(i >= j, e^(s - lse(i)), 0)     is read below alone
//   v'(j) = sum over i of p(i, j) g(i)              adds 0 where i < j
//   q'(i) += sum over j of p(i, j) k(j)             adds 0 where i < j
//
// Of i, an iteration needs the places from its first j on. Those that add to a
// sum leave out terms, or rows that they add 0 to, where the form of what they
// add says so (ag/Support/Scalar/FormBounds.h); others do that all of whose
// readers do. Where i is a loop of the nest, too, inside of that over j, it
// begins there, if all results only add in it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_NESTBOUNDS_H
#define AG_ANALYSIS_GROUPS_NESTBOUNDS_H

#include "ag/Analysis/Groups/Plan.h"

namespace ag {

/// Finds the ranges of the nest's ops. `ops` are those of its group that Specs
/// state, in the order of their block; without them nothing is left out.
void boundNest(NestPlan &plan, llvm::ArrayRef<const StatedOp *> ops);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_NESTBOUNDS_H
