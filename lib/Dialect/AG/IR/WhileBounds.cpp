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
  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    auto loop = cast<scf::WhileOp>(op);
    auto argument = dyn_cast<BlockArgument>(value);
    if (!argument || argument.getOwner() == loop.getAfterBody()) {
      unsigned number = argument ? argument.getArgNumber()
                                 : cast<OpResult>(value).getResultNumber();
      Value handedOn = loop.getConditionOp().getArgs()[number];
      bounds.bound(value)[dim] == bounds.getExpr(handedOn, dim);
      return;
    }
    unsigned number = argument.getArgNumber();
    Value yielded = loop.getYieldOp().getResults()[number];
    if (bounds.populateAndCompare({yielded, dim}, ValueBoundsConstraintSet::EQ,
                                  {value, dim}))
      bounds.bound(value)[dim] == bounds.getExpr(loop.getInits()[number], dim);
  }
};
} // namespace

void registerWhileBounds(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    scf::WhileOp::attachInterface<WhileBounds>(*context);
  });
}

} // namespace ag
