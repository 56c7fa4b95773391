//===- GroupNest.h - ops in one nest of loops -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are several ops computed tile by tile in loops that they share? With the
// loop over i shared, in tiles of 1:
//
//   %m(i) = max %x(i, j)                 scf.for %i = ... iter_args(%a = %e) {
//   %y(i, j) = %x(i, j) - %m(i)    ->      %t = max %x(%i, j)
//                                          %u(j) = %x(%i, j) - %t
//                                          insert %u into %a[%i, 0]
//
// Each op is made once in each turn, in the order of the program, of the tiles
// that were made before it: no matter how many ops read one, none is made
// twice. What is used outside is inserted into what the loops carry. A tile
// that doesn't divide a loop leaves a rest, which is a turn of its own behind
// the others.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPNEST_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPNEST_H

#include "ag/Analysis/Groups/Plan.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Makes the nest at the place of the rewriter, behind what its ops read, in
/// front of what reads their results. Empty tensors that ops write to, filled
/// or not, are no ops of a nest: each op gets its own. Fails, and changes
/// nothing, where sizes of results are not known there.
mlir::LogicalResult makeNest(mlir::RewriterBase &rewriter,
                             const NestPlan &plan);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPNEST_H
