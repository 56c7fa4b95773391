//===- DerivativeFault.cpp - which op's derivative is wrong ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "DerivativeFault.h"
#include "Derivatives.h"
#include "GradientCheck.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ag {
namespace {
/// What ops that take nothing give, constants above all, is not handed over.
bool isMadeAgain(Value value) {
  Operation *op = value.getDefiningOp();
  return op && op->getNumOperands() == 0 && op->getNumRegions() == 0;
}

/// A function cut in two in front of one of its ops.
class Cut {
public:
  Cut(func::FuncOp function, Operation *at) : function(function), at(at) {
    llvm::SetVector<Value> read;
    Block &body = function.getBody().front();
    auto isBefore = [&](Value value) {
      Operation *op = value.getDefiningOp();
      return value.getParentBlock() == &body &&
             (!op || op->isBeforeInBlock(at));
    };
    for (Operation &op : llvm::make_range(at->getIterator(), body.end()))
      op.walk([&](Operation *nested) {
        for (Value operand : nested->getOperands())
          if (isBefore(operand))
            (isMadeAgain(operand) ? again : read).insert(operand);
      });
    handedOver = read.takeVector();
  }

  /// From the function's arguments to what is handed over.
  func::FuncOp makeFront() { return make("front", true); }
  /// From that to the function's results.
  func::FuncOp makeRest() { return make("rest", false); }

private:
  func::FuncOp make(StringRef name, bool isFront);

  func::FuncOp function;
  Operation *at;
  SmallVector<Value> handedOver;
  llvm::SetVector<Value> again;
};

func::FuncOp Cut::make(StringRef name, bool isFront) {
  Location loc = function.getLoc();
  OpBuilder builder(function);
  TypeRange inputs = isFront ? TypeRange(function.getArgumentTypes())
                             : TypeRange(ValueRange(handedOver));
  TypeRange outputs = isFront ? TypeRange(ValueRange(handedOver))
                              : TypeRange(function.getResultTypes());
  auto part = func::FuncOp::create(builder, loc,
                                   (function.getName() + "_" + name).str(),
                                   builder.getFunctionType(inputs, outputs));
  builder.setInsertionPointToStart(part.addEntryBlock());
  IRMapping mapping;
  Block &body = function.getBody().front();
  if (isFront) {
    mapping.map(body.getArguments(), part.getArguments());
    for (Operation &op : llvm::make_range(body.begin(), at->getIterator()))
      builder.clone(op, mapping);
    func::ReturnOp::create(builder, loc,
                           llvm::map_to_vector(handedOver, [&](Value value) {
                             return mapping.lookup(value);
                           }));
    return part;
  }
  mapping.map(ValueRange(handedOver), part.getArguments());
  for (Value value : again)
    if (!mapping.contains(value))
      builder.clone(*value.getDefiningOp(), mapping);
  for (Operation &op : llvm::make_range(at->getIterator(), body.end()))
    builder.clone(op, mapping);
  return part;
}

/// Whether the gradient of the rest from `at` on is wrong; none if there is
/// none.
std::optional<bool> isWrongFrom(Operation *at, const DerivativePoint &point,
                                uint64_t seed) {
  Cut cut(cast<func::FuncOp>(point.function), at);
  func::FuncOp front = cut.makeFront(), rest = cut.makeRest();
  auto check = [&]() -> std::optional<bool> {
    auto values =
        interpret(front, point.arguments, point.parameters, point.options);
    if (auto given = llvm::expectedToOptional(std::move(values))) {
      auto place = llvm::expectedToOptional(DerivativePoint::create(
          rest, *given, point.parameters, GradSpec(), point.options));
      if (!place || place->variables.empty())
        return std::nullopt;
      auto gradient =
          llvm::expectedToOptional(makeGradient(*place, GradSpec()));
      if (!gradient)
        return std::nullopt;
      auto outcome =
          llvm::expectedToOptional(checkGradient(*place, *gradient, seed));
      gradient->function->erase();
      if (outcome)
        return outcome->kind == CheckOutcome::Different;
    }
    return std::nullopt;
  };
  auto isWrong = check();
  front.erase();
  rest.erase();
  return isWrong;
}
} // namespace

Operation *findFault(const DerivativePoint &point, uint64_t seed) {
  auto function = dyn_cast<func::FuncOp>(point.function.getOperation());
  if (!function || !function.getBody().hasOneBlock())
    return nullptr;
  SmallVector<Operation *> ops;
  for (Operation &op : function.getBody().front())
    if (!isa<func::ReturnOp>(op) && op.getNumResults() > 0 &&
        op.getNumOperands() > 0)
      ops.push_back(&op);
  ScopedDiagnosticHandler silence(point.function.getContext(),
                                  [](Diagnostic &) { return success(); });
  // It is wrong from the first on, and right behind the last.
  size_t wrong = 0, right = ops.size();
  while (right - wrong > 1) {
    size_t middle = (wrong + right) / 2;
    auto isWrong = isWrongFrom(ops[middle], point, seed);
    if (!isWrong)
      return nullptr;
    (*isWrong ? wrong : right) = middle;
  }
  return ops.empty() ? nullptr : ops[wrong];
}

} // namespace ag
