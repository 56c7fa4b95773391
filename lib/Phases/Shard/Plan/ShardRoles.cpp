//===- ShardRoles.cpp - roles of arguments --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardRoles.h"
#include "Partition/ForwardedStates.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Interfaces/StructuredOp.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace ag {

StringRef spell(ArgumentRole role) {
  switch (role) {
  case ArgumentRole::Parameter:
    return "parameter";
  case ArgumentRole::State:
    return "state";
  case ArgumentRole::Data:
    return "data";
  }
  llvm_unreachable("all roles are listed");
}

std::optional<unsigned> findTakenOver(func::FuncOp function, unsigned result) {
  auto alias = function.getResultAttrOfType<IntegerAttr>(result, aliasAttrName);
  if (!alias || alias.getValue().uge(function.getNumArguments()))
    return std::nullopt;
  return alias.getInt();
}

/// Returns true if each element of the results depends on one element of each
/// operand.
static bool isElementwise(Operation *op) {
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (!structured)
    return false;
  Spec spec = structured.getSpec();
  return !spec.combiner &&
         llvm::all_of(spec.inputs, [](const SpecInput &input) {
           return input.map.isPermutation();
         });
}

/// Returns true if `value` reaches an op that is not elementwise, through
/// regions and elementwise ops.
static bool reachesOther(Value value) {
  llvm::DenseSet<Value> seen;
  SmallVector<Value> open = {value};
  while (!open.empty()) {
    Value next = open.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    for (OpOperand &use : next.getUses()) {
      Operation *user = use.getOwner();
      SmallVector<Value> targets = findTakers(use);
      if (isElementwise(user))
        llvm::append_range(open, user->getResults());
      else if (!targets.empty())
        llvm::append_range(open, targets);
      else if (!isa<func::ReturnOp>(user))
        return true;
    }
  }
  return false;
}

SmallVector<ArgumentRole> findRoles(func::FuncOp function) {
  SmallVector<ArgumentRole> roles(function.getNumArguments(),
                                  ArgumentRole::Data);
  for (unsigned result = 0; result < function.getNumResults(); ++result)
    if (std::optional<unsigned> argument = findTakenOver(function, result);
        argument && hasState(function.getArgument(*argument)))
      roles[*argument] = reachesOther(function.getArgument(*argument))
                             ? ArgumentRole::Parameter
                             : ArgumentRole::State;
  for (auto [number, role] : llvm::enumerate(roles))
    if (getParameterName(function.getArgument(number)))
      role = ArgumentRole::Parameter;
    else if (auto said =
                 function.getArgAttrOfType<StringAttr>(number, roleAttrName))
      role = llvm::StringSwitch<ArgumentRole>(said.getValue())
                 .Case("parameter", ArgumentRole::Parameter)
                 .Case("state", ArgumentRole::State)
                 .Default(ArgumentRole::Data);
  return roles;
}

} // namespace ag
