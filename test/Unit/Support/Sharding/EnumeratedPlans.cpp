//===- EnumeratedPlans.cpp - all plans of a small graph, for tests --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EnumeratedPlans.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using llvm::ArrayRef;

namespace ag {
namespace {
class PlanEnumeration {
public:
  PlanEnumeration(const ShardGraph &graph, const Mesh &mesh,
                  const RankSpeed &speed)
      : graph(graph), mesh(mesh), prices(graph, mesh, speed),
        choices(graph.ops.size() + graph.boundaries.size()),
        chosen(choices.size(), undecided), lastNeeded(choices.size(), 0),
        lastUsed(graph.tensors.size(), 0), held(graph.tensors.size()) {
    for (unsigned op = 0; op < graph.ops.size(); ++op)
      addStrategies(op, 0, doNothing(graph.ops[op].rule));
    for (unsigned boundary = 0; boundary < graph.boundaries.size(); ++boundary)
      addStates(boundary, 0,
                wholeState(graph.boundaries[boundary].sizes.size()));
  }

  int64_t run();
  /// Keeps one option of each choice.
  void propagate();

private:
  static constexpr unsigned undecided = ~0u;
  using Party = ShardGraph::Party;

  struct Option {
    int64_t cost;
    /// The numbers of the states; std::nullopt if an operand may have any
    /// state. A boundary has one state of each kind.
    llvm::SmallVector<std::optional<unsigned>> operands;
    llvm::SmallVector<unsigned> results;
  };
  /// An event makes a choice or pays for a use.
  struct Event {
    std::optional<unsigned> choice;
    unsigned use = 0;
  };

  void listEvents();
  void addStrategies(unsigned op, unsigned axis, ShardStrategy strategy);
  void addStates(unsigned boundary, unsigned axis, ShardState state);
  bool isLegal(unsigned boundary, const ShardState &state) const;
  unsigned number(const ShardState &state);
  std::optional<unsigned> choiceOf(const Party &party) const;
  unsigned stateOfMaker(unsigned tensor);
  std::optional<unsigned> stateOfUser(const ShardGraph::Use &use);
  int64_t getMove(unsigned tensor, unsigned from, unsigned to);
  int64_t getArrival(unsigned op, const Option &option);
  bool agrees() const;
  bool isKnownToBeDear(size_t event, int64_t cost);
  void goOn(size_t event, int64_t cost);
  void choose(unsigned choice, size_t event, int64_t cost);
  void pay(const ShardGraph::Use &use, size_t event, int64_t cost);

