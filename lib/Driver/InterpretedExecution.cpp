//===- InterpretedExecution.cpp - an entry, interpreted -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/InterpretedExecution.h"
#include "ag/Pipeline/Phases.h"

using namespace mlir;

namespace ag {
namespace {
class InterpretedExecution : public Execution {
public:
  InterpretedExecution(FunctionOpInterface function,
                       const EntrySignature &signature, Tensors arguments,
                       ParameterSource parameters,
                       const InterpreterOptions &options)
      : function(function), signature(signature),
        arguments(std::move(arguments)), parameters(std::move(parameters)),
        options(options) {}

  llvm::Error run() override {
    auto computed = interpret(function, arguments, parameters, options);
    if (!computed)
      return computed.takeError();
    last = std::move(*computed);
    for (auto [result, declared] : llvm::zip(last, signature.results))
      result = adapt(std::move(result), declared.type);
    return llvm::Error::success();
  }
  Tensors results() override { return last; }

private:
  FunctionOpInterface function;
  EntrySignature signature;
  Tensors arguments, last;
  ParameterSource parameters;
  InterpreterOptions options;
};

/// The interpreter has no memory that tensors could be read from.
llvm::Error checkPhase(ModuleOp module) {
  auto name = module->getAttrOfType<StringAttr>(phaseAttrName);
  const Phase *phase = name ? findPhase(name) : nullptr;
  if (!phase || phase->onTensors)
    return llvm::Error::success();
  return llvm::createStringError(
      "the program is at the phase " + name.getValue() +
      ", where it has no tensors to interpret; run it by --on=cpu");
}

/// Parameters that were lifted to arguments, the last ones.
llvm::Error appendParameters(FunctionOpInterface function,
                             const EntrySignature &signature,
                             const ParameterSource &source,
                             Tensors &arguments) {
  for (const TensorSignature &parameter : signature.parameters) {
    if (arguments.size() == function.getNumArguments())
      break;
    auto tensor = source(parameter.name,
                         getParameterType(parameter, function.getContext()));
    if (!tensor)
      return tensor.takeError();
    arguments.push_back(std::move(*tensor));
  }
  return llvm::Error::success();
}
} // namespace

llvm::Expected<std::unique_ptr<Execution>>
makeInterpreted(FunctionOpInterface function, const EntrySignature &signature,
                const Tensors &arguments, const ParameterSource &parameters,
                const InterpreterOptions &options) {
  if (llvm::Error error = checkPhase(function->getParentOfType<ModuleOp>()))
    return std::move(error);
  Tensors all = arguments;
  if (llvm::Error error =
          appendParameters(function, signature, parameters, all))
    return std::move(error);
  for (auto [tensor, type] : llvm::zip(all, function.getArgumentTypes()))
    if (auto element = elementTypeOf(type))
      tensor = adapt(std::move(tensor), *element);
    else
      return element.takeError();
  return std::make_unique<InterpretedExecution>(
      function, signature, std::move(all), parameters, options);
}

} // namespace ag
