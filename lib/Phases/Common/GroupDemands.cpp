//===- GroupDemands.cpp - checks before groups ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A group has no effects, so that its ops may be computed in any order.
// Requirements on its operands are checked before the group:
//
//   %r = ag.fused (%a = %x : tensor<?xf32>, %b = %y : tensor<?xf32>) -> ... {
//     %0 = tensor.dim %a, %c0
//     %1 = tensor.dim %b, %c0
//     %2 = arith.cmpi eq, %0, %1 : index
//     ag.require %2, "ag.add: a dimension is ..."
//     %3 = ag.add %a, %b : tensor<?xf32>
//
// becomes
//
//   %0 = tensor.dim %x, %c0
//   %1 = tensor.dim %y, %c0
//   %2 = arith.cmpi eq, %0, %1 : index
//   ag.require %2, "ag.add: a dimension is ..."
//   %r = ag.fused (%a = %x : tensor<?xf32>, %b = %y : tensor<?xf32>) -> ... {
//     %3 = ag.add %a, %b : tensor<?xf32>
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/GroupDemands.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {
namespace {
/// Clones ops of a group to before the group.
class InFront {
public:
  InFront(FusedOp group, const DenseSet<Operation *> &asked)
      : group(group), asked(asked), builder(group) {}

  /// Clones the op to before the group. Fails if it must stay.
  LogicalResult move(RequireOp demand);

  /// Erases the moved requirements, and cloned ops that have no uses left.
  void dropUnread();

private:
  LogicalResult find(Value value);
  LogicalResult findSize(tensor::DimOp op);
  LogicalResult compute(Operation *op);

  bool isInside(Value value) {
    return group.getBody().isAncestor(value.getParentRegion());
  }

  FusedOp group;
  const DenseSet<Operation *> &asked;
  OpBuilder builder;
  IRMapping outside;
  /// Ops of the group that were cloned to before it, in topological order.
  SmallVector<Operation *> computed;
};

/// Returns true if only ops with a body (BodyOpInterface) are between `op` and
/// the group, so that `op` runs once.
bool isRunOnce(Operation *op, FusedOp group) {
  Operation *around = op->getParentOp();
  while (around != group && isa<BodyOpInterface>(around))
    around = around->getParentOp();
  return around == group;
}

LogicalResult InFront::move(RequireOp demand) {
  return success(isRunOnce(demand, group) && succeeded(compute(demand)));
}

void InFront::dropUnread() {
  for (Operation *op : llvm::reverse(computed))
    if (isa<RequireOp>(op) || isOpTriviallyDead(op))
      op->erase();
}

/// Makes sure that `outside` has an entry for `value` if it is defined in the
/// group. Fails if it cannot be computed before the group.
LogicalResult InFront::find(Value value) {
  if (outside.contains(value) || !isInside(value))
    return success();
  if (Value same = lookThroughBody(value)) {
    if (failed(find(same)))
      return failure();
    outside.map(value, outside.lookupOrDefault(same));
    return success();
  }
  Operation *op = value.getDefiningOp();
  if (!op || !isRunOnce(op, group) || !isMemoryEffectFree(op))
    return failure();
  auto size = dyn_cast<tensor::DimOp>(op);
  if (size && succeeded(findSize(size)))
    return success();
  bool isSmall = op->hasTrait<OpTrait::ConstantLike>() || asked.contains(op) ||
                 llvm::none_of(op->getResultTypes(), llvm::IsaPred<ShapedType>);
  return isSmall ? compute(op) : failure();
}

/// Computes a size of a value of the group from sizes of values outside.
LogicalResult InFront::findSize(tensor::DimOp op) {
  std::optional<int64_t> dim = op.getConstantIndex();
  if (!dim)
    return failure();
  auto isGiven = [&](Value value, std::optional<int64_t>,
                     ValueBoundsConstraintSet &) {
    return value.getDefiningOp() != group && !isInside(value);
  };
  // Upstream would take the element of a splat tensor for its size.
  auto type = cast<ShapedType>(op.getSource().getType());
  FailureOr<OpFoldResult> size =
      type.isDynamicDim(*dim)
          ? affine::reifyShapedValueDimBound(builder, op.getLoc(),
                                             presburger::BoundType::EQ,
                                             op.getSource(), *dim, isGiven)
          : OpFoldResult(builder.getIndexAttr(type.getDimSize(*dim)));
  if (failed(size))
    return failure();
  computed.push_back(op);
  outside.map(op.getResult(),
              getValueOrCreateConstantIndexOp(builder, op.getLoc(), *size));
  return success();
}

LogicalResult InFront::compute(Operation *op) {
  SetVector<Value> read(op->operand_begin(), op->operand_end());
  for (Region &region : op->getRegions())
    getUsedValuesDefinedAbove(region, read);
  for (Value value : read)
    if (failed(find(value)))
      return failure();
  builder.clone(*op, outside);
  computed.push_back(op);
  return success();
}
} // namespace

void demandInFront(Operation *root, const DenseSet<Operation *> &asked) {
  SmallVector<FusedOp> groups;
  root->walk([&](FusedOp op) {
    if (!isMemoryEffectFree(op))
      groups.push_back(op);
  });
  IRRewriter rewriter(root->getContext());
  for (FusedOp group : groups) {
    InFront front(group, asked);
    SmallVector<RequireOp> demands;
    group.walk([&](RequireOp op) { demands.push_back(op); });
    bool stays = true;
    for (RequireOp op : demands)
      stays &= succeeded(front.move(op));
    front.dropUnread();
    rewriter.setInsertionPoint(group);
    if (!stays || !isMemoryEffectFree(group))
      group.openBody(rewriter);
  }
}

} // namespace ag