  const ShardGraph &graph;
  const Mesh &mesh;
  ShardPrices prices;
  std::map<ShardState, unsigned> numbers;
  std::vector<ShardState> states;
  std::map<std::array<unsigned, 3>, int64_t> moves;
  /// Options of the ops, then of the boundaries
  std::vector<std::vector<Option>> choices;
  std::vector<Event> events;
  /// A lower bound of the remaining choices' cost, from each event on
  std::vector<int64_t> leastLeft;
  std::vector<unsigned> chosen;
  /// The last event that needs a choice, and that uses a tensor
  std::vector<size_t> lastNeeded, lastUsed;
  /// The states that each tensor has been brought to so far, in this order
  std::vector<std::vector<unsigned>> held;
  std::map<std::pair<size_t, std::vector<unsigned>>, int64_t> seen;
  int64_t least = ShardPrices::never;
};
} // namespace

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

/// Returns `axes` in the order of `order`.
static AxisList inOrder(AxisList axes, ArrayRef<unsigned> order) {
  AxisList sorted;
  for (unsigned axis : order)
    if (llvm::is_contained(axes, axis))
      sorted.push_back(axis);
  return sorted;
}

unsigned PlanEnumeration::number(const ShardState &state) {
  auto [found, isNew] = numbers.try_emplace(state, states.size());
  if (isNew)
    states.push_back(state);
  return found->second;
}

/// Adds all strategies that extend `strategy` by axes from `axis` on. All that
/// the rule allows is legal if loops have at least as many elements as parts.
void PlanEnumeration::addStrategies(unsigned op, unsigned axis,
                                    ShardStrategy strategy) {
  const ShardGraph::Op &own = graph.ops[op];
  if (axis < mesh.getAxes().size()) {
    addStrategies(op, axis + 1, strategy);
    if (mesh.getAxes()[axis].size == 1)
      return;
    for (auto lists : {&ShardStrategy::loops, &ShardStrategy::groups})
      for (unsigned place = 0; place < (strategy.*lists).size(); ++place) {
        ShardStrategy more = strategy;
        (more.*lists)[place].push_back(axis);
        addStrategies(op, axis + 1, more);
      }
    return;
  }
  for (auto [axes, extent] : llvm::zip_equal(strategy.loops, own.extents)) {
    axes = inOrder(axes, graph.order);
    if (!axes.empty() && mesh.getSize(axes) > extent)
      return;
  }
  auto found = findStates(own.rule, strategy, mesh);
  if (!found)
    return llvm::consumeError(found.takeError());
  Option option{prices.getWork(op, strategy, *found), {}, {}};
  for (const std::optional<ShardState> &state : found->operands)
    option.operands.push_back(state ? std::optional(number(*state))
                                    : std::nullopt);
  for (const ShardState &state : found->results)
    option.results.push_back(number(state));
  choices[op].push_back(std::move(option));
}

bool PlanEnumeration::isLegal(unsigned boundary,
                              const ShardState &state) const {
  const ShardGraph::Boundary &own = graph.boundaries[boundary];
  for (auto [dim, axes] : llvm::enumerate(state.dims)) {
    int64_t parts = mesh.getSize(axes);
    if (!own.divisors.empty() && own.divisors[dim] % parts != 0)
      return false;
    if (own.places.empty() && !axes.empty() && own.sizes[dim] < parts)
      return false;
  }
  return true;
}

void PlanEnumeration::addStates(unsigned boundary, unsigned axis,
                                ShardState state) {
  const ShardGraph::Boundary &own = graph.boundaries[boundary];
  if (axis == mesh.getAxes().size()) {
    for (AxisList &axes : state.dims)
      axes = inOrder(axes, own.order.empty() ? graph.order : own.order);
    if (!isLegal(boundary, state))
      return;
    unsigned known = number(state);
    choices[graph.ops.size() + boundary].push_back(
        {prices.getBoundary(boundary, state), {known}, {known}});
    return;
  }
  auto mayStand = [&](ShardGraph::Place place) {
    return own.places.empty() || own.places[axis].empty() ||
           llvm::is_contained(own.places[axis], place);
  };
  if (mayStand(std::nullopt))
    addStates(boundary, axis + 1, state);
  for (unsigned dim = 0; dim < own.sizes.size(); ++dim)
    if (mayStand(dim)) {
      ShardState more = state;
      more.dims[dim].push_back(axis);
      addStates(boundary, axis + 1, more);
    }
}

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

std::optional<unsigned> PlanEnumeration::choiceOf(const Party &party) const {
  if (party.kind == Party::Nobody)
    return std::nullopt;
  return party.kind == Party::Op ? party.number
                                 : graph.ops.size() + party.number;
}

/// Lists the events. A choice is made just before the first use that needs it.
void PlanEnumeration::listEvents() {
  std::vector<bool> isMade(choices.size(), false);
  auto need = [&](std::optional<unsigned> choice) {
    if (!choice)
      return;
    if (!isMade[*choice])
      events.push_back({choice});
    isMade[*choice] = true;
    lastNeeded[*choice] = events.size();
  };
  for (auto [number, use] : llvm::enumerate(graph.uses)) {
    need(choiceOf(graph.tensors[use.tensor].maker));
    need(choiceOf(use.user));
    lastUsed[use.tensor] = events.size();
    events.push_back({std::nullopt, unsigned(number)});
  }
  for (unsigned choice = 0; choice < choices.size(); ++choice)
    need(choice);
  for (const ShardGraph::Tie &tie : graph.ties)
    for (unsigned boundary : {tie.first, tie.second})
      lastNeeded[graph.ops.size() + boundary] = events.size();
  leastLeft.assign(events.size() + 1, 0);
  for (size_t event = events.size(); event-- > 0;) {
    leastLeft[event] = leastLeft[event + 1];
    if (!events[event].choice)
      continue;
    int64_t own = ShardPrices::never;
    for (const Option &option : choices[*events[event].choice])
      own = std::min(own, option.cost);
    leastLeft[event] = plus(leastLeft[event], own);
  }
}

//===----------------------------------------------------------------------===//
// Enumeration
//===----------------------------------------------------------------------===//

unsigned PlanEnumeration::stateOfMaker(unsigned tensor) {
  const Party &maker = graph.tensors[tensor].maker;
  std::optional<unsigned> choice = choiceOf(maker);
  if (!choice)
    return number(wholeState(graph.tensors[tensor].sizes.size()));
  return choices[*choice][chosen[*choice]].results[maker.place];
}

std::optional<unsigned>
PlanEnumeration::stateOfUser(const ShardGraph::Use &use) {
  std::optional<unsigned> choice = choiceOf(use.user);
  if (!choice)
    return number(wholeState(graph.tensors[use.tensor].sizes.size()));
  return choices[*choice][chosen[*choice]].operands[use.user.place];
}

int64_t PlanEnumeration::getMove(unsigned tensor, unsigned from, unsigned to) {
  auto [found, isNew] = moves.try_emplace({tensor, from, to}, 0);
  if (isNew)
    found->second = prices.getMove(tensor, states[from], states[to]);
  return found->second;
}

/// Returns true if the chosen states of tied boundaries agree.
bool PlanEnumeration::agrees() const {
  auto hasAxis = [&](unsigned boundary, unsigned axis, unsigned dim) {
    unsigned own = graph.ops.size() + boundary;
    const ShardState &state = states[choices[own][chosen[own]].results.front()];
    return dim < state.dims.size() && llvm::is_contained(state.dims[dim], axis);
  };
  return llvm::all_of(graph.ties, [&](const ShardGraph::Tie &tie) {
    if (chosen[graph.ops.size() + tie.first] == undecided ||
        chosen[graph.ops.size() + tie.second] == undecided)
      return true;
    for (unsigned dim = 0; dim < graph.boundaries[tie.first].sizes.size();
         ++dim)
      if (hasAxis(tie.first, tie.axis, dim) !=
          hasAxis(tie.second, tie.axis, dim))
        return false;
    return true;
  });
}

/// Returns true if the same remaining work was met before, at no higher cost.
bool PlanEnumeration::isKnownToBeDear(size_t event, int64_t cost) {
  std::vector<unsigned> left;
  for (unsigned choice = 0; choice < choices.size(); ++choice)
    left.push_back(lastNeeded[choice] >= event ? chosen[choice] : undecided);
  for (unsigned tensor = 0; tensor < graph.tensors.size(); ++tensor) {
    left.push_back(undecided);
    if (lastUsed[tensor] >= event)
      llvm::append_range(left, held[tensor]);
  }
  auto [found, isNew] = seen.try_emplace({event, std::move(left)}, cost);
  if (!isNew && found->second <= cost)
    return true;
  found->second = cost;
  return false;
}

void PlanEnumeration::goOn(size_t event, int64_t cost) {
  if (plus(cost, leastLeft[event]) >= least)
    return;
  if (event == events.size()) {
    least = cost;
    return;
  }
  if (isKnownToBeDear(event, cost))
    return;
  if (events[event].choice)
    choose(*events[event].choice, event, cost);
  else
    pay(graph.uses[events[event].use], event, cost);
}

void PlanEnumeration::choose(unsigned choice, size_t event, int64_t cost) {
  for (auto [number, option] : llvm::enumerate(choices[choice])) {
    chosen[choice] = number;
    if (agrees())
      goOn(event + 1, plus(cost, option.cost));
  }
  chosen[choice] = undecided;
}

void PlanEnumeration::pay(const ShardGraph::Use &use, size_t event,
                          int64_t cost) {
  std::vector<unsigned> before = held[use.tensor];
  std::vector<unsigned> &own = held[use.tensor];
  if (own.empty())
    own.push_back(stateOfMaker(use.tensor));
  std::optional<unsigned> wanted = stateOfUser(use);
  if (wanted && !llvm::is_contained(own, *wanted)) {
    int64_t cheapest = ShardPrices::never;
    for (unsigned state : own)
      cheapest = std::min(cheapest, getMove(use.tensor, state, *wanted));
    cost = plus(cost, cheapest);
    own.push_back(*wanted);
  }
  goOn(event + 1, cost);
  held[use.tensor] = std::move(before);
}

/// Returns the cost of an option with its moves. The makers of its operands
/// must have only one option left.
int64_t PlanEnumeration::getArrival(unsigned op, const Option &option) {
  int64_t cost = option.cost;
  for (auto [place, state] : llvm::enumerate(option.operands))
    if (state) {
      unsigned tensor = *prices.getOperand(op, place);
      cost = plus(cost, getMove(tensor, stateOfMaker(tensor), *state));
    }
  return cost;
}

void PlanEnumeration::propagate() {
  auto keep = [&](unsigned choice, auto costOf) {
    std::vector<Option> &own = choices[choice];
    if (!own.empty())
      own = {*llvm::min_element(own, [&](const Option &a, const Option &b) {
        return costOf(a) < costOf(b);
      })};
    chosen[choice] = 0;
  };
  for (unsigned boundary = 0; boundary < graph.boundaries.size(); ++boundary)
    keep(graph.ops.size() + boundary, [](const Option &o) { return o.cost; });
  for (unsigned op = 0; op < graph.ops.size(); ++op)
    keep(op, [&](const Option &o) { return getArrival(op, o); });
  chosen.assign(choices.size(), undecided);
}

int64_t PlanEnumeration::run() {
  listEvents();
  goOn(0, 0);
  return least;
}

int64_t findLeastCost(const ShardGraph &graph, const Mesh &mesh,
                      const RankSpeed &speed) {
  return PlanEnumeration(graph, mesh, speed).run();
}

int64_t propagateCost(const ShardGraph &graph, const Mesh &mesh,
                      const RankSpeed &speed) {
  PlanEnumeration plans(graph, mesh, speed);
  plans.propagate();
  return plans.run();
}

} // namespace ag
