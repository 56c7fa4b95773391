//===- UpstreamBounds.cpp - bounds of upstream's ops ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "UpstreamBounds.h"
#include "ag/Dialect/AG/IR/FirstSizes.h"
#include "ag/Dialect/AG/IR/SizeBounds.h"
#include "ag/Interfaces/RegionFlow.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
ValueBoundsConstraintSet::Variable makeVariable(Value value,
                                                std::optional<int64_t> dim) {
  return dim ? ValueBoundsConstraintSet::Variable(value, *dim)
             : ValueBoundsConstraintSet::Variable(value);
}

void boundEqual(Value value, std::optional<int64_t> dim, Value equal,
                ValueBoundsConstraintSet &bounds) {
  AffineExpr expr = bounds.getExpr(equal, dim);
  auto bounder = bounds.bound(value);
  if (dim)
    bounder[*dim];
  bounder == expr;
}

/// Whether the size, or index, is equal to another one, which it began as.
bool boundByFirst(Value value, std::optional<int64_t> dim,
                  ValueBoundsConstraintSet &bounds) {
  SizeOrigin size{value, dim.value_or(0)}, first = getFirstSize(size);
  if (first.value == value && first.number == size.number)
    return false;
  auto bounder = bounds.bound(value);
  if (dim)
    bounder[*dim];
  if (!first.value)
    bounder == first.number;
  else if (isa<ShapedType>(first.value.getType()))
    bounder == bounds.getExpr(first.value, first.number);
  else
    bounder == bounds.getExpr(first.value);
  return true;
}

/// Results, and arguments of the body, are what the condition hands on. An
/// argument of the condition is as large as its initial value if what the body
/// yields for it is as large as the argument itself, as with scf.for.
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
      return boundEqual(value, dim, loop.getConditionOp().getArgs()[number],
                        bounds);
    Value yielded = loop.getYieldOp().getResults()[number];
    if (bounds.populateAndCompare(makeVariable(yielded, dim),
                                  ValueBoundsConstraintSet::EQ,
                                  makeVariable(value, dim)))
      boundEqual(value, dim, loop.getInits()[number], bounds);
  }
};

/// What each region of a choice yields for a result.
SmallVector<Value> getYielded(Operation *choice, unsigned number) {
  return llvm::map_to_vector(choice->getRegions(), [&](Region &region) {
    return region.front().getTerminator()->getOperand(number);
  });
}

/// Upstream's model compares what a loop hands on with what it carries and all
/// that is in front of it, which many loops in a row make slow. What begins as
/// one need not be compared.
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
  /// Bounds what each iteration hands on as it was given.
  static void boundByInit(scf::ForOp loop, Value value,
                          std::optional<int64_t> dim,
                          ValueBoundsConstraintSet &bounds) {
    CarriedValue carried = *getCarried(value);
    if (bounds.populateAndCompare(makeVariable(carried.yielded->get(), dim),
                                  ValueBoundsConstraintSet::EQ,
                                  makeVariable(carried.argument, dim)))
      boundEqual(value, dim, carried.init->get(), bounds);
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

/// Bounds of a size, or of an index, that is one of two. Upstream's models of
/// scf.if and arith.select compare the two with all that is in front of them,
/// which many choices in a row make slow; sizes that begin as one need not be.
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
  auto bounder = bounds.bound(value);
  if (dim)
    bounder[*dim];
  AffineExpr least = bounds.getExpr(isLess ? a : b, dim);
  if (isLess && isMore) {
    bounder == least;
  } else {
    bounder >= least;
    bounder <= bounds.getExpr(isLess ? b : a, dim);
  }
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

/// What every case yields.
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

/// What all regions of `op` yield for a result: their sizes are the result's if
/// they are equal, and follow from what is there in front of `op`.
template <typename Choice>
struct ChoiceShapes
    : ReifyRankedShapedTypeOpInterface::ExternalModel<ChoiceShapes<Choice>,
                                                      Choice> {
  /// Makes nothing unless all sizes are known: rewrites that ask until nothing
  /// changes would never end.
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
  /// A size by what is there in front of the choice.
  static std::optional<SizeBound> findSize(Operation *op, Value value,
                                           int64_t dim) {
    return computeSizeBound(presburger::BoundType::EQ, {value, dim},
                            [&](Value each, std::optional<int64_t>) {
                              return !op->isAncestor(
                                  each.getParentBlock()->getParentOp());
                            });
  }

  /// The size that all regions give a result. Sizes that are written alike are
  /// equal; to ask upstream goes back through all that is in front of the
  /// choice.
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

/// Of an op that goes element by element, tensors too, which upstream asks of
/// each op that bounds an index, and has for none.
template <typename Model, typename Op>
struct ElementBounds : ValueBoundsOpInterface::ExternalModel<Model, Op> {
  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    bounds.bound(value)[dim] == bounds.getExpr(op->getOperand(0), dim);
  }
};

struct AddBounds : ElementBounds<AddBounds, arith::AddIOp> {
  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    bounds.bound(value) ==
        bounds.getExpr(op->getOperand(0)) + bounds.getExpr(op->getOperand(1));
  }
};

