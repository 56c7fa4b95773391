//===- DerivativeFault.cpp - the op whose derivative is wrong -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Verify/DerivativeFault.h"
#include "Verify/Derivatives.h"
#include "ag/Reference/Proof/ProgramPart.h"
#include <deque>

using namespace mlir;

namespace ag {
namespace {
/// The greatest number of executions of a region to search.
constexpr size_t maxRuns = 256;

/// Returns the point `values` of a part, whose arguments are all variables;
/// std::nullopt if it fails there, or has no float arguments or results.
std::optional<DerivativePoint> makePoint(const ProgramPart &part,
                                         Tensors values,
                                         const DerivativePoint &whole) {
  auto point = llvm::expectedToOptional(
      DerivativePoint::create(part.function, std::move(values),
                              whole.parameters, GradSpec(), whole.options));
  if (!point || point->variables.empty() || point->getFloats().empty())
    return std::nullopt;
  return point;
}

/// Returns the values of `inputs`, which are computed before `end`, at `point`;
/// std::nullopt if the interpreter fails.
std::optional<Tensors> computeInputs(const DerivativePoint &point,
                                     Operation *end, ValueRange inputs) {
  auto function = cast<func::FuncOp>(point.function.getOperation());
  ProgramPart front = ProgramPart::makeFront(function, end, inputs);
  auto values = llvm::expectedToOptional(interpret(
      front.function, point.arguments, point.parameters, point.options));
  front.function.erase();
  return values;
}

/// Returns true if the generated gradient of the point's function is wrong at
/// the point; std::nullopt if there is no gradient to check.
std::optional<bool> isWrong(const DerivativePoint &point, uint64_t seed) {
  auto gradient = llvm::expectedToOptional(makeGradient(point, GradSpec()));
  if (!gradient)
    return std::nullopt;
  auto outcome =
      llvm::expectedToOptional(checkGradient(point, *gradient, seed));
  gradient->function->erase();
  if (!outcome)
    return std::nullopt;
  return outcome->kind == CheckOutcome::Different;
}

/// Returns true if the gradient of the function of `op` and all later ops is
/// wrong; std::nullopt if that cannot be determined.
std::optional<bool> isWrongFrom(Operation *op, const DerivativePoint &point,
                                uint64_t seed) {
  ProgramPart rest = ProgramPart::makeRest(
      cast<func::FuncOp>(point.function.getOperation()), op);
  std::optional<bool> answer;
  if (auto values = computeInputs(point, op, rest.inputs))
    if (auto at = makePoint(rest, std::move(*values), point))
      answer = isWrong(*at, seed);
  rest.function.erase();
  return answer;
}

/// Returns the faulty op in the function's own block; null if none is found.
Operation *findOp(const DerivativePoint &point, uint64_t seed) {
  SmallVector<Operation *> ops;
  for (Operation &op : point.function.getFunctionBody().front())
    if (!op.hasTrait<OpTrait::IsTerminator>() && op.getNumResults() > 0 &&
        op.getNumOperands() > 0)
      ops.push_back(&op);
  // The gradient is wrong from the first op on, and right after the last.
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

//===----------------------------------------------------------------------===//
// Inside regions
//===----------------------------------------------------------------------===//

/// A region of an op as a function, and the arguments of each execution.
struct RegionRuns {
  ProgramPart body;
  std::deque<Tensors> runs;
};

/// Returns the last executions of each region of `op`, with the function at
/// `point`.
std::map<Region *, RegionRuns> findRuns(Operation *op,
                                        const DerivativePoint &point) {
  std::map<Region *, RegionRuns> found;
  auto function = cast<func::FuncOp>(point.function.getOperation());
  for (Region &region : op->getRegions())
    if (region.hasOneBlock())
      found[&region].body = ProgramPart::makeBody(function, region);
  InterpreterOptions options = point.options;
  options.enter = [&](Region &region, ArrayRef<Tensor> arguments,
                      llvm::function_ref<Tensor(Value)> lookup) {
    auto runs = found.find(&region);
    if (runs == found.end())
      return;
    Tensors values(arguments);
    for (Value captured :
         ArrayRef(runs->second.body.inputs).drop_front(arguments.size()))
      values.push_back(lookup(captured));
    runs->second.runs.push_back(std::move(values));
    if (runs->second.runs.size() > maxRuns)
      runs->second.runs.pop_front();
  };
  llvm::consumeError(
      interpret(function, point.arguments, point.parameters, options)
          .takeError());
  return found;
}

std::optional<DerivativeFault> findIn(const DerivativePoint &point,
                                      uint64_t seed);

/// Returns the fault in the last wrong execution of a region of `op`;
/// std::nullopt if none is found.
std::optional<DerivativeFault>
findInside(Operation *op, const DerivativePoint &point, uint64_t seed) {
  std::optional<DerivativeFault> fault;
  auto found = findRuns(op, point);
  for (auto &[region, runs] : found)
    for (Tensors &values : llvm::reverse(runs.runs)) {
      if (fault)
        break;
      auto at = makePoint(runs.body, std::move(values), point);
      if (at && isWrong(*at, seed) == true)
        fault = findIn(*at, seed);
    }
  for (auto &[region, runs] : found)
    runs.body.function.erase();
  return fault;
}

//===----------------------------------------------------------------------===//
// The op alone
//===----------------------------------------------------------------------===//

/// Returns a program with the part as @main, and the symbols that it refers to.
std::string printAlone(const ProgramPart &part) {
  OwningOpRef<ModuleOp> module =
      part.function->getParentOfType<ModuleOp>().clone();
  auto main = module->lookupSymbol<func::FuncOp>(part.function.getName());
  dropOthers(main);
  main.setName("main");
  std::string text;
  llvm::raw_string_ostream(text) << *module;
  return text;
}

DerivativeFault describeFault(Operation *op, const DerivativePoint &point,
                              uint64_t seed) {
  DerivativeFault fault{op->getLoc(), op->getName().getStringRef().str()};
  ProgramPart alone = ProgramPart::makeOp(
      cast<func::FuncOp>(point.function.getOperation()), op);
  if (auto values = computeInputs(point, op, alone.inputs))
    if (auto at = makePoint(alone, *values, point);
        at && isWrong(*at, seed) == true) {
      fault.program = printAlone(alone);
      fault.arguments = std::move(*values);
    }
  alone.function.erase();
  return fault;
}

std::optional<DerivativeFault> findIn(const DerivativePoint &point,
                                      uint64_t seed) {
  Operation *op = findOp(point, seed);
  if (!op)
    return std::nullopt;
  if (op->getNumRegions() > 0)
    if (auto inside = findInside(op, point, seed))
      return inside;
  return describeFault(op, point, seed);
}
} // namespace

std::optional<DerivativeFault> findFault(const DerivativePoint &point,
                                         uint64_t seed) {
  if (!isa<func::FuncOp>(point.function.getOperation()) ||
      !point.function.getFunctionBody().hasOneBlock())
    return std::nullopt;
  ScopedDiagnosticHandler silence(point.function.getContext(),
                                  [](Diagnostic &) { return success(); });
  return findIn(point, seed);
}

} // namespace ag
