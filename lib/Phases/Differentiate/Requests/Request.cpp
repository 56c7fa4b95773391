//===- Request.cpp - a request for a derivative ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Requests/Request.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

SmallVector<Value> Request::getValues(func::FuncOp function) const {
  SmallVector<Value> values;
  for (unsigned number : arguments)
    values.push_back(function.getArgument(number));
  for (const auto &[name, uses] : parameters)
    llvm::append_range(values, uses);
  return values;
}

namespace {
class Resolution {
public:
  Resolution(const GradSpec &spec, func::FuncOp function, StringRef name,
             Location loc)
      : spec(spec), function(function), functionName(name), loc(loc) {
    request.mode = spec.mode;
    request.value = spec.value;
    function.walk([&](ParameterOp op) {
      if (isDifferentiable(op.getType()))
        parameters[op.getName().str()].push_back(op.getResult());
    });
  }

  FailureOr<Request> run() {
    if (!spec.by)
      addAll();
    else
      for (const GradBy &by : *spec.by)
        if (failed(std::visit([&](const auto &what) { return add(what); }, by)))
          return failure();
    makeSet(request.arguments);
    if (request.arguments.empty() && request.parameters.empty())
      return emitError(loc) << "@" << functionName
                            << " has no argument or parameter of floats to "
                               "differentiate by";
    if (failed(addResults()))
      return failure();
    return request;
  }

private:
  static void makeSet(SmallVector<unsigned> &numbers) {
    llvm::sort(numbers);
    numbers.erase(llvm::unique(numbers), numbers.end());
  }

  void addAll() {
    for (BlockArgument argument : function.getArguments())
      if (isDifferentiable(argument.getType()))
        request.arguments.push_back(argument.getArgNumber());
    request.parameters = parameters;
  }

  LogicalResult add(unsigned number) {
    if (number >= function.getNumArguments())
      return emitError(loc)
             << "there is no argument " << number << " of @" << functionName
             << ", which has " << function.getNumArguments();
    Type type = function.getArgument(number).getType();
    if (!isDifferentiable(type))
      return emitError(loc) << "argument " << number << " of @" << functionName
                            << " is a " << type
                            << ", by which there is no derivative; expected "
                               "floats";
    request.arguments.push_back(number);
    return success();
  }

  LogicalResult add(const std::string &pattern) {
    bool isFound = false;
    SmallVector<StringRef> names;
    for (BlockArgument argument : function.getArguments()) {
      unsigned number = argument.getArgNumber();
      StringRef name = getArgumentName(function, number);
      if (name.empty() || !isDifferentiable(argument.getType()))
        continue;
      names.push_back(name);
      if (meansArgument(pattern, number, name)) {
        request.arguments.push_back(number);
        isFound = true;
      }
    }
    for (const auto &[name, uses] : parameters) {
      names.push_back(name);
      if (meansParameter(pattern, name)) {
        request.parameters[name] = uses;
        isFound = true;
      }
    }
    if (isFound)
      return success();
    return emitError(loc) << "@" << functionName
                          << " has no argument or parameter of floats called '"
                          << pattern << "'; it has "
                          << (names.empty() ? "none" : llvm::join(names, ", "));
  }

  LogicalResult addResults() {
    auto types = function.getBody().front().getTerminator()->getOperandTypes();
    if (!spec.of) {
      for (auto [number, type] : llvm::enumerate(types))
        if (isDifferentiable(type))
          request.results.push_back(number);
      if (request.results.empty())
        return emitError(loc)
               << "@" << functionName << " returns no floats to differentiate";
      return success();
    }
    for (unsigned number : *spec.of) {
      if (number >= types.size())
        return emitError(loc) << "there is no result " << number << " of @"
                              << functionName << ", which has " << types.size();
      if (!isDifferentiable(types[number]))
        return emitError(loc)
               << "result " << number << " of @" << functionName << " is a "
               << types[number] << ", which has no derivative; expected floats";
      request.results.push_back(number);
    }
    makeSet(request.results);
    return success();
  }

  const GradSpec &spec;
  func::FuncOp function;
  StringRef functionName;
  Location loc;
  Request request;
  std::map<std::string, ParameterUses> parameters;
};
} // namespace

FailureOr<Request> resolve(const GradSpec &spec, func::FuncOp function,
                           StringRef name, Location loc) {
  return Resolution(spec, function, name, loc).run();
}

} // namespace ag
