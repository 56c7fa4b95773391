//===- EntrySizes.cpp - sizes that are known on entry ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EntrySizes.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using presburger::BoundType;

namespace ag {

Value cloneSize(Value size, OpBuilder &builder, IRMapping &mapping) {
  if (Value mapped = mapping.lookupOrNull(size))
    return mapped;
  Operation *op = size.getDefiningOp();
  for (Value operand : op->getOperands())
    cloneSize(operand, builder, mapping);
  builder.clone(*op, mapping);
  return mapping.lookup(size);
}

bool EntrySizes::isArgument(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && argument.getOwner() == &entry.getBody().front();
}

/// Whether pure ops compute `value` from the sizes of arguments.
bool EntrySizes::isKnown(Value value) {
  if (auto dim = value.getDefiningOp<memref::DimOp>())
    return isArgument(dim.getSource()) && dim.getConstantIndex();
  auto [found, isNew] = known.try_emplace(value, false);
  if (!isNew)
    return found->second;
  Operation *op = value.getDefiningOp();
  bool result = op && isPure(op) && op->getNumRegions() == 0 &&
                llvm::all_of(op->getOperands(),
                             [&](Value operand) { return isKnown(operand); });
  return known[value] = result;
}

/// By what ops say of sizes: loops of their indices, branches of what they
/// yield. With `stopsAtKnown`, what is known is not followed further: products
/// of sizes bound others, but nothing relates them.
FailureOr<Value> EntrySizes::boundByRelations(Value size, bool stopsAtKnown,
                                              OpBuilder &builder) {
  auto stop = [&](Value value, std::optional<int64_t> dim,
                  ValueBoundsConstraintSet &) {
    if (dim)
      return isArgument(value);
    return stopsAtKnown && !matchPattern(value, m_Constant()) && isKnown(value);
  };
  AffineMap bound;
  ValueDimList operands;
  if (failed(ValueBoundsConstraintSet::computeBound(
          bound, operands, BoundType::UB, size, stop, /*closedUB=*/true)))
    return failure();
  for (auto &[value, dim] : operands)
    if (!dim)
      value = clone(value, builder);
  return getValueOrCreateConstantIndexOp(
      builder, size.getLoc(),
      affine::materializeComputedBound(builder, size.getLoc(), bound,
                                       operands));
}

/// A known size again, at the builder's place.
Value EntrySizes::clone(Value size, OpBuilder &builder) {
  IRMapping mapping;
  for (BlockArgument argument : entry.getArguments())
    mapping.map(argument, argument);
  return cloneSize(size, builder, mapping);
}

FailureOr<Value> EntrySizes::bound(Value size, OpBuilder &builder) {
  if (isKnown(size))
    return clone(size, builder);
  FailureOr<Value> bound =
      boundByRelations(size, /*stopsAtKnown=*/false, builder);
  return succeeded(bound)
             ? bound
             : boundByRelations(size, /*stopsAtKnown=*/true, builder);
}

} // namespace ag
