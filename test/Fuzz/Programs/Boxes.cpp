//===- Boxes.cpp - groups in random programs ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Boxes.h"
#include "ag/Analysis/Groups/GroupSummary.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/Groups/Stream.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
/// Adjacent ops
using Run = SmallVector<Operation *>;

/// Returns true for ops without effects that loops state.
bool fitsIntoBox(Operation *op) {
  return isMemoryEffectFree(op) &&
         (isRematerializable(op) || StatedOp::readMember(op));
}

/// Returns a random run of ops of the block, up to the first op that does not
/// fit.
Run pickRun(Sketch &sketch, Block &block) {
  Run ops = llvm::map_to_vector(block, [](Operation &op) { return &op; });
  Run run;
  int64_t most = 1 + sketch.pick(8);
  for (Operation *op : ArrayRef(ops).drop_front(sketch.pick(ops.size()))) {
    if (!fitsIntoBox(op) || static_cast<int64_t>(run.size()) == most)
      break;
    run.push_back(op);
  }
  return run;
}

/// Returns true if a group may have these ops. Other groups would be refused.
bool isGroup(ArrayRef<Operation *> run) {
  std::vector<StatedOp> ops;
  Run busy;
  for (Operation *op : run)
    if (!isRematerializable(op)) {
      ops.push_back(*StatedOp::readMember(op));
      busy.push_back(op);
    }
  SmallVector<const StatedOp *> all;
  for (const StatedOp &op : ops)
    all.push_back(&op);
  GroupValues border = findGroupValues(busy);
  return GroupSummary(all, border.given, border.results).getRefusal().isNone();
}

/// Puts the run into a group. Returns null if a group may not have these ops.
FusedOp addBox(Sketch &sketch, ArrayRef<Operation *> run) {
  if (!isGroup(run))
    return nullptr;
  auto isInRun = [&](Operation *op) {
    return llvm::any_of(run,
                        [&](Operation *each) { return each->isAncestor(op); });
  };
  auto isMadeInRun = [&](Value value) {
    return isInRun(value.getParentBlock()->getParentOp()) ||
           (value.getDefiningOp() && isInRun(value.getDefiningOp()));
  };
  llvm::SetVector<Value> inputs;
  SmallVector<Value> results;
  for (Operation *op : run) {
    op->walk([&](Operation *nested) {
      for (Value operand : nested->getOperands())
        if (!isMadeInRun(operand))
          inputs.insert(operand);
    });
    for (Value result : op->getResults())
      if (!llvm::all_of(result.getUsers(), isInRun))
        results.push_back(result);
  }
  // Results are tensors only. An index that a group returns has no known value.
  if (!llvm::all_of(ValueRange(results).getTypes(),
                    llvm::IsaPred<RankedTensorType>) ||
      results.empty())
    return nullptr;
  OpBuilder &builder = sketch.builder;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(run.front());
  auto box = FusedOp::create(
      builder, sketch.loc, ValueRange(results).getTypes(), inputs.getArrayRef(),
      nullptr, nullptr, nullptr, nullptr, nullptr);
  Block &body = box.getBody().emplaceBlock();
  for (Operation *op : run)
    op->moveBefore(&body, body.end());
  for (Value input : inputs)
    input.replaceUsesWithIf(
        body.addArgument(input.getType(), sketch.loc),
        [&](OpOperand &use) { return box->isProperAncestor(use.getOwner()); });
  for (auto [result, value] : llvm::zip_equal(box.getResults(), results))
    value.replaceUsesWithIf(result, [&](OpOperand &use) {
      return !box->isProperAncestor(use.getOwner());
    });
  builder.setInsertionPointToEnd(&body);
  YieldOp::create(builder, sketch.loc, results);
  return box;
}

/// Returns a dimension of an operand over which the group's ops have a stream
/// for each row of the first result, or std::nullopt if there is none.
std::optional<std::pair<unsigned, unsigned>> findStream(FusedOp box) {
  Block &body = box.getBody().front();
  SmallVector<Operation *> run;
  std::vector<StatedOp> ops;
  for (Operation &op : body.without_terminator())
    if (!isRematerializable(&op)) {
      run.push_back(&op);
      ops.push_back(*StatedOp::readMember(&op));
    }
  SmallVector<const StatedOp *> all;
  for (const StatedOp &op : ops)
    all.push_back(&op);
  GroupValues border = findGroupValues(run);
  Value result = body.getTerminator()->getOperand(0);
  for (BlockArgument argument : body.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    for (unsigned dim = 0; type && dim < type.getRank(); ++dim) {
      GroupStream stream(all, border.given, border.results);
      const GroupDimensions &dimensions = stream.getDimensions();
      std::optional<unsigned> rows = dimensions.dimensionOf(result, 0);
      std::optional<unsigned> columns = dimensions.dimensionOf(argument, dim);
      if (rows && columns && rows != columns &&
          stream.follow({{*rows, 1}}, {*columns, 1}))
        return std::pair(argument.getArgNumber(), dim);
    }
  }
  return std::nullopt;
}
} // namespace

void addStream(Sketch &sketch, func::FuncOp function, StringRef march) {
  SmallVector<Operation *> run;
  for (Operation &op : function.getBody().front().without_terminator())
    run.push_back(&op);
  if (run.empty() || !llvm::all_of(run, fitsIntoBox))
    return;
  FusedOp box = addBox(sketch, run);
  auto found = box ? findStream(box) : std::nullopt;
  if (!found)
    return;
  MLIRContext *context = box.getContext();
  NestLoopAttr loops[] = {
      NestLoopAttr::get(context, NestLoopKind::parallel, NestSide::result, 0, 0,
                        sketch.pickFrom({1, 4, 8})),
      NestLoopAttr::get(context, NestLoopKind::stream, NestSide::operand,
                        found->first, found->second,
                        sketch.pickFrom({1, 3, 16, 64}))};
  box.setNestAttr(NestAttr::get(context, StringAttr::get(context, march), loops,
                                DictionaryAttr()));
}

void addBoxes(Sketch &sketch, func::FuncOp function) {
  if (sketch.chance(60))
    return;
  SmallVector<Block *> blocks;
  function->walk([&](Block *block) {
    Operation *parent = block->getParentOp();
    if (isa<func::FuncOp, RegionOp>(parent) ||
        isa<scf::SCFDialect>(parent->getDialect()))
      blocks.push_back(block);
  });
  for (Block *block : blocks)
    if (!block->getParentOp()->getParentOfType<FusedOp>() && sketch.chance(60))
      addBox(sketch, pickRun(sketch, *block));
}

} // namespace ag
