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
  using BorderOptions = std::vector<std::vector<ShardOption>>;

  double countOptions(const ShardGraph::Party &party, size_t axes) const;
  bool mayGoAtOnce() const;
  bool begin();
  bool placeBorders(ArrayRef<unsigned> axes, const BorderOptions &options,
                    std::vector<unsigned> &values) const;
  bool improve(ArrayRef<unsigned> axes);
  MinSum::Solution improveInWindows(const MinSum &problem, unsigned ops,
                                    std::vector<unsigned> values,
                                    unsigned leastWindow) const;
  std::optional<std::vector<unsigned>> planOnce(const MinSum &problem,
                                                ArrayRef<unsigned> hint) const;
  MinSum::Solution solve(const MinSum &problem, ArrayRef<unsigned> hint) const;
  void take(ShardChoice choice);
  unsigned findChosen(unsigned border, ArrayRef<ShardOption> options) const;
  std::vector<unsigned> propagate(ArrayRef<unsigned> axes,
                                  const ShardOptions &options);
  int64_t getArrival(unsigned op, const ShardOption &option,
                     ArrayRef<ShardState> made);
  void addTies(ArrayRef<unsigned> axes, const BorderOptions &options,
               unsigned first, MinSum &problem) const;
  void addTwins(const ShardOptions &options, MinSum &problem) const;
  ShardChoice choose(const ShardOptions &options,
                     ArrayRef<unsigned> values) const;

  /// From where choices along some axes were searched, and how that ended.
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
  /// The last one along each of the axes.
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
// Where it begins
//===----------------------------------------------------------------------===//

/// Where borders that are tied lie alike, at the least cost of their own. False
/// if they may lie nowhere so.
bool ShardSearch::placeBorders(ArrayRef<unsigned> axes,
                               const BorderOptions &options,
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

/// Ops do nothing, borders are where they have to be, or should. False if there
/// is no such place.
bool ShardSearch::begin() {
  for (const ShardGraph::Op &op : graph.ops)
    best.ops.push_back(doNothing(op.rule));
  for (const ShardGraph::Border &border : graph.borders)
    best.borders.push_back(wholeState(border.sizes.size()));
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis) {
    BorderOptions options = listBorders(graph, mesh, prices, axis, best);
    std::vector<unsigned> values(options.size(), 0);
    if (!placeBorders(axis, options, values))
      return false;
    for (auto [own, list, value] :
         llvm::zip_equal(best.borders, options, values))
      own = list[value].state;
  }
  least = prices.getAll(best);
  return least != ShardPrices::never;
}

//===----------------------------------------------------------------------===//
// Propagation
//===----------------------------------------------------------------------===//

/// What it costs to bring operands from where they are made.
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

/// Which of them a border is chosen to be.
unsigned ShardSearch::findChosen(unsigned border,
                                 ArrayRef<ShardOption> options) const {
  return llvm::find_if(options,
                       [&](const ShardOption &option) {
                         return option.state == best.borders[border];
                       }) -
         options.begin();
}

/// Each border as cheaply as may be; then each op in turn.
std::vector<unsigned> ShardSearch::propagate(ArrayRef<unsigned> axes,
                                             const ShardOptions &options) {
  std::vector<ShardState> made;
  made.reserve(graph.tensors.size());
  for (const ShardGraph::Tensor &tensor : graph.tensors)
    made.push_back(wholeState(tensor.sizes.size()));
  std::vector<unsigned> borders, values;
  for (unsigned border = 0; border < graph.borders.size(); ++border)
    borders.push_back(findChosen(border, options.borders[border]));
  placeBorders(axes, options.borders, borders);
  for (auto [number, tensor] : llvm::enumerate(graph.tensors))
    if (tensor.maker.kind == ShardGraph::Party::Border)
      made[number] =
          options.borders[tensor.maker.number][borders[tensor.maker.number]]
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
  values.insert(values.end(), borders.begin(), borders.end());
  return values;
}

//===----------------------------------------------------------------------===//
// Elimination
//===----------------------------------------------------------------------===//

void ShardSearch::addTies(ArrayRef<unsigned> axes, const BorderOptions &options,
                          unsigned first, MinSum &problem) const {
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
  for (auto [border, own] : llvm::enumerate(options.borders))
    choice.borders.push_back(own[values[graph.ops.size() + border]].state);
  return choice;
}

void ShardSearch::take(ShardChoice choice) {
  int64_t cost = prices.getAll(choice);
  if (cost >= least)
    return;
  least = cost;
  best = std::move(choice);
}

/// Once through the program, whose first variables are its ops, and again where
/// that was of use; in smaller and smaller windows, of which more tables are
/// within the limit.
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

/// With one choice for all that is alike, if that is most of it.
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

/// What is not known to be the least of all gets better, or what repeats does.
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

/// Chooses anew along some axes. Whether no choice along them costs less. What
/// was begun so before ends as it did then, with nothing that costs less.
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
  for (ArrayRef<ShardOption> own : options.borders)
    addParty(own, problem);
  addTies(axes, options.borders, graph.ops.size(), problem);
  addTwins(options, problem);
  std::vector<unsigned> hint = last.hint;
  take(choose(options, hint));
  bool isExact =
      MoveChains(graph, prices, options, limits.profiles, problem).add(hint);
  MinSum::Solution solution = solve(problem, hint);
  take(choose(options, solution.values));
  return last.isOptimal = isExact && solution.isLeast;
}

/// About how many options a party has along so many axes; one that makes or
/// takes the whole has one.
double ShardSearch::countOptions(const ShardGraph::Party &party,
                                 size_t axes) const {
  size_t places = 1;
  if (party.kind == ShardGraph::Party::Op) {
    const ShardRule &rule = graph.ops[party.number].rule;
    places += rule.loops.size() + rule.groups.size();
  } else if (party.kind == ShardGraph::Party::Border) {
    places += graph.borders[party.number].sizes.size();
  }
  return std::pow(double(places), double(axes));
}

/// Whether what a tensor costs by the choices of who makes and who uses it is a
/// table within the limit, of all axes.
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
