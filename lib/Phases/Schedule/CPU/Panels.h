//===- Panels.h - large matrices packed for a contraction -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which matrices do contractions read in pieces that lie far apart, and how are
// they brought together?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_PANELS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_PANELS_H

#include "ag/Machine/Machine.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Packs the matrices of contractions that are worth it, which turns these into
/// contractions over panels, with the element-wise ops that use them.
mlir::LogicalResult packPanels(mlir::Operation *function,
                               const Machine &machine);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_PANELS_H
