//===- Kernels.h - loops over vectors for linalg ops ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do the kernels, loops over vectors for linalg ops, have in common?
//
// All kernels write into a destination that their loops carry, so that
// bufferization works in place.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_KERNELS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_KERNELS_H

#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Where an op that accumulates starts: a scalar for every element, or else
/// the elements of `destination`.
struct Start {
  mlir::Value scalar;
  mlir::Value destination;
};

/// Sees through linalg.fill.
Start getStart(mlir::Value init);

/// The sizes of a tensor, and the extents of an op's loops, from what is known
/// before the ops that compute the tensors run.
llvm::SmallVector<mlir::OpFoldResult>
getSizes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor);
llvm::SmallVector<mlir::OpFoldResult> getExtents(mlir::OpBuilder &builder,
                                                 mlir::linalg::LinalgOp op);

/// A copy of `tensor` whose dimension i is its dimension `order[i]`; `sizes`
/// are those of `tensor`.
mlir::Value makeReorderedCopy(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::Value tensor, llvm::ArrayRef<int64_t> order,
                              llvm::ArrayRef<mlir::OpFoldResult> sizes);

/// Says that `op` needs such a copy on each run, where load could make it of
/// what is now an argument.
void explainMoved(const PassRemarks &remarks, mlir::linalg::GenericOp op,
                  mlir::Value tensor);

/// Replaces an op by its kernel. Fails without a change if the op is none that
/// has one.
using EmitKernel = mlir::LogicalResult (*)(mlir::RewriterBase &,
                                           mlir::linalg::GenericOp,
                                           const Machine &);

/// Replaces those generics of `function` that have such kernels. Gives whether
/// there are any.
bool emitKernels(mlir::Operation *function, const Machine &machine,
                 EmitKernel emit);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_KERNELS_H
