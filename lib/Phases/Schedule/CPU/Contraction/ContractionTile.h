//===- ContractionTile.h - what is in a register tile -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a sum in a register tile round?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONTILE_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONTILE_H

#include "mlir/IR/Value.h"

namespace ag {

/// Lets the product and the sum that it enters round once: that is how the peak
/// is counted.
void allowFusedMultiplyAdd(mlir::Value sum);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONTILE_H
