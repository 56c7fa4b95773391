//===- UpdateColumns.h - updates that blocks share --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do several blocks run one update? An update does the same to each element
// along its columns, the dimensions that no index selects. So each block runs
// the entire update on columns of its own:
//
//   %y = scf.for %n = 0 to %count iter_args(%sums = %x) {
//     %k = tensor.extract %indices[%n]
//     %row = tensor.extract_slice %sums[%k, 0] [1, 300]
//     %sum = linalg.generic ins(%u[%n, 0] [1, 300]) outs(%row) { addf }
//     yield tensor.insert_slice %sum into %sums[%k, 0] [1, 300]
//   }
//
// becomes
//
//   %y = scf.forall (%b) in (2) shared_outs(%o = %x) {
//     %m = affine.min(256, 300 - 256 * %b)
//     %part = tensor.extract_slice %o[0, 256 * %b] [4, %m]
//     %sums = scf.for ... iter_args(%sums = %part) {
//       ... %sums[%k, 0] [1, %m] and %u[%n, 256 * %b] [1, %m]
//     }
//     scf.forall.in_parallel { tensor.parallel_insert_slice %sums into %o }
//   } {mapping = [#gpu.block<x>]}
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CUDA_UPDATECOLUMNS_H
#define AG_LIB_PHASES_SCHEDULE_CUDA_UPDATECOLUMNS_H

#include "ElementValues.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Replaces `op`, an update of `target` (Updates.h), by a loop over blocks that
/// each have some of its columns, and returns the loop. Returns null, and
/// leaves `op`, if a block has enough threads for all columns, or if the host
/// cannot know their number.
mlir::scf::ForallOp shareColumns(mlir::RewriterBase &rewriter,
                                 mlir::Operation *op, mlir::Value target,
                                 const ElementValues &elements);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CUDA_UPDATECOLUMNS_H
