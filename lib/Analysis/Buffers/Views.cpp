//===- Views.cpp - ops whose result is what they are given ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

bool isReshape(Operation *op) {
  return isa_and_nonnull<ReshapeOp, tensor::CastOp, tensor::CollapseShapeOp,
                         tensor::ExpandShapeOp, memref::CastOp,
                         memref::CollapseShapeOp, memref::ExpandShapeOp>(op);
}

Value skipReshapes(Value value) {
  while (isReshape(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

bool isTensorView(Operation *op) {
  return isa_and_nonnull<tensor::ExtractSliceOp>(op) ||
         (isReshape(op) && isa<TensorType>(op->getResult(0).getType()));
}

Value skipTensorViews(Value value) {
  while (isTensorView(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

} // namespace ag
