//===- ShardSearch.cpp - the plan that takes least ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardSearch.h"
#include "MoveChains.h"
#include "ag/Support/Graph/AlikeVariables.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <map>

using llvm::ArrayRef;

namespace ag {
namespace {
class ShardSearch {
public:
  ShardSearch(const ShardGraph &graph, const Mesh &mesh, const RankSpeed &speed,
              ShardSearchLimits limits)
      : graph(graph), mesh(mesh), limits(limits), prices(graph, mesh, speed) {
    for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
      if (mesh.getAxes()[axis].size > 1)
        longAxes.push_back(axis);
  }

  llvm::Expected<ShardSolution> run();

private:
  using BoundaryOptions = std::vector<std::vector<ShardOption>>;

  double countOptions(const ShardGraph::Party &party, size_t axes) const;
  bool mayGoAtOnce() const;
  bool begin();
  bool placeBoundaries(ArrayRef<unsigned> axes, const BoundaryOptions &options,
                       std::vector<unsigned> &values) const;
  bool improve(ArrayRef<unsigned> axes);
  MinSum::Solution improveInWindows(const MinSum &problem, unsigned ops,
                                    std::vector<unsigned> values,
                                    unsigned leastWindow) const;
  std::optional<std::vector<unsigned>> planOnce(const MinSum &problem,
                                                ArrayRef<unsigned> hint) const;
  MinSum::Solution solve(const MinSum &problem, ArrayRef<unsigned> hint) const;
  void take(ShardChoice choice);
  unsigned findChosen(unsigned boundary, ArrayRef<ShardOption> options) const;
  std::vector<unsigned> propagate(ArrayRef<unsigned> axes,
                                  const ShardOptions &options);
  int64_t getArrival(unsigned op, const ShardOption &option,
                     ArrayRef<ShardState> made);
  void addTies(ArrayRef<unsigned> axes, const BoundaryOptions &options,
               unsigned first, MinSum &problem) const;
  void addTwins(const ShardOptions &options, MinSum &problem) const;
  ShardChoice choose(const ShardOptions &options,
                     ArrayRef<unsigned> values) const;

  /// The inputs of a search along some axes, and its outcome.
  struct Search {
    ShardOptions options;
    std::vector<unsigned> hint;
    bool isOptimal = false;
  };

  const ShardGraph &graph;
  const Mesh &mesh;
  ShardSearchLimits limits;
  ShardPrices prices;
  AxisList longAxes;
  /// The last search for each list of axes.
  std::map<AxisList, Search> searches;
  ShardChoice best;
  int64_t least = ShardPrices::never;
};
} // namespace

static void addParty(ArrayRef<ShardOption> options, MinSum &problem) {
  unsigned variable = problem.addVariable(options.size());
  std::vector<int64_t> costs;
  for (const ShardOption &option : options)
    costs.push_back(option.cost);
  problem.addCost({variable}, std::move(costs));
}

//===----------------------------------------------------------------------===//
// The initial plan
//===----------------------------------------------------------------------===//

/// Chooses the states of boundaries that satisfy the ties at the least cost of
/// their own. Returns false if there are none.
bool ShardSearch::placeBoundaries(ArrayRef<unsigned> axes,
                                  const BoundaryOptions &options,
                                  std::vector<unsigned> &values) const {
  MinSum problem;
  for (ArrayRef<ShardOption> own : options) {
    if (own.empty())
      return false;
    addParty(own, problem);
  }
  addTies(axes, options, /*first=*/0, problem);
  MinSum::Solution solution = problem.solve(values, limits.entries);
  values = std::move(solution.values);
  return solution.cost != MinSum::never;
}

/// Starts with ops that split nothing and boundaries in allowed, if possible
/// preferred, places. Returns false if there are no such places.
bool ShardSearch::begin() {
  for (const ShardGraph::Op &op : graph.ops)
    best.ops.push_back(doNothing(op.rule));
  for (const ShardGraph::Boundary &boundary : graph.boundaries)
    best.boundaries.push_back(wholeState(boundary.sizes.size()));
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis) {
    BoundaryOptions options = listBoundaries(graph, mesh, prices, axis, best);
    std::vector<unsigned> values(options.size(), 0);
    if (!placeBoundaries(axis, options, values))
      return false;
    for (auto [own, list, value] :
         llvm::zip_equal(best.boundaries, options, values))
      own = list[value].state;
  }
  least = prices.getAll(best);
  return least != ShardPrices::never;
}

//===----------------------------------------------------------------------===//
// Propagation
//===----------------------------------------------------------------------===//

