//===- CollectiveOp.h - ops that ranks do together --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a collective change the blocks of a tensor?
//
// With k ranks along an axis:
//
//   all_gather      [4, 2] on each  ->  [4, 2 * k]    dimension 1 is gathered
//   reduce_scatter  [4, 8] on each  ->  [4, 8 / k]    dimension 1 is split
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_COLLECTIVEOP_H
#define AG_INTERFACES_COLLECTIVEOP_H

#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Sharding/ShardMove.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

/// The dimensions in which the result's block differs from the operand's. Along
/// `gathered` it is longer by the number of ranks in the group, along `split`
/// it is shorter by this factor.
struct ResizedBlock {
  std::optional<int64_t> gathered = std::nullopt;
  std::optional<int64_t> split = std::nullopt;
};

} // namespace ag

#include "ag/Interfaces/CollectiveOp.h.inc"

#endif // AG_INTERFACES_COLLECTIVEOP_H
