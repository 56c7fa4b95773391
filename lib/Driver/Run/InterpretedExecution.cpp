//===- InterpretedExecution.cpp - an entry, interpreted -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/InterpretedExecution.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/Phase.h"
#include "ag/Pipeline/Phases.h"
#include "ag/Reference/Ranks.h"

using namespace mlir;

namespace ag {

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
    auto computed = interpretWhole(function, arguments, parameters, options);
    if (!computed)
      return computed.takeError();
    last = std::move(*computed);
    for (auto [result, declared] : llvm::zip(last, signature.results))
      result = adapt(std::move(result), declared.type);
    return llvm::Error::success();
  }
  llvm::Expected<Tensors> results() override { return last; }

private:
  FunctionOpInterface function;
  EntrySignature signature;
  Tensors arguments, last;
  ParameterSource parameters;
  InterpreterOptions options;
};

/// Fails if the program is at a phase without tensors, because the interpreter
/// does not read tensors from memory.
llvm::Error checkPhase(ModuleOp module) {
  auto name = module->getAttrOfType<StringAttr>(phaseAttrName);
  const Phase *phase = name ? findPhase(name) : nullptr;
  if (!phase || phase->onTensors)
    return llvm::Error::success();
  return llvm::createStringError(
      "the program is at the phase " + name.getValue() +
      ", where it has no tensors to interpret; run it by --on=cpu");
}

/// Returns all arguments of the function, including parameters, with the
/// element types that it declares.
llvm::Expected<Tensors> makeInputs(FunctionOpInterface function,
                                   const EntrySignature &signature,
                                   Tensors arguments,
                                   const ParameterSource &parameters) {
  if (llvm::Error error =
          appendParameters(function, signature, parameters, arguments))
    return std::move(error);
  for (auto [tensor, type] : llvm::zip(arguments, function.getArgumentTypes()))
    if (auto element = elementTypeOf(type))
      tensor = adapt(std::move(tensor), *element);
    else
      return element.takeError();
  return arguments;
}

/// Returns the parameters that load computes, by name.
using Prepared = std::map<std::string, Tensor>;

llvm::Expected<Prepared> runLoad(FunctionOpInterface load,
                                 const ParameterSource &parameters,
                                 const InterpreterOptions &options) {
  auto signature = readSignature(load);
  if (!signature)
    return signature.takeError();
  auto inputs = makeInputs(load, *signature, {}, parameters);
  if (!inputs)
    return inputs.takeError();
  auto results = interpret(load, *inputs, parameters, options);
  if (!results)
    return results.takeError();
  Prepared prepared;
  for (auto [result, declared] : llvm::zip(*results, signature->results))
    prepared[declared.name] = adapt(std::move(result), declared.type);
  return prepared;
}

/// Returns the source of parameters, extended by those that load computes if
/// the program was split into load and run.
llvm::Expected<ParameterSource> addPrepared(const EntrySignature &signature,
                                            ModuleOp module,
                                            const ParameterSource &parameters,
                                            const InterpreterOptions &options) {
  auto isPrepared = [](const TensorSignature &parameter) {
    return StringRef(parameter.name).starts_with(preparedPrefix);
  };
  if (llvm::none_of(signature.parameters, isPrepared))
    return parameters;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    if (!function->hasAttr(loadAttrName))
      continue;
    auto prepared = runLoad(function, parameters, options);
    if (!prepared)
      return prepared.takeError();
    return [parameters, prepared = std::move(*prepared)](
               StringRef name,
               RankedTensorType type) -> llvm::Expected<Tensor> {
      auto found = prepared.find(name.str());
      return found == prepared.end() ? parameters(name, type) : found->second;
    };
  }
  return llvm::createStringError(
      "there is no load, which makes the parameters that @" + signature.name +
      " takes");
}
} // namespace

llvm::Expected<std::unique_ptr<Execution>>
makeInterpreted(FunctionOpInterface function, const EntrySignature &signature,
                const Tensors &arguments, const ParameterSource &parameters,
                const InterpreterOptions &options) {
  if (llvm::Error error = checkPhase(function->getParentOfType<ModuleOp>()))
    return std::move(error);
  auto source = addPrepared(signature, function->getParentOfType<ModuleOp>(),
                            parameters, options);
  if (!source)
    return source.takeError();
  auto inputs = makeInputs(function, signature, arguments, *source);
  if (!inputs)
    return inputs.takeError();
  return std::make_unique<InterpretedExecution>(
      function, signature, std::move(*inputs), std::move(*source), options);
}

} // namespace ag
