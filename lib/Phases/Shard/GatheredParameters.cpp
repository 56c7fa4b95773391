//===- GatheredParameters.cpp - which parameters to gather again ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GatheredParameters.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Support/Sizes/Saturating.h"

using namespace mlir;

namespace ag {

GatheredParameters::GatheredParameters(func::FuncOp function,
                                       ArrayRef<ArgumentRole> roles,
                                       int64_t mostBytes)
    : mostBytes(mostBytes) {
  for (auto [argument, role] : llvm::zip_equal(function.getArguments(), roles))
    if (role == ArgumentRole::Parameter)
      arguments.insert(argument);
}

bool GatheredParameters::isParameter(Value value) const {
  return arguments.contains(value) || value.getDefiningOp<ParameterOp>();
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
