//===- CountedDims.h - dimensions that reach a sum or a result --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimensions reach a sum over them, or a result? A batch does. The words
// of a random key do not: ops add numbers to them, and read the sums at
// positions that no loop indexes.
//
//   %k = ag.add %key, %offset            nothing makes more of the loop over %k
//   %bits = ag.random_bits %k            loops over %bits alone
//   %h = ag.contract "bi,io->bo" %x, %w  loop b goes on to %h, loop i is summed
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_COUNTEDDIMS_H
#define AG_LIB_PHASES_SHARD_PLAN_COUNTEDDIMS_H

#include "ag/Support/Sharding/ShardGraph.h"
#include "llvm/ADT/BitVector.h"

namespace ag {

/// Returns, for each boundary, the dimensions whose loops reach a sum or a
/// boundary in `results`, which has an entry for each boundary of `graph`. All
/// dimensions of a boundary in it are counted.
std::vector<llvm::BitVector> findCountedDims(const ShardGraph &graph,
                                             const std::vector<bool> &results);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_COUNTEDDIMS_H
