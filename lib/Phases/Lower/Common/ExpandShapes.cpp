//===- ExpandShapes.cpp - views of several dynamic sizes ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   %y = memref.expand_shape %x [[0, 1]] output_shape [%n, %m]
//
// becomes, as the type does not determine the sizes and strides,
//
//   %base, %offset, %size, %stride = memref.extract_strided_metadata %x
//   %row = arith.muli %m, %stride
//   %y = memref.reinterpret_cast %base to offset: [%offset], sizes: [%n, %m],
//            strides: [%row, %stride]
//
// Upstream's expansion of metadata lowers the other ops. It takes one dynamic
// size in each group, and divides by the other sizes, none of which may be 0.
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_EXPANDSHAPESPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
/// Returns true if a group of the result's sizes has several dynamic ones, or a
/// dynamic one and a 0, by which upstream divides to find it.
bool isAmbiguous(memref::ExpandShapeOp op) {
  ArrayRef<int64_t> shape = op.getResultType().getShape();
  return llvm::any_of(op.getReassociationIndices(), [&](auto &group) {
    auto dynamic = llvm::count_if(
        group, [&](int64_t dim) { return ShapedType::isDynamic(shape[dim]); });
    bool isEmpty =
        llvm::any_of(group, [&](int64_t dim) { return shape[dim] == 0; });
    return dynamic > 1 || (dynamic == 1 && isEmpty);
  });
}

/// Returns the strides of the result. The last dimension of each group has the
/// stride of the source's dimension. Each other dimension has the stride of the
/// next one times its size.
SmallVector<OpFoldResult> getStrides(OpBuilder &builder,
                                     memref::ExpandShapeOp op,
                                     ValueRange sourceStrides) {
  SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
  SmallVector<OpFoldResult> strides(sizes.size());
  AffineExpr a, b;
  bindSymbols(op.getContext(), a, b);
  for (auto [group, sourceStride] :
       llvm::zip(op.getReassociationIndices(), sourceStrides)) {
    OpFoldResult stride = sourceStride;
    for (int64_t dim : llvm::reverse(group)) {
      strides[dim] = stride;
      stride = affine::makeComposedFoldedAffineApply(
          builder, op.getLoc(), a * b, {stride, sizes[dim]});
    }
  }
  return strides;
}

/// Returns `values`, with numbers where the type has numbers.
SmallVector<OpFoldResult> asInType(OpBuilder &builder,
                                   ArrayRef<OpFoldResult> values,
                                   ArrayRef<int64_t> inType) {
  SmallVector<OpFoldResult> result(values);
  for (auto [value, number] : llvm::zip(result, inType))
    if (!ShapedType::isDynamic(number))
      value = builder.getIndexAttr(number);
  return result;
}

/// Returns `buffer`, which is compact, as one row of elements.
Value flatten(Value buffer, OpBuilder &builder) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getRank() <= 1)
    return buffer;
  ReassociationIndices all =
      llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  return memref::CollapseShapeOp::create(builder, buffer.getLoc(), buffer,
                                         ArrayRef{all});
}

bool isCompact(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
}

/// Returns true if upstream copies such a buffer by memcpy.
bool isContiguous(Value buffer) {
  return isCompact(buffer) || memref::isStaticShapeAndContiguousRowMajor(
                                  cast<MemRefType>(buffer.getType()));
}

