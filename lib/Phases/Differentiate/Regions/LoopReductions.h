//===- LoopReductions.h - reductions that are reversed as loops -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which reductions have no adjoint that is a single Spec, and are reversed as
// loops instead? Accumulators become iter_args, and each iteration combines
// them with a slice:
//
//   %y = ag.reduce prod %x [0] : tensor<5x4xf32> -> tensor<4xf32>
//
//   %y = scf.for %i = 0 to 5 iter_args(%a = ones) -> tensor<4xf32> {
//     %0 = tensor.extract_slice %x[%i, 0] [1, 4] [1, 1]
//     %1 = ag.mul %a, %0
//     scf.yield %1
//   }
//
// Derivatives of products are then exact to any order, even if elements are
// zero.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPREDUCTIONS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPREDUCTIONS_H

#include "ag/Analysis/Activity.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Rewrites the active ops of `function` that reduce by another function than a
/// sum, max or min. Returns true if any op was rewritten.
bool loopReductions(mlir::func::FuncOp function, const Activity &activity);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPREDUCTIONS_H
