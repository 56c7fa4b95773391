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
/// Moves the ops of `region`, with its yield, to the end of `block`.
void moveBody(Region &region, Block *block) {
  block->getOperations().splice(block->end(), region.front().getOperations());
}

/// The number and the region of one case.
using Case = std::pair<int64_t, Region *>;

class Lowering {
public:
  explicit Lowering(scf::IndexSwitchOp choice)
      : choice(choice), builder(choice) {}

  /// Builds the choice among `cases`. If `otherwise` is null, one of the cases
  /// must apply.
  scf::IfOp choose(ArrayRef<Case> cases, Region *otherwise);

private:
  Value isOneOf(ArrayRef<Case> cases);
  void fill(Block *block, ArrayRef<Case> cases, Region *otherwise);

  scf::IndexSwitchOp choice;
  OpBuilder builder;
};

Value Lowering::isOneOf(ArrayRef<Case> cases) {
  Location loc = choice.getLoc();
  Value isAny;
  for (auto [number, region] : cases) {
    Value expected = arith::ConstantIndexOp::create(builder, loc, number);
    Value isThis = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                         choice.getArg(), expected);
    isAny = isAny ? arith::OrIOp::create(builder, loc, isAny, isThis) : isThis;
  }
  return isAny;
}

scf::IfOp Lowering::choose(ArrayRef<Case> cases, Region *otherwise) {
  // Tests the cases one after the other. Many cases would nest too deep.
  constexpr size_t few = 8;
  size_t count = cases.size() <= few ? 1 : cases.size() / 2;
  Value isFirst = isOneOf(cases.take_front(count));
  auto branch = scf::IfOp::create(builder, choice.getLoc(),
                                  choice.getResultTypes(), isFirst,
                                  /*addThenBlock=*/true, /*addElseBlock=*/true);
  OpBuilder::InsertionGuard guard(builder);
  fill(branch.thenBlock(), cases.take_front(count), nullptr);
  fill(branch.elseBlock(), cases.drop_front(count), otherwise);
  return branch;
}

void Lowering::fill(Block *block, ArrayRef<Case> cases, Region *otherwise) {
  if (cases.empty())
    return moveBody(*otherwise, block);
  if (cases.size() == 1 && !otherwise)
    return moveBody(*cases.front().second, block);
  builder.setInsertionPointToEnd(block);
  scf::IfOp branch = choose(cases, otherwise);
  scf::YieldOp::create(builder, choice.getLoc(), branch.getResults());
}

void lower(scf::IndexSwitchOp choice) {
  SmallVector<Case> cases;
  for (auto [number, region] :
       llvm::zip(choice.getCases(), choice.getCaseRegions()))
    cases.emplace_back(number, &region);
  scf::IfOp branch = Lowering(choice).choose(cases, &choice.getDefaultRegion());
  choice.replaceAllUsesWith(branch.getResults());
  choice.erase();
}

struct SwitchToIfPass : WithModels<impl::SwitchToIfPassBase<SwitchToIfPass>> {
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
