//===- NestBounds.h - what a mask leaves out in a nest ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which elements does an iteration of a nest not need? In the gradient of
// causal attention, in a loop over j:
//
//   s(i, j) = sum over d of q(i, d) k(j, d)         is only read below
//   p(i, j) = select(i >= j, e^(s - lse(i)), 0)     is only read below
//   v'(j) = sum over i of p(i, j) g(i)              adds 0 where i < j
//   q'(i) += sum over j of p(i, j) k(j)             adds 0 where i < j
//
// An iteration needs the positions of i from its first j on. An op that adds to
// a sum leaves out terms, or rows that it adds 0 to, if the form of its terms
// says so (ag/Support/Forms/FormBounds.h). Other ops leave out positions that
// all of their readers leave out. If i is a loop of the nest, too, inside the
// loop over j, it begins there, provided that all results only add in it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_NESTBOUNDS_H
#define AG_ANALYSIS_GROUPS_NESTBOUNDS_H

#include "ag/Analysis/Groups/Plan.h"

namespace ag {

/// Computes the ranges of the nest's ops. `ops` are the ops of its group, in
/// program order; if they are empty, no range is limited.
void boundNest(NestPlan &plan, llvm::ArrayRef<const StatedOp *> ops);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_NESTBOUNDS_H
