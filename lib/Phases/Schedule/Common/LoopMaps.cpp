//===- LoopMaps.cpp - loops of ops on tensors -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopMaps.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"

using namespace mlir;

namespace ag {

std::optional<LoopMaps> getLoopMaps(Operation *op) {
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
