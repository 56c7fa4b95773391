//===- BitReads.h - floats whose bits are read ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where does a function compute with the bits of a float that it is
// differentiated by? Integers have no derivatives, so such a function would
// have a wrong derivative of 0:
//
//   %bits = arith.bitcast %x : f32 to i32
//   %magnitude = arith.andi %bits, %mask : i32
//   %y = arith.bitcast %magnitude : i32 to f32        |x|, whose slope is not 0
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_BITREADS_H
#define AG_PHASES_DIFFERENTIATE_BITREADS_H

#include "ag/Analysis/Activity.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Refuses an op of `function` that reads the bits of a float that depends on
/// values by which the function is differentiated.
llvm::LogicalResult refuseBitReads(mlir::func::FuncOp function,
                                   const Activity &activity);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_BITREADS_H