struct SubBounds : ElementBounds<SubBounds, arith::SubIOp> {
  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    bounds.bound(value) ==
        bounds.getExpr(op->getOperand(0)) - bounds.getExpr(op->getOperand(1));
  }
};

struct MulBounds : ElementBounds<MulBounds, arith::MulIOp> {
  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    bounds.bound(value) ==
        bounds.getExpr(op->getOperand(0)) * bounds.getExpr(op->getOperand(1));
  }
};

struct FloorDivBounds : ElementBounds<FloorDivBounds, arith::FloorDivSIOp> {
  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    AffineExpr divisor = bounds.getExpr(op->getOperand(1));
    bounds.bound(value) == bounds.getExpr(op->getOperand(0)).floorDiv(divisor);
  }
};

struct MinBounds : ElementBounds<MinBounds, arith::MinSIOp> {
  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    for (Value operand : op->getOperands())
      bounds.bound(value) <= bounds.getExpr(operand);
  }
};

/// As above, by operands that are not negative: those would be the greatest.
struct MinUnsignedBounds : ElementBounds<MinUnsignedBounds, arith::MinUIOp> {
  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    OpFoldResult zero = Builder(op->getContext()).getIndexAttr(0);
    for (Value operand : op->getOperands())
      if (bounds.populateAndCompare(operand, ValueBoundsConstraintSet::GE,
                                    zero)) {
        bounds.bound(value) >= 0;
        bounds.bound(value) <= bounds.getExpr(operand);
      }
  }
};

/// What is left by a known divisor.
struct RemBounds : ElementBounds<RemBounds, arith::RemUIOp> {
  void populateBoundsForIndexValue(Operation *op, Value value,
                                   ValueBoundsConstraintSet &bounds) const {
    std::optional<int64_t> divisor = getConstantIntValue(op->getOperand(1));
    if (!divisor || *divisor <= 0)
      return;
    bounds.bound(value) >= 0;
    bounds.bound(value) <= *divisor - 1;
  }
};

/// As memref.alloc, which upstream has.
struct ViewBounds
    : ValueBoundsOpInterface::ExternalModel<ViewBounds, memref::ViewOp> {
  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    auto view = cast<memref::ViewOp>(op);
    Builder builder(op->getContext());
    bounds.bound(value)[dim] == getMixedValues(view.getType().getShape(),
                                               view.getSizes(), builder)[dim];
  }
};
} // namespace

void registerUpstreamBounds(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    scf::WhileOp::attachInterface<WhileBounds>(*context);
    scf::IndexSwitchOp::attachInterface<SwitchBounds,
                                        ChoiceShapes<scf::IndexSwitchOp>>(
        *context);
    scf::ForOp::attachInterface<ForBounds>(*context);
    scf::IfOp::attachInterface<IfBounds, ChoiceShapes<scf::IfOp>>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, arith::ArithDialect *) {
    arith::AddIOp::attachInterface<AddBounds>(*context);
    arith::SubIOp::attachInterface<SubBounds>(*context);
    arith::MulIOp::attachInterface<MulBounds>(*context);
    arith::FloorDivSIOp::attachInterface<FloorDivBounds>(*context);
    arith::MinSIOp::attachInterface<MinBounds>(*context);
    arith::MinUIOp::attachInterface<MinUnsignedBounds>(*context);
    arith::RemUIOp::attachInterface<RemBounds>(*context);
    arith::SelectOp::attachInterface<SelectBounds>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, memref::MemRefDialect *) {
    memref::ViewOp::attachInterface<ViewBounds>(*context);
  });
}

} // namespace ag
