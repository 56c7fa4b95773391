//===- SwitchToIf.cpp - choices of tensors, two at a time -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Structure/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SWITCHTOIFPASS
#include "ag/Phases/Structure/Passes.h.inc"

namespace {
/// Moves what `region` holds, its yield too, to the end of `block`.
void moveBody(Region &region, Block *block) {
  block->getOperations().splice(block->end(), region.front().getOperations());
}

void lower(scf::IndexSwitchOp choice) {
  OpBuilder builder(choice);
  Location loc = choice.getLoc();
  scf::IfOp first;
  for (auto [number, region] :
       llvm::zip(choice.getCases(), choice.getCaseRegions())) {
    Value expected = arith::ConstantIndexOp::create(builder, loc, number);
    Value isThis = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                         choice.getArg(), expected);
    auto branch =
        scf::IfOp::create(builder, loc, choice.getResultTypes(), isThis,
                          /*addThenBlock=*/true, /*addElseBlock=*/true);
    moveBody(region, branch.thenBlock());
    if (first)
      scf::YieldOp::create(builder, loc, branch.getResults());
    else
      first = branch;
    builder.setInsertionPointToStart(branch.elseBlock());
  }
  moveBody(choice.getDefaultRegion(), builder.getInsertionBlock());
  choice.replaceAllUsesWith(first.getResults());
  choice.erase();
}

struct SwitchToIfPass : impl::SwitchToIfPassBase<SwitchToIfPass> {
  void runOnOperation() override {
    SmallVector<scf::IndexSwitchOp> choices;
    getOperation()->walk([&](scf::IndexSwitchOp op) {
      if (llvm::any_of(op.getResultTypes(), llvm::IsaPred<TensorType>) &&
          op.getNumCases() > 0)
        choices.push_back(op);
    });
    for (scf::IndexSwitchOp choice : choices)
      lower(choice);
  }
};
} // namespace
} // namespace ag
