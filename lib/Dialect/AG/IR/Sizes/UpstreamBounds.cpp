//===- UpstreamBounds.cpp - bounds of upstream's ops ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Sizes/UpstreamBounds.h"
#include "Sizes/FlowBounds.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
/// The bounds of elementwise ops. Upstream queries every op with bounds of an
/// index for tensors as well, for which it has no implementation.
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

/// Bounds minui by its non-negative operands; a negative one is a large
/// unsigned number.
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

/// Bounds a remainder by a constant divisor.
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

/// Bounds a view as upstream does for memref.alloc.
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
  registerFlowBounds(registry);
  registry.addExtension(+[](MLIRContext *context, arith::ArithDialect *) {
    arith::AddIOp::attachInterface<AddBounds>(*context);
    arith::SubIOp::attachInterface<SubBounds>(*context);
    arith::MulIOp::attachInterface<MulBounds>(*context);
    arith::FloorDivSIOp::attachInterface<FloorDivBounds>(*context);
    arith::MinSIOp::attachInterface<MinBounds>(*context);
    arith::MinUIOp::attachInterface<MinUnsignedBounds>(*context);
    arith::RemUIOp::attachInterface<RemBounds>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, memref::MemRefDialect *) {
    memref::ViewOp::attachInterface<ViewBounds>(*context);
  });
}

} // namespace ag
