//===- ShardOptions.cpp - what may be chosen along some axes --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ShardOptions.h"
#include "llvm/ADT/STLExtras.h"
#include <bitset>

using llvm::ArrayRef;

namespace ag {
namespace {
class OptionLister {
public:
  OptionLister(const ShardGraph &graph, const Mesh &mesh,
               const ShardPrices &prices, ArrayRef<unsigned> axes,
               const ShardChoice &choice)
      : graph(graph), mesh(mesh), prices(prices), axes(axes), choice(choice),
        reached(graph.tensors.size()) {}

  ShardOptions list();
  std::vector<std::vector<ShardOption>> listBoundaries() const;

private:
  /// For each axis, the monoids with which a tensor may be partial.
  using Reached = llvm::SmallVector<std::bitset<4>, 2>;

  std::vector<ShardOption> listOp(unsigned number);
  std::vector<ShardStrategy> listStrategies(unsigned number) const;
  bool mayGoThrough(unsigned op, const ShardRule::Group &group,
                    unsigned axis) const;
  void addIfLegal(unsigned number, ShardStrategy strategy,
                  std::vector<ShardOption> &options) const;
  void reach(unsigned number, ArrayRef<ShardOption> options);
  std::vector<ShardOption> listBoundary(unsigned number) const;
  std::vector<ShardState> listStates(unsigned number) const;
  bool isFitting(int64_t size, ArrayRef<unsigned> list) const {
    return size >= mesh.getSize(list);
  }

