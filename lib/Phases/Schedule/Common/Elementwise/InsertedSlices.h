//===- InsertedSlices.h - slices of what was inserted -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When is a slice of a tensor a value that was inserted into it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_INSERTEDSLICES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_INSERTEDSLICES_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Replaces a slice that was inserted at the same place by the inserted value,
/// also if one of them lacks dimensions of size 1. Upstream does so if the
/// types are equal. The tensor with the insertion is not needed for the slice.
void populateInsertedSlicePatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_INSERTEDSLICES_H
