//===- AccumulateInPlace.h - sums onto their initial value ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a contraction need a new tensor for its sums?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_ACCUMULATEINPLACE_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_ACCUMULATEINPLACE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Returns true if a contraction without an epilogue can add to its initial
/// value in place: no other op needs this value. It must be a slice of a
/// tensor, an iter_arg of a loop, the result of another contraction, or a view
/// of one of these.
bool accumulatesInPlace(mlir::linalg::GenericOp op);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_ACCUMULATEINPLACE_H
