//===- Kernels.cpp - what the kernels of linalg ops share -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Kernels.h"
#include "Common/Access.h"
#include "Common/Nests/GroupMarks.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace ag {

Start getStart(Value init) {
  if (auto fill = init.getDefiningOp<linalg::FillOp>())
    return {fill.value(), fill.getOutputs().front()};
  return {nullptr, init};
}

SmallVector<OpFoldResult> getSizes(OpBuilder &builder, Location loc,
                                   Value tensor) {
  while (auto op = tensor.getDefiningOp<linalg::LinalgOp>())
    tensor = op.getDpsInits()[cast<OpResult>(tensor).getResultNumber()];
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    return empty.getMixedSizes();
  return tensor::getMixedSizes(builder, loc, tensor);
}

SmallVector<OpFoldResult> getExtents(OpBuilder &builder, linalg::LinalgOp op) {
  SmallVector<OpFoldResult> extents(op.getNumLoops());
  // Results first: their sizes are most often those of a tensor.empty.
  for (int64_t number = op->getNumOperands() - 1; number >= 0; --number) {
    OpOperand &operand = op->getOpOperand(number);
    SmallVector<OpFoldResult> sizes;
    for (auto [dim, expr] :
         llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop || extents[loop.getPosition()])
        continue;
      if (sizes.empty())
        sizes = getSizes(builder, op.getLoc(), operand.get());
      extents[loop.getPosition()] = sizes[dim];
    }
  }
  for (auto [extent, fixed] : llvm::zip(extents, op.getStaticLoopRanges()))
    if (!ShapedType::isDynamic(fixed))
      extent = builder.getIndexAttr(fixed);
  return extents;
}

Value makeReorderedCopy(OpBuilder &builder, Location loc, Value tensor,
                        ArrayRef<int64_t> order, ArrayRef<OpFoldResult> sizes) {
  MLIRContext *context = builder.getContext();
  auto ordered =
      llvm::map_to_vector(order, [&](int64_t dim) { return sizes[dim]; });
  Value empty = tensor::EmptyOp::create(
      builder, loc, ordered,
      cast<RankedTensorType>(tensor.getType()).getElementType());
  SmallVector<AffineMap> maps = {
      AffineMap::getPermutationMap(invertPermutationVector(order), context),
      builder.getMultiDimIdentityMap(order.size())};
  SmallVector<utils::IteratorType> loops(order.size(),
                                         utils::IteratorType::parallel);
  auto copy = linalg::GenericOp::create(
      builder, loc, empty.getType(), tensor, empty, maps, loops,
      [](OpBuilder &nested, Location at, ValueRange elements) {
        linalg::YieldOp::create(nested, at, elements.front());
      });
  return copy.getResult(0);
}

/// Returns true if callers pass the elements of `value`, possibly in another
/// order.
static bool isMovedArgument(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    auto generic = dyn_cast<linalg::GenericOp>(op);
    if (!isTensorView(op) && !(generic && isCopy(generic)))
      return false;
    value = op->getOperand(0);
  }
  auto argument = cast<BlockArgument>(value);
  return isa<func::FuncOp>(argument.getOwner()->getParentOp()) &&
         !isLoadSource(argument);
}

void explainMoved(const PassRemarks &remarks, linalg::GenericOp op,
                  Value tensor) {
  if (!isMovedArgument(tensor))
    return;
  std::optional<int64_t> bytes = countBytes(tensor.getType());
  auto remark = remarks.missed(op, "moved");
  remark << remark::add("copies {0} of an argument into another layout on "
                        "each run",
                        bytes ? std::to_string(*bytes) + " bytes" : "all")
         << remark::reason("load would copy a parameter or a constant once");
  if (bytes)
    remark << remark::metric("bytes", *bytes);
}

/// Visits later ops first: the kernel of an op may also replace its user, which
/// must not be visited afterwards.
bool emitKernels(Operation *function, const Machine &machine, EmitKernel emit) {
  SmallVector<linalg::GenericOp> ops;
  function->walk([&](linalg::GenericOp op) { ops.push_back(op); });
  GroupMarker marker;
  IRRewriter rewriter(function->getContext(), &marker);
  bool changed = false;
  for (linalg::GenericOp op : llvm::reverse(ops)) {
    marker.follow(op);
    changed |= succeeded(emit(rewriter, op, machine));
  }
  return changed;
}

} // namespace ag
