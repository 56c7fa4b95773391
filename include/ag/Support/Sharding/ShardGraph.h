//===- ShardGraph.h - a program, as sharding sees it ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops make and use the tensors of a program, how may each op be split
// over a mesh, and what does a plan cost?
//
//   %y = ag.contract %x, %w         tensors  x, w, y
//   %z = ag.exp %y                  ops      contract: x, w -> y    exp: y -> z
//   return %z                       boundaries  {gives x}  {gives w}  {takes z}
//
// A boundary holds the sharding of a tensor that no op makes, or that is not
// used by an op: an argument, a parameter or a result. Tensors that must have
// equal shardings share one boundary, such as the values that a loop carries,
// or a parameter in all functions. The boundary of a result that takes over an
// argument, and that of a gradient, are tied to the argument's boundary along
// some or all axes. All other shardings follow from the ops' strategies.
//
// A tensor is resharded for each use, in the order of the uses, from the
// cheapest of the states that it already has. The cost of a plan is the time of
// these reshards and of the ranks' computation and memory accesses.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDGRAPH_H
#define AG_SUPPORT_SHARDING_SHARDGRAPH_H

#include "ag/Support/Sharding/ShardRule.h"

namespace ag {

struct ShardGraph {
  /// The op or boundary that determines in which state a tensor is made or
  /// used.
  struct Party {
    enum Kind : uint8_t {
      /// The tensor is unsplit.
      Nobody,
      Op,
      Boundary
    };
    Kind kind = Nobody;
    unsigned number = 0;
    /// For an op, the number of its result or operand.
    unsigned place = 0;
  };
  struct Tensor {
    /// 0 or more; for dynamic dimensions, the sizes to plan for.
    llvm::SmallVector<int64_t, 4> sizes;
    int64_t elementBytes;
    Party maker = {};
    /// The number of times that it is made: the product of the trip counts of
    /// the loops around its maker.
    int64_t tripCount = 1;
    /// Axes along which ranks should not receive each other's data.
    AxisList kept = {};
    /// For each dimension, whether it is dynamic and therefore not padded.
    /// Empty if no dimension is dynamic.
    llvm::SmallVector<bool, 4> isDynamic = {};
  };
  struct Use {
    unsigned tensor;
    Party user;
  };
  struct Op {
    ShardRule rule;
    /// For each loop, its extent; for dynamic loops, the extent to plan for.
    llvm::SmallVector<int64_t> extents;
    /// Operations of the unsplit op per execution.
    int64_t flops = 0;
    /// The number of executions: the product of the trip counts of the loops
    /// around the op.
    int64_t tripCount = 1;
    /// For each axis, the loop that it should split, if any. Empty if no axis
    /// has such a loop.
    llvm::SmallVector<std::optional<unsigned>, 2> preferences = {};
  };
  /// The dimension that an axis splits, or std::nullopt if it splits none.
  using Place = std::optional<unsigned>;
  struct Boundary {
    /// The sizes of the boundary's tensors; see Tensor::sizes.
    llvm::SmallVector<int64_t, 4> sizes;
    /// For each axis, the allowed and the preferred dimensions; no list, or
    /// an empty one, means all.
    std::vector<llvm::SmallVector<Place, 4>> places = {}, preferences = {};
    /// The order of axes on one dimension, major first; the graph's if empty.
    AxisList order = {};
    /// For each dimension, a number that is known to divide its size, if that
    /// matters. 0, or an empty list, means that padding makes any split
    /// possible.
    llvm::SmallVector<int64_t, 4> divisors = {};
  };
  /// Requires that two boundaries have the same place for `axis`. A gradient's
  /// tie is dropped if the allowed places of the two have none in common.
  struct Tie {
    unsigned axis;
    unsigned first, second;
    bool isGradient = false;
  };

  /// Two ops with equal rules that must have the same strategy.
  struct Twins {
    unsigned first, second;
  };

  std::vector<Tensor> tensors = {};
  /// In an order in which each tensor is made before it is used.
  std::vector<Op> ops = {};
  /// In the order of the program.
  std::vector<Use> uses = {};
  std::vector<Boundary> boundaries = {};
  std::vector<Tie> ties = {};
  std::vector<Twins> twins = {};
  /// All axes, in the order in which they split one dimension, major first.
  AxisList order = {};
};

/// The strategy of each op and the state of each boundary.
struct ShardChoice {
  std::vector<ShardStrategy> ops;
  std::vector<ShardState> boundaries;

  bool operator==(const ShardChoice &other) const {
    return ops == other.ops && boundaries == other.boundaries;
  }
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDGRAPH_H
