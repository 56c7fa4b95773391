//===- PlaceClamps.h - kernels that stay within tensors ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do kernels stay within tensors if elements determine what they read or
// write? Demands on elements are checked after all kernels have run. Until
// then, positions, strides and sizes that depend on elements are clamped to
// values that the demands allow. In some cases no value is allowed: an empty
// tensor has no element, and a slice cannot be longer than its source. This
// follows from sizes that the host knows, so the host checks it at once.
//
//   %p = tensor.extract_slice %x[%i] [4] [1]    // %i follows from an element
//
// becomes
//
//   ag.require 4 <= %n, "..."
//   %k = min(max(%i, 0), %n - 4)
//   %p = tensor.extract_slice %x[%k] [4] [1]
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CUDA_PLACECLAMPS_H
#define AG_LIB_PHASES_SCHEDULE_CUDA_PLACECLAMPS_H

#include "ElementValues.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// Keeps ops of the outermost block within the tensors that they read or write.
class PlaceClamps {
public:
  PlaceClamps(ElementValues &elements, mlir::RewriterBase &rewriter)
      : elements(elements), rewriter(rewriter) {}

  /// Clamps the operands of `op` that depend on elements. Emits an error and
  /// fails if the host cannot determine whether any position is valid.
  mlir::LogicalResult clamp(mlir::Operation *op);

private:
  mlir::LogicalResult clampElement(mlir::tensor::ExtractOp op);
  mlir::LogicalResult clampDim(mlir::tensor::DimOp op);
  mlir::LogicalResult resolveSizes(mlir::tensor::ExpandShapeOp op);
  llvm::SmallBitVector resolveSizes(mlir::tensor::InsertSliceOp op);
  template <typename Op>
  mlir::LogicalResult clampPart(Op op, mlir::Value whole,
                                const llvm::SmallBitVector &resolved);
  void clampStride(mlir::Operation *op, mlir::OpOperand &stride,
                   mlir::OpFoldResult offset, mlir::OpFoldResult size,
                   mlir::OpFoldResult extent);
  mlir::LogicalResult demandRoom(mlir::Operation *op, mlir::OpFoldResult offset,
                                 mlir::OpFoldResult size,
                                 mlir::OpFoldResult stride,
                                 mlir::OpFoldResult extent);
  void clamp(mlir::Operation *op, mlir::OpOperand &operand, int64_t least,
             mlir::AffineExpr most, llvm::ArrayRef<mlir::OpFoldResult> symbols);
  mlir::AffineExpr symbol(unsigned number) {
    return rewriter.getAffineSymbolExpr(number);
  }
  bool follows(mlir::OpFoldResult number) const;

  ElementValues &elements;
  mlir::RewriterBase &rewriter;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CUDA_PLACECLAMPS_H
