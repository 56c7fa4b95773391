//===- FeasiblePlan.cpp - the best feasible plan --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/FeasiblePlan.h"
#include "Partition/ComparedCopies.h"
#include "Pins/ShardPins.h"
#include "ag/Support/Sharding/ShardPadding.h"
#include "ag/Support/Sharding/ShardPrices.h"

using namespace mlir;

namespace ag {

/// Keeps loops whose blocks do not fit unsplit. Returns true if there are any,
/// so that fewer loops may be split.
static bool keepUnfitWhole(ShardGraph &graph, const Mesh &mesh,
                           const ShardChoice &choice) {
  std::vector<UnfitLoop> unfit = findUnfitLoops(graph, mesh, choice);
  for (const UnfitLoop &each : unfit)
    graph.ops[each.op].rule.loops[each.loop].isWhole = true;
  return !unfit.empty();
}

/// Returns true if the plan is legal with the divisors that follow from its own
/// sharding of arguments.
static bool isLegalWithOwnDivisors(ShardProgram &program, const Mesh &mesh,
                                   const ShardChoice &choice) {
  bool isStatic =
      llvm::none_of(program.graph.tensors, [](const ShardGraph::Tensor &own) {
        return llvm::is_contained(own.isDynamic, true);
      });
  if (isStatic)
    return true;
  program.tellMultiples(
      [&](const ShardProgram::Entry &entry, unsigned argument, unsigned dim) {
        return mesh.getSize(
            choice.boundaries[*entry.arguments[argument]].dims[dim]);
      });
  return ShardPrices(program.graph, mesh, program.rank).getAll(choice) !=
         ShardPrices::never;
}

static void pinArguments(ShardProgram &program, const Mesh &mesh,
                         const ShardChoice &choice) {
  for (const ShardProgram::Entry &entry : program.entries)
    for (std::optional<unsigned> number : entry.arguments) {
      if (!number)
        continue;
      ShardGraph::Boundary &boundary = program.graph.boundaries[*number];
      boundary.places.resize(mesh.getAxes().size());
      for (auto [axis, places] : llvm::enumerate(boundary.places))
        places = {placeOf(axis, choice.boundaries[*number])};
    }
}

FailureOr<ShardSolution>
findFeasiblePlan(ShardProgram &program, const Mesh &mesh,
                 llvm::function_ref<LogicalResult(llvm::Error)> fail) {
  for (bool isFirst = true;; isFirst = false) {
    auto solution = findPlan(program.graph, mesh, program.rank);
    if (!solution)
      return fail(solution.takeError());
    solution->isOptimal &= isFirst;
    if (keepUnfitWhole(program.graph, mesh, solution->choice) ||
        addComparedCopies(program, solution->choice) > 0)
      continue;
    if (isLegalWithOwnDivisors(program, mesh, solution->choice))
      return std::move(*solution);
    pinArguments(program, mesh, solution->choice);
    if (failed(checkPins(program, mesh)))
      return failure();
  }
}

} // namespace ag
