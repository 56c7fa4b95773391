//===- GraphMaker.h - graphs of ops, for tests ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a graph written down op by op, and what does a random one look like?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SHARDING_GRAPHMAKER_H
#define AG_TEST_UNIT_SUPPORT_SHARDING_GRAPHMAKER_H

#include "ag/Support/Sharding/ShardGraph.h"
#include <random>

namespace ag {

/// Tensors, boundaries and ops go by their numbers. Elements have 4 bytes.
class GraphMaker {
public:
  using Sizes = llvm::SmallVector<int64_t, 4>;

  explicit GraphMaker(const Mesh &mesh);

  ShardGraph graph;

  /// A tensor that nobody makes.
  unsigned addConstant(Sizes sizes);
  unsigned addBoundary(Sizes sizes);
  /// The tensor that a boundary gives.
  unsigned give(unsigned boundary);
  void take(unsigned tensor, unsigned boundary);
  /// At the end of the program, by a boundary of its own, which is returned.
  unsigned take(unsigned tensor);

  /// The first result of an op, behind which stand the others. Loops that no
  /// operand has are as long as they are said to be.
  unsigned addOp(ShardRule rule, llvm::ArrayRef<unsigned> operands,
                 int64_t flops);
  /// sum over i of x[b, i] * w[i, o].
  unsigned addProduct(unsigned x, unsigned w);
  /// Element by element, of tensors of the same sizes.
  unsigned addMap(llvm::ArrayRef<unsigned> operands,
                  llvm::ArrayRef<ShardRule::Group> groups);
  /// Parts of `dim` are put together by `combiner`, if they can be.
  unsigned addReduction(unsigned x, unsigned dim,
                        std::optional<Monoid> combiner);
  /// x[h * inner + k] -> y[h, k].
  unsigned addSplit(unsigned x, unsigned dim, int64_t inner);
  /// x[h, k] -> y[h * size + k].
  unsigned addJoin(unsigned x, unsigned dim);

  const Sizes &sizesOf(unsigned tensor) const {
    return graph.tensors[tensor].sizes;
  }

private:
  unsigned addTensor(Sizes sizes, ShardGraph::Party maker);
};

/// Of so many ops; small enough to enumerate its plans.
ShardGraph makeRandomGraph(std::mt19937 &chance, const Mesh &mesh,
                           unsigned ops);

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SHARDING_GRAPHMAKER_H
