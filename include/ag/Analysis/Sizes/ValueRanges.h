//===- ValueRanges.h - what is known of a program's floats ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which bounds do the elements of a value have, for all finite arguments of the
// function?
//
//   %0 = ag.mul %x, %x             0 to infinity
//   %1 = ag.reduce sum %0 [1]      0 to infinity
//   %2 = ag.add %1, %eps           1e-5 to infinity
//
// exp(x - max(x)) is at most 1, and a sum of such terms is at least 1. Elements
// of x that are -inf are ignored, even if a row has no others.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_SIZES_VALUERANGES_H
#define AG_ANALYSIS_SIZES_VALUERANGES_H

#include "ag/Support/Scalar/FloatRange.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// Finds ranges on demand. Each value is visited once.
class ValueRanges {
public:
  FloatRange find(mlir::Value value);

private:
  llvm::DenseMap<mlir::Value, FloatRange> known;
};

} // namespace ag

#endif // AG_ANALYSIS_SIZES_VALUERANGES_H
