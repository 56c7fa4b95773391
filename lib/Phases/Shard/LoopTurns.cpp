//===- LoopTurns.cpp - how often a loop goes round ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopTurns.h"

using namespace mlir;

namespace ag {

std::optional<int64_t> findTurns(LoopLikeOpInterface loop) {
  std::optional<APInt> count = loop.getStaticTripCount();
  if (!count)
    return std::nullopt;
  return count->getLimitedValue(INT32_MAX);
}

} // namespace ag
