//===- LoopTurns.h - how often a loop goes round ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How often does a loop go round, as far as that is known?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_LOOPTURNS_H
#define AG_LIB_PHASES_SHARD_LOOPTURNS_H

#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// INT32_MAX at most; none where only running it tells.
std::optional<int64_t> findTurns(mlir::LoopLikeOpInterface loop);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_LOOPTURNS_H
