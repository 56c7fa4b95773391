//===- LoopIndex.cpp - the loop whose index a value is --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopIndex.h"

using namespace mlir;

namespace ag {

std::optional<LoopIndex> findLoopIndex(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  auto loop =
      argument
          ? dyn_cast<LoopLikeOpInterface>(argument.getOwner()->getParentOp())
          : nullptr;
  auto indices = loop ? loop.getLoopInductionVars() : std::nullopt;
  if (!indices || !llvm::is_contained(*indices, value))
    return std::nullopt;
  size_t number = llvm::find(*indices, value) - indices->begin();
  auto take = [&](std::optional<SmallVector<OpFoldResult>> all) {
    return all ? std::optional((*all)[number]) : std::nullopt;
  };
  return LoopIndex{loop, take(loop.getLoopLowerBounds()),
                   take(loop.getLoopUpperBounds()), take(loop.getLoopSteps())};
}

} // namespace ag
