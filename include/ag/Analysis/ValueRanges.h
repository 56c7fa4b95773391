//===- ValueRanges.h - what is known of a program's floats ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between which bounds do the elements of a value lie, whatever finite numbers
// the function takes?
//
//   %0 = ag.mul %x, %x             0 to infinity
//   %1 = ag.reduce sum %0 [1]      0 to infinity
//   %2 = ag.add %1, %eps           1e-5 to infinity
//
// exp(x - max(x)) is 1 at most, and a sum of these is 1 at least: -inf among
// the x is passed over, also where a row has nothing else.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_VALUERANGES_H
#define AG_ANALYSIS_VALUERANGES_H

#include "ag/Support/Scalar/FloatRange.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// Finds ranges as they are asked for. Each value is looked at once.
class ValueRanges {
public:
  FloatRange find(mlir::Value value);

private:
  llvm::DenseMap<mlir::Value, FloatRange> known;
};

} // namespace ag

#endif // AG_ANALYSIS_VALUERANGES_H
