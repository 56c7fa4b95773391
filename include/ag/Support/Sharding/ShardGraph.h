//===- ShardGraph.h - a program, as sharding sees it ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors does a program make of which, how may each op go along a mesh,
// and what does a plan of all of it take?
//
//   %y = ag.contract %x, %w         tensors  x, w, y
//   %z = ag.exp %y                  ops      contract: x, w -> y    exp: y -> z
//   return %z                       borders  {gives x}  {gives w}  {takes z}
//
// A border says how tensors lie that no op makes, or that are taken by none:
// arguments, parameters, results. What has to lie alike is of one border: what
// a loop carries, a parameter in all functions. What takes over an argument, or
// is a gradient, has a border that is tied to that one's, along some axes or
// all. All else follows from what each op does.
//
// A tensor is brought to each state that it is used in, in the order of the
// uses, from the cheapest of those that it is in already. A plan takes the time
// of that, and of what ranks compute and move through their memory.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDGRAPH_H
#define AG_SUPPORT_SHARDING_SHARDGRAPH_H

#include "ag/Support/Sharding/ShardRule.h"

namespace ag {

struct ShardGraph {
  /// Who says in which state a tensor is made or used.
  struct Party {
    enum Kind : uint8_t {
      /// It is whole.
      Nobody,
      Op,
      Border
    };
    Kind kind = Nobody;
    unsigned number = 0;
    /// Of an op, which of its results or operands it is.
    unsigned place = 0;
  };
  struct Tensor {
    /// 0 or more; for what is dynamic, the sizes to plan for.
    llvm::SmallVector<int64_t, 4> sizes;
    int64_t elementBytes;
    Party maker = {};
    /// How often it is made.
    int64_t turns = 1;
    /// The axes along which no rank should hear of another's part.
    AxisList kept = {};
    /// Of each dimension, whether it is dynamic, so that it is not padded; none
    /// is if there is no list.
    llvm::SmallVector<bool, 4> isDynamic = {};
  };
  struct Use {
    unsigned tensor;
    Party user;
  };
  struct Op {
    ShardRule rule;
    /// Of each loop; for what is dynamic, the extent to plan for.
    llvm::SmallVector<int64_t> extents;
    /// Of the whole, each time.
    int64_t flops = 0;
    /// How often it is done.
    int64_t turns = 1;
    /// Of each axis, the loop that it should split, if any; of no axis if there
    /// is no list.
    llvm::SmallVector<std::optional<unsigned>, 2> wishes = {};
  };
  /// Where one axis may stand: on a dimension, or nowhere.
  using Place = std::optional<unsigned>;
  struct Border {
    /// Of what lies so; as a tensor's.
    llvm::SmallVector<int64_t, 4> sizes;
    /// Of each axis, where it may stand, and of these, where it should; all
    /// places if there is no list, or an empty one.
    std::vector<llvm::SmallVector<Place, 4>> places = {}, wishes = {};
    /// In which order axes stand on one dimension; the graph's if empty.
    AxisList order = {};
    /// What is known to divide each dimension; 0, or no list, where it does not
    /// matter, as what does not divide is padded.
    llvm::SmallVector<int64_t, 4> divisors = {};
  };
  /// Along this axis two borders lie alike, unless, of what is a gradient, both
  /// have to lie otherwise.
  struct Tie {
    unsigned axis;
    unsigned first, second;
    bool isGradient = false;
  };

  /// Two ops of equal rules that are done alike.
  struct Twins {
    unsigned first, second;
  };

  std::vector<Tensor> tensors = {};
  /// Each is made before it is used.
  std::vector<Op> ops = {};
  /// In the order of the program.
  std::vector<Use> uses = {};
  std::vector<Border> borders = {};
  std::vector<Tie> ties = {};
  std::vector<Twins> twins = {};
  /// All axes, in the order in which they stand on one dimension.
  AxisList order = {};
};

/// What each op does, and how each border lies.
struct ShardChoice {
  std::vector<ShardStrategy> ops;
  std::vector<ShardState> borders;

  bool operator==(const ShardChoice &other) const {
    return ops == other.ops && borders == other.borders;
  }
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDGRAPH_H
