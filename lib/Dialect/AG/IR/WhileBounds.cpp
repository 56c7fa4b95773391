//===- WhileBounds.cpp - the sizes of what while loops carry --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Results, and arguments of the body, are what the condition hands on. An
// argument of the condition is as large as its initial value if what the body
// yields for it is as large as the argument itself, as with scf.for.
//
//===----------------------------------------------------------------------===//
#include "WhileBounds.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
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
  static ValueBoundsConstraintSet::Variable
  makeVariable(Value value, std::optional<int64_t> dim) {
    return dim ? ValueBoundsConstraintSet::Variable(value, *dim)
               : ValueBoundsConstraintSet::Variable(value);
  }

  static void bound(Value value, std::optional<int64_t> dim, Value equal,
                    ValueBoundsConstraintSet &bounds) {
    AffineExpr expr = bounds.getExpr(equal, dim);
    if (dim)
      bounds.bound(value)[*dim] == expr;
    else
      bounds.bound(value) == expr;
  }

  static void populate(scf::WhileOp loop, Value value,
                       std::optional<int64_t> dim,
                       ValueBoundsConstraintSet &bounds) {
    auto argument = dyn_cast<BlockArgument>(value);
    unsigned number = argument ? argument.getArgNumber()
                               : cast<OpResult>(value).getResultNumber();
    if (!argument || argument.getOwner() == loop.getAfterBody())
      return bound(value, dim, loop.getConditionOp().getArgs()[number], bounds);
    Value yielded = loop.getYieldOp().getResults()[number];
    if (bounds.populateAndCompare(makeVariable(yielded, dim),
                                  ValueBoundsConstraintSet::EQ,
                                  makeVariable(value, dim)))
      bound(value, dim, loop.getInits()[number], bounds);
  }
};
} // namespace

void registerWhileBounds(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    scf::WhileOp::attachInterface<WhileBounds>(*context);
  });
}

} // namespace ag
