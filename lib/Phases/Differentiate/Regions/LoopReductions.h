//===- LoopReductions.h - reductions that are reversed as loops -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which reductions have no adjoint as one Spec, and are reversed as loops
// instead? What is accumulated is carried, and each turn combines it with a
// slice:
//
//   %y = ag.reduce prod %x [0] : tensor<5x4xf32> -> tensor<4xf32>
//
//   %y = scf.for %i = 0 to 5 iter_args(%a = ones) -> tensor<4xf32> {
//     %0 = tensor.extract_slice %x[%i, 0] [1, 4] [1, 1]
//     %1 = ag.mul %a, %0
//     scf.yield %1
//   }
//
// Products are exact then, with zeros too, to any order.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPREDUCTIONS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPREDUCTIONS_H

#include "ag/Analysis/Activity.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Rewrites the active ops of `function` that reduce by something else than a
/// sum, a max or a min. Whether there were some.
bool loopReductions(mlir::func::FuncOp function, const Activity &activity);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPREDUCTIONS_H
