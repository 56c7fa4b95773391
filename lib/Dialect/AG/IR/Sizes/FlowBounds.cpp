//===- FlowBounds.cpp - bounds of what control flow gives -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Sizes/FlowBounds.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
ValueBoundsConstraintSet::Variable makeVariable(Value value,
                                                std::optional<int64_t> dim) {
  return dim ? ValueBoundsConstraintSet::Variable(value, *dim)
             : ValueBoundsConstraintSet::Variable(value);
}

void boundEqual(Value value, std::optional<int64_t> dim, AffineExpr equal,
                ValueBoundsConstraintSet &bounds) {
  auto bounder = bounds.bound(value);
  if (dim)
    bounder[*dim];
  bounder == equal;
}

/// Bounds a size or index by its first size, if it has another one. Returns
/// false otherwise.
bool boundByFirst(Value value, std::optional<int64_t> dim,
                  ValueBoundsConstraintSet &bounds) {
  SizeOrigin size{value, dim.value_or(0)}, first = getFirstSize(size);
  if (first.value == value && first.number == size.number)
    return false;
  std::optional<int64_t> firstDim;
  if (first.value && isa<ShapedType>(first.value.getType()))
    firstDim = first.number;
  boundEqual(value, dim,
             first.value
                 ? bounds.getExpr(first.value, firstDim)
                 : getAffineConstantExpr(first.number, value.getContext()),
             bounds);
  return true;
}

/// Results, and arguments of the body, are the values that the condition
/// forwards. An argument of the condition has the size of its initial value if
/// the value that the body yields for it has the argument's size, as for
/// scf.for.
struct WhileBounds
    : ValueBoundsOpInterface::ExternalModel<WhileBounds, scf::WhileOp> {
  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    populate(cast<scf::WhileOp>(op), value, std::nullopt, bounds);
  }

  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    populate(cast<scf::WhileOp>(op), value, dim, bounds);
  }

private:
  static void populate(scf::WhileOp loop, Value value,
                       std::optional<int64_t> dim,
                       ValueBoundsConstraintSet &bounds) {
    if (boundByFirst(value, dim, bounds))
      return;
    auto argument = dyn_cast<BlockArgument>(value);
    unsigned number = argument ? argument.getArgNumber()
                               : cast<OpResult>(value).getResultNumber();
    if (!argument || argument.getOwner() == loop.getAfterBody())
      return boundEqual(
          value, dim,
          bounds.getExpr(loop.getConditionOp().getArgs()[number], dim), bounds);
    Value yielded = loop.getYieldOp().getResults()[number];
    if (bounds.populateAndCompare(makeVariable(yielded, dim),
                                  ValueBoundsConstraintSet::EQ,
                                  makeVariable(value, dim)))
      boundEqual(value, dim, bounds.getExpr(loop.getInits()[number], dim),
                 bounds);
  }
};

/// Returns the values that each region of a choice yields for a result.
SmallVector<Value> getYielded(Operation *choice, unsigned number) {
  return llvm::map_to_vector(choice->getRegions(), [&](Region &region) {
    return region.front().getTerminator()->getOperand(number);
  });
}

/// Upstream's model compares the yielded value of a loop with its iter_arg and
/// with everything before it, which is slow for many consecutive loops. Sizes
/// with a common first size need not be compared.
struct ForBounds
    : ValueBoundsOpInterface::ExternalModel<ForBounds, scf::ForOp> {
  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    if (!boundByFirst(value, dim, bounds))
      boundByInit(cast<scf::ForOp>(op), value, dim, bounds);
  }

  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    auto loop = cast<scf::ForOp>(op);
    if (value == loop.getInductionVar())
      return boundCounter(loop, bounds);
    if (!boundByFirst(value, std::nullopt, bounds))
      boundByInit(loop, value, std::nullopt, bounds);
  }

private:
  /// Bounds a value whose size each iteration preserves.
  static void boundByInit(scf::ForOp loop, Value value,
                          std::optional<int64_t> dim,
                          ValueBoundsConstraintSet &bounds) {
    CarriedValue carried = *getCarried(value);
    if (bounds.populateAndCompare(makeVariable(carried.yielded->get(), dim),
                                  ValueBoundsConstraintSet::EQ,
                                  makeVariable(carried.argument, dim)))
      boundEqual(value, dim, bounds.getExpr(carried.init->get(), dim), bounds);
  }

  static void boundCounter(scf::ForOp loop, ValueBoundsConstraintSet &bounds) {
    if (loop.getUnsignedCmp())
      return;
    Value counter = loop.getInductionVar();
    AffineExpr low = bounds.getExpr(loop.getLowerBound());
    AffineExpr high = bounds.getExpr(loop.getUpperBound());
    AffineExpr step = bounds.getExpr(loop.getStep());
    bounds.bound(counter) >= low;
    bounds.bound(counter) < high;
    bounds.bound(counter) <= low + ((high - low).ceilDiv(step) - 1) * step;
  }
};

/// Bounds a size or index that is one of two. Upstream's models of scf.if and
/// arith.select compare the two with everything before them, which is slow for
/// many consecutive choices. Sizes with a common first size need not be
/// compared.
void boundByTwo(Value value, std::optional<int64_t> dim, Value a, Value b,
                ValueBoundsConstraintSet &bounds) {
  if (boundByFirst(value, dim, bounds))
    return;
  auto isAtMost = [&](Value less, Value more) {
    return bounds.populateAndCompare(makeVariable(less, dim),
                                     ValueBoundsConstraintSet::LE,
                                     makeVariable(more, dim));
  };
  bool isLess = isAtMost(a, b), isMore = isAtMost(b, a);
  if (!isLess && !isMore)
    return;
  AffineExpr least = bounds.getExpr(isLess ? a : b, dim);
  if (isLess && isMore)
    return boundEqual(value, dim, least, bounds);
  auto bounder = bounds.bound(value);
  if (dim)
    bounder[*dim];
  bounder >= least;
  bounder <= bounds.getExpr(isLess ? b : a, dim);
}

