//===- ContractionTile.h - ops of a register tile ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are sums in a register tile rounded?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONTILE_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONTILE_H

#include "mlir/IR/Value.h"

namespace ag {

/// Lets a product and the sum that it is added to round once, as in a fused
/// multiply-add. Peak performance counts these.
void allowFusedMultiplyAdd(mlir::Value sum);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONTILE_H
