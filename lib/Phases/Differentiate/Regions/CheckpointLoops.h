//===- CheckpointLoops.h - loops that keep few carries ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a loop of n turns keep few of its carries for the reverse? With
// `ag.checkpoint = k` on it, it becomes one over parts of k turns, the last of
// which may be shorter, around a region that is a checkpoint:
//
//   %y = scf.for %i = %a to %b step %s iter_args(%t = %x) {
//     body of %i, %t
//   } {ag.checkpoint = k}
//
//   %y = scf.for %first = 0 to %n step k iter_args(%t = %x) {
//     %turns = the least of k and %n - %first
//     %r = ag.region "checkpoint" (...) attributes {checkpoint} {
//       scf.for %j = 0 to %turns iter_args(%u = %t) {
//         body of %a + (%first + %j) * %s, %u
//       }
//     }
//     scf.yield %r
//   }
//
// So a carry of each part is kept, and those inside of one while that is
// reversed: n / k + k at once, for each turn run once more.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CHECKPOINTLOOPS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CHECKPOINTLOOPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Rewrites the loops of `function` that are marked so. Reports a mark that is
/// no number of turns, or is not on an scf.for.
mlir::LogicalResult checkpointLoops(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CHECKPOINTLOOPS_H
