//===- StridedCopies.h - contiguous copies of strided elements --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do vectors read elements that a stride separates along the last
// dimension? From a copy in which positions with equal remainders are
// contiguous. With stride 2:
//
//   x = a b c d e        copy = a c e | b d _
//
// so that x[1], x[3] is copy[3], copy[4]: position p of x is position (p mod 2)
// * 3 + p floordiv 2 of the copy.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_STRIDEDCOPIES_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_STRIDEDCOPIES_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// The layout of the copy along a tensor's last dimension.
struct StridedCopies {
  int64_t stride = 1;
  /// The number of positions of each remainder.
  mlir::OpFoldResult length;

  /// Returns the position in the copy of a position in the tensor.
  mlir::OpFoldResult find(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::OpFoldResult place) const;
};

/// Return the layout for a tensor of these sizes, and an empty copy.
StridedCopies getStridedCopies(mlir::OpBuilder &builder, mlir::Location loc,
                               llvm::ArrayRef<mlir::OpFoldResult> sizes,
                               int64_t stride);
mlir::Value makeEmptyPhases(mlir::OpBuilder &builder, mlir::Location loc,
                            llvm::ArrayRef<mlir::OpFoldResult> sizes,
                            mlir::Type element, const StridedCopies &copies);

/// Copy `tensor` into this layout, and back into `onto`, a tensor of its shape.
mlir::Value splitPhases(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value tensor, const StridedCopies &copies);
mlir::Value joinPhases(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value copy, mlir::Value onto,
                       const StridedCopies &copies);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_STRIDEDCOPIES_H
