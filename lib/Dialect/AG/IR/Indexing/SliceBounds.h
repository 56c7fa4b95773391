//===- SliceBounds.h - regular parts of tensors -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a slice that an op reads or replaces known to be out of bounds, and how is
// a slice extracted?
//
// Along each dimension, its element i is element `offset + stride * i` of the
// tensor.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_INDEXING_SLICEBOUNDS_H
#define AG_LIB_DIALECT_AG_IR_INDEXING_SLICEBOUNDS_H

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// Reports [slice] if there is not one offset, size and stride for each
/// dimension of `whole`, [extents] if the number of dynamic offsets is not
/// `operands`, [strides] if a stride is not positive, and [bounds] if an
/// element is known to be out of bounds.
mlir::LogicalResult checkPart(mlir::RankedTensorType whole,
                              llvm::ArrayRef<int64_t> offsets, size_t operands,
                              llvm::ArrayRef<int64_t> sizes,
                              llvm::ArrayRef<int64_t> strides,
                              const Reporter &report);

/// Extracts this slice of `whole` by an ag.slice.
mlir::Value takePart(mlir::Value whole,
                     llvm::ArrayRef<mlir::OpFoldResult> offsets,
                     llvm::ArrayRef<mlir::OpFoldResult> sizes,
                     llvm::ArrayRef<int64_t> strides, mlir::OpBuilder &builder,
                     mlir::Location loc);

/// Replaces a slice of `whole`, from `offsets` on, by `part`, by an ag.update.
mlir::Value putPart(mlir::Value whole, mlir::Value part,
                    llvm::ArrayRef<mlir::OpFoldResult> offsets,
                    llvm::ArrayRef<int64_t> strides, mlir::OpBuilder &builder,
                    mlir::Location loc);

/// Gives ag.slice a derivative of its own. For a slice at a computed position,
/// such as one that depends on a loop's index, it adds to a slice of the
/// present cotangent. By the Spec, each iteration would pad the slice and add
/// complete tensors.
void registerSliceDerivative(mlir::MLIRContext &context);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_INDEXING_SLICEBOUNDS_H
