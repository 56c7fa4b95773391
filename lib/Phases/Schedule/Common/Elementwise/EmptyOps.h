//===- EmptyOps.h - ops with no element to compute --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is left of a pad, or of a slice, that, by the types, has no element?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_EMPTYOPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_EMPTYOPS_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Pads of nothing become what they pad with, and slices of nothing empty
/// tensors, so that no kernel need care.
void populateEmptyPatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_EMPTYOPS_H
