//===- CountWhiles.h - while loops as counted ones --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a while loop reversed? As a counted loop: a copy of it runs to count
// the iterations, and an scf.for executes as many.
//
//   %y = scf.while (%a = %x) {           %n = the trip count, from a copy
//     A: %p, %c of %a                    %z = scf.for %i = 0 to %n (%a = %x) {
//     scf.condition(%c) %p                 A: %p of %a
//   } do (%b) {                            B: %q of %p
//     B: %q of %b                          scf.yield %q
//     scf.yield %q                       }
//   }                                    A: %y of %z
//
// If the condition of a loop is i < bound, and each iteration adds a positive
// constant to the index i, the trip count follows from these: no copy runs.
//
// Inner loops are counted only in the scf.for. The copy that counts an outer
// loop has the inner loops as they were, so that a nest of n loops runs n times
// more, and not 2^n times.
//
// With `ag.max_trips = 10 : i64`, a loop has at most 10 iterations: values that
// are saved for its reverse take 10 slots, and a run with more iterations
// fails.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_COUNTWHILES_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_COUNTWHILES_H

#include "ag/Analysis/Activity.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

struct CountedWhiles {
  bool any = false;
  /// Results of scf.for loops that run again in reverse, and the equal results
  /// of the copies that counted. If uses in the forward part read the latter,
  /// these scf.for loops need not run forward.
  llvm::SmallVector<std::pair<mlir::Value, mlir::Value>> known;
};

/// Replaces the active while loops of `function` by counted ones. Fails, with
/// an error, if an ag.max_trips is not a count.
mlir::FailureOr<CountedWhiles> countWhiles(mlir::func::FuncOp function,
                                           const Activity &activity);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_COUNTWHILES_H
