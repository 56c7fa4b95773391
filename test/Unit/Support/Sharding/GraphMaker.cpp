//===- GraphMaker.cpp - graphs of ops, for tests --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GraphMaker.h"
#include <numeric>

using llvm::ArrayRef;

namespace ag {

GraphMaker::GraphMaker(const Mesh &mesh) {
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
    graph.order.push_back(axis);
}

unsigned GraphMaker::addTensor(Sizes sizes, ShardGraph::Party maker) {
  graph.tensors.push_back({std::move(sizes), 4, maker});
  return graph.tensors.size() - 1;
}

unsigned GraphMaker::addConstant(Sizes sizes) {
  return addTensor(std::move(sizes), {});
}

unsigned GraphMaker::addBoundary(Sizes sizes) {
  graph.boundaries.push_back({std::move(sizes)});
  return graph.boundaries.size() - 1;
}

unsigned GraphMaker::give(unsigned boundary) {
  return addTensor(graph.boundaries[boundary].sizes,
                   {ShardGraph::Party::Boundary, boundary});
}

void GraphMaker::take(unsigned tensor, unsigned boundary) {
  graph.uses.push_back({tensor, {ShardGraph::Party::Boundary, boundary}});
}

unsigned GraphMaker::take(unsigned tensor) {
  unsigned boundary = addBoundary(sizesOf(tensor));
  take(tensor, boundary);
  return boundary;
}

unsigned GraphMaker::addOp(ShardRule rule, ArrayRef<unsigned> operands,
                           int64_t flops) {
  unsigned number = graph.ops.size(), first = graph.tensors.size();
  ShardGraph::Op op{std::move(rule), {}, flops};
  for (const ShardRule::Loop &loop : op.rule.loops)
    op.extents.push_back(*loop.extent);
  for (unsigned place = 0; place < operands.size(); ++place)
    graph.uses.push_back(
        {operands[place], {ShardGraph::Party::Op, number, place}});
  for (unsigned place = 0; place < op.rule.results.size(); ++place) {
    Sizes sizes;
    for (ArrayRef<unsigned> loops : op.rule.results[place].places) {
      sizes.push_back(1);
      for (unsigned loop : loops)
        sizes.back() *= op.extents[loop];
    }
    addTensor(std::move(sizes), {ShardGraph::Party::Op, number, place});
  }
  graph.ops.push_back(std::move(op));
  return first;
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

static int64_t countElements(ArrayRef<int64_t> sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), int64_t(1),
                         std::multiplies<>());
}

/// Returns a rule with one loop for each dimension.
static ShardRule loopOver(ArrayRef<int64_t> sizes) {
  ShardRule rule;
  for (int64_t size : sizes)
    rule.loops.push_back({size});
  return rule;
}

static ShardRule::Places countedInOrder(unsigned rank) {
  ShardRule::Places places;
  for (unsigned dim = 0; dim < rank; ++dim)
    places.push_back({dim});
  return places;
}

unsigned GraphMaker::addProduct(unsigned x, unsigned w) {
  int64_t b = sizesOf(x)[0], i = sizesOf(x)[1], o = sizesOf(w)[1];
  ShardRule rule = loopOver({b, o, i});
  rule.operands = {ShardRule::Places{{0}, {2}}, ShardRule::Places{{2}, {1}}};
  rule.results = {{{{0}, {1}}, Monoid::Sum}};
  rule.groups = {{{0}, {0}, Monoid::Sum}, {{1}, {0}, Monoid::Sum}};
  return addOp(std::move(rule), {x, w}, 2 * b * o * i);
}

unsigned GraphMaker::addMap(ArrayRef<unsigned> operands,
                            ArrayRef<ShardRule::Group> groups) {
  const Sizes sizes = sizesOf(operands.front());
  ShardRule rule = loopOver(sizes);
  rule.operands.append(operands.size(), countedInOrder(sizes.size()));
  rule.results = {{countedInOrder(sizes.size())}};
  rule.groups.assign(groups.begin(), groups.end());
  return addOp(std::move(rule), operands, countElements(sizes));
}

unsigned GraphMaker::addReduction(unsigned x, unsigned dim,
                                  std::optional<Monoid> combiner) {
  const Sizes sizes = sizesOf(x);
  ShardRule rule = loopOver(sizes);
  ShardRule::Places all = countedInOrder(sizes.size()), left = all;
  left.erase(left.begin() + dim);
  rule.operands = {all};
  rule.results = {{left, combiner}};
  if (combiner)
    rule.groups = {{{0}, {0}, *combiner}};
  return addOp(std::move(rule), {x}, countElements(sizes));
}

/// Returns the rule of a split: loops `dim` and `dim` + 1 are one dimension of
/// the operand.
static ShardRule splitRule(ArrayRef<int64_t> sizes, unsigned dim) {
  ShardRule rule = loopOver(sizes);
  ShardRule::Places apart = countedInOrder(sizes.size()), together = apart;
  together[dim].push_back(dim + 1);
  together.erase(together.begin() + dim + 1);
  rule.operands = {together};
  rule.results = {{apart}};
  rule.groups = {{{0}, {0}, Monoid::Sum}, {{0}, {0}, Monoid::Max}};
  return rule;
}

