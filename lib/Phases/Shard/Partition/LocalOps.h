//===- LocalOps.h - ops on blocks -------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op computes a rank's blocks of an op's results? With 5 rows over x = 2,
// blocks have 3 rows:
//
//   %s = ag.reduce sum %x [0] : tensor<5x4xf32> -> tensor<4xf32>
//
// becomes, for a rank whose block begins at row %o,
//
//   %n = 5 - %o, but at least 0 and at most 3
//   %v = tensor.extract_slice %b[0, 0] [%n, 4] [1, 1]
//   %p = ag.reduce sum %v [0] : tensor<?x4xf32> -> tensor<4xf32>
//
// and so does each op with a Spec that combines elements along such a
// dimension. Other ops with a Spec compute any values in the padding. Ops
// without a Spec handle it themselves.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_LOCALOPS_H
#define AG_LIB_PHASES_SHARD_PARTITION_LOCALOPS_H

#include "Partition/ReshardWriter.h"
#include "Plan/ShardedDims.h"
#include "mlir/IR/IRMapping.h"

namespace ag {

using SizeWriter =
    llvm::function_ref<mlir::OpFoldResult(mlir::OpResult, int64_t dim)>;

/// Emits `op`, for which `planned` is the plan. `operands` are its operands as
/// a rank holds them, followed by the other values that its Spec numbers.
/// Values that its regions capture are replaced by those in `captured`. `sizes`
/// emits the unsplit size of a result's dimension, and returns null if only
/// running the op determines it. Returns the results, in the states of the
/// plan, or reports an error.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
writeLocalOp(mlir::Operation *op, const PlannedOp &planned,
             llvm::ArrayRef<mlir::Value> operands,
             const mlir::IRMapping &captured, SizeWriter sizes,
             const ShardedDims &dims, const ReshardWriter &writer,
             const Mesh &mesh, mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_LOCALOPS_H
