//===- ParserOrder.cpp - a program as if it had been read -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ParserOrder.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;

namespace ag {
namespace {
/// The position of each op in the order in which a parser creates them
using Places = llvm::DenseMap<Operation *, unsigned>;

void orderUses(Value value, const Places &places) {
  if (value.use_empty() || value.hasOneUse())
    return;
  /// The position of the use's owner, its operand number, and its index in the
  /// list
  using Use = std::tuple<unsigned, unsigned, unsigned>;
  SmallVector<Use> uses;
  for (OpOperand &use : value.getUses())
    uses.emplace_back(places.lookup(use.getOwner()), use.getOperandNumber(),
                      uses.size());
  auto isLater = [](const Use &a, const Use &b) { return a > b; };
  if (llvm::is_sorted(uses, isLater))
    return;
  llvm::sort(uses, isLater);
  SmallVector<unsigned> newPlaces(uses.size());
  for (auto [newPlace, use] : llvm::enumerate(uses))
    newPlaces[std::get<2>(use)] = newPlace;
  value.shuffleUseList(newPlaces);
}

void orderUses(Operation *root) {
  Places places;
  root->walk([&](Operation *op) { places.try_emplace(op, places.size()); });
  root->walk([&](Operation *op) {
    for (Value result : op->getResults())
      orderUses(result, places);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (BlockArgument argument : block.getArguments())
          orderUses(argument, places);
  });
}

/// Returns the op in `linalg.reduce { arith.addf }`, which the text reduces to
/// its name, or null if `op` is not a named linalg op with one op in its body.
Operation *getNamedPayload(Operation *op) {
  if (!isa<linalg::LinalgOp>(op) || isa<linalg::GenericOp>(op))
    return nullptr;
  Block &body = op->getRegion(0).front();
  return llvm::hasNItems(body, 2) ? &body.front() : nullptr;
}

/// Returns whether the printer omits `op`: a terminator without operands that
/// is not in the body of a function.
bool isImplied(Operation *op) {
  return op->hasTrait<OpTrait::IsTerminator>() && op->getNumOperands() == 0 &&
         !isa<FunctionOpInterface>(op->getParentOp());
}

/// Gives the location of `op` to the arguments and ops of its regions that the
/// text prints without one, and that of its parent to `op` if the printer omits
/// `op`.
void locate(Operation *op) {
  if (Operation *payload = getNamedPayload(op))
    if (!isa<UnknownLoc>(payload->getLoc()))
      payload->setLoc(op->getLoc());
  if (isa<LoopLikeOpInterface>(op))
    for (Region &region : op->getRegions())
      for (BlockArgument argument : region.getArguments())
        argument.setLoc(op->getLoc());
  if (isImplied(op))
    op->setLoc(op->getParentOp()->getLoc());
}
} // namespace

void restoreParserOrder(Operation *root) {
  orderUses(root);
  root->walk<WalkOrder::PreOrder>(locate);
}

} // namespace ag
