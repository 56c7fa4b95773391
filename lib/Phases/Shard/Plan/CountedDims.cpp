//===- CountedDims.cpp - dimensions that reach a sum or a result ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/CountedDims.h"
#include "Plan/ShardLinks.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

namespace ag {
namespace {
class DimCounter {
public:
  DimCounter(const ShardGraph &graph, const std::vector<bool> &results)
      : graph(graph), links(graph) {
    for (const ShardGraph::Tensor &tensor : graph.tensors)
      tensors.emplace_back(tensor.sizes.size());
    for (auto [boundary, isResult] : llvm::zip_equal(graph.boundaries, results))
      boundaries.emplace_back(boundary.sizes.size(), isResult);
  }

  /// Visits ops in reverse order, and again if loops lead back to them.
  std::vector<llvm::BitVector> run() {
    for (unsigned boundary = 0; boundary < boundaries.size(); ++boundary)
      for (unsigned dim : boundaries[boundary].set_bits())
        countTakers(boundary, dim);
    for (unsigned op = 0; op < graph.ops.size(); ++op)
      open.insert(open.end(), op);
    while (!open.empty()) {
      unsigned op = *open.rbegin();
      open.erase(op);
      goThrough(op);
    }
    return std::move(boundaries);
  }

private:
  void count(unsigned tensor, unsigned dim);
  void countTakers(unsigned boundary, unsigned dim);
  void goThrough(unsigned op);
  bool isCounted(unsigned op, unsigned loop) const;

  const ShardGraph &graph;
  ShardLinks links;
  std::vector<llvm::BitVector> tensors, boundaries;
  /// Ops whose results have been counted since their last visit.
  std::set<unsigned> open;
};
} // namespace

void DimCounter::count(unsigned tensor, unsigned dim) {
  if (tensors[tensor].test(dim))
    return;
  tensors[tensor].set(dim);
  const ShardGraph::Party &maker = graph.tensors[tensor].maker;
  if (maker.kind == ShardGraph::Party::Op) {
    open.insert(maker.number);
  } else if (maker.kind == ShardGraph::Party::Boundary &&
             !boundaries[maker.number].test(dim)) {
    boundaries[maker.number].set(dim);
    countTakers(maker.number, dim);
  }
}

void DimCounter::countTakers(unsigned boundary, unsigned dim) {
  for (unsigned tensor : links.taken[boundary])
    count(tensor, dim);
}

/// Returns true if the loop is in no result, and so summed over, or in a
/// counted dimension of one.
bool DimCounter::isCounted(unsigned op, unsigned loop) const {
  const ShardRule &rule = graph.ops[op].rule;
  bool isInResult = false;
  for (unsigned tensor : links.results[op]) {
    const ShardRule::Places &places =
        rule.results[graph.tensors[tensor].maker.place].places;
    for (auto [dim, loops] : llvm::enumerate(places)) {
      if (!llvm::is_contained(loops, loop))
        continue;
      isInResult = true;
      if (tensors[tensor].test(dim))
        return true;
    }
  }
  return !isInResult;
}

void DimCounter::goThrough(unsigned op) {
  const ShardRule &rule = graph.ops[op].rule;
  llvm::BitVector counted(rule.loops.size());
  for (unsigned loop = 0; loop < rule.loops.size(); ++loop)
    if (!rule.loops[loop].isWhole && isCounted(op, loop))
      counted.set(loop);
  for (const ShardGraph::Use *use : links.operands[op])
    for (auto [dim, loops] : llvm::enumerate(*rule.operands[use->user.place]))
      if (llvm::any_of(loops, [&](unsigned loop) { return counted[loop]; }))
        count(use->tensor, dim);
}

std::vector<llvm::BitVector> findCountedDims(const ShardGraph &graph,
                                             const std::vector<bool> &results) {
  return DimCounter(graph, results).run();
}

} // namespace ag
