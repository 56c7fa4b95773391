//===- GroupBody.cpp - ops of a group, as its nest sees them --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/GroupBody.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

/// Returns true if the op only creates destinations: an empty tensor, filled or
/// not.
static bool isStart(Operation *op) {
  return isa<tensor::EmptyOp, linalg::FillOp>(op) &&
         llvm::all_of(op->getUses(), [](OpOperand &use) {
           auto writer = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
           return writer && writer.isDpsInit(&use);
         });
}

/// Reads the loops and maps of an op whose region no Spec states, as one that
/// gathers elements of a tensor. Returns std::nullopt if the size of a loop
/// does not follow from an operand, or if an element type is not supported.
static std::optional<StatedOp> readMaps(linalg::LinalgOp op) {
  StatedOp stated{op, {}, llvm::to_vector(op->getOperands())};
  Spec &spec = stated.spec;
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
    std::optional<Extent> extent;
    for (OpOperand &operand : op->getOpOperands())
      for (auto [dim, place] :
           llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
        if (!extent && place == getAffineDimExpr(loop, op.getContext()))
          extent = Extent::dimension(operand.getOperandNumber(), dim);
    if (!extent)
      return std::nullopt;
    spec.loops.push_back(*extent);
  }
  for (OpOperand *input : op.getDpsInputOperands())
    spec.inputs.push_back(
        {input->getOperandNumber(), op.getMatchingIndexingMap(input)});
  for (OpOperand &init : op.getDpsInitsMutable()) {
    auto type = getScalarType(getElementTypeOrSelf(init.get()));
    if (!type)
      return std::nullopt;
    spec.results.push_back({op.getMatchingIndexingMap(&init), *type, *type});
  }
  return stated;
}

std::optional<StatedOp> readLoops(Operation *op) {
  if (std::optional<StatedOp> ruled = StatedOp::readRule(op))
    return ruled;
  if (std::optional<StatedOp> reshape = StatedOp::readReshape(op))
    return reshape;
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp || !linalgOp.hasPureTensorSemantics())
    return std::nullopt;
  std::optional<StatedOp> stated = StatedOp::read(op);
  if (!stated)
    stated = readMaps(linalgOp);
  if (stated)
    for (auto [result, init] :
         llvm::zip_equal(stated->spec.results, linalgOp.getDpsInitsMutable()))
      result.initOperand = init.getOperandNumber();
  return stated;
}

GroupBody::GroupBody(Block &block) {
  bool moves = false;
  for (Operation &op : block.without_terminator())
    if (std::optional<StatedOp> own =
            isStart(&op) ? std::nullopt : readLoops(&op)) {
      moves |= own->rule.has_value();
      stated[&op] = std::make_unique<StatedOp>(std::move(*own));
    }
  arrange(block, /*movesBehind=*/false);
  if (!moves)
    return;
  auto inNest = std::make_pair(std::move(behind), std::move(loops));
  behind = {};
  arrange(block, /*movesBehind=*/true);
  if (loops->findShared().size() <= inNest.second->findShared().size())
    std::tie(behind, loops) = std::move(inNest);
}

/// Finds the ops that compute results of the block only and are computed after
/// the nest. Ops with a plain dimension rule are among them if `movesBehind`;
/// otherwise they are in the nest.
void GroupBody::findBehind(Block &block, bool movesBehind) {
  auto leaves = [&](Operation *user) {
    return user == block.getTerminator() || behind.contains(user);
  };
  for (Operation &op : llvm::reverse(block.without_terminator())) {
    if (isStart(&op) || !isPureOp(&op) || op.getNumRegions() > 0 ||
        !llvm::all_of(op.getUsers(), leaves))
      continue;
    auto own = stated.find(&op);
    if (own == stated.end() || (movesBehind && own->second->rule))
      behind.insert(&op);
  }
}

void GroupBody::arrange(Block &block, bool movesBehind) {
  findBehind(block, movesBehind);
  NestSurroundings around;
  SmallVector<const StatedOp *> members;
  auto noteResults = [&](Operation *op) {
    around.results.insert_range(op->getOperands());
  };
  llvm::for_each(behind, noteResults);
  noteResults(block.getTerminator());
  for (Operation &op : block.without_terminator()) {
    if (behind.contains(&op))
      continue;
    if (auto own = stated.find(&op); own != stated.end()) {
      members.push_back(own->second.get());
    } else if (isStart(&op)) {
      around.starts.insert(&op);
    } else {
      for (Value value : getUsedValues(&op))
        around.wholes.push_back({value, &op});
    }
  }
  loops.emplace(members, around);
}

} // namespace ag
