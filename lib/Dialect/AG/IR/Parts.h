//===- Parts.h - regular parts of tensors -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is it known of a part, which an op reads or replaces, that it does not lie
// inside, and how is a part taken? Along each dimension, its element i is
// element `offset + stride * i` of the whole.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_PARTS_H
#define AG_DIALECT_AG_IR_PARTS_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// Reports [slice] if there is not one offset, size and stride for each
/// dimension of `whole`, [extents] if the dynamic ones among the offsets are
/// not `operands`, [strides] if a stride is not positive, and [bounds] if an
/// element is known to lie outside.
mlir::LogicalResult checkPart(mlir::RankedTensorType whole,
                              llvm::ArrayRef<int64_t> offsets, size_t operands,
                              llvm::ArrayRef<int64_t> sizes,
                              llvm::ArrayRef<int64_t> strides,
                              const Reporter &report);

/// That part of `whole`, by an ag.slice.
mlir::Value takePart(mlir::Value whole,
                     llvm::ArrayRef<mlir::OpFoldResult> offsets,
                     llvm::ArrayRef<mlir::OpFoldResult> sizes,
                     llvm::ArrayRef<int64_t> strides, mlir::OpBuilder &builder,
                     mlir::Location loc);

/// `whole` with `part` from `offsets` on, by an ag.update.
mlir::Value putPart(mlir::Value whole, mlir::Value part,
                    llvm::ArrayRef<mlir::OpFoldResult> offsets,
                    llvm::ArrayRef<int64_t> strides, mlir::OpBuilder &builder,
                    mlir::Location loc);

/// Gives ag.slice a derivative of its own. One at a place that is computed, as
/// by the turns of a loop, adds to a part of what the cotangent is so far; by
/// its Spec each turn made a border around the part, and a sum of the whole.
void registerSliceDerivative(mlir::MLIRContext &context);

} // namespace ag

#endif // AG_DIALECT_AG_IR_PARTS_H
