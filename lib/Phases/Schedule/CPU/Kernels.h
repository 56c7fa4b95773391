//===- Kernels.h - loops over vectors for linalg ops ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which helpers do the kernels, loops over vectors for linalg ops, share?
//
// All kernels write into a destination that is an iter_arg of their loops, so
// that bufferization works in place.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_KERNELS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_KERNELS_H

#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// The initial value of an op that accumulates: a scalar for every element, or
/// else the elements of `destination`.
struct Start {
  mlir::Value scalar;
  mlir::Value destination;
};

/// Returns the initial value of `init`. It is a scalar if `init` is a
/// linalg.fill.
Start getStart(mlir::Value init);

/// Return the sizes of a tensor, and the extents of an op's loops. They are
/// computed from values that are available before the tensors are computed.
llvm::SmallVector<mlir::OpFoldResult>
getSizes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor);
llvm::SmallVector<mlir::OpFoldResult> getExtents(mlir::OpBuilder &builder,
                                                 mlir::linalg::LinalgOp op);

/// Creates a copy of `tensor` whose dimension i is its dimension `order[i]`.
/// `sizes` are the sizes of `tensor`.
mlir::Value makeReorderedCopy(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::Value tensor, llvm::ArrayRef<int64_t> order,
                              llvm::ArrayRef<mlir::OpFoldResult> sizes);

/// Emits a remark if `tensor` comes from an argument: `op` then needs such a
/// copy on each run, while load would copy a parameter once.
void explainMoved(const PassRemarks &remarks, mlir::linalg::GenericOp op,
                  mlir::Value tensor);

/// Replaces an op by its kernel. Fails without a change if it has none.
using EmitKernel = mlir::LogicalResult (*)(mlir::RewriterBase &,
                                           mlir::linalg::GenericOp,
                                           const Machine &);

/// Replaces the generics of `function` that have such kernels. Returns whether
/// there are any.
bool emitKernels(mlir::Operation *function, const Machine &machine,
                 EmitKernel emit);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_KERNELS_H
