//===- ReportPlan.cpp - remarks about a plan ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Explain/ReportPlan.h"
#include "Partition/ForwardedStates.h"
#include "Plan/ProgramStates.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Sharding/ShardPrices.h"
#include "ag/Support/Sharding/ShardingReport.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

namespace {
/// A boundary, its name in remarks, and the op and location at which it is
/// reported.
struct NamedBoundary {
  Operation *op;
  Location loc;
  std::string name;
  unsigned boundary;
};

class PlanReporter {
public:
  PlanReporter(const ShardProgram &program, const UnmetPreferences &vain,
               const ShardChoice &choice, const Mesh &mesh)
      : graph(program.graph), program(program), choice(choice), mesh(mesh),
        states(program, choice, mesh) {
    for (const UnmetPreferences::Shorter &each : vain.shorter)
      shorter.insert({each.boundary, each.axis});
  }

  void reportOps() const;
  void reportBoundaries() const;
  void reportKept() const;

private:
  void reportDecision(Operation *op, const ShardStrategy &strategy) const;
  std::vector<NamedBoundary> listBoundaries() const;
  bool isShorter(unsigned boundary, unsigned axis) const;
  void report(const NamedBoundary &named, unsigned axis) const;

  const ShardGraph &graph;
  const ShardProgram &program;
  const ShardChoice &choice;
  const Mesh &mesh;
  ProgramStates states;
  /// Borders, and axes that are longer than their dimensions.
  llvm::DenseSet<std::pair<unsigned, unsigned>> shorter;
};
} // namespace

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// Reports an op whose strategy uses an axis.
void PlanReporter::reportDecision(Operation *op,
                                  const ShardStrategy &strategy) const {
  auto isAny = [](ArrayRef<unsigned> axes) { return !axes.empty(); };
  if (llvm::none_of(strategy.loops, isAny) &&
      llvm::none_of(strategy.groups, isAny))
    return;
  SmallVector<std::string> made, taken;
  for (Value result : op->getResults())
    made.push_back(spell(states.getMade(result), mesh));
  for (OpOperand &operand : op->getOpOperands())
    if (hasState(operand.get()))
      taken.push_back(spell(states.getTaken(operand), mesh));
  planShardingRemarks.passed(op, "plan")
      << remark::add(taken.empty() ? "computes {0}" : "computes {0} from {1}",
                     llvm::join(made, ", "), llvm::join(taken, ", "));
}

void PlanReporter::reportOps() const {
  for (auto [op, own, strategy] :
       llvm::zip_equal(program.ops, graph.ops, choice.ops)) {
    reportDecision(op, strategy);
    for (unsigned axis = 0; axis < own.preferences.size(); ++axis)
      if (own.preferences[axis] &&
          !llvm::is_contained(strategy.loops[*own.preferences[axis]], axis))
        planShardingRemarks.missed(op, "plan") << remark::add(
            "its batch is not split along {0}", mesh.getAxes()[axis].name);
  }
}

/// Reports values that are computed from parameters alone, and resharded for an
/// op.
void PlanReporter::reportKept() const {
  std::vector<Value> values(graph.tensors.size());
  for (auto [value, tensor] : program.tensors)
    values[tensor] = value;
  ShardPrices prices(graph, mesh, program.rank);
  std::vector<bool> isReported(graph.tensors.size());
  for (const ShardGraph::Use &use : graph.uses) {
    if (graph.tensors[use.tensor].kept.empty() || isReported[use.tensor])
      continue;
    ShardState made = states.getMade(values[use.tensor]);
    std::optional<ShardState> taken = states.getGraphStates().ofUser(use);
    const Reshard *moves =
        taken ? prices.findMoves(use.tensor, made, *taken) : nullptr;
    if (!moves || !prices.isHeardOf(use.tensor, *moves))
      continue;
    isReported[use.tensor] = true;
    Value value = values[use.tensor];
    auto remark =
        planShardingRemarks.missed(findMaker(value), "plan", value.getLoc());
    remark << remark::add(
        "is resharded from {0} to {1} although its role pins it",
        spell(made, mesh), spell(*taken, mesh));
    if (use.user.kind == ShardGraph::Party::Op)
      remark << remark::reason("{0}: no other plan exists for '{1}'",
                               spellPlace(program.ops[use.user.number]),
                               program.ops[use.user.number]->getName());
    else
      remark << remark::reason("no other plan exists for its user");
  }
}

//===----------------------------------------------------------------------===//
// Parameters, arguments and results
//===----------------------------------------------------------------------===//

/// Returns "result 0", or "result loss" if it has a name.
static std::string spellNumbered(StringRef kind, StringRef name,
                                 unsigned number) {
  return (kind + " " + (name.empty() ? Twine(number) : Twine(name))).str();
}