  const ShardGraph &graph;
  const Mesh &mesh;
  const ShardPrices &prices;
  ArrayRef<unsigned> axes;
  const ShardChoice &choice;
  std::vector<Reached> reached;
};
} // namespace

/// Returns `list` with `axis` inserted according to `order`.
static AxisList with(const AxisList &list, unsigned axis,
                     ArrayRef<unsigned> order) {
  AxisList more(list);
  size_t rank = llvm::find(order, axis) - order.begin();
  const unsigned *place = llvm::find_if(more, [&](unsigned other) {
    return static_cast<size_t>(llvm::find(order, other) - order.begin()) > rank;
  });
  more.insert(more.begin() + (place - more.begin()), axis);
  return more;
}

static void take(AxisList &list, ArrayRef<unsigned> gone) {
  llvm::erase_if(list,
                 [&](unsigned axis) { return llvm::is_contained(gone, axis); });
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

bool OptionLister::mayGoThrough(unsigned op, const ShardRule::Group &group,
                                unsigned axis) const {
  return llvm::any_of(group.operands, [&](unsigned place) {
    std::optional<unsigned> tensor = prices.getOperand(op, place);
    return tensor && axis < reached[*tensor].size() &&
           reached[*tensor][axis].test(static_cast<size_t>(group.monoid));
  });
}

std::vector<ShardStrategy> OptionLister::listStrategies(unsigned number) const {
  const ShardRule &rule = graph.ops[number].rule;
  ShardStrategy base = choice.ops[number];
  for (AxisList &list : base.loops)
    take(list, axes);
  for (AxisList &list : base.groups)
    take(list, axes);
  std::vector<ShardStrategy> strategies = {base};
  for (unsigned axis : axes) {
    std::vector<ShardStrategy> more;
    for (const ShardStrategy &each : strategies) {
      for (auto [loop, own] : llvm::enumerate(rule.loops)) {
        AxisList list = with(each.loops[loop], axis, graph.order);
        if (own.isWhole || !isFitting(graph.ops[number].extents[loop], list))
          continue;
        more.push_back(each);
        more.back().loops[loop] = std::move(list);
      }
      for (auto [group, own] : llvm::enumerate(rule.groups)) {
        if (!mayGoThrough(number, own, axis))
          continue;
        more.push_back(each);
        more.back().groups[group].push_back(axis);
        llvm::sort(more.back().groups[group]);
      }
    }
    strategies.insert(strategies.end(), more.begin(), more.end());
  }
  if (!llvm::is_contained(strategies, choice.ops[number]))
    strategies.push_back(choice.ops[number]);
  return strategies;
}

void OptionLister::addIfLegal(unsigned number, ShardStrategy strategy,
                              std::vector<ShardOption> &options) const {
  auto states = findStates(graph.ops[number].rule, strategy, mesh);
  if (!states) {
    llvm::consumeError(states.takeError());
    return;
  }
  ShardOption option{std::move(strategy), std::move(*states)};
  option.cost = prices.getWork(number, option.strategy, option.states);
  options.push_back(std::move(option));
}

void OptionLister::reach(unsigned number, ArrayRef<ShardOption> options) {
  for (unsigned place = 0; place < graph.ops[number].rule.results.size();
       ++place) {
    std::optional<unsigned> tensor = prices.getResult(number, place);
    if (!tensor)
      continue;
    reached[*tensor].resize(mesh.getAxes().size());
    for (const ShardOption &option : options)
      for (unsigned axis : option.states.results[place].partial)
        reached[*tensor][axis].set(
            static_cast<size_t>(*option.states.results[place].monoid));
  }
}

std::vector<ShardOption> OptionLister::listOp(unsigned number) {
  std::vector<ShardOption> options;
  for (ShardStrategy &strategy : listStrategies(number))
    addIfLegal(number, std::move(strategy), options);
  reach(number, options);
  return options;
}

//===----------------------------------------------------------------------===//
// Borders
//===----------------------------------------------------------------------===//

std::vector<ShardState> OptionLister::listStates(unsigned number) const {
  const ShardGraph::Boundary &boundary = graph.boundaries[number];
  ArrayRef<unsigned> order =
      boundary.order.empty() ? graph.order : boundary.order;
  ShardState base = choice.boundaries[number];
  for (AxisList &list : base.dims)
    take(list, axes);
  std::vector<ShardState> states = {base};
  for (unsigned axis : axes) {
    bool isOpen = boundary.places.empty() || boundary.places[axis].empty();
    auto mayStand = [&](ShardGraph::Place place) {
      return isOpen || llvm::is_contained(boundary.places[axis], place);
    };
    std::vector<ShardState> more;
    for (const ShardState &each : states) {
      if (mayStand(std::nullopt))
        more.push_back(each);
      for (unsigned dim = 0; dim < boundary.sizes.size(); ++dim) {
        AxisList list = with(each.dims[dim], axis, order);
        bool isDivided = boundary.divisors.empty() ||
                         boundary.divisors[dim] % mesh.getSize(list) == 0;
        if (!mayStand(dim) || !isDivided ||
            (isOpen && !isFitting(boundary.sizes[dim], list)))
          continue;
        more.push_back(each);
        more.back().dims[dim] = std::move(list);
      }
    }
    states = std::move(more);
  }
  if (!llvm::is_contained(states, choice.boundaries[number]) &&
      prices.mayLie(number, choice.boundaries[number]))
    states.push_back(choice.boundaries[number]);
  return states;
}

std::vector<ShardOption> OptionLister::listBoundary(unsigned number) const {
  std::vector<ShardOption> options;
  for (ShardState &state : listStates(number)) {
    ShardOption option;
    option.cost = prices.getBoundary(number, state);
    option.state = std::move(state);
    options.push_back(std::move(option));
  }
  return options;
}

ShardOptions OptionLister::list() {
  ShardOptions options;
  for (unsigned op = 0; op < graph.ops.size(); ++op)
    options.ops.push_back(listOp(op));
  options.boundaries = listBoundaries();
  return options;
}

std::vector<std::vector<ShardOption>> OptionLister::listBoundaries() const {
  std::vector<std::vector<ShardOption>> options;
  options.reserve(graph.boundaries.size());
  for (unsigned boundary = 0; boundary < graph.boundaries.size(); ++boundary)
    options.push_back(listBoundary(boundary));
  return options;
}

ShardOptions listOptions(const ShardGraph &graph, const Mesh &mesh,
                         const ShardPrices &prices, ArrayRef<unsigned> axes,
                         const ShardChoice &choice) {
  return OptionLister(graph, mesh, prices, axes, choice).list();
}

std::vector<std::vector<ShardOption>>
listBoundaries(const ShardGraph &graph, const Mesh &mesh,
               const ShardPrices &prices, ArrayRef<unsigned> axes,
               const ShardChoice &choice) {
  return OptionLister(graph, mesh, prices, axes, choice).listBoundaries();
}

} // namespace ag
