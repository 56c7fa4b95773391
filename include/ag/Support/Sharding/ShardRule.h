//===- ShardRule.h - how an op goes along a mesh ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which states can ranks take an op's operands, and how do they then have
// its results? Of y[b, o] = sum over i of x[b, i] * w[i, o], each axis does one
// of these:
//
//   strategy      x             w             y
//   nothing       [{}, {}]      [{}, {}]      [{}, {}]
//   loop b        [{a}, {}]     [{}, {}]      [{a}, {}]
//   loop o        [{}, {}]      [{}, {a}]     [{}, {a}]
//   loop i        [{}, {a}]     [{a}, {}]     [{}, {}] sum{a}
//   group {x}     sum{a}        [{}, {}]      sum{a}
//   group {w}     [{}, {}]      sum{a}        sum{a}
//
// A reshape states several loops of one dimension, major first, as x[(h, k)] ->
// y[h, k]. An axis splits a minor one only where all that are major to it are
// split into single elements, and what is split divides evenly: otherwise a
// rank's elements would be no block, or not lie at its beginning. So do windows
// side by side, x[(y, u)] of 2y + u, whose loops count fewer elements than the
// dimension has if there are gaps between them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDRULE_H
#define AG_SUPPORT_SHARDING_SHARDRULE_H

#include "ag/Support/Sharding/ShardState.h"

namespace ag {

struct ShardRule {
  struct Loop {
    /// None where that only shows at run time.
    std::optional<int64_t> extent = std::nullopt;
    /// Each rank needs all of it.
    bool isWhole = false;
    /// What is known to divide the extent, where that is none; it is split into
    /// numbers of parts that divide this.
    int64_t divisor = 1;
  };
  /// The loops of each dimension, major first.
  using Places = llvm::SmallVector<llvm::SmallVector<unsigned, 1>, 4>;
  struct Result {
    Places places;
    /// How what parts of loops that are not in `places` make is combined; none
    /// if it can't be.
    std::optional<Monoid> combiner = std::nullopt;
    /// The operand that combining starts from: one rank alone may do so.
    std::optional<unsigned> start = std::nullopt;
  };
  /// Where these operands are partial, and all others in copies, results are
  /// partial.
  struct Group {
    llvm::SmallVector<unsigned, 2> operands;
    llvm::SmallVector<unsigned, 1> results;
    Monoid monoid;
  };

  llvm::SmallVector<Loop> loops = {};
  /// None of what may be in any state, as an op that reads no element of it
  /// takes it.
  llvm::SmallVector<std::optional<Places>> operands = {};
  llvm::SmallVector<Result> results = {};
  llvm::SmallVector<Group> groups = {};
};

/// Whether one of the dimensions counts the loop.
bool hasLoop(const ShardRule::Places &places, unsigned loop);

/// Whether two operands or more have dimensions, as those of a product.
bool takesSeveral(const ShardRule &rule);

/// What an op does along each axis; nothing along those that stand nowhere.
struct ShardStrategy {
  /// The axes that split each loop, major first.
  llvm::SmallVector<AxisList> loops = {};
  /// The axes along which each group is partial, in increasing order.
  llvm::SmallVector<AxisList> groups = {};

  bool operator==(const ShardStrategy &other) const {
    return loops == other.loops && groups == other.groups;
  }
};

/// Along no axis anything.
ShardStrategy doNothing(const ShardRule &rule);

struct ShardStates {
  /// None as in the rule.
  llvm::SmallVector<std::optional<ShardState>> operands;
  llvm::SmallVector<ShardState> results;
};

/// The states that an op takes and makes. An error says what of the strategy
/// the rule does not allow.
llvm::Expected<ShardStates> findStates(const ShardRule &rule,
                                       const ShardStrategy &strategy,
                                       const Mesh &mesh);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDRULE_H
