//===- BatchSizes.h - sizes of the elements of a batch ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sizes do values have for each element of a batch? All elements of a
// tensor have equal sizes, so that a size that differs over the batch must have
// a form, or a bound, that does not.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHSIZES_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHSIZES_H

#include "Batch/Batch.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// Returns a bound of `size`, which belongs to a value that `op` uses or
/// defines. It is computed from values that are the same for all elements and
/// from sizes of tensors. Returns null if no bound is known.
mlir::Value findBound(mlir::presburger::BoundType type,
                      const mlir::ValueBoundsConstraintSet::Variable &size,
                      mlir::Operation *op, Batch &batch);

/// Returns the sizes that `result` has for one element, as values that are the
/// same for all elements. Reports an error if a size differs over the batch or
/// is unknown.
llvm::FailureOr<llvm::SmallVector<mlir::OpFoldResult>>
findSizes(mlir::OpResult result, Batch &batch);

/// Batches an op that returns a size of a tensor that is in the batch.
llvm::LogicalResult batchDim(mlir::ShapedDimOpInterface op, Batch &batch);

/// Batches the allocation of a stack (LoopStacks.h).
llvm::LogicalResult batchStack(mlir::tensor::EmptyOp op, Batch &batch);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHSIZES_H
