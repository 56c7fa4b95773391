//===- Collectives.cpp - what is the same of all collectives --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sharding/Collectives.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns the number of ranks in a group. The op must be verified.
int64_t countCollectiveParts(CollectiveOpInterface op) {
  return *countRanks(findMesh(op), op.getAxes().getValue());
}

/// Returns true if a block of `source`'s type becomes one of `result`'s type.
bool fits(RankedTensorType source, RankedTensorType result,
          const ResizedBlock &resized, int64_t parts) {
  if (source.getElementType() != result.getElementType() ||
      source.getRank() != result.getRank())
    return false;
  for (auto [dim, own, made] :
       llvm::enumerate(source.getShape(), result.getShape())) {
    bool isDynamic = ShapedType::isDynamic(own);
    if (isDynamic != ShapedType::isDynamic(made))
      return false;
    bool grows = resized.gathered == static_cast<int64_t>(dim),
         shrinks = resized.split == static_cast<int64_t>(dim);
    if (!isDynamic &&
        times(own, grows ? parts : 1) != times(made, shrinks ? parts : 1))
      return false;
  }
  return true;
}

/// Returns the size of result `k` in dimension `dim`, given that of operand `k`
/// as s0.
AffineExpr sizeOf(CollectiveOpInterface op, unsigned k, int64_t dim) {
  AffineExpr size = getAffineSymbolExpr(0, op->getContext());
  ResizedBlock resized = op.getResized(k);
  if (resized.gathered == dim)
    return size * countCollectiveParts(op);
  return resized.split == dim ? size.floorDiv(countCollectiveParts(op)) : size;
}
} // namespace

LogicalResult verifyCollective(CollectiveOpInterface op) {
  Reporter report(op->getName().getStringRef(), op->getLoc());
  FailureOr<int64_t> parts = verifyAxes(op, op.getAxes());
  if (failed(parts))
    return failure();
  if (op->getNumOperands() == 0 || op->getNumOperands() != op->getNumResults())
    return report("blocks")
           << op->getNumOperands() << " operands make " << op->getNumResults()
           << " results; expected as many, and any";
  for (unsigned k = 0; k < op->getNumResults(); ++k) {
    auto source = cast<RankedTensorType>(op->getOperand(k).getType());
    auto result = cast<RankedTensorType>(op->getResult(k).getType());
    if (!fits(source, result, op.getResized(k), *parts))
      return report("blocks")
             << "result " << k << " is " << result << ", which a block "
             << source << " does not become on " << *parts << " ranks";
  }
  return success();
}

LogicalResult reifyBlocks(CollectiveOpInterface op, OpBuilder &builder,
                          ReifiedRankedShapedTypeDims &shapes) {
  for (unsigned k = 0; k < op->getNumResults(); ++k) {
    auto &shape = shapes.emplace_back(
        tensor::getMixedSizes(builder, op.getLoc(), op->getOperand(k)));
    for (auto [dim, size] : llvm::enumerate(shape))
      size = affine::makeComposedFoldedAffineApply(builder, op.getLoc(),
                                                   sizeOf(op, k, dim), {size});
  }
  return success();
}

void boundBlock(CollectiveOpInterface op, Value value, int64_t dim,
                ValueBoundsConstraintSet &bounds) {
  unsigned k = cast<OpResult>(value).getResultNumber();
  AffineExpr own = bounds.getExpr(op->getOperand(k), dim);
  ResizedBlock resized = op.getResized(k);
  if (resized.gathered == dim)
    bounds.bound(value)[dim] == own *countCollectiveParts(op);
  else if (resized.split == dim)
    bounds.bound(value)[dim] == own.floorDiv(countCollectiveParts(op));
  else
    bounds.bound(value)[dim] == own;
}

llvm::Expected<Tensors> interpretCollective(CollectiveOpInterface op,
                                            MutableArrayRef<Tensor> operands,
                                            InterpreterContext &context) {
  auto exchange = context.exchange(op, op.getAxes(), Tensors(operands));
  if (!exchange)
    return exchange.takeError();
  for (const Tensors &given : exchange->given)
    for (auto [own, other] : llvm::zip_equal(operands, given))
      if (own.shape() != other.shape())
        return llvm::createStringError(
            "[blocks] " + describe(own.type(), own.shape()) + " here, but " +
            describe(other.type(), other.shape()) + " on another rank");
  return op.combine(exchange->given, exchange->place, context.precision());
}

} // namespace ag
