//===- LoopsToColumns.h - loops of updates as columns -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops of an update do the same to each element along a dimension? They
// do not have to run one iteration after the other, and become a dimension of
// the slices:
//
//   scf.for %r = 0 to %rows iter_args(%a = %x) {
//     scf.for %n = 0 to 4 iter_args(%sums = %a) {
//       %k = tensor.extract %indices[%n]
//       %place = tensor.extract_slice %sums[%r, %k] [1, 1]
//       %sum = linalg.generic ins(%u[%r, %n] [1, 1]) outs(%place) { addf }
//       yield tensor.insert_slice %sum into %sums[%r, %k] [1, 1]
//     }
//   }
//
// becomes
//
//   scf.for %n = 0 to 4 iter_args(%sums = %x) {
//     %k = tensor.extract %indices[%n]
//     %places = tensor.extract_slice %sums[0, %k] [%rows, 1]
//     %sum = linalg.generic ins(%u[0, %n] [%rows, 1]) outs(%places) { addf }
//     yield tensor.insert_slice %sum into %sums[0, %k] [%rows, 1]
//   }
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CUDA_LOOPSTOCOLUMNS_H
#define AG_LIB_PHASES_SCHEDULE_CUDA_LOOPSTOCOLUMNS_H

#include "ElementValues.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Removes those loops of `op`, an update (Updates.h), whose iterations do the
/// same to one index of a dimension each. The host must know their number.
/// Returns the update, which is another op if `op` was such a loop.
mlir::Operation *makeColumnsOfLoops(mlir::RewriterBase &rewriter,
                                    mlir::Operation *op,
                                    const ElementValues &elements);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CUDA_LOOPSTOCOLUMNS_H
