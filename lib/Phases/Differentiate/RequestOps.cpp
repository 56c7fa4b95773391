//===- RequestOps.cpp - derivatives that a program asks for ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "RequestOps.h"
#include "Derivative.h"
#include "RegionTags.h"
#include "Rematerialize.h"
#include "UnreadCarried.h"
#include "ag/Dialect/AG/IR/Gradients.h"

using namespace mlir;

namespace ag {
//===----------------------------------------------------------------------===//
// The order
//===----------------------------------------------------------------------===//

/// The requests of `function`, after those of all that it names: what it calls,
/// asks for, or has as rules.
LogicalResult RequestOps::answerAll(func::FuncOp function) {
  if (!states.try_emplace(function, State::Open).second)
    return success();
  SmallVector<DerivativeOp> requests;
  auto uses = SymbolTable::getSymbolUses(function);
  assert(uses && "every op is registered");
  for (const SymbolTable::SymbolUse &use : *uses) {
    if (failed(answerOther(use.getSymbolRef().getRootReference())))
      return failure();
    auto request = dyn_cast<DerivativeOp>(use.getUser());
    if (request && failed(checkEnds(request)))
      return failure();
    if (request)
      requests.push_back(request);
  }
  for (DerivativeOp request : requests)
    if (failed(answer(request, function)))
      return failure();
  states[function] = State::Done;
  return success();
}

LogicalResult RequestOps::answerOther(StringRef name) {
  auto other = symbols.lookup<func::FuncOp>(name);
  return other ? answerAll(other) : success();
}

static LogicalResult refuseCircle(DerivativeOp request) {
  return emitError(request.getLoc(), "a derivative of @")
         << request.getFunction() << " is asked for on the way to itself";
}

/// Functions may call each other in a circle, but not ask.
LogicalResult RequestOps::checkEnds(DerivativeOp request) {
  auto function = symbols.lookup<func::FuncOp>(request.getFunction());
  if (states.lookup(function) == State::Done)
    return success();
  return refuseCircle(request);
}

LogicalResult RequestOps::answerAll() {
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>()))
    if (failed(answerAll(function)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Marks
//===----------------------------------------------------------------------===//

/// An argument's number, a parameter's name; null for anything else.
static Attribute nameOf(Value value) {
  Builder builder(value.getContext());
  if (auto argument = dyn_cast<BlockArgument>(value);
      argument && argument.getOwner()->isEntryBlock())
    return builder.getI64IntegerAttr(argument.getArgNumber());
  auto parameter = value.getDefiningOp<ParameterOp>();
  return parameter ? parameter.getNameAttr() : nullptr;
}

/// What `function` returns of a gradient by its own argument or parameter is
/// one, too.
static void markResults(func::CallOp call, func::FuncOp derivative,
                        func::FuncOp function) {
  if (call->getParentOp() != function)
    return;
  for (OpResult result : call.getResults()) {
    Attribute mark =
        derivative.getResultAttr(result.getResultNumber(), gradientOfAttrName);
    if (auto number = dyn_cast_if_present<IntegerAttr>(mark))
      mark = nameOf(call.getOperand(number.getInt()));
    if (!mark)
      continue;
    for (OpOperand &use : result.getUses())
      if (isa<func::ReturnOp>(use.getOwner()))
        function.setResultAttr(use.getOperandNumber(), gradientOfAttrName,
                               mark);
  }
}

//===----------------------------------------------------------------------===//
// One request
//===----------------------------------------------------------------------===//

LogicalResult RequestOps::answer(DerivativeOp request, func::FuncOp around) {
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

/// One for equal requests. A rule may ask for what it is put into.
FailureOr<func::FuncOp> RequestOps::getDerivative(DerivativeOp request) {
  std::string text = request.getSpec();
  auto [known, isNew] = derivatives.try_emplace(text);
  if (!isNew && known->second)
    return known->second;
  if (!isNew)
    return refuseCircle(request);
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

/// The transpose of a region's own rule is asked for in turn.
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
  if (rematerialize(*derivative, policy)) {
    eraseUnreadCarried(*derivative);
    if (failed(simplify(*derivative)))
      return failure();
  }
  closeRegions(*derivative);
  return derivative;
}

} // namespace ag
