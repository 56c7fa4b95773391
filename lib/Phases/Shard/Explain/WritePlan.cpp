//===- WritePlan.cpp - a plan as attributes -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Explain/WritePlan.h"
#include "Partition/ForwardedStates.h"
#include "Plan/ProgramStates.h"
#include "Plan/ShardPlan.h"
#include "ag/Dialect/AG/IR/Core/BoundaryAttributes.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sharding/ShardStates.h"

using namespace mlir;

namespace ag {
namespace {
class PlanWriter {
public:
  PlanWriter(const ShardProgram &program, const ShardChoice &choice,
             const Mesh &mesh, MeshAttr attr)
      : program(program), choice(choice), attr(attr),
        states(program, choice, mesh) {}

  void writeEntry(const ShardProgram::Entry &entry);
  void writeOp(Operation *op);
  void writeStrategies();

private:
  ShardingAttr spell(Value value) const;

  const ShardProgram &program;
  const ShardChoice &choice;
  MeshAttr attr;
  ProgramStates states;
};
} // namespace

static bool isWhole(const ShardState &state) {
  return state == wholeState(state.dims.size());
}

ShardingAttr PlanWriter::spell(Value value) const {
  return makeSharding(states.getMade(value),
                      cast<RankedTensorType>(value.getType()), attr);
}

void PlanWriter::writeEntry(const ShardProgram::Entry &entry) {
  func::FuncOp function = entry.function;
  editArgAttrs(function, [&](unsigned number, NamedAttrList &attributes) {
    auto boundary = entry.arguments[number];
    if (boundary && !isWhole(choice.boundaries[*boundary]))
      attributes.set(plannedAttrName, spell(function.getArgument(number)));
  });
  editResultAttrs(function, [&](unsigned number, NamedAttrList &attributes) {
    auto boundary = entry.results[number];
    if (boundary && !isWhole(choice.boundaries[*boundary]))
      attributes.set(
          plannedAttrName,
          makeSharding(
              choice.boundaries[*boundary],
              cast<RankedTensorType>(function.getResultTypes()[number]), attr));
  });
}

/// Writes the state of a parameter, or the states of arguments and results of
/// an op that forwards values.
void PlanWriter::writeOp(Operation *op) {
  if (isa<ParameterOp>(op)) {
    if (program.tensors.contains(op->getResult(0)) &&
        !isWhole(states.getMade(op->getResult(0))))
      op->setAttr(plannedAttrName, spell(op->getResult(0)));
    return;
  }
  if (!handsOn(op))
    return;
  SmallVector<Value> values;
  for (Region &region : op->getRegions())
    llvm::append_range(values, region.getArguments());
  llvm::append_range(values, op->getResults());
  bool isSplit = false;
  SmallVector<Attribute> list;
  for (Value value : values) {
    list.push_back(UnitAttr::get(op->getContext()));
    if (!program.tensors.contains(value))
      continue;
    list.back() = spell(value);
    isSplit |= !isWhole(states.getMade(value));
  }
  if (isSplit)
    op->setAttr(plannedAttrName, ArrayAttr::get(op->getContext(), list));
}

void PlanWriter::writeStrategies() {
  for (auto [op, strategy] : llvm::zip_equal(program.ops, choice.ops))
    op->setAttr(strategyAttrName,
                StrategyAttr::get(op->getContext(),
                                  nameAxisLists(strategy.loops, attr),
                                  nameAxisLists(strategy.groups, attr)));
}

/// Erases the attributes of another plan.
static void dropPlan(ModuleOp module) {
  module.walk([](Operation *op) {
    op->removeAttr(plannedAttrName);
    op->removeAttr(strategyAttrName);
    auto function = dyn_cast<func::FuncOp>(op);
    if (!function)
      return;
    auto drop = [](unsigned, NamedAttrList &attributes) {
      attributes.erase(plannedAttrName);
    };
    editArgAttrs(function, drop);
    editResultAttrs(function, drop);
  });
}

void writePlan(const ShardProgram &program, const ShardChoice &choice,
               const Mesh &mesh, MeshAttr attr, ModuleOp module) {
  dropPlan(module);
  module->setAttr(plannedMeshAttrName, attr);
  PlanWriter writer(program, choice, mesh, attr);
  for (const ShardProgram::Entry &entry : program.entries) {
    writer.writeEntry(entry);
    func::FuncOp function = entry.function;
    function.walk([&](Operation *op) {
      if (op != function)
        writer.writeOp(op);
    });
  }
  writer.writeStrategies();
}

} // namespace ag
