//===- GatheredParameters.cpp - parameters to gather again ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Partition/GatheredParameters.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

GatheredParameters::GatheredParameters(func::FuncOp function,
                                       ArrayRef<ArgumentRole> roles,
                                       int64_t mostBytes)
    : mostBytes(mostBytes) {
  for (auto [argument, role] : llvm::zip_equal(function.getArguments(), roles))
    if (role == ArgumentRole::Parameter)
      parameters.insert(argument);
}

void GatheredParameters::follow(Operation *op) {
  auto isKnown = [&](Value value) {
    return isParameter(value) || matchPattern(value, m_Constant());
  };
  bool isMade = llvm::any_of(op->getOperands(),
                             [&](Value value) { return isParameter(value); }) &&
                isPureOp(op) && llvm::all_of(getUsedValues(op), isKnown);
  if (isMade || isa<ParameterOp>(op))
    parameters.insert_range(op->getResults());
}

void GatheredParameters::gather(Value value, int64_t bytes) {
  gathered = plus(gathered, bytes);
  lastUse[value] = gathered;
}

void GatheredParameters::use(Value value) { lastUse[value] = gathered; }

bool GatheredParameters::isForgotten(Value value) const {
  auto last = lastUse.find(value);
  return last != lastUse.end() && gathered - last->second > mostBytes;
}

} // namespace ag
