//===- DifferentiatePass.cpp - the pass ag-differentiate ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchMasks.h"
#include "DifferentiateRemarks.h"
#include "Requests/RequestOps.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "ag/Phases/Differentiate/Requests/RequestedDerivatives.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_DIFFERENTIATEPASS
#include "ag/Phases/Differentiate/Passes.h.inc"

namespace {
FailureOr<func::FuncOp> findFunction(const GradSpec &spec, ModuleOp module) {
  if (spec.function.empty()) {
    auto candidate = findOnlyCandidate(module);
    if (candidate)
      return *candidate;
    return emitError(module.getLoc(), llvm::toString(candidate.takeError()));
  }
  if (auto function = module.lookupSymbol<func::FuncOp>(spec.function))
    return function;
  return emitError(module.getLoc(), "--grad=")
         << spell(spec) << ": there is no function @" << spec.function;
}

struct DifferentiatePass
    : WithModels<impl::DifferentiatePassBase<DifferentiatePass>> {
  using WithModels::WithModels;

  void runOnOperation() override {
    MeshAttr mesh = findMesh(getOperation());
    if (mesh && !isRequested && !hasRequests())
      return;
    if (mesh) {
      emitError(getOperation().getLoc(), "the program is that of one rank of ")
          << mesh << "; ask for derivatives before it is sharded";
      return signalPassFailure();
    }
    FailureOr<Machine> machine = getMachine(getOperation());
    auto how = parseRematerialization(remat);
    if (failed(machine))
      return signalPassFailure();
    if (!how) {
      emitError(getOperation().getLoc(), "remat is ")
          << remat << ", expected auto, keep or recompute";
      return signalPassFailure();
    }
    RequestOps requests(
        getOperation(), {*how, *machine},
        [this](func::FuncOp function) { return simplify(function); });
    if (failed(requests.answerAll()))
      return signalPassFailure();
    if (isRequested && failed(answerGrad(requests)))
      return signalPassFailure();
    eraseMarks(getOperation());
  }

  bool hasRequests() {
    return getOperation()
        ->walk([](Operation *op) {
          return op->hasTrait<RequestTrait>() ? WalkResult::interrupt()
                                              : WalkResult::advance();
        })
        .wasInterrupted();
  }

  LogicalResult answerGrad(RequestOps &requests) {
    auto specs = parseGradSpecs(grad);
    if (!specs) {
      emitError(getOperation().getLoc(), "--grad: ")
          << llvm::toString(specs.takeError());
      return failure();
    }
    for (const GradSpec &spec : *specs)
      if (failed(answer(spec, requests)))
        return failure();
    return success();
  }

  LogicalResult answer(const GradSpec &spec, RequestOps &requests) {
    FailureOr<func::FuncOp> function = findFunction(spec, getOperation());
    if (failed(function))
      return failure();
    std::string name =
        (function->getName() + (spec.mode == GradMode::VJP ? "_grad" : "_jvp"))
            .str();
    if (Operation *other = getOperation().lookupSymbol(name))
      return emitError(other->getLoc(), "@")
             << name << " is there, which --grad would add; rename this one";
    if ((*function)->hasAttr(signatureAttrName))
      return emitError(function->getLoc(), "--grad: @")
             << function->getName()
             << " was prepared for callers by the phase trace; give the "
                "program as it was before";
    FailureOr<func::FuncOp> derivative =
        requests.makeDerivative(*function, spec, name, function->getLoc());
    if (failed(derivative))
      return failure();
    int64_t ops = 0;
    derivative->walk([&](Operation *) { ++ops; });
    differentiateRemarks.passed(*derivative, "derivative")
        << remark::add("@{0} is the derivative of @{1}, in {2} ops", name,
                       function->getName(), ops)
        << remark::metric("name", name)
        << remark::metric("function", function->getName())
        << remark::metric("ops", ops);
    return success();
  }

  /// Canonicalizes the function and merges its equal ops.
  LogicalResult simplify(func::FuncOp function) {
    OpPassManager passes(func::FuncOp::getOperationName());
    addSimplification(passes);
    return runPipeline(passes, function);
  }
};
} // namespace
} // namespace ag
