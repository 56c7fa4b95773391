//===- Rematerialize.h - recomputation in straight-line code ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a value recomputed if the reverse reads it in the same block? A copy
// of the op is placed before the reader. It reads its operands through a
// barrier, without which the copy and the original would be merged again.
//
//   %2 = ag.add %1, %b
//   ...
//   %again = ag.barrier %1 after %g
//   %2again = ag.add %again, %b
//
// Programs without ops of ag get no barriers. There, only values that fused
// groups recompute (FusedPrimal.h) are copied. Fusion finds the copies next
// to their readers; if equal ops are merged instead, the values are saved after
// all.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_REMATERIALIZE_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_REMATERIALIZE_H

#include "Residuals/SaveOrRecompute.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Returns true if any value is recomputed behind a barrier. Callers then have
/// to erase dead ops.
bool rematerialize(mlir::func::FuncOp derivative, const KeepPolicy &policy);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_REMATERIALIZE_H
