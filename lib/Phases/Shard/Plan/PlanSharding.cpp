//===- PlanSharding.cpp - how a program is shared among ranks -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Explain/DescribePlan.h"
#include "Explain/ReportPlan.h"
#include "Explain/WritePlan.h"
#include "Partition/ComparedCopies.h"
#include "Partition/ForwardedStates.h"
#include "Pins/PlanFile.h"
#include "Plan/FeasiblePlan.h"
#include "Plan/ShardPreferences.h"
#include "Plan/ShardRoles.h"
#include "ag/Analysis/Entry/ParameterTypes.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Phases/Common/InlineBodies.h"
#include "ag/Phases/Common/ProgramForm.h"
#include "ag/Phases/Shard/Passes.h"
#include "ag/Support/Report/Collector.h"
#include "ag/Support/Sharding/ShardPrices.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PLANSHARDINGPASS
#include "ag/Phases/Shard/Passes.h.inc"

/// Reports a result that takes over an argument of another type. Both have the
/// same sharding.
static LogicalResult checkAliases(func::FuncOp function) {
  for (auto [number, type] : llvm::enumerate(function.getResultTypes())) {
    std::optional<unsigned> taken = findTakenOver(function, number);
    if (taken && function.getArgumentTypes()[*taken] != type)
      return function.emitError()
             << "result " << number << " of @" << function.getName() << " is a "
             << type << ", but takes over argument " << *taken << ", a "
             << function.getArgumentTypes()[*taken];
  }
  return success();
}

/// Fails, with an error, unless the module is an unsplit program. Its functions
/// must have no branches between blocks, and tensors with equal shardings must
/// have one type.
static LogicalResult check(ModuleOp module) {
  if (module->hasAttr(meshAttrName))
    return emitError(
        module.getLoc(),
        "is the program of one rank already; expected the whole program");
  for (auto function : module.getOps<func::FuncOp>())
    if (failed(checkBlocks(function)) || failed(checkAliases(function)))
      return failure();
  return checkParameterTypes(module);
}

/// Returns the file's plan, without a search, or the best plan if it has none.
static FailureOr<ShardSolution>
findSolution(ShardProgram &program, const ShardFile &file, const Mesh &mesh,
             llvm::function_ref<LogicalResult(llvm::Error)> fail) {
  if (!file.plan)
    return findFeasiblePlan(program, mesh, fail);
  auto choice = readPlan(program, file, mesh);
  if (!choice)
    return fail(choice.takeError());
  if (addComparedCopies(program, *choice) > 0) {
    auto [first, again] = program.graph.twins.front();
    return fail(llvm::createStringError(
        llvm::Twine("its plan has '") +
        program.ops[again]->getName().getStringRef() + "' at " +
        spellPlace(program.ops[again]) + " done otherwise than at " +
        spellPlace(program.ops[first]) +
        ", which computes the same to be compared with it"));
  }
  int64_t cost = ShardPrices(program.graph, mesh, program.rank).getAll(*choice);
  if (cost == ShardPrices::never)
    return fail(llvm::createStringError(
        "its plan is of another program: "
        "tensors that must have equal shardings do not"));
  return ShardSolution{std::move(*choice), cost, /*isOptimal=*/false};
}

namespace {
struct PlanShardingPass : OnForm<ProgramForm::Tensors,
                                 impl::PlanShardingPassBase<PlanShardingPass>> {
  using OnForm::OnForm;
  PlanShardingPass(PlanShardingPassOptions options,
                   std::optional<ShardFile> file, Collector *collector)
      : OnForm(std::move(options)), given(std::move(file)),
        collector(collector) {}

  void runOnForm() override {
    if (failed(run(getOperation())))
      signalPassFailure();
  }

private:
  LogicalResult run(ModuleOp module) const {
    auto fail = [&](llvm::Error error) -> LogicalResult {
      return emitError(module.getLoc(), "can't be shared among ranks: ")
             << llvm::toString(std::move(error));
    };
    auto read = parseShardSpec(spec);
    if (!read)
      return fail(read.takeError());
    auto file =
        given ? llvm::Expected<ShardFile>(*given) : readShardFile(*read);
    if (!file)
      return fail(file.takeError());
    auto given = meshOf(*read, *file);
    if (!given)
      return fail(given.takeError());
    FailureOr<Machine> machine = getMachine(module);
    if (failed(machine) || failed(check(module)))
      return failure();
    Speed speed = getSpeed(*machine);
    Mesh mesh = given->withDefaultLink(speed.rank.link);
    openAllGroups(module);
    ShardProgram program = ShardProgram::build(module, mesh, speed);
    auto vain = addPreferences(program, *read, *file, mesh, module);
    if (failed(vain))
      return failure();
    auto solution = findSolution(program, *file, mesh, fail);
    if (failed(solution))
      return failure();
    StringRef certainty = file->plan            ? "given"
                          : solution->isOptimal ? "optimal"
                                                : "best found";
    int64_t picoseconds = ShardPrices(program.graph, mesh, program.rank,
                                      ShardPrices::Preferences::Ignored)
                              .getAll(solution->choice);
    planShardingRemarks.analysis(module, "plan")
        << remark::add("{0}", certainty)
        << remark::metric("picoseconds", picoseconds);
    reportPlan(program, *vain, *read, solution->choice, mesh, module);
    if (collects(collector, CollectSharding)) {
      ShardingReport &report = collector->report.sharding.emplace();
      report.certainty = certainty;
      report.idleAxes = findIdleDataAxes(*read, solution->choice, mesh);
      report.seconds = double(picoseconds) * 1e-12;
      report.plan = describePlan(program, solution->choice, mesh, *file);
    }
    if (collects(collector, CollectRankPrograms))
      collector->rankPrograms =
          describePlanned(program, solution->choice, mesh, certainty);
    writePlan(program, solution->choice, mesh,
              MeshAttr::get(module.getContext(), mesh), module);
    return success();
  }

  std::optional<ShardFile> given;
  Collector *collector = nullptr;
};
} // namespace

std::unique_ptr<Pass> createPlanShardingPass(PlanShardingPassOptions options,
                                             std::optional<ShardFile> file,
                                             Collector *collector) {
  return std::make_unique<PlanShardingPass>(std::move(options), std::move(file),
                                            collector);
}

} // namespace ag
