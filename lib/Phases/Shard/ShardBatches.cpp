//===- ShardBatches.cpp - where batches go in a program -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ShardBatches.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {
namespace {
using Dim = std::optional<unsigned>;

class BatchFollower {
public:
  BatchFollower(ShardGraph &graph, const Mesh &mesh, unsigned axis,
                std::vector<Dim> &borders)
      : graph(graph), mesh(mesh), axis(axis), borders(borders),
        tensors(graph.tensors.size()), goAsParameters(graph.tensors.size()),
        operands(graph.ops.size()), results(graph.ops.size()) {
    for (const ShardGraph::Use &use : graph.uses)
      if (use.user.kind == ShardGraph::Party::Op)
        operands[use.user.number].push_back(&use);
    for (auto [number, tensor] : llvm::enumerate(graph.tensors))
      if (tensor.maker.kind == ShardGraph::Party::Op)
        results[tensor.maker.number].push_back(number);
  }

  void run();

private:
  void cross();
  void followOp(unsigned number);
  std::optional<unsigned> findLoop(unsigned number) const;
  bool sumsWhatGoesAsParameters(unsigned number, unsigned loop) const;

  ShardGraph &graph;
  const Mesh &mesh;
  unsigned axis;
  std::vector<Dim> &borders;
  /// The dimension of the batch.
  std::vector<Dim> tensors;
  /// What parameters that stay where they are were used for.
  std::vector<bool> goAsParameters;
  std::vector<llvm::SmallVector<const ShardGraph::Use *, 4>> operands;
  std::vector<llvm::SmallVector<unsigned, 1>> results;
};
} // namespace

/// From what borders are used for to what they give.
void BatchFollower::cross() {
  for (const ShardGraph::Use &use : graph.uses)
    if (use.user.kind == ShardGraph::Party::Border && tensors[use.tensor] &&
        !borders[use.user.number])
      borders[use.user.number] = tensors[use.tensor];
  for (auto [number, tensor] : llvm::enumerate(graph.tensors))
    if (tensor.maker.kind == ShardGraph::Party::Border)
      tensors[number] = borders[tensor.maker.number];
}

/// The first loop that counts the batch of an operand, if it can be split.
std::optional<unsigned> BatchFollower::findLoop(unsigned number) const {
  const ShardGraph::Op &op = graph.ops[number];
  for (const ShardGraph::Use *use : operands[number]) {
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

/// As the gradient of an expert: a sum over the batch, of what is there where
/// the expert is.
bool BatchFollower::sumsWhatGoesAsParameters(unsigned number,
                                             unsigned loop) const {
  const ShardRule &rule = graph.ops[number].rule;
  if (llvm::any_of(rule.results, [&](const ShardRule::Result &result) {
        return hasLoop(result.places, loop);
      }))
    return false;
  return llvm::any_of(operands[number], [&](const ShardGraph::Use *use) {
    const auto &places = rule.operands[use->user.place];
    return goAsParameters[use->tensor] && !tensors[use->tensor] && places &&
           hasLoop(*places, loop);
  });
}

void BatchFollower::followOp(unsigned number) {
  ShardGraph::Op &op = graph.ops[number];
  auto any = [&](llvm::function_ref<bool(unsigned)> is) {
    return llvm::any_of(operands[number], [&](const ShardGraph::Use *use) {
      return is(use->tensor);
    });
  };
  bool usesParameters = any([&](unsigned tensor) {
    return llvm::is_contained(graph.tensors[tensor].kept, axis);
  });
  if (usesParameters || any([&](unsigned x) { return goAsParameters[x]; }))
    for (unsigned tensor : results[number])
      goAsParameters[tensor] = true;
  std::optional<unsigned> loop = findLoop(number);
  if (!loop || usesParameters || sumsWhatGoesAsParameters(number, *loop))
    return;
  op.wishes.resize(mesh.getAxes().size());
  op.wishes[axis] = loop;
  for (unsigned tensor : results[number]) {
    const ShardRule::Places &places =
        op.rule.results[graph.tensors[tensor].maker.place].places;
    for (auto [dim, loops] : llvm::enumerate(places))
      if (!loops.empty() && loops.front() == *loop)
        tensors[tensor] = dim;
  }
}

void BatchFollower::run() {
  for (unsigned turn = 0; turn < 2; ++turn) {
    cross();
    for (unsigned op = 0; op < graph.ops.size(); ++op)
      followOp(op);
  }
  cross();
}

void followBatch(ShardGraph &graph, const Mesh &mesh, unsigned axis,
                 std::vector<std::optional<unsigned>> &given) {
  BatchFollower(graph, mesh, axis, given).run();
}

} // namespace ag
