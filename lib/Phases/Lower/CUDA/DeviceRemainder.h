//===- DeviceRemainder.h - exact remainders of floats -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a GPU compute a remainder, for which it has no instruction? LLVM
// rounds the quotient, which is wrong if the quotient is large.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_DEVICEREMAINDER_H
#define AG_LIB_PHASES_LOWER_CUDA_DEVICEREMAINDER_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Adds a pattern that turns arith.remf of f32 or f64 into an scf.while.
void addRemainderPatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_DEVICEREMAINDER_H
