//===- ShardBatches.cpp - where batches are in a program ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardBatches.h"
#include "Plan/ShardLinks.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

namespace ag {
namespace {
using Dim = std::optional<unsigned>;

class BatchFollower {
public:
  BatchFollower(ShardGraph &graph, const Mesh &mesh, unsigned axis,
                std::vector<Dim> &boundaries)
      : graph(graph), mesh(mesh), axis(axis), boundaries(boundaries),
        tensors(graph.tensors.size()), goAsParameters(graph.tensors.size()),
        links(graph) {}

  void run();

private:
  void give(unsigned boundary);
  void tell(unsigned tensor, unsigned dim);
  void followOp(unsigned number);
  std::optional<unsigned> findLoop(unsigned number) const;
  bool sumsWhatGoesAsParameters(unsigned number, unsigned loop) const;

  ShardGraph &graph;
  const Mesh &mesh;
  unsigned axis;
  std::vector<Dim> &boundaries;
  /// The batch dimension of each tensor.
  std::vector<Dim> tensors;
  /// Whether each tensor depends on parameters that stay in place.
  std::vector<bool> goAsParameters;
  ShardLinks links;
  /// Ops that have to be visited.
  std::set<unsigned> open;
};
} // namespace

/// Spreads the batch of a boundary to the tensors that it gives.
void BatchFollower::give(unsigned boundary) {
  for (unsigned tensor : links.given[boundary])
    tell(tensor, *boundaries[boundary]);
}

/// Sets the batch of a tensor. Spreads it to the boundaries that take the
/// tensor, and on to the tensors that these give. Each is set once.
void BatchFollower::tell(unsigned tensor, unsigned dim) {
  llvm::SmallVector<unsigned> pending = {tensor};
  while (!pending.empty()) {
    unsigned next = pending.pop_back_val();
    if (tensors[next])
      continue;
    tensors[next] = dim;
    for (const ShardGraph::Party &user : links.users[next])
      if (user.kind == ShardGraph::Party::Op) {
        open.insert(user.number);
      } else if (user.kind == ShardGraph::Party::Boundary &&
                 !boundaries[user.number]) {
        boundaries[user.number] = dim;
        llvm::append_range(pending, links.given[user.number]);
      }
  }
}

/// Returns the first loop over the batch of an operand, if it can be split.
std::optional<unsigned> BatchFollower::findLoop(unsigned number) const {
  const ShardGraph::Op &op = graph.ops[number];
  for (const ShardGraph::Use *use : links.operands[number]) {
    Dim dim = tensors[use->tensor];
    if (!dim || !op.rule.operands[use->user.place])
      continue;
    const auto &loops = (*op.rule.operands[use->user.place])[*dim];
    if (loops.empty())
      continue;
    const ShardRule::Loop &loop = op.rule.loops[loops.front()];
    int64_t size = mesh.getAxes()[axis].size;
    if (!loop.isWhole && op.extents[loops.front()] >= size &&
        (loop.extent || loop.divisor % size == 0))
      return loops.front();
  }
  return std::nullopt;
}

/// Returns true if the op sums over the batch what a parameter's own ranks
/// hold, as in the weight gradient of an expert.
bool BatchFollower::sumsWhatGoesAsParameters(unsigned number,
                                             unsigned loop) const {
  const ShardRule &rule = graph.ops[number].rule;
  if (llvm::any_of(rule.results, [&](const ShardRule::Result &result) {
        return hasLoop(result.places, loop);
      }))
    return false;
  return llvm::any_of(links.operands[number], [&](const ShardGraph::Use *use) {
    const auto &places = rule.operands[use->user.place];
    return goAsParameters[use->tensor] && !tensors[use->tensor] && places &&
           hasLoop(*places, loop);
  });
}

void BatchFollower::followOp(unsigned number) {
  ShardGraph::Op &op = graph.ops[number];
  auto any = [&](llvm::function_ref<bool(unsigned)> is) {
    return llvm::any_of(
        links.operands[number],
        [&](const ShardGraph::Use *use) { return is(use->tensor); });
  };
  bool usesParameters = any([&](unsigned tensor) {
    return llvm::is_contained(graph.tensors[tensor].kept, axis);
  });
  if (usesParameters || any([&](unsigned x) { return goAsParameters[x]; }))
    for (unsigned tensor : links.results[number])
      goAsParameters[tensor] = true;
  std::optional<unsigned> loop = findLoop(number);
  if (!loop || usesParameters || sumsWhatGoesAsParameters(number, *loop))
    return;
  op.preferences.resize(mesh.getAxes().size());
  op.preferences[axis] = loop;
  for (unsigned tensor : links.results[number]) {
    const ShardRule::Places &places =
        op.rule.results[graph.tensors[tensor].maker.place].places;
    for (auto [dim, loops] : llvm::enumerate(places))
      if (!loops.empty() && loops.front() == *loop)
        tell(tensor, dim);
  }
}

/// Visits ops in order, and again if loops lead back to them.
void BatchFollower::run() {
  for (unsigned boundary = 0; boundary < boundaries.size(); ++boundary)
    if (boundaries[boundary])
      give(boundary);
  for (unsigned op = 0; op < graph.ops.size(); ++op)
    open.insert(open.end(), op);
  while (!open.empty()) {
    unsigned op = *open.begin();
    open.erase(open.begin());
    followOp(op);
  }
}

void followBatch(ShardGraph &graph, const Mesh &mesh, unsigned axis,
                 std::vector<std::optional<unsigned>> &given) {
  BatchFollower(graph, mesh, axis, given).run();
}

} // namespace ag
