//===- ForwardRegions.cpp - tangents through control flow -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forward/ForwardRegions.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"

using namespace mlir;

namespace ag {
namespace {
class RegionsPushforward {
public:
  RegionsPushforward(RegionBranchOpInterface op, Forward &forward)
      : op(op), forward(forward) {}

  LogicalResult run() {
    for (Region &region : op->getRegions())
      if (!region.empty() && !region.hasOneBlock())
        return forward.refuse(op, "a region of it has several blocks");
    if (op->hasAttr("operandSegmentSizes"))
      return forward.refuse(op,
                            "the operands that it forwards are not its last");
    findCarriers();
    for (Region &region : op->getRegions())
      if (!region.empty())
        exits.push_back(findExit(region.front().getTerminator()));
    unsigned numResults = op->getNumResults();
    Operation *extended = extend();
    for (const Exit &exit : exits)
      if (failed(pushForward(exit)))
        return failure();
    for (auto [number, tangent] : llvm::zip_equal(
             results, extended->getResults().drop_front(numResults)))
      forward.carry(extended->getResult(number), tangent);
    return success();
  }

private:
  /// A terminator, or `op`, and its operands that are forwarded to carriers.
  struct Exit {
    Operation *terminator;
    SmallVector<unsigned> operands;
  };

  /// Finds the values that have a tangent: active ones, and those that the same
  /// operands are forwarded to, since an operand has one tangent for all
  /// targets.
  void findCarriers() {
    SmallVector<Value> pending;
    auto add = [&](Value value) {
      if (isDifferentiable(value.getType()) && carriers.insert(value).second)
        pending.push_back(value);
    };
    auto addActive = [&](ValueRange values) {
      for (Value value : values)
        if (forward.isActive(value))
          add(value);
    };
    addActive(op->getResults());
    for (Region &region : op->getRegions())
      addActive(region.getArguments());
    while (!pending.empty())
      for (OpOperand *source : getSources(pending.pop_back_val()))
        llvm::for_each(getTargets(*source), add);
    for (OpResult result : op->getResults())
      if (carriers.contains(result))
        results.push_back(result.getResultNumber());
  }

  Exit findExit(Operation *from) {
    Exit exit{from, {}};
    for (OpOperand &operand : from->getOpOperands())
      if (llvm::any_of(getTargets(operand),
                       [&](Value target) { return carriers.contains(target); }))
        exit.operands.push_back(operand.getOperandNumber());
    return exit;
  }

  SmallVector<Value> tangentsOf(const Exit &exit) {
    return llvm::map_to_vector(exit.operands, [&](unsigned number) {
      return forward.lookupOrZeros(exit.terminator->getOperand(number), op);
    });
  }

  /// Returns `op` with further operands, results and block arguments for
  /// tangents.
  Operation *extend() {
    OpBuilder &builder = forward.builder();
    builder.setInsertionPoint(op);
    SmallVector<Value> operands(op->getOperands());
    llvm::append_range(operands, tangentsOf(findExit(op)));
    SmallVector<Type> types(op->getResultTypes());
    for (unsigned number : results)
      types.push_back(op->getResult(number).getType());
    Operation *extended = cloneWithoutRegions(builder, op, types, operands);
    for (auto [from, to] :
         llvm::zip_equal(op->getRegions(), extended->getRegions())) {
      to.takeBody(from);
      for (BlockArgument argument : llvm::to_vector(to.getArguments()))
        if (carriers.contains(argument))
          forward.carry(argument,
                        to.addArgument(argument.getType(), argument.getLoc()));
    }
    forward.replace(op, extended);
    op = extended;
    return extended;
  }

  LogicalResult pushForward(const Exit &exit) {
    if (failed(forward.run(*exit.terminator->getBlock())))
      return failure();
    forward.builder().setInsertionPoint(exit.terminator);
    exit.terminator->insertOperands(exit.terminator->getNumOperands(),
                                    tangentsOf(exit));
    return success();
  }

  Operation *op;
  Forward &forward;
  llvm::DenseSet<Value> carriers;
  /// Numbers of the results that are carriers.
  SmallVector<unsigned> results;
  SmallVector<Exit> exits;
};
} // namespace

LogicalResult pushForwardRegions(RegionBranchOpInterface op, Forward &forward) {
  return RegionsPushforward(op, forward).run();
}

} // namespace ag
