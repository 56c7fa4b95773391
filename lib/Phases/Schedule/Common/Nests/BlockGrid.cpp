//===- BlockGrid.cpp - loops as the blocks of a GPU -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/BlockGrid.h"
#include "ag/Phases/Common/TileGrid.h"

using namespace mlir;

namespace ag {

BlockGrid beginGrid(RewriterBase &rewriter, Location loc,
                    ArrayRef<OpFoldResult> extents, ArrayRef<int64_t> most,
                    ValueRange outputs, const LoopWork &work) {
  SmallVector<TileSide> sides;
  for (auto [level, tile] : llvm::enumerate(most))
    sides.push_back({{unsigned(level)}, tile});
  TileGrid grid(rewriter, loc, extents, sides);
  BlockGrid begun;
  begun.loop = beginBlockLoop(rewriter, loc, grid.getCount(), outputs);
  writeLoopWork(begun.loop, work);
  TileGrid::Tile tile =
      grid.getTile(rewriter, loc, begun.loop.getInductionVar(0));
  for (auto [offset, size] : llvm::zip_equal(tile.offsets, tile.sizes))
    begun.tiles.push_back({offset, size});
  return begun;
}

} // namespace ag
