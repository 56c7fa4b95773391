//===- PartialWrites.cpp - writes that replace some elements --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PartialWrites.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {

/// Returns true if upstream assumes that `op` replaces all elements.
static bool seemsToReplaceAll(vector::TransferWriteOp op) {
  auto type = cast<ShapedType>(op.getShapedType());
  return type.hasStaticShape() &&
         llvm::all_of(op.getIndices(),
                      [](Value index) { return isZeroInteger(index); }) &&
         llvm::all_of(llvm::zip(type.getShape(), op.getVectorType().getShape()),
                      [](auto sizes) {
                        auto [size, lanes] = sizes;
                        return size <= lanes;
                      });
}

static bool replacesAll(vector::TransferWriteOp op) {
  ArrayRef<int64_t> written = op.getVectorType().getShape();
  ArrayRef<int64_t> sizes = cast<ShapedType>(op.getShapedType()).getShape();
  return !op.getMask() && op.getPermutationMap().isMinorIdentity() &&
         sizes.take_back(written.size()) == written &&
         llvm::all_of(sizes.drop_back(written.size()),
                      [](int64_t size) { return size == 1; });
}

void showPartialWrites(ModuleOp module) {
  module.walk([](vector::TransferWriteOp op) {
    auto type = dyn_cast<RankedTensorType>(op.getShapedType());
    if (!type || type.getRank() == 0 || !seemsToReplaceAll(op) ||
        replacesAll(op))
      return;
    OpBuilder builder(op);
    SmallVector<int64_t> sizes(type.getShape());
    sizes.front() = ShapedType::kDynamic;
    auto hidden = RankedTensorType::get(sizes, type.getElementType());
    Value all =
        tensor::CastOp::create(builder, op.getLoc(), hidden, op.getBase());
    op.getBaseMutable().assign(all);
    op.getResult().setType(hidden);
    builder.setInsertionPointAfter(op);
    auto shown =
        tensor::CastOp::create(builder, op.getLoc(), type, op.getResult());
    op.getResult().replaceAllUsesExcept(shown, shown);
  });
}

void forgetPartialWrites(ModuleOp module) {
  module.walk([](memref::CastOp op) {
    auto hidden = op.getSource().getDefiningOp<memref::CastOp>();
    if (hidden && hidden.getSource().getType() == op.getType())
      op.replaceAllUsesWith(hidden.getSource());
  });
}

} // namespace ag
