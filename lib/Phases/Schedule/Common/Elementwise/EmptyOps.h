//===- EmptyOps.h - ops without elements ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are pads, slices and insertions replaced whose types have no elements?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_EMPTYOPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_EMPTYOPS_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Replaces pads of empty sources by their padding, slices without elements by
/// empty tensors, and insertions of such slices by their destinations. Kernels
/// need no special cases then.
void populateEmptyPatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_EMPTYOPS_H
