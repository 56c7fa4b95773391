//===- LoopLookups.h - elements read at computed positions ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The body of a linalg.generic or a tensor.generate may read a tensor at
// positions that it computes. No Spec describes such an op. It is rewritten as
// loops over elements, which are reversed like other loops:
//
//   %y = linalg.generic ins(%i : tensor<5xi64>) outs(%e : tensor<5xf32>) {
//   ^bb0(%in: i64, %out: f32):
//     %at = arith.index_cast %in : i64 to index
//     %0 = tensor.extract %x[%at] : tensor<9xf32>
//     linalg.yield %0 : f32 }
//
//   %y = scf.for %k = %c0 to %c5 step %c1 iter_args(%t = %e) {
//     %in = tensor.extract %i[%k] : tensor<5xi64>
//     %at = arith.index_cast %in : i64 to index
//     %0 = tensor.extract %x[%at] : tensor<9xf32>
//     %next = tensor.insert %0 into %t[%k] : tensor<5xf32>
//     scf.yield %next }
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPLOOKUPS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPLOOKUPS_H

#include "ag/Analysis/Activity.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Rewrites the active linalg.generic and tensor.generate ops of `function`
/// that have no Spec. Returns true if there were any.
bool loopLookups(mlir::func::FuncOp function, const Activity &activity);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPLOOKUPS_H
