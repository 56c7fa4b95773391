//===- ShardLinks.h - makers and users of tensors ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors does each op of a graph compute and use, and which does each
// boundary give and take? The graph lists only the maker and uses of each
// tensor.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDLINKS_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDLINKS_H

#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

/// Holds pointers to the graph's uses, which must not move.
struct ShardLinks {
  explicit ShardLinks(const ShardGraph &graph);

  /// The users of each tensor.
  std::vector<llvm::SmallVector<ShardGraph::Party, 2>> users;
  /// For each op, its operands as uses, and the tensors that are its results.
  std::vector<llvm::SmallVector<const ShardGraph::Use *, 4>> operands;
  std::vector<llvm::SmallVector<unsigned, 1>> results;
  /// For each boundary, the tensors that it gives, and those that it takes.
  std::vector<llvm::SmallVector<unsigned, 2>> given, taken;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDLINKS_H
