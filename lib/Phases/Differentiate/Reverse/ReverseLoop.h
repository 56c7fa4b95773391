//===- ReverseLoop.h - counted loops in reverse -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are cotangents pulled back through a counted loop? A loop with the same
// trip count reverses the iterations from the last to the first. Its iter_args
// are the cotangents of the loop's iter_args, and of values that its body uses
// from outside:
//
//   %y = scf.for %i = %a to %b step %s iter_args(%t = %x) {
//     %0 = ag.mul %t, %w
//     scf.yield %0
//   }
//   %x', %w' = scf.for %j = 0 to %n iter_args(%t' = %y', %u = zeros) {
//     %k = %n - 1 - %j                     // iteration; %i is %a + %k * %s
//     %0 = ag.mul %t', %w
//     %1 = ag.mul %t', %t                  // %t of iteration %k
//     %2 = ag.add %u, %1
//     scf.yield %0, %2
//   }
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSELOOP_H
#define AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSELOOP_H

#include "Reverse/Reverse.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// Pulls back through a loop with one index and known bounds. Refuses others.
mlir::LogicalResult pullBackLoop(mlir::LoopLikeOpInterface loop,
                                 Reverse &reverse);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSELOOP_H
