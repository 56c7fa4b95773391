//===- SlicesOfUpdates.h - slices that were just written --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which slices have the elements that the op before has written?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_INDEXING_SLICESOFUPDATES_H
#define AG_LIB_DIALECT_AG_IR_INDEXING_SLICESOFUPDATES_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Replaces a slice at the position of the last insertion by what was inserted,
/// if an op of ag slices or inserts. Upstream folds its own ops.
void populateSliceOfUpdatePatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_INDEXING_SLICESOFUPDATES_H