/// Returns the cost of the option and of the moves of its operands from the
/// states in which they are made.
int64_t ShardSearch::getArrival(unsigned op, const ShardOption &option,
                                ArrayRef<ShardState> made) {
  int64_t cost = option.cost;
  for (auto [place, state] : llvm::enumerate(option.states.operands)) {
    std::optional<unsigned> tensor = prices.getOperand(op, place);
    if (tensor && state)
      cost = plus(cost, prices.getMove(*tensor, made[*tensor], *state));
  }
  return cost;
}

/// Returns the number of the option that is the boundary's present state.
unsigned ShardSearch::findChosen(unsigned boundary,
                                 ArrayRef<ShardOption> options) const {
  return llvm::find_if(options,
                       [&](const ShardOption &option) {
                         return option.state == best.boundaries[boundary];
                       }) -
         options.begin();
}

/// Chooses the cheapest states of boundaries, then the cheapest option of each
/// op in order. Returns the numbers of the options.
std::vector<unsigned> ShardSearch::propagate(ArrayRef<unsigned> axes,
                                             const ShardOptions &options) {
  std::vector<ShardState> made;
  made.reserve(graph.tensors.size());
  for (const ShardGraph::Tensor &tensor : graph.tensors)
    made.push_back(wholeState(tensor.sizes.size()));
  std::vector<unsigned> boundaries, values;
  for (unsigned boundary = 0; boundary < graph.boundaries.size(); ++boundary)
    boundaries.push_back(findChosen(boundary, options.boundaries[boundary]));
  placeBoundaries(axes, options.boundaries, boundaries);
  for (auto [number, tensor] : llvm::enumerate(graph.tensors))
    if (tensor.maker.kind == ShardGraph::Party::Boundary)
      made[number] =
          options
              .boundaries[tensor.maker.number][boundaries[tensor.maker.number]]
              .state;
  for (auto [op, own] : llvm::enumerate(options.ops)) {
    int64_t lowest = ShardPrices::never;
    unsigned value = 0;
    for (auto [number, option] : llvm::enumerate(own)) {
      int64_t cost = getArrival(op, option, made);
      if (cost < lowest) {
        lowest = cost;
        value = number;
      }
    }
    values.push_back(value);
    for (auto [place, state] : llvm::enumerate(own[value].states.results))
      if (auto tensor = prices.getResult(op, place))
        made[*tensor] = state;
  }
  values.insert(values.end(), boundaries.begin(), boundaries.end());
  return values;
}

//===----------------------------------------------------------------------===//
// Elimination
//===----------------------------------------------------------------------===//

void ShardSearch::addTies(ArrayRef<unsigned> axes,
                          const BoundaryOptions &options, unsigned first,
                          MinSum &problem) const {
  for (const ShardGraph::Tie &tie : graph.ties)
    if (llvm::is_contained(axes, tie.axis))
      problem.addCost(
          {first + tie.first, first + tie.second},
          [&](ArrayRef<unsigned> values) {
            return placeOf(tie.axis, options[tie.first][values[0]].state) ==
                           placeOf(tie.axis,
                                   options[tie.second][values[1]].state)
                       ? 0
                       : MinSum::never;
          });
}

void ShardSearch::addTwins(const ShardOptions &options, MinSum &problem) const {
  for (auto [first, second] : graph.twins) {
    ArrayRef<ShardOption> own = options.ops[first], other = options.ops[second];
    problem.addCost({first, second}, [&](ArrayRef<unsigned> values) {
      return own[values[0]].strategy == other[values[1]].strategy
                 ? 0
                 : MinSum::never;
    });
  }
}

ShardChoice ShardSearch::choose(const ShardOptions &options,
                                ArrayRef<unsigned> values) const {
  ShardChoice choice;
  for (auto [op, own] : llvm::enumerate(options.ops))
    choice.ops.push_back(own[values[op]].strategy);
  for (auto [boundary, own] : llvm::enumerate(options.boundaries))
    choice.boundaries.push_back(own[values[graph.ops.size() + boundary]].state);
  return choice;
}

void ShardSearch::take(ShardChoice choice) {
  int64_t cost = prices.getAll(choice);
  if (cost >= least)
    return;
  least = cost;
  best = std::move(choice);
}

/// Improves the values in windows, whose centers move through the program's
/// ops, the first `ops` variables. The windows shrink from pass to pass, so
/// that more of their tables are within the limit.
MinSum::Solution ShardSearch::improveInWindows(const MinSum &problem,
                                               unsigned ops,
                                               std::vector<unsigned> values,
                                               unsigned leastWindow) const {
  unsigned window = limits.window;
  do {
    std::vector<unsigned> centers;
    for (unsigned center = 0; center < ops; center += std::max(window / 12, 1u))
      centers.push_back(center);
    problem.improve(values, centers, window, limits.entries, limits.sweeps);
    window /= 2;
  } while (window >= leastWindow);
  int64_t cost = problem.sum(values);
  return {std::move(values), cost, /*isLeast=*/false};
}

