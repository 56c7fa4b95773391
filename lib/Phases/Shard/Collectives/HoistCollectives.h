//===- HoistCollectives.h - collectives go out of loops ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which collectives does a loop do again and again, of the same?
//
//   scf.for %i = %c0 to %n step %c1 {
//     %c = ag.cast %w
//     %g = ag.all_gather ["dp"] %c [0]
//
// A collective has no effect, and all ranks make the same turns, so that it may
// stand in front of a loop that has no turn; what it needs must be defined
// without a turn, too (AlwaysDefined.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_COLLECTIVES_HOISTCOLLECTIVES_H
#define AG_LIB_PHASES_SHARD_COLLECTIVES_HOISTCOLLECTIVES_H

#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// Puts collectives in front of `loop`, with what they need, if that is the
/// same in each turn. What is there is held while the loop runs: of results
/// that are larger than their operands, as many as add up to `mostBytes`.
void hoistCollectives(mlir::LoopLikeOpInterface loop, int64_t mostBytes,
                      SizeEvaluator &sizes, const PassRemarks &remarks);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_COLLECTIVES_HOISTCOLLECTIVES_H
