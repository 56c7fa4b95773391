//===- CheckpointLoops.h - loops that save few iter_args --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a loop of n iterations save few of its iter_args for the reverse?
// With `ag.checkpoint = k`, it becomes a loop over chunks of k iterations, the
// last of which may be shorter. Each chunk is a region that is a checkpoint:
//
//   %y = scf.for %i = %a to %b step %s iter_args(%t = %x) {
//     body of %i, %t
//   } {ag.checkpoint = k}
//
//   %y = scf.for %first = 0 to %n step k iter_args(%t = %x) {
//     %trips = the least of k and %n - %first
//     %r = ag.region "checkpoint" (...) attributes {checkpoint} {
//       scf.for %j = 0 to %trips iter_args(%u = %t) {
//         body of %a + (%first + %j) * %s, %u
//       }
//     }
//     scf.yield %r
//   }
//
// The iter_args of each chunk are saved, and those inside a chunk only while it
// is reversed: n / k + k at once. In exchange, each iteration runs once more.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CHECKPOINTLOOPS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CHECKPOINTLOOPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Rewrites the loops of `function` with this attribute. Reports an attribute
/// that is not a positive integer, or is not on an scf.for.
mlir::LogicalResult checkpointLoops(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CHECKPOINTLOOPS_H
