//===- Updates.h - loops and branches that one block can run ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops and branches can a block of a GPU run by itself? Updates of one
// tensor, as in a scatter, which write slices of it and need no memory of their
// own:
//
//   scf.for %n = 0 to %count iter_args(%sums = %x) {
//     %k = tensor.extract %indices[%n]
//     %row = tensor.extract_slice %sums[%k, 0] [1, 3]
//     %sum = linalg.generic ins(%more) outs(%row) { addf }
//     yield tensor.insert_slice %sum into %sums[%k, 0] [1, 3]
//   }
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CUDA_UPDATES_H
#define AG_LIB_PHASES_SCHEDULE_CUDA_UPDATES_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Returns the tensor that `op`, a loop, a choice or an insertion of a slice,
/// updates. Returns null if it does something else, or reads more of that
/// tensor than single elements and the slices that it writes.
mlir::Value findUpdated(mlir::Operation *op);

/// Returns the ops of the update `op`, itself first, without the bodies of
/// linalg ops.
llvm::SmallVector<mlir::Operation *> findUpdateOps(mlir::Operation *op);

/// Returns true if `op`, which is neither a slice nor a linalg op, may read
/// single elements of its operands.
bool mayReadElements(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CUDA_UPDATES_H
