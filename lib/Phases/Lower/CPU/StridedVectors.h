//===- StridedVectors.h - vectors with a stride in memory -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a vector read and written whose elements are a stride apart in memory?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CPU_STRIDEDVECTORS_H
#define AG_LIB_PHASES_LOWER_CPU_STRIDEDVECTORS_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Adds patterns for transfers of one dimension, in bounds, on memrefs whose
/// last stride is not 1. Masked ones are lowered only if they read with a small
/// stride.
void populateStridedVectorPatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CPU_STRIDEDVECTORS_H
