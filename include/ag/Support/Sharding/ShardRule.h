//===- ShardRule.h - how an op goes along a mesh ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which states can an op take its operands, and in which states are its
// results then?
//
// For y[b, o] = sum over i of x[b, i] * w[i, o], each axis has one of these
// strategies:
//
//   strategy      x             w             y
//   nothing       [{}, {}]      [{}, {}]      [{}, {}]
//   loop b        [{a}, {}]     [{}, {}]      [{a}, {}]
//   loop o        [{}, {}]      [{}, {a}]     [{}, {a}]
//   loop i        [{}, {a}]     [{a}, {}]     [{}, {}] sum{a}
//   group {x}     sum{a}        [{}, {}]      sum{a}
//   group {w}     [{}, {}]      sum{a}        sum{a}
//
// A reshape maps several loops to one dimension, major first, as in x[(h, k)]
// -> y[h, k]. An axis can split a minor loop only if the loops that are major
// to it are split into single elements, and only evenly. Otherwise the elements
// of a rank would not be contiguous, or would not start at its block's offset.
// The same holds for adjacent windows, x[(y, u)] read at 2y + u, whose loops
// count fewer elements than the dimension has if there are gaps between
// windows.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDRULE_H
#define AG_SUPPORT_SHARDING_SHARDRULE_H

#include "ag/Support/Sharding/ShardState.h"

namespace ag {

struct ShardRule {
  struct Loop {
    /// std::nullopt if known only at run time.
    std::optional<int64_t> extent = std::nullopt;
    /// Whether each rank needs the complete loop, so that it cannot be split.
    bool isWhole = false;
    /// A known divisor of a dynamic extent. The number of parts must divide it.
    int64_t divisor = 1;
  };
  /// For each dimension, the loops that it consists of, major first.
  using Places = llvm::SmallVector<llvm::SmallVector<unsigned, 1>, 4>;
  struct Result {
    Places places;
    /// The monoid that combines the results of split loops that are not in
    /// `places`; std::nullopt if they cannot be combined.
    std::optional<Monoid> combiner = std::nullopt;
    /// The operand with which the combination starts. Only one rank may add it.
    std::optional<unsigned> start = std::nullopt;
  };
  /// If these operands are partial with `monoid` and all others are copies,
  /// these results are partial with it, too.
  struct Group {
    llvm::SmallVector<unsigned, 2> operands;
    llvm::SmallVector<unsigned, 1> results;
    Monoid monoid;
  };

  llvm::SmallVector<Loop> loops = {};
  /// std::nullopt for an operand that may be in any state, because the op reads
  /// none of its elements.
  llvm::SmallVector<std::optional<Places>> operands = {};
  llvm::SmallVector<Result> results = {};
  llvm::SmallVector<Group> groups = {};
};

/// Returns true if one of the dimensions has the loop.
bool hasLoop(const ShardRule::Places &places, unsigned loop);

/// Returns true if two or more operands have dimensions, as in a product.
bool takesSeveral(const ShardRule &rule);

/// The role of each axis in an op. An axis in none of the lists splits nothing.
struct ShardStrategy {
  /// For each loop, the axes that split it, major first.
  llvm::SmallVector<AxisList> loops = {};
  /// For each group, the axes along which it is partial, in increasing order.
  llvm::SmallVector<AxisList> groups = {};

  bool operator==(const ShardStrategy &other) const {
    return loops == other.loops && groups == other.groups;
  }
};

/// Returns the strategy that splits nothing.
ShardStrategy doNothing(const ShardRule &rule);

struct ShardStates {
  /// std::nullopt as in ShardRule::operands.
  llvm::SmallVector<std::optional<ShardState>> operands;
  llvm::SmallVector<ShardState> results;
};

/// Returns the states of operands and results under the strategy. Returns an
/// error if the rule does not allow the strategy.
llvm::Expected<ShardStates> findStates(const ShardRule &rule,
                                       const ShardStrategy &strategy,
                                       const Mesh &mesh);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDRULE_H
