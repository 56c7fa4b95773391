//===- ShardPadding.cpp - what blocks of a plan don't fit -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardPadding.h"
#include "ag/Support/Sharding/ChosenStates.h"
#include "ag/Support/Sharding/PaddedDims.h"
#include "llvm/ADT/STLExtras.h"

using llvm::ArrayRef;

namespace ag {
namespace {
class PaddingFinder {
public:
  PaddingFinder(const ShardGraph &graph, const Mesh &mesh,
                const ShardChoice &choice);

  std::vector<UnfitLoop> find() const;

private:
  using Party = ShardGraph::Party;

  void number();
  void join(unsigned tensor, const Party &party,
            const ShardRule::Places *places);
  void split(unsigned first, ArrayRef<AxisList> lists);
  void splitAs(unsigned tensor, const Party &party, bool isMaker);
  const ShardRule::Places *placesOf(const Party &party, bool isMaker) const;
  void findIn(unsigned op, unsigned tensor, const ShardRule::Places &places,
              llvm::SmallVectorImpl<unsigned> &unfit) const;
  int64_t partsOf(unsigned op, unsigned loop) const {
    return mesh.getSize(choice.ops[op].loops[loop]);
  }

  const ShardGraph &graph;
  const Mesh &mesh;
  const ShardChoice &choice;
  ChosenStates states;
  /// For each tensor, op and boundary, the number of its first dimension or
  /// loop.
  std::vector<unsigned> tensors, ops, boundaries;
  PaddedDims dims;
};
} // namespace

void PaddingFinder::number() {
  for (const ShardGraph::Tensor &tensor : graph.tensors)
    tensors.push_back(dims.add(tensor.sizes.size()));
  for (const ShardGraph::Op &op : graph.ops)
    ops.push_back(dims.add(op.rule.loops.size()));
  for (const ShardGraph::Boundary &boundary : graph.boundaries)
    boundaries.push_back(dims.add(boundary.sizes.size()));
}

const ShardRule::Places *PaddingFinder::placesOf(const Party &party,
                                                 bool isMaker) const {
  if (party.kind != Party::Op)
    return nullptr;
  const ShardRule &rule = graph.ops[party.number].rule;
  if (isMaker)
    return &rule.results[party.place].places;
  return rule.operands[party.place] ? &*rule.operands[party.place] : nullptr;
}

/// Joins the tensor's dimensions with those of a boundary, or with the loops of
/// an op. A dimension that combines several loops is joined with none of them.
void PaddingFinder::join(unsigned tensor, const Party &party,
                         const ShardRule::Places *places) {
  for (unsigned dim = 0; dim < graph.tensors[tensor].sizes.size(); ++dim) {
    if (party.kind == Party::Boundary)
      dims.join(tensors[tensor] + dim, boundaries[party.number] + dim);
    else if (places && (*places)[dim].size() == 1)
      dims.join(tensors[tensor] + dim,
                ops[party.number] + (*places)[dim].front());
  }
}

void PaddingFinder::split(unsigned first, ArrayRef<AxisList> lists) {
  for (auto [dim, axes] : llvm::enumerate(lists))
    dims.split(first + dim, mesh.getSize(axes));
}

/// Records the splits in which an op makes or uses the tensor.
void PaddingFinder::splitAs(unsigned tensor, const Party &party, bool isMaker) {
  if (party.kind != Party::Op)
    return;
  const ShardStates &own = states.ofOp(party.number);
  if (isMaker)
    split(tensors[tensor], own.results[party.place].dims);
  else if (own.operands[party.place])
    split(tensors[tensor], own.operands[party.place]->dims);
}

PaddingFinder::PaddingFinder(const ShardGraph &graph, const Mesh &mesh,
                             const ShardChoice &choice)
    : graph(graph), mesh(mesh), choice(choice),
      states(llvm::cantFail(ChosenStates::read(graph, choice, mesh))) {
  number();
  for (auto [number, tensor] : llvm::enumerate(graph.tensors))
    join(number, tensor.maker, placesOf(tensor.maker, /*isMaker=*/true));
  for (const ShardGraph::Use &use : graph.uses)
    join(use.tensor, use.user, placesOf(use.user, /*isMaker=*/false));
  // A result that takes over an argument has the argument's blocks.
  for (const ShardGraph::Tie &tie : graph.ties)
    for (unsigned dim = 0; dim < graph.boundaries[tie.first].sizes.size();
         ++dim)
      dims.join(boundaries[tie.first] + dim, boundaries[tie.second] + dim);
  for (auto [number, tensor] : llvm::enumerate(graph.tensors))
    splitAs(number, tensor.maker, /*isMaker=*/true);
  for (const ShardGraph::Use &use : graph.uses)
    splitAs(use.tensor, use.user, /*isMaker=*/false);
  for (unsigned op = 0; op < graph.ops.size(); ++op)
    split(ops[op], choice.ops[op].loops);
  for (unsigned boundary = 0; boundary < graph.boundaries.size(); ++boundary)
    split(boundaries[boundary], choice.boundaries[boundary].dims);
  dims.close();
}

void PaddingFinder::findIn(unsigned op, unsigned tensor,
                           const ShardRule::Places &places,
                           llvm::SmallVectorImpl<unsigned> &unfit) const {
  const ShardGraph::Tensor &own = graph.tensors[tensor];
  ArrayRef<ShardRule::Loop> rules = graph.ops[op].rule.loops;
  for (auto [dim, loops] : llvm::enumerate(places)) {
    llvm::SmallVector<CountedLoop> counted;
    for (unsigned loop : loops)
      counted.push_back({partsOf(op, loop), rules[loop].extent,
                         dims.getQuantum(ops[op] + loop)});
    bool isDynamic = !own.isDynamic.empty() && own.isDynamic[dim];
    if (!isUnfit(counted,
                 isDynamic ? std::nullopt : std::optional(own.sizes[dim]),
                 dims.getQuantum(tensors[tensor] + dim)))
      continue;
    for (unsigned loop : loops)
      if (partsOf(op, loop) > 1 && !llvm::is_contained(unfit, loop))
        unfit.push_back(loop);
  }
}

std::vector<UnfitLoop> PaddingFinder::find() const {
  std::vector<llvm::SmallVector<unsigned, 1>> unfit(graph.ops.size());
  auto look = [&](unsigned tensor, const Party &party, bool isMaker) {
    if (const ShardRule::Places *places = placesOf(party, isMaker))
      findIn(party.number, tensor, *places, unfit[party.number]);
  };
  for (auto [number, tensor] : llvm::enumerate(graph.tensors))
    look(number, tensor.maker, /*isMaker=*/true);
  for (const ShardGraph::Use &use : graph.uses)
    look(use.tensor, use.user, /*isMaker=*/false);
  std::vector<UnfitLoop> found;
  for (auto [op, loops] : llvm::enumerate(unfit))
    for (unsigned loop : loops)
      found.push_back({static_cast<unsigned>(op), loop});
  return found;
}

std::vector<UnfitLoop> findUnfitLoops(const ShardGraph &graph, const Mesh &mesh,
                                      const ShardChoice &choice) {
  return PaddingFinder(graph, mesh, choice).find();
}

} // namespace ag
