//===- GraphMaker.h - graphs of ops, for tests ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a test write a graph op by op, and how is a random graph drawn?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SHARDING_GRAPHMAKER_H
#define AG_TEST_UNIT_SUPPORT_SHARDING_GRAPHMAKER_H

#include "ag/Support/Sharding/ShardGraph.h"
#include <random>

namespace ag {

/// Tensors, boundaries and ops are given by their numbers. An element has 4
/// bytes.
class GraphMaker {
public:
  using Sizes = llvm::SmallVector<int64_t, 4>;

  explicit GraphMaker(const Mesh &mesh);

  ShardGraph graph;

  /// Adds a tensor that no op or boundary makes.
  unsigned addConstant(Sizes sizes);
  unsigned addBoundary(Sizes sizes);
  /// Adds the tensor that a boundary gives.
  unsigned give(unsigned boundary);
  void take(unsigned tensor, unsigned boundary);
  /// Adds a boundary that takes the tensor at the end of the program, and
  /// returns it.
  unsigned take(unsigned tensor);

  /// Adds an op and returns its first result; the numbers of the others follow.
  /// Loops that index no operand need their extent in the rule.
  unsigned addOp(ShardRule rule, llvm::ArrayRef<unsigned> operands,
                 int64_t flops);
  /// Adds sum over i of x[b, i] * w[i, o].
  unsigned addProduct(unsigned x, unsigned w);
  /// Adds an elementwise op on tensors of the same sizes.
  unsigned addMap(llvm::ArrayRef<unsigned> operands,
                  llvm::ArrayRef<ShardRule::Group> groups);
  /// Adds a reduction of `dim`. `combiner`, if given, combines partial results.
  unsigned addReduction(unsigned x, unsigned dim,
                        std::optional<Monoid> combiner);
  /// Adds x[h * inner + k] -> y[h, k].
  unsigned addSplit(unsigned x, unsigned dim, int64_t inner);
  /// Adds x[h, k] -> y[h * size + k].
  unsigned addJoin(unsigned x, unsigned dim);

  const Sizes &sizesOf(unsigned tensor) const {
    return graph.tensors[tensor].sizes;
  }

private:
  unsigned addTensor(Sizes sizes, ShardGraph::Party maker);
};

/// Draws a graph of `ops` ops, which is small enough to enumerate its plans.
ShardGraph makeRandomGraph(std::mt19937 &chance, const Mesh &mesh,
                           unsigned ops);

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SHARDING_GRAPHMAKER_H
