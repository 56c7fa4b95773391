//===- RequestOps.cpp - derivatives that a program requests ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Requests/RequestOps.h"
#include "Derivative.h"
#include "Regions/DeadIterArgs.h"
#include "Regions/RegionTags.h"
#include "Residuals/Rematerialize.h"
#include "ag/Dialect/AG/IR/Core/BoundaryAttributes.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/BatchOps.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Phases/Common/CleanUp.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {

void addSimplification(OpPassManager &passes) {
  passes.addPass(createCSEPass());
  addRightCanonicalization(passes);
  passes.addPass(createCSEPass());
}

//===----------------------------------------------------------------------===//
// The order
//===----------------------------------------------------------------------===//

/// Answers the requests of `function`, after those of all functions that it
/// calls, requests, or has as rules.
LogicalResult RequestOps::answerAll(func::FuncOp function) {
  if (!states.try_emplace(function, State::Open).second)
    return success();
  SmallVector<Operation *> requests;
  auto uses = SymbolTable::getSymbolUses(function);
  assert(uses && "every op is registered");
  for (const SymbolTable::SymbolUse &use : *uses) {
    StringRef name = use.getSymbolRef().getRootReference();
    if (failed(answerOther(name)))
      return failure();
    if (!use.getUser()->hasTrait<RequestTrait>())
      continue;
    if (failed(checkEnds(use.getUser(), name)))
      return failure();
    requests.push_back(use.getUser());
  }
  for (Operation *request : requests)
    if (failed(answer(request, function)))
      return failure();
  states[function] = State::Done;
  return success();
}

LogicalResult RequestOps::answerOther(StringRef name) {
  auto other = symbols.lookup<func::FuncOp>(name);
  return other ? answerAll(other) : success();
}

static LogicalResult refuseCircle(Operation *request, StringRef name) {
  StringRef what = isa<VmapOp>(request) ? "a batch" : "a derivative";
  return emitError(request->getLoc())
         << what << " of @" << name << " is requested while it is being built";
}

/// Refuses a request for a function whose own requests are not answered yet.
/// Calls may form a circle, but requests may not.
LogicalResult RequestOps::checkEnds(Operation *request, StringRef name) {
  auto function = symbols.lookup<func::FuncOp>(name);
  if (states.lookup(function) == State::Done)
    return success();
  return refuseCircle(request, name);
}

LogicalResult RequestOps::answerAll() {
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>()))
    if (failed(answerAll(function)))
      return failure();
  return success();
}

LogicalResult RequestOps::answerBatches() {
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>())) {
    SmallVector<VmapOp> requests;
    function.walk([&](VmapOp request) { requests.push_back(request); });
    for (VmapOp request : requests)
      if (failed(answerOther(request.getFunction())) ||
          failed(checkEnds(request, request.getFunction())) ||
          failed(batches.answer(request)))
        return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Marks
//===----------------------------------------------------------------------===//

/// Returns an argument's number or a parameter's name; null for other values.
static Attribute nameOf(Value value) {
  Builder builder(value.getContext());
  if (auto argument = dyn_cast<BlockArgument>(value);
      argument && argument.getOwner()->isEntryBlock())
    return builder.getI64IntegerAttr(argument.getArgNumber());
  auto parameter = value.getDefiningOp<ParameterOp>();
  return parameter ? parameter.getNameAttr() : nullptr;
}

/// Marks results of `function` that are gradients of its own arguments or
/// parameters, which `call` returns.
static void markResults(func::CallOp call, func::FuncOp derivative,
                        func::FuncOp function) {
  if (call->getParentOp() != function)
    return;
  llvm::DenseMap<unsigned, Attribute> marks;
  for (OpResult result : call.getResults()) {
    Attribute mark =
        derivative.getResultAttr(result.getResultNumber(), gradientOfAttrName);
    if (auto number = dyn_cast_if_present<IntegerAttr>(mark))
      mark = nameOf(call.getOperand(number.getInt()));
    if (!mark)
      continue;
    for (OpOperand &use : result.getUses())
      if (isa<func::ReturnOp>(use.getOwner()))
        marks[use.getOperandNumber()] = mark;
  }
  if (!marks.empty())
    editResultAttrs(function, [&](unsigned number, NamedAttrList &attributes) {
      if (Attribute mark = marks.lookup(number))
        attributes.set(gradientOfAttrName, mark);
    });
}

//===----------------------------------------------------------------------===//
// One request
//===----------------------------------------------------------------------===//

LogicalResult RequestOps::answer(Operation *request, func::FuncOp around) {
  if (auto batch = dyn_cast<VmapOp>(request))
    return batches.answer(batch);
  return answerDerivative(request, around);
}

LogicalResult RequestOps::answerDerivative(Operation *op, func::FuncOp around) {
  auto request = cast<DerivativeOp>(op);
  FailureOr<func::FuncOp> derivative = getDerivative(request);
  if (failed(derivative))
    return failure();
  auto asked =
      FunctionType::get(request.getContext(), request.getOperandTypes(),
                        request.getResultTypes());
  if (derivative->getFunctionType() != asked)
    return emitError(request.getLoc(), "the derivative of @")
           << request.getFunction() << " is a function of type "
           << derivative->getFunctionType() << ", asked for is one of "
           << asked;
  OpBuilder builder(request);
  auto call = func::CallOp::create(builder, request.getLoc(), *derivative,
                                   request.getInputs());
  request.replaceAllUsesWith(call.getResults());
  request.erase();
  markResults(call, *derivative, around);
  return success();
}

/// Returns one function for equal requests. Refuses a request in its own
/// derivative, which a rule may contain.
FailureOr<func::FuncOp> RequestOps::getDerivative(DerivativeOp request) {
  std::string text = request.getSpec();
  auto [known, isNew] = derivatives.try_emplace(text);
  if (!isNew && known->second)
    return known->second;
  if (!isNew)
    return refuseCircle(request, request.getFunction());
  GradSpec spec = parseGradSpecs(text)->front();
  auto function = symbols.lookup<func::FuncOp>(spec.function);
  StringRef suffix = spec.mode == GradMode::VJP ? ".vjp" : ".jvp";
  FailureOr<func::FuncOp> derivative = makeDerivative(
      function, spec, (spec.function + suffix).str(), request.getLoc());
  if (failed(derivative))
    return failure();
  derivative->setPrivate();
  derivatives[text] = *derivative;
  return derivative;
}

/// A derivative may have requests, such as for the transpose of a region's
/// rule.
FailureOr<func::FuncOp> RequestOps::makeDerivative(func::FuncOp function,
                                                   const GradSpec &spec,
                                                   StringRef name,
                                                   Location loc) {
  FailureOr<func::FuncOp> derivative =
      addDerivative(function, spec, name, policy, loc);
  if (failed(derivative))
    return failure();
  symbols.insert(*derivative);
  if (failed(answerAll(*derivative)) || failed(simplify(*derivative)))
    return failure();
  bool changed = rematerialize(*derivative, policy);
  changed |= cutDeadIterArgs(*derivative);
  if (changed && failed(simplify(*derivative)))
    return failure();
  closeRegions(*derivative);
  return derivative;
}

} // namespace ag