unsigned GraphMaker::addSplit(unsigned x, unsigned dim, int64_t inner) {
  Sizes sizes = sizesOf(x);
  sizes[dim] /= inner;
  sizes.insert(sizes.begin() + dim + 1, inner);
  return addOp(splitRule(sizes, dim), {x}, 0);
}

unsigned GraphMaker::addJoin(unsigned x, unsigned dim) {
  ShardRule rule = splitRule(sizesOf(x), dim);
  ShardRule::Places together = *rule.operands.front();
  rule.operands.front() = rule.results.front().places;
  rule.results.front().places = together;
  return addOp(std::move(rule), {x}, 0);
}

//===----------------------------------------------------------------------===//
// Random graphs
//===----------------------------------------------------------------------===//

namespace {
class RandomGraphMaker {
public:
  RandomGraphMaker(std::mt19937 &chance, const Mesh &mesh)
      : chance(chance), mesh(mesh), made(mesh) {}

  ShardGraph make(unsigned ops);

private:
  using Sizes = GraphMaker::Sizes;

  unsigned below(unsigned count) { return chance() % count; }
  int64_t anySize() { return ArrayRef<int64_t>{2, 4, 4, 6, 8, 3}[below(6)]; }
  unsigned anyTensor();
  /// Returns a tensor of these sizes, which is seldom a new one.
  unsigned tensorOf(const Sizes &sizes);
  unsigned giveNew(const Sizes &sizes);
  void addOp();
  void addMap(unsigned x);
  void addPair(unsigned x);
  void addRoot(unsigned x);
  void take(unsigned tensor);
  void constrain(ShardGraph::Boundary &boundary);
  void decorate();
  llvm::SmallVector<ShardGraph::Place, 4> anyPlaces(ArrayRef<int64_t> sizes,
                                                    unsigned axis);

  std::mt19937 &chance;
  const Mesh &mesh;
  GraphMaker made;
};
} // namespace

unsigned RandomGraphMaker::anyTensor() {
  unsigned count = made.graph.tensors.size();
  return below(2) ? count - 1 : below(count);
}

unsigned RandomGraphMaker::giveNew(const Sizes &sizes) {
  if (below(8) == 0)
    return made.addConstant(sizes);
  unsigned tensor = made.give(made.addBoundary(sizes));
  constrain(made.graph.boundaries.back());
  return tensor;
}

unsigned RandomGraphMaker::tensorOf(const Sizes &sizes) {
  llvm::SmallVector<unsigned> found;
  for (unsigned tensor = 0; tensor < made.graph.tensors.size(); ++tensor)
    if (made.sizesOf(tensor) == sizes)
      found.push_back(tensor);
  if (found.empty() || below(4) == 0)
    return giveNew(sizes);
  return found[below(found.size())];
}

void RandomGraphMaker::addMap(unsigned x) {
  switch (below(5)) {
  case 0:
    made.addMap({x}, {});
    return;
  case 1:
    made.addMap({x}, {{{0}, {0}, Monoid::Sum}});
    return;
  case 2:
    made.addMap({x}, {{{0}, {0}, Monoid::Max}});
    return;
  case 3:
    made.addMap({x, tensorOf(made.sizesOf(x))}, {{{0, 1}, {0}, Monoid::Sum}});
    return;
  default:
    made.addMap({x, tensorOf(made.sizesOf(x))},
                {{{0}, {0}, Monoid::Sum}, {{1}, {0}, Monoid::Sum}});
  }
}

/// Adds an op that returns the transposed elements and maybe their sums.
void RandomGraphMaker::addPair(unsigned x) {
  const Sizes sizes = made.sizesOf(x);
  ShardRule rule = loopOver(sizes);
  ShardRule::Places places = countedInOrder(sizes.size());
  rule.operands = {places};
  std::reverse(places.begin(), places.end());
  rule.results = {{places}};
  rule.groups = {{{0}, {0}, Monoid::Sum}};
  if (below(2) && !places.empty()) {
    places.pop_back();
    rule.results.push_back({places, Monoid::Sum});
    rule.groups.front().results.push_back(1);
  }
  if (below(3) == 0 && !sizes.empty())
    rule.loops[below(sizes.size())].isWhole = true;
  made.addOp(std::move(rule), {x}, countElements(sizes));
}