/// Returns "parameter w" for an argument that was an ag.parameter.
static std::string spellArgument(BlockArgument argument) {
  unsigned number = argument.getArgNumber();
  if (StringAttr parameter = getParameterName(argument))
    return spellNumbered("parameter", parameter, number);
  auto function = cast<func::FuncOp>(argument.getOwner()->getParentOp());
  return spellNumbered("argument", getArgumentName(function, number), number);
}

/// Returns the parameters, each once, and then the arguments and results of
/// entries.
std::vector<NamedBoundary> PlanReporter::listBoundaries() const {
  std::vector<NamedBoundary> named;
  llvm::DenseSet<unsigned> seen;
  for (auto [value, boundary] : program.boundaries)
    if (auto op = value.getDefiningOp<ParameterOp>())
      if (seen.insert(boundary).second)
        named.push_back(
            {op, op.getLoc(), "parameter " + op.getName().str(), boundary});
  for (const ShardProgram::Entry &entry : program.entries) {
    func::FuncOp function = entry.function;
    for (auto [number, boundary] : llvm::enumerate(entry.arguments))
      if (boundary)
        named.push_back({function, function.getArgument(number).getLoc(),
                         spellArgument(function.getArgument(number)),
                         *boundary});
    for (auto [number, boundary] : llvm::enumerate(entry.results))
      if (boundary)
        named.push_back(
            {function, function.getLoc(),
             spellNumbered("result", getResultName(function, number), number),
             *boundary});
  }
  return named;
}

/// Returns true if the boundary is unsplit since its dimensions are too short.
bool PlanReporter::isShorter(unsigned boundary, unsigned axis) const {
  return !placeOf(axis, choice.boundaries[boundary]) &&
         shorter.contains({boundary, axis});
}

void PlanReporter::report(const NamedBoundary &named, unsigned axis) const {
  const auto &[name, size, link] = mesh.getAxes()[axis];
  if (ShardPrices::isUnmet(graph.boundaries[named.boundary], axis,
                           choice.boundaries[named.boundary]))
    planShardingRemarks.missed(named.op, "plan", named.loc) << remark::add(
        "{0} is not sharded along {1} as its role prefers", named.name, name);
  else if (isShorter(named.boundary, axis))
    planShardingRemarks.missed(named.op, "plan", named.loc)
        << remark::add("{0} stays unsplit along {1}", named.name, name)
        << remark::reason("no dimension that its role splits is as long as {0}",
                          size);
}

void PlanReporter::reportBoundaries() const {
  for (const NamedBoundary &named : listBoundaries()) {
    const ShardState &state = choice.boundaries[named.boundary];
    if (state != wholeState(state.dims.size()))
      planShardingRemarks.passed(named.op, "plan", named.loc)
          << remark::add("{0} is {1}", named.name, spell(state, mesh));
    for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
      report(named, axis);
  }
}

/// Returns why a level of zero splits nothing: "no argument is a state
/// (ag.alias, ag.role), no result is a gradient ...".
static std::string describeIdleZero(unsigned level) {
  constexpr llvm::StringLiteral kinds[] = {
      "no argument is a state (ag.alias, ag.role)",
      "no result is a gradient (ag.gradient_of)", "there is no parameter"};
  return llvm::join(ArrayRef(kinds).take_front(level), ", ");
}

std::vector<std::string> findIdleDataAxes(const ShardSpec &spec,
                                          const ShardChoice &choice,
                                          const Mesh &mesh) {
  std::vector<std::string> idle;
  for (unsigned axis = 0; axis < spec.axes.size(); ++axis) {
    auto isSplit = [&](const AxisList &axes) {
      return llvm::is_contained(axes, axis);
    };
    auto splitsOp = [&](const ShardStrategy &strategy) {
      return llvm::any_of(strategy.loops, isSplit);
    };
    if (spec.axes[axis].role == ShardRole::Data &&
        mesh.getAxes()[axis].size > 1 && llvm::none_of(choice.ops, splitsOp))
      idle.push_back(mesh.getAxes()[axis].name);
  }
  return idle;
}

void reportPlan(const ShardProgram &program, const UnmetPreferences &vain,
                const ShardSpec &spec, const ShardChoice &choice,
                const Mesh &mesh, ModuleOp module) {
  if (!PassRemarks::areWanted(module.getContext()))
    return;
  if (vain.isZeroIdle)
    planShardingRemarks.missed(module, "plan")
        << remark::add("zero{0} splits nothing", spec.zero)
        << remark::reason("{0}", describeIdleZero(spec.zero));
  for (const std::string &axis : findIdleDataAxes(spec, choice, mesh))
    planShardingRemarks.missed(module, "plan")
        << remark::add("{0}", describeIdle(axis));
  PlanReporter reporter(program, vain, choice, mesh);
  reporter.reportBoundaries();
  reporter.reportKept();
  reporter.reportOps();
}

} // namespace ag
