//===- LocalOps.h - an op on blocks -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does one rank compute of an op? With 5 rows over x = 2, blocks of 3:
//
//   %s = ag.reduce sum %x [0] : tensor<5x4xf32> -> tensor<4xf32>
//
// becomes, for a rank that begins at row %o of the whole,
//
//   %n = 5 - %o, but at least 0 and at most 3
//   %v = tensor.extract_slice %b[0, 0] [%n, 4] [1, 1]
//   %p = ag.reduce sum %v [0] : tensor<?x4xf32> -> tensor<4xf32>
//
// and so of each op with a Spec that combines elements along such a dimension.
// Others compute anything there; those without a Spec mind it themselves.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_LOCALOPS_H
#define AG_LIB_PHASES_SHARD_PARTITION_LOCALOPS_H

#include "Partition/ReshardWriter.h"
#include "Plan/StoredDims.h"
#include "mlir/IR/IRMapping.h"

namespace ag {

using SizeWriter =
    llvm::function_ref<mlir::OpFoldResult(mlir::OpResult, int64_t dim)>;

/// Writes `op`, of which `planned` is planned, on `operands` as a rank holds
/// them, in their places, and behind them what else its Spec numbers. Values
/// that its regions capture are replaced as `captured` says. `sizes` writes how
/// long a dimension of a result is as a whole, null where only computing it
/// tells. Gives its results, in the states of the plan, or reports what is
/// refused.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
writeLocalOp(mlir::Operation *op, const PlannedOp &planned,
             llvm::ArrayRef<mlir::Value> operands,
             const mlir::IRMapping &captured, SizeWriter sizes,
             const StoredDims &dims, const ReshardWriter &writer,
             const Mesh &mesh, mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_LOCALOPS_H