/// Adds a sum that starts from an operand, or an op whose operand may have any
/// state.
void RandomGraphMaker::addRoot(unsigned x) {
  const Sizes sizes = made.sizesOf(x);
  ShardRule rule = loopOver(sizes);
  ShardRule::Places places = countedInOrder(sizes.size());
  if (below(2) || sizes.empty()) {
    rule.operands = {std::nullopt};
    rule.results = {{places}};
    made.addOp(std::move(rule), {x}, countElements(sizes));
    return;
  }
  Sizes left(sizes.begin(), sizes.end() - 1);
  ShardRule::Places few = countedInOrder(left.size());
  rule.operands = {places, few};
  rule.results = {{few, Monoid::Sum, 1}};
  rule.groups = {{{0, 1}, {0}, Monoid::Sum}};
  made.addOp(std::move(rule), {x, tensorOf(left)}, countElements(sizes));
}

void RandomGraphMaker::addOp() {
  unsigned x = anyTensor();
  const Sizes sizes = made.sizesOf(x);
  unsigned rank = sizes.size(), dim = rank ? below(rank) : 0;
  unsigned kind = below(8);
  if (kind < 3 && rank == 2)
    made.addProduct(x, tensorOf({sizes[1], below(2) ? sizes[1] : anySize()}));
  else if (kind == 3 && rank > 0)
    made.addReduction(x, dim,
                      ArrayRef<std::optional<Monoid>>{Monoid::Sum, Monoid::Max,
                                                      std::nullopt}[below(3)]);
  else if (kind == 4 && rank > 0 && rank < 3 && sizes[dim] % 2 == 0)
    made.addSplit(x, dim, below(2) ? 2 : sizes[dim] / 2);
  else if (kind == 5 && rank > 1)
    made.addJoin(x, below(rank - 1));
  else if (kind == 6)
    addPair(x);
  else if (kind == 7)
    addRoot(x);
  else
    addMap(x);
}

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

llvm::SmallVector<ShardGraph::Place, 4>
RandomGraphMaker::anyPlaces(ArrayRef<int64_t> sizes, unsigned axis) {
  llvm::SmallVector<ShardGraph::Place, 4> places;
  for (unsigned dim = 0; dim < sizes.size(); ++dim)
    if (sizes[dim] >= mesh.getAxes()[axis].size && below(2))
      places.push_back(dim);
  if (places.empty() || below(2))
    places.push_back(std::nullopt);
  return places;
}

void RandomGraphMaker::constrain(ShardGraph::Boundary &boundary) {
  unsigned axes = mesh.getAxes().size();
  if (below(4) == 0)
    for (unsigned axis = 0; axis < axes; ++axis)
      boundary.places.push_back(anyPlaces(boundary.sizes, axis));
  if (below(3) == 0)
    for (unsigned axis = 0; axis < axes; ++axis)
      boundary.preferences.push_back(anyPlaces(boundary.sizes, axis));
  if (below(8) == 0)
    for (int64_t size : boundary.sizes)
      boundary.divisors.push_back(below(2) ? 0 : size);
  if (below(8) == 0)
    boundary.order.assign(made.graph.order.rbegin(), made.graph.order.rend());
}

/// Lets a boundary take the tensor. The boundary may also give another tensor,
/// or be tied to one that does.
void RandomGraphMaker::take(unsigned tensor) {
  for (unsigned other = 0; other < made.graph.boundaries.size(); ++other) {
    if (made.graph.boundaries[other].sizes != made.sizesOf(tensor) || below(2))
      continue;
    if (below(2))
      return made.take(tensor, other);
    unsigned boundary = made.take(tensor);
    for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
      if (below(4))
        made.graph.ties.push_back({axis, other, boundary});
    return;
  }
  made.take(tensor);
  constrain(made.graph.boundaries.back());
}

void RandomGraphMaker::decorate() {
  for (ShardGraph::Tensor &tensor : made.graph.tensors) {
    if (below(8) == 0)
      tensor.tripCount = 3;
    for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
      if (below(8) == 0)
        tensor.kept.push_back(axis);
  }
  for (ShardGraph::Op &op : made.graph.ops) {
    if (below(8) == 0)
      op.tripCount = 3;
    if (below(6) || op.rule.loops.empty())
      continue;
    for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
      op.preferences.push_back(below(2) ? ShardGraph::Place()
                                        : below(op.rule.loops.size()));
  }
}

ShardGraph RandomGraphMaker::make(unsigned ops) {
  Sizes sizes;
  for (unsigned rank = below(8) ? 2 : below(4); sizes.size() < rank;)
    sizes.push_back(anySize());
  giveNew(sizes);
  while (made.graph.ops.size() < ops) {
    addOp();
    if (below(6) == 0)
      take(made.graph.tensors.size() - 1);
  }
  std::vector<bool> isUsed(made.graph.tensors.size(), false);
  for (const ShardGraph::Use &use : made.graph.uses)
    isUsed[use.tensor] = true;
  for (unsigned tensor = 0; tensor < isUsed.size(); ++tensor)
    if (!isUsed[tensor] && below(8))
      take(tensor);
  decorate();
  return std::move(made.graph);
}

ShardGraph makeRandomGraph(std::mt19937 &chance, const Mesh &mesh,
                           unsigned ops) {
  return RandomGraphMaker(chance, mesh).make(ops);
}

} // namespace ag