/// Solves the problem with one choice for all parts that are alike. Returns
/// std::nullopt if more than half of the variables would remain.
std::optional<std::vector<unsigned>>
ShardSearch::planOnce(const MinSum &problem, ArrayRef<unsigned> hint) const {
  AlikeVariables alike(problem, limits.alikeSteps);
  if (2 * alike.size() > hint.size())
    return std::nullopt;
  unsigned ops = 0;
  for (unsigned op = 0; op < graph.ops.size(); ++op)
    ops = std::max(ops, alike.getClass(op) + 1);
  MinSum folded = alike.fold();
  std::vector<unsigned> first = alike.foldValues(hint);
  MinSum::Solution found = folded.solve(first, limits.entries);
  if (!found.isLeast)
    found = improveInWindows(folded, ops, std::move(found.values),
                             limits.leastWindow);
  return alike.unfoldValues(found.values);
}

/// Solves by elimination. If that does not prove optimality, improves the
/// better of its solution and of the one with alike parts.
MinSum::Solution ShardSearch::solve(const MinSum &problem,
                                    ArrayRef<unsigned> hint) const {
  unsigned ops = graph.ops.size();
  MinSum::Solution solution = problem.solve(hint, limits.entries);
  if (solution.isLeast)
    return solution;
  std::optional<std::vector<unsigned>> repeated = planOnce(problem, hint);
  if (repeated && problem.sum(*repeated) < solution.cost)
    solution.values = *repeated;
  return improveInWindows(problem, ops, std::move(solution.values),
                          repeated ? limits.window : limits.leastWindow);
}

/// Chooses the options along some axes again. Returns true if it is proved that
/// no choice along them costs less. A search with the inputs of the last one is
/// not repeated.
bool ShardSearch::improve(ArrayRef<unsigned> axes) {
  Search search{listOptions(graph, mesh, prices, axes, best), {}};
  search.hint = propagate(axes, search.options);
  auto [found, isFirst] = searches.try_emplace(AxisList(axes));
  Search &last = found->second;
  if (!isFirst && last.options == search.options && last.hint == search.hint)
    return last.isOptimal;
  last = std::move(search);
  const ShardOptions &options = last.options;
  MinSum problem;
  for (ArrayRef<ShardOption> own : options.ops)
    addParty(own, problem);
  for (ArrayRef<ShardOption> own : options.boundaries)
    addParty(own, problem);
  addTies(axes, options.boundaries, graph.ops.size(), problem);
  addTwins(options, problem);
  std::vector<unsigned> hint = last.hint;
  take(choose(options, hint));
  bool isExact =
      MoveChains(graph, prices, options, limits.profiles, problem).add(hint);
  MinSum::Solution solution = solve(problem, hint);
  take(choose(options, solution.values));
  return last.isOptimal = isExact && solution.isLeast;
}

/// Returns an estimate of the number of options along `axes` axes. A tensor
/// that is made or used unsplit has one.
double ShardSearch::countOptions(const ShardGraph::Party &party,
                                 size_t axes) const {
  size_t places = 1;
  if (party.kind == ShardGraph::Party::Op) {
    const ShardRule &rule = graph.ops[party.number].rule;
    places += rule.loops.size() + rule.groups.size();
  } else if (party.kind == ShardGraph::Party::Boundary) {
    places += graph.boundaries[party.number].sizes.size();
  }
  return std::pow(double(places), double(axes));
}

/// Returns true if the options of each tensor's maker and users, for all axes,
/// form a table within the limit.
bool ShardSearch::mayGoAtOnce() const {
  return graph.ops.size() <= limits.opsAtOnce &&
         llvm::all_of(graph.uses, [&](const ShardGraph::Use &use) {
           return countOptions(graph.tensors[use.tensor].maker,
                               longAxes.size()) *
                      countOptions(use.user, longAxes.size()) <=
                  double(limits.entries) / 4;
         });
}

llvm::Expected<ShardSolution> ShardSearch::run() {
  if (!begin())
    return llvm::createStringError("no plan is legal");
  bool isOptimal = longAxes.empty();
  for (unsigned round = 0; round < limits.rounds; ++round) {
    int64_t before = least;
    for (unsigned axis : longAxes)
      isOptimal = improve({axis}) && longAxes.size() == 1;
    if (least == before || longAxes.size() < 2)
      break;
  }
  if (longAxes.size() > 1 && mayGoAtOnce())
    isOptimal = improve(longAxes);
  return ShardSolution{std::move(best), least,
                       isOptimal && prices.areMovesCheapest()};
}

llvm::Expected<ShardSolution> findPlan(const ShardGraph &graph,
                                       const Mesh &mesh, const RankSpeed &speed,
                                       ShardSearchLimits limits) {
  return ShardSearch(graph, mesh, speed, limits).run();
}

} // namespace ag
