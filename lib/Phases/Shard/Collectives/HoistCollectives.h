//===- HoistCollectives.h - collectives out of loops ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which collectives does a loop repeat with the same operands?
//
//   scf.for %i = %c0 to %n step %c1 {
//     %c = ag.cast %w
//     %g = ag.all_gather ["dp"] %c [0]
//
// A collective has no effect, and all ranks execute the same iterations. It may
// therefore be executed before a loop without iterations, if the ops that it
// depends on are defined then, too (Speculatable.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_COLLECTIVES_HOISTCOLLECTIVES_H
#define AG_LIB_PHASES_SHARD_COLLECTIVES_HOISTCOLLECTIVES_H

#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// Moves loop-invariant collectives, and the ops that they depend on, before
/// `loop`. Their results are alive during the loop; the bytes by which they are
/// larger than their operands may add up to `mostBytes`.
void hoistCollectives(mlir::LoopLikeOpInterface loop, int64_t mostBytes,
                      SizeEvaluator &sizes, const PassRemarks &remarks);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_COLLECTIVES_HOISTCOLLECTIVES_H
