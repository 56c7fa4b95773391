//===- GroupNest.h - ops in one nest of loops -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are several ops computed tile by tile in loops that they share? With a
// shared loop over i, in tiles of 1:
//
//   %m(i) = max %x(i, j)                 scf.for %i = ... iter_args(%a = %e) {
//   %y(i, j) = %x(i, j) - %m(i)    ->      %t = max %x(%i, j)
//                                          %u(j) = %x(%i, j) - %t
//                                          insert %u into %a[%i, 0]
//
// Each iteration computes each op once, in program order, from the tiles
// computed before it. No op is computed twice, no matter how many ops read it.
// Results that are used outside are inserted into iter_args of the loops. If a
// tile does not divide a loop, the remainder is a separate step after the
// others. For a GPU, the outermost loops are one loop over blocks.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPNEST_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPNEST_H

#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Analysis/Groups/Plan.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Creates the nest at the rewriter's insertion point, which must be after all
/// operands and before all users. Empty tensors that ops write to, filled or
/// not, are no ops of a nest: each op gets its own. Fails and changes nothing
/// if sizes of results are not available there, or if several iterations would
/// write one element that is no sum. `work` is noted on a loop over blocks.
mlir::LogicalResult makeNest(mlir::RewriterBase &rewriter, const NestPlan &plan,
                             const LoopWork &work = {});

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPNEST_H