struct IfBounds : ValueBoundsOpInterface::ExternalModel<IfBounds, scf::IfOp> {
  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    populate(op, value, dim, bounds);
  }

  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    populate(op, value, std::nullopt, bounds);
  }

private:
  static void populate(Operation *op, Value value, std::optional<int64_t> dim,
                       ValueBoundsConstraintSet &bounds) {
    SmallVector<Value> yielded =
        getYielded(op, cast<OpResult>(value).getResultNumber());
    boundByTwo(value, dim, yielded[0], yielded[1], bounds);
  }
};

struct SelectBounds
    : ValueBoundsOpInterface::ExternalModel<SelectBounds, arith::SelectOp> {
  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    boundByTwo(value, dim, op->getOperand(1), op->getOperand(2), bounds);
  }

  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    boundByTwo(value, std::nullopt, op->getOperand(1), op->getOperand(2),
               bounds);
  }
};

/// Bounds a result by the values that all cases yield.
struct SwitchBounds
    : ValueBoundsOpInterface::ExternalModel<SwitchBounds, scf::IndexSwitchOp> {
  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    if (boundByFirst(value, dim, bounds))
      return;
    SmallVector<Value> yielded =
        getYielded(op, cast<OpResult>(value).getResultNumber());
    Value first = yielded.front();
    for (Value other : ArrayRef(yielded).drop_front())
      if (!bounds.populateAndCompare({other, dim}, ValueBoundsConstraintSet::EQ,
                                     {first, dim}))
        return;
    bounds.bound(value)[dim] == bounds.getExpr(first, dim);
  }

  void populateBoundsForIndexValue(Operation *, Value,
                                   ValueBoundsConstraintSet &) const {}
};

/// Computes result sizes of `op` from the values that all regions yield, if
/// they are equal and follow from values before `op`.
template <typename Choice>
struct ChoiceShapes
    : ReifyRankedShapedTypeOpInterface::ExternalModel<ChoiceShapes<Choice>,
                                                      Choice> {
  /// Creates nothing unless all sizes are known, because rewrites that repeat
  /// until nothing changes would otherwise not terminate.
  LogicalResult reifyResultShapes(Operation *op, OpBuilder &builder,
                                  ReifiedRankedShapedTypeDims &shapes) const {
    SmallVector<SmallVector<SizeBound>> found;
    for (OpResult result : op->getResults()) {
      auto type = dyn_cast<ShapedType>(result.getType());
      found.emplace_back();
      for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
        std::optional<SizeBound> size = findSizeOfAll(op, result, dim);
        if (!size)
          return failure();
        found.back().push_back(*size);
      }
    }
    for (ArrayRef<SizeBound> sizes : found)
      shapes.push_back(llvm::map_to_vector(sizes, [&](const SizeBound &size) {
        return affine::materializeComputedBound(builder, op->getLoc(), size.map,
                                                size.operands);
      }));
    return success();
  }

private:
  /// Returns a size in terms of values before the choice.
  static std::optional<SizeBound> findSize(Operation *op, Value value,
                                           int64_t dim) {
    return computeSizeBound(presburger::BoundType::EQ, {value, dim},
                            [&](Value each, std::optional<int64_t>) {
                              return !op->isAncestor(
                                  each.getParentBlock()->getParentOp());
                            });
  }

  /// Returns the size that all regions yield for a result. Sizes with equal
  /// expressions are equal; upstream's comparison would traverse everything
  /// before the choice.
  static std::optional<SizeBound> findSizeOfAll(Operation *op, OpResult result,
                                                int64_t dim) {
    auto type = cast<ShapedType>(result.getType());
    if (!type.isDynamicDim(dim))
      return SizeBound{
          AffineMap::getConstantMap(type.getDimSize(dim), op->getContext()),
          {}};
    SmallVector<Value> yielded = getYielded(op, result.getResultNumber());
    Value first = yielded.front();
    std::optional<SizeBound> size = findSize(op, first, dim);
    if (!size)
      return std::nullopt;
    for (Value other : ArrayRef(yielded).drop_front()) {
      std::optional<SizeBound> otherSize = findSize(op, other, dim);
      if (otherSize && *otherSize == *size)
        continue;
      FailureOr<bool> equal =
          ValueBoundsConstraintSet::areEqual({first, dim}, {other, dim});
      if (failed(equal) || !*equal)
        return std::nullopt;
    }
    return size;
  }
};
} // namespace

void registerFlowBounds(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    scf::WhileOp::attachInterface<WhileBounds>(*context);
    scf::IndexSwitchOp::attachInterface<SwitchBounds,
                                        ChoiceShapes<scf::IndexSwitchOp>>(
        *context);
    scf::ForOp::attachInterface<ForBounds>(*context);
    scf::IfOp::attachInterface<IfBounds, ChoiceShapes<scf::IfOp>>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, arith::ArithDialect *) {
    arith::SelectOp::attachInterface<SelectBounds>(*context);
  });
}

} // namespace ag
