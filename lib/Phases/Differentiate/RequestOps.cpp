//===- RequestOps.cpp - derivatives that a program asks for ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "RequestOps.h"
#include "Derivative.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Dialect/AG/IR/Gradients.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace ag {
namespace {
class RequestOps {
public:
  explicit RequestOps(ModuleOp module) : symbols(module) {}

  /// The requests of `function`, after those of all that it calls and asks for.
  LogicalResult answerAll(func::FuncOp function) {
    if (!states.try_emplace(function, State::Open).second)
      return success();
    SmallVector<DerivativeOp> requests;
    WalkResult result = function.walk([&](Operation *op) {
      if (auto call = dyn_cast<func::CallOp>(op))
        return WalkResult(answerOther(call.getCallee()));
      auto request = dyn_cast<DerivativeOp>(op);
      if (!request)
        return WalkResult::advance();
      requests.push_back(request);
      if (succeeded(answerOther(request.getFunction())))
        return WalkResult(checkEnds(request));
      return WalkResult::interrupt();
    });
    if (result.wasInterrupted())
      return failure();
    for (DerivativeOp request : requests)
      if (failed(answer(request, function)))
        return failure();
    states[function] = State::Done;
    return success();
  }

private:
  enum class State : uint8_t { Open, Done };

  LogicalResult answerOther(StringRef name) {
    auto other = symbols.lookup<func::FuncOp>(name);
    return other ? answerAll(other) : success();
  }

  /// Functions may call each other in a circle, but not ask.
  LogicalResult checkEnds(DerivativeOp request) {
    auto function = symbols.lookup<func::FuncOp>(request.getFunction());
    if (states.lookup(function) == State::Done)
      return success();
    return emitError(request.getLoc(), "a derivative of @")
           << request.getFunction() << " is asked for on the way to itself";
  }

  LogicalResult answer(DerivativeOp request, func::FuncOp around) {
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

  /// One for equal requests.
  FailureOr<func::FuncOp> getDerivative(DerivativeOp request) {
    std::string text = request.getSpec();
    func::FuncOp &known = derivatives[text];
    if (known)
      return known;
    GradSpec spec = parseGradSpecs(text)->front();
    auto function = symbols.lookup<func::FuncOp>(spec.function);
    StringRef suffix = spec.mode == GradMode::VJP ? ".vjp" : ".jvp";
    FailureOr<func::FuncOp> derivative = addDerivative(
        function, spec, (spec.function + suffix).str(), request.getLoc());
    if (failed(derivative))
      return failure();
    derivative->setPrivate();
    symbols.insert(*derivative);
    known = *derivative;
    return known;
  }

  /// What `function` returns of a gradient by its own argument or parameter is
  /// one, too.
  void markResults(func::CallOp call, func::FuncOp derivative,
                   func::FuncOp function) {
    if (call->getParentOp() != function)
      return;
    for (OpResult result : call.getResults()) {
      Attribute mark = derivative.getResultAttr(result.getResultNumber(),
                                                gradientOfAttrName);
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

  /// An argument's number, a parameter's name; null for anything else.
  static Attribute nameOf(Value value) {
    Builder builder(value.getContext());
    if (auto argument = dyn_cast<BlockArgument>(value);
        argument && argument.getOwner()->isEntryBlock())
      return builder.getI64IntegerAttr(argument.getArgNumber());
    auto parameter = value.getDefiningOp<ParameterOp>();
    return parameter ? parameter.getNameAttr() : nullptr;
  }

  SymbolTable symbols;
  llvm::DenseMap<Operation *, State> states;
  llvm::StringMap<func::FuncOp> derivatives;
};
} // namespace

LogicalResult answerRequestOps(ModuleOp module) {
  RequestOps requests(module);
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>()))
    if (failed(requests.answerAll(function)))
      return failure();
  return success();
}

} // namespace ag