/// Copies a reshape of a compact buffer as a row. Otherwise, the type of the
/// view gets strides later, and upstream calls a library for such a copy. Loops
/// make a copy of or to a buffer with strides. A copy onto the same memory is
/// erased. Copies of unranked buffers, which no phase makes, stay.
///
///   %y = memref.expand_shape %x [[0, 1]] output_shape [%n, 4]
///   memref.copy %y, %z : memref<?x4xf32> to memref<?x4xf32>
///   -> memref.copy (memref.collapse_shape %y), (memref.collapse_shape %z)
LogicalResult lowerCopy(memref::CopyOp copy) {
  Value source = copy.getSource(), target = copy.getTarget();
  if (!isa<MemRefType>(source.getType()) || !isa<MemRefType>(target.getType()))
    return success();
  Value from = skipReshapes(source), to = skipReshapes(target);
  IRRewriter rewriter(copy);
  if (!isContiguous(source) || !isContiguous(target)) {
    auto loops =
        linalg::CopyOp::create(rewriter, copy.getLoc(), source, target);
    if (failed(linalg::linalgOpToLoops(rewriter, loops)))
      return loops.emitOpError("cannot be lowered to loops");
    loops.erase();
    copy.erase();
    return success();
  }
  if ((from == source && to == target) || !isCompact(source) ||
      !isCompact(target))
    return success();
  if (from != to)
    memref::CopyOp::create(rewriter, copy.getLoc(), flatten(source, rewriter),
                           flatten(target, rewriter));
  copy.erase();
  return success();
}

/// Returns true if `op` is in a branch or a loop after a demand that fails for
/// sure. With this size, the program never runs it.
bool isNeverRun(Operation *op) {
  for (; !isa<FunctionOpInterface>(op->getParentOp()); op = op->getParentOp())
    for (Operation *before = op->getPrevNode(); before;
         before = before->getPrevNode())
      if (auto demand = dyn_cast<RequireOp>(before);
          demand && matchPattern(demand.getCondition(), m_Zero()))
        return true;
  return false;
}

/// Fails, with an error, if an offset or a size is known to be negative:
/// upstream's expansion could give the view no type. If the op is never run,
/// replaces the number by 0 instead.
LogicalResult checkPart(memref::SubViewOp op) {
  auto check = [&](MutableOperandRange numbers, StringRef what,
                   StringRef of) -> LogicalResult {
    for (OpOperand &each : numbers) {
      std::optional<int64_t> number = getConstantIntValue(each.get());
      if (!number || *number >= 0)
        continue;
      if (!isNeverRun(op))
        return op.emitOpError(what) << *number << of << "; expected 0 or more";
      OpBuilder builder(op);
      each.set(arith::ConstantIndexOp::create(builder, op.getLoc(), 0));
    }
    return success();
  };
  return success(succeeded(check(op.getOffsetsMutable(), "begins at ",
                                 " in its source")) &&
                 succeeded(check(op.getSizesMutable(), "is ", " long")));
}

struct ExpandShapesPass
    : WithModels<impl::ExpandShapesPassBase<ExpandShapesPass>> {
  void runOnOperation() override {
    WalkResult checked = getOperation()->walk([](memref::SubViewOp op) {
      return failed(checkPart(op)) ? WalkResult::interrupt()
                                   : WalkResult::advance();
    });
    if (checked.wasInterrupted())
      return signalPassFailure();
    WalkResult copied = getOperation()->walk(
        [](memref::CopyOp copy) { return WalkResult(lowerCopy(copy)); });
    if (copied.wasInterrupted())
      return signalPassFailure();
    SmallVector<memref::ExpandShapeOp> ops;
    getOperation()->walk([&](memref::ExpandShapeOp op) {
      if (isAmbiguous(op))
        ops.push_back(op);
    });
    for (memref::ExpandShapeOp op : ops)
      expand(op);
  }

  void expand(memref::ExpandShapeOp op) {
    OpBuilder builder(op);
    MemRefType type = op.getResultType();
    auto [typeStrides, typeOffset] = type.getStridesAndOffset();
    auto source = memref::ExtractStridedMetadataOp::create(builder, op.getLoc(),
                                                           op.getSrc());
    auto offset = asInType(builder, {source.getOffset()}, {typeOffset});
    auto strides = asInType(
        builder, getStrides(builder, op, source.getStrides()), typeStrides);
    auto view = memref::ReinterpretCastOp::create(
        builder, op.getLoc(), type, source.getBaseBuffer(), offset.front(),
        op.getMixedOutputShape(), strides);
    op.replaceAllUsesWith(view.getResult());
    op.erase();
  }
};
} // namespace
} // namespace ag
