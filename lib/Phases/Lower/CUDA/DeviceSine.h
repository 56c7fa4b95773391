//===- DeviceSine.h - sine and cosine of f32 --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a GPU compute sines and cosines of f32 without f64 arithmetic, which
// is slow on many GPUs?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_DEVICESINE_H
#define AG_LIB_PHASES_LOWER_CUDA_DEVICESINE_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Adds patterns that compute math.sin and math.cos of f32, in f64 for large
/// arguments only. They are preferred to other patterns.
void addSinePatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_DEVICESINE_H
