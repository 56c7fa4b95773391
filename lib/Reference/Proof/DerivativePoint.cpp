//===- DerivativePoint.cpp - a function at a point ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Proof/DerivativePoint.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <random>

using namespace mlir;

namespace ag {

std::string describe(const GradBy &by) {
  if (const auto *number = std::get_if<unsigned>(&by))
    return llvm::formatv("argument {0}", *number);
  return llvm::formatv("parameter '{0}'", std::get<std::string>(by));
}

std::optional<Tensor> Direction::of(const GradBy &by,
                                    const Tensor &value) const {
  auto length = lengths.find(by);
  if (length == lengths.end() || !isFloat(value.type()))
    return std::nullopt;
  Tensor step = value;
  step.dropTangent();
  std::string name = describe(by) + "#" + std::to_string(seed);
  std::seed_seq seeds(name.begin(), name.end());
  std::mt19937_64 random(seeds);
  for (auto [position, cell] : llvm::enumerate(step.mutableCells())) {
    uint64_t bits = random();
    double size = 0.5 + static_cast<double>(bits >> 12) * 0x1p-53;
    bool moves = static_cast<int64_t>(position) >= first &&
                 static_cast<int64_t>(position) < end;
    cell.f = moves ? roundToType((bits & 1 ? size : -size) * length->second,
                                 step.type())
                   : 0.0;
  }
  return step;
}

double findLargest(const Tensor &tensor) {
  double largest = 0.0;
  for (Cell cell : tensor.cells())
    if (std::isfinite(cell.f))
      largest = std::max(largest, std::abs(cell.f));
  return largest;
}

/// Returns true if the operands are finite and some are large, and a result is
/// not finite.
static bool isOverflow(ArrayRef<Tensor> operands, ArrayRef<Tensor> results) {
  auto isFiniteCell = [](Cell cell) { return std::isfinite(cell.f); };
  auto isFinite = [&](const Tensor &tensor) {
    return !isFloat(tensor.type()) ||
           llvm::all_of(tensor.cells(), isFiniteCell);
  };
  auto isLarge = [](const Tensor &tensor) {
    return isFloat(tensor.type()) && findLargest(tensor) > 100.0;
  };
  return !llvm::all_of(results, isFinite) && llvm::all_of(operands, isFinite) &&
         llvm::any_of(operands, isLarge);
}

/// Returns true if `spec` differentiates the function by `by`.
static bool isRequested(const GradBy &by, const GradSpec &spec,
                        FunctionOpInterface function) {
  return !spec.by || llvm::any_of(*spec.by, [&](const GradBy &asked) {
    if (const auto *number = std::get_if<unsigned>(&by))
      return meansArgument(asked, *number, getArgumentName(function, *number));
    return meansParameter(asked, std::get<std::string>(by));
  });
}

/// Calls `visit` for the parameters in `function` and the functions it calls.
static void walkParameters(Operation *function, SymbolTableCollection &symbols,
                           llvm::SetVector<Operation *> &seen,
                           llvm::function_ref<void(ParameterOp)> visit) {
  if (!function || !seen.insert(function))
    return;
  function->walk([&](ParameterOp op) { visit(op); });
  function->walk([&](CallOpInterface call) {
    walkParameters(call.resolveCallableInTable(&symbols), symbols, seen, visit);
  });
}

/// Adds parameters that are read only in branches that were not taken.
/// Functions are differentiated by these, too.
static void addUnread(FunctionOpInterface function, const GradSpec &spec,
                      std::map<GradBy, double> &found) {
  SymbolTableCollection symbols;
  llvm::SetVector<Operation *> seen;
  walkParameters(function, symbols, seen, [&](ParameterOp op) {
    GradBy by = op.getName().str();
    if (isa<FloatType>(getElementTypeOrSelf(op.getType())) &&
        isRequested(by, spec, function))
      found.try_emplace(by, 1.0);
  });
}

llvm::Expected<DerivativePoint>
DerivativePoint::create(FunctionOpInterface function, Tensors arguments,
                        ParameterSource parameters, const GradSpec &spec,
                        const InterpreterOptions &options) {
  DerivativePoint point;
  point.function = function;
  point.arguments = std::move(arguments);
  point.parameters = std::move(parameters);
  point.options = options;
  point.options.watch = [&](ArrayRef<Tensor> given, ArrayRef<Tensor> computed) {
    point.hasOverflow |= isOverflow(given, computed);
  };
  std::map<GradBy, double> found;
  auto results = point.run(
      [&](const GradBy &by, Tensor &value) {
        if (!isFloat(value.type()) || !isRequested(by, spec, function))
          return;
        double largest = findLargest(value);
        found[by] = largest == 0.0 ? 1.0 : largest;
      },
      TangentRule::AsWritten);
  point.options.watch = nullptr;
  if (!results)
    return results.takeError();
  point.results = std::move(*results);
  addUnread(function, spec, found);
  point.variables.assign(found.begin(), found.end());
  return point;
}

bool DerivativePoint::isVariable(const GradBy &by) const {
  return llvm::any_of(variables,
                      [&](const auto &each) { return each.first == by; });
}

double DerivativePoint::getMagnitude() const {
  double greatest = 0.0;
  for (const auto &[by, largest] : variables)
    greatest = std::max(greatest, largest);
  for (unsigned number : getFloats())
    greatest = std::max(greatest, findLargest(results[number]));
  return greatest;
}

SmallVector<unsigned> DerivativePoint::getFloats() const {
  SmallVector<unsigned> floats;
  for (auto [number, result] : llvm::enumerate(results))
    if (isFloat(result.type()))
      floats.push_back(number);
  return floats;
}

Direction DerivativePoint::getDirection(uint64_t seed) const {
  Direction direction{seed, {}};
  for (const auto &[by, largest] : variables)
    direction.lengths[by] = largest;
  return direction;
}

llvm::Expected<Tensors> DerivativePoint::run(Change change,
                                             TangentRule rule) const {
  Tensors moved = arguments;
  for (auto [number, argument] : llvm::enumerate(moved))
    change(static_cast<unsigned>(number), argument);
  ParameterSource source = [&](StringRef name, RankedTensorType type) {
    auto value = parameters(name, type);
    if (value)
      change(name.str(), *value);
    return value;
  };
  InterpreterOptions changed = options;
  changed.tangents = rule;
  return interpret(function, std::move(moved), source, changed);
}

llvm::Expected<Tensors> DerivativePoint::runAlong(const Direction &direction,
                                                  TangentRule rule) const {
  auto change = [&](const GradBy &by, Tensor &value) {
    if (auto step = direction.of(by, value))
      value.setTangent(std::move(*step));
  };
  return run(change, rule);
}

llvm::Expected<Tensors> DerivativePoint::runAt(const Direction &direction,
                                               double distance) const {
  auto change = [&](const GradBy &by, Tensor &value) {
    if (auto step = direction.of(by, value))
      for (auto [cell, by] :
           llvm::zip_equal(value.mutableCells(), step->cells()))
        cell.f += distance * by.f;
  };
  return run(change, TangentRule::AsWritten);
}

llvm::Expected<Tensor> DerivativePoint::valueOf(const GradBy &by,
                                                Type type) const {
  if (const auto *number = std::get_if<unsigned>(&by))
    return arguments[*number];
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return llvm::createStringError(describe(by) + " is no tensor");
  return parameters(std::get<std::string>(by), tensor);
}

} // namespace ag
