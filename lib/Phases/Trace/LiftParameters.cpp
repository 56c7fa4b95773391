//===- LiftParameters.cpp - parameters as arguments -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/ParameterTypes.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Trace/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <map>

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_LIFTPARAMETERSPASS
#include "ag/Phases/Trace/Passes.h.inc"

static constexpr PassRemarks liftParametersRemarks("ag-lift-parameters");

namespace {
/// The uses of each parameter, ordered by the bytes of the names.
using Parameters = std::map<std::string, SmallVector<ParameterOp>>;

FailureOr<Parameters> collectParameters(func::FuncOp function) {
  Parameters parameters;
  WalkResult result = function.walk([&](ParameterOp op) {
    parameters[op.getName().str()].push_back(op);
    if (!op.getName().starts_with(preparedPrefix))
      return WalkResult::advance();
    op.emitError() << "\"" << op.getName()
                   << "\" cannot be the name of a parameter: " << preparedPrefix
                   << "... are values that load computes";
    return WalkResult::interrupt();
  });
  if (result.wasInterrupted())
    return failure();
  return parameters;
}

/// Returns `value`, of the function, as `user` sees it. Passes it through the
/// inputs of isolated bodies around `user`. Fails, with an error, if another
/// isolated op is around it.
FailureOr<Value> passDown(Value value, Operation *user) {
  Operation *scope = user->getParentWithTrait<OpTrait::IsIsolatedFromAbove>();
  if (isa<func::FuncOp>(scope))
    return value;
  auto part = dyn_cast<BodyOpInterface>(scope);
  if (!part)
    return user->emitError("a parameter inside of an isolated ")
           << scope->getName()
           << "; expected ag.region, ag.fused or the function";
  FailureOr<Value> outer = passDown(value, part);
  if (failed(outer))
    return failure();
  return Value(part.passIn(*outer));
}

/// Replaces the uses of one parameter by a new last argument.
LogicalResult liftParameter(func::FuncOp function, StringRef name,
                            MutableArrayRef<ParameterOp> uses) {
  unsigned number = function.getNumArguments();
  if (failed(function.insertArgument(number, uses.front().getType(),
                                     markParameter(name, function.getContext()),
                                     uses.front().getLoc())))
    return failure();
  liftParametersRemarks.passed(uses.front(), "parameter")
      << remark::add("\"{0}\" becomes argument {1}", name, number)
      << remark::metric("name", name)
      << remark::metric("type", uses.front().getType());
  for (ParameterOp op : uses) {
    FailureOr<Value> value = passDown(function.getArgument(number), op);
    if (failed(value))
      return failure();
    op.replaceAllUsesWith(*value);
    op.erase();
  }
  return success();
}

struct LiftParametersPass
    : WithModels<impl::LiftParametersPassBase<LiftParametersPass>> {
  void runOnOperation() override {
    if (failed(checkParameterTypes(getOperation())))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isExternal())
        continue;
      FailureOr<Parameters> parameters = collectParameters(function);
      if (failed(parameters))
        return signalPassFailure();
      if (!function.isPublic() && !parameters->empty()) {
        parameters->begin()->second.front().emitError(
            "a private function uses a parameter; inline it first");
        return signalPassFailure();
      }
      for (auto &[name, uses] : *parameters)
        if (failed(liftParameter(function, name, uses)))
          return signalPassFailure();
    }
  }
};
} // namespace
} // namespace ag
