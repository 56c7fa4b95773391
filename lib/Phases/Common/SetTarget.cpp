//===- SetTarget.cpp - the target of a module -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a command line set the target that a module is compiled for?
//
//   ag-set-target{march=x86-64-v4}          requests a value
//   ag-set-target{needs=march,threads}      sets defaults for missing values
//
// Options with invalid values are refused before any pass runs.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SETTARGETPASS
#include "ag/Phases/Common/Passes.h.inc"

namespace {
struct SetTargetPass : WithModels<impl::SetTargetPassBase<SetTargetPass>> {
  using WithModels::WithModels;

  LogicalResult initializeOptions(
      StringRef text,
      llvm::function_ref<LogicalResult(const Twine &)> emitError) override {
    if (failed(SetTargetPassBase::initializeOptions(text, emitError)))
      return failure();
    for (const std::string &field : needs)
      if (!parseTargetField(field))
        return emitError("needs=" + field + ": expected march or threads");
    llvm::Error error = checkRequest(getRequest());
    return error ? emitError(llvm::toString(std::move(error))) : success();
  }

  void runOnOperation() override {
    if (failed(setTarget(getOperation(), getRequest())))
      return signalPassFailure();
    for (const std::string &field : needs)
      if (failed(setDefault(getOperation(), *parseTargetField(field))))
        return signalPassFailure();
  }

private:
  TargetRequest getRequest() const {
    TargetRequest request;
    request.kind = kind;
    request.march = march;
    if (threads != 0)
      request.threads = threads;
    return request;
  }
};
} // namespace

std::unique_ptr<Pass> createSetTargetPass(const TargetRequest &request) {
  SetTargetPassOptions options;
  options.kind = request.kind;
  options.march = request.march;
  options.threads = request.threads.value_or(0);
  return createSetTargetPass(std::move(options));
}

} // namespace ag
