//===- DeviceSine.h - sine and cosine of f32 --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a GPU compute sines and cosines of f32 without arithmetic of f64, of
// which many GPUs have little?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_DEVICESINE_H
#define AG_LIB_PHASES_LOWER_CUDA_DEVICESINE_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Adds what computes math.sin and math.cos of f32, but those of large
/// arguments in f64. Prefers that to other patterns.
void addSinePatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_DEVICESINE_H
