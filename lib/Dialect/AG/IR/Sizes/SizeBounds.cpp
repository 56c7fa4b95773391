//===- SizeBounds.cpp - sizes in terms of known ones ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

using namespace mlir;

namespace ag {

static Operation *getOwner(Value value) {
  Operation *op = value.getDefiningOp();
  return op ? op : value.getParentBlock()->getParentOp();
}

std::optional<SizeBound> findStatedSize(Value value,
                                        std::optional<int64_t> dim) {
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() > 0)
    return std::nullopt;
  auto isOther = [&](Value other, std::optional<int64_t> otherDim,
                     ValueBoundsConstraintSet &) {
    return other != value || otherDim != dim;
  };
  SizeBound bound;
  if (failed(ValueBoundsConstraintSet::computeBound(
          bound.map, bound.operands, presburger::BoundType::EQ,
          dim ? getSizeVariable(value, *dim)
              : ValueBoundsConstraintSet::Variable(value),
          isOther)))
    return std::nullopt;
  return bound;
}

std::optional<SizeBound>
computeSizeBound(presburger::BoundType type,
                 const ValueBoundsConstraintSet::Variable &size,
                 function_ref<bool(Value, std::optional<int64_t>)> isKnown) {
  // Upstream's constraint set stores its worklist by column. Control flow
  // compares the values that branches or iterations yield, which inserts
  // columns before those; worklist entries would be lost, and %low be unbounded
  // in
  //
  //   %r = scf.if ...
  //   %y = tensor.pad %r low[%low] high[0]
  //
  // These values are therefore visited first.
  auto stop = [&](Value value, std::optional<int64_t> dim,
                  ValueBoundsConstraintSet &bounds) {
    if (isKnown(value, dim))
      return true;
    if (isa_and_nonnull<RegionBranchOpInterface>(getOwner(value)))
      bounds.populateConstraints(value, dim);
    return false;
  };
  SizeBound bound;
  if (failed(ValueBoundsConstraintSet::computeBound(
          bound.map, bound.operands, type, size, stop, /*closedUB=*/true)))
    return std::nullopt;
  return bound;
}

} // namespace ag
