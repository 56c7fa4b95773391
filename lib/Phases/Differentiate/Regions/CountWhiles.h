//===- CountWhiles.h - while loops as counted ones --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a while loop reversed? As one that is counted: it runs once to find
// out how many turns it has, and once more that often.
//
//   %y = scf.while (%a = %x) {           %n = the turns of the loop, counted
//     A: %p, %c of %a                    %z = scf.for %i = 0 to %n (%a = %x) {
//     scf.condition(%c) %p                 A: %p of %a
//   } do (%b) {                            B: %q of %p
//     B: %q of %b                          scf.yield %q
//     scf.yield %q                       }
//   }                                    A: %y of %z
//
// Loops inside are counted in the body that runs for the derivative alone: to
// count the outer one takes them as they are, so that a nest of n loops runs
// n times more, not 2^n.
//
// With `ag.max_trips = 10 : i64` on the loop, which says that it has no more
// turns than 10, what is kept of it takes room for 10; a run with more fails.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_COUNTWHILES_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_COUNTWHILES_H

#include "ag/Analysis/Activity.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

struct CountedWhiles {
  bool any = false;
  /// What loops end with that are run again in reverse, and what the same is
  /// that was there when their turns were counted: for who reads that, they
  /// needn't run forward.
  llvm::SmallVector<std::pair<mlir::Value, mlir::Value>> known;
};

/// Rewrites the while loops of `function` of which results are active. A
/// failure reports a wrong ag.max_trips.
mlir::FailureOr<CountedWhiles> countWhiles(mlir::func::FuncOp function,
                                           const Activity &activity);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_COUNTWHILES_H
