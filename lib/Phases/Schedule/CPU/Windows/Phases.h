//===- Phases.h - strided elements side by side -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do vectors read what a stride parts along the last dimension? From a copy
// in which places of equal remainder lie together, stride 2:
//
//   x = a b c d e        copy = a c e | b d _
//
// so that x[1], x[3] is copy[3], copy[4]: place p of x is place
// (p mod 2) * 3 + p floordiv 2 of the copy.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_PHASES_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_PHASES_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// How the places along a tensor's last dimension are parted.
struct Phases {
  int64_t stride = 1;
  /// How many places each remainder takes.
  mlir::OpFoldResult length;

  /// Where in the copy a place is.
  mlir::OpFoldResult find(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::OpFoldResult place) const;
};

/// Those of a tensor of these sizes, and an empty copy.
Phases getPhases(mlir::OpBuilder &builder, mlir::Location loc,
                 llvm::ArrayRef<mlir::OpFoldResult> sizes, int64_t stride);
mlir::Value makeEmptyPhases(mlir::OpBuilder &builder, mlir::Location loc,
                            llvm::ArrayRef<mlir::OpFoldResult> sizes,
                            mlir::Type element, const Phases &phases);

/// `tensor` as such a copy, and back into `onto`, a tensor of its shape.
mlir::Value splitPhases(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value tensor, const Phases &phases);
mlir::Value joinPhases(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value copy, mlir::Value onto,
                       const Phases &phases);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_PHASES_H
