//===- TileOrder.cpp - dimensions of tiles of forms -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Streams/TileOrder.h"

namespace ag {

TileOrder::TileOrder(const StreamPlan &plan, const FormTable &table)
    : table(&table) {
  for (const NestLoop &loop : plan.outer) {
    if (loop.dimension != plan.alongRows)
      dimensions.push_back(loop.dimension);
    if (loop.tile == 1)
      singles.push_back(loop.dimension);
  }
  dimensions.push_back(plan.streamed.dimension);
  if (plan.alongRows)
    dimensions.push_back(*plan.alongRows);
  for (const auto &[dimension, loop] : plan.loops)
    if (!llvm::is_contained(dimensions, dimension))
      dimensions.push_back(dimension);
}

llvm::SmallVector<unsigned>
TileOrder::orderLoops(llvm::ArrayRef<unsigned> loops) const {
  llvm::SmallVector<unsigned> ordered;
  for (unsigned loop : loops)
    if (!isSingle(table->loops().dimensionOf(loop)))
      ordered.push_back(loop);
  auto rankOf = [&](unsigned loop) {
    const auto *place =
        llvm::find(dimensions, table->loops().dimensionOf(loop));
    return std::make_pair(place - dimensions.begin(), loop);
  };
  llvm::sort(ordered,
             [&](unsigned a, unsigned b) { return rankOf(a) < rankOf(b); });
  return ordered;
}

} // namespace ag
