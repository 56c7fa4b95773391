//===- LoopMaps.cpp - loops of ops on tensors -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopMaps.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"

using namespace mlir;

namespace ag {

/// A loop for each that is not whole; of those that are nothing moves.
static LoopMaps readRule(Operation *op, const DimensionRule &rule) {
  LoopMaps maps;
  Builder builder(op->getContext());
  SmallVector<AffineExpr> placeOf;
  for (const DimensionRule::Loop &loop : rule.loops) {
    placeOf.push_back(loop.isWhole
                          ? builder.getAffineConstantExpr(0)
                          : builder.getAffineDimExpr(maps.iterators.size()));
    if (!loop.isWhole)
      maps.iterators.push_back(utils::IteratorType::parallel);
  }
  auto write = [&](const DimensionRule::Places &places) {
    auto exprs =
        llvm::map_to_vector(places, [&](const DimensionRule::Place &place) {
          return placeOf[place.front()];
        });
    return AffineMap::get(maps.iterators.size(), 0, exprs, op->getContext());
  };
  for (auto [operand, places] : llvm::zip(op->getOperands(), rule.operands))
    maps.operands.push_back(
        isa<RankedTensorType>(operand.getType()) ? write(places) : AffineMap());
  maps.operands.resize(op->getNumOperands());
  for (const DimensionRule::Places &places : rule.results)
    maps.results.push_back(write(places));
  return maps;
}

static std::optional<DimensionRule> findPlainRule(Operation *op) {
  auto ruled = dyn_cast<DimensionRuleOpInterface>(op);
  if (!ruled)
    return std::nullopt;
  DimensionRule rule = ruled.getDimensionRule();
  return rule.isPlain() ? std::optional(std::move(rule)) : std::nullopt;
}

bool movesAlongLoops(Operation *op) { return findPlainRule(op).has_value(); }

std::optional<LoopMaps> getLoopMaps(Operation *op) {
  if (std::optional<DimensionRule> rule = findPlainRule(op))
    return readRule(op, *rule);
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp || !linalgOp.hasPureTensorSemantics())
    return std::nullopt;
  LoopMaps maps{
      linalgOp.getIteratorTypesArray(), linalgOp.getIndexingMapsArray(), {}};
  for (OpOperand &init : linalgOp.getDpsInitsMutable())
    maps.results.push_back(linalgOp.getMatchingIndexingMap(&init));
  return maps;
}

Operation *makeTile(OpBuilder &builder, Operation *op, ArrayRef<Value> operands,
                    ArrayRef<std::optional<LoopTile>> tiles) {
  if (auto moving = dyn_cast<DimensionRuleOpInterface>(op))
    return moving.makePart(builder, {operands});
  auto tile = cast<linalg::LinalgOp>(builder.clone(*op));
  tile->setOperands(operands);
  for (auto [result, init] :
       llvm::zip_equal(tile->getResults(), tile.getDpsInits()))
    result.setType(init.getType());
  SmallVector<OpFoldResult> offsets(tiles.size(), builder.getIndexAttr(0));
  for (auto [offset, each] : llvm::zip_equal(offsets, tiles))
    if (each)
      offset = each->offset;
  linalg::offsetIndices(builder, tile, offsets);
  return tile;
}

} // namespace ag
