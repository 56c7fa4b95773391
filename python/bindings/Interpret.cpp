//===- Interpret.cpp - the reference interpreter in Python ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Interpret.h"
#include "Diagnostics.h"
#include "Gil.h"
#include "ag/Driver/Run/InterpretedExecution.h"
#include "ag/Reference/Ranks.h"
#include "ag/Support/Tensor/Tensor.h"
#include <nanobind/stl/string.h>

using namespace mlir;
namespace nb = nanobind;

namespace ag::python {

static Failure failureOf(llvm::Error error) {
  std::optional<Failure> failure;
  llvm::handleAllErrors(
      std::move(error),
      [&](const InterpreterError &e) {
        ReportCollector reports(&getContext());
        emitError(e.loc) << e.message;
        failure = reports.failure(e.message);
      },
      [&](const llvm::ErrorInfoBase &e) { failure = Failure(e.message()); });
  return *failure;
}

static llvm::Expected<Tensor> tensorFrom(nb::handle spelled) {
  auto parts = nb::cast<nb::tuple>(spelled);
  auto name = nb::cast<std::string>(parts[0]);
  auto type = parseScalarType(name);
  if (!type)
    throw Failure("there is no element type " + name);
  SmallVector<int64_t> shape;
  for (nb::handle size : nb::cast<nb::tuple>(parts[1]))
    shape.push_back(nb::cast<int64_t>(size));
  auto bytes = nb::cast<nb::bytes>(parts[2]);
  return Tensor::fromBytes(
      *type, shape, {static_cast<const uint8_t *>(bytes.data()), bytes.size()});
}

static nb::tuple toTuple(const Tensor &tensor, bool inDouble) {
  nb::list shape;
  for (int64_t size : tensor.shape())
    shape.append(size);
  if (inDouble && isFloat(tensor.type())) {
    nb::bytes cells(tensor.cells().data(), tensor.size() * sizeof(Cell));
    return nb::make_tuple("f64", nb::tuple(shape), cells);
  }
  std::vector<uint8_t> data = tensor.toBytes();
  return nb::make_tuple(getSpelling(tensor.type()).str(), nb::tuple(shape),
                        nb::bytes(data.data(), data.size()));
}

nb::list interpretFunction(Module &module, const std::string &name,
                           const nb::list &arguments,
                           const nb::callable &parameter, bool inDouble) {
  auto function = module.op->lookupSymbol<FunctionOpInterface>(name);
  if (!function)
    throw Failure("the module has no function " + name);
  Tensors inputs;
  for (nb::handle argument : arguments) {
    llvm::Expected<Tensor> tensor = tensorFrom(argument);
    if (!tensor)
      throw failureOf(tensor.takeError());
    inputs.push_back(std::move(*tensor));
  }
  auto source = [&](StringRef wanted,
                    RankedTensorType) -> llvm::Expected<Tensor> {
    AcquiredGil gil;
    nb::str name(wanted.data(), wanted.size());
    PyObject *spelled = callPython(
        [&] { return PyObject_CallOneArg(parameter.ptr(), name.ptr()); });
    if (!spelled)
      throw nb::python_error();
    return tensorFrom(nb::steal(spelled));
  };
  auto signature = readSignature(function);
  if (!signature)
    throw failureOf(signature.takeError());
  if (llvm::Error error =
          appendParameters(function, *signature, source, inputs))
    throw failureOf(std::move(error));
  InterpreterOptions options;
  options.precision = inDouble ? Precision::Double : Precision::Declared;
  auto run = [&] {
    ReleasedGil released;
    return interpretWhole(function, inputs, source, options);
  };
  llvm::Expected<Tensors> results = run();
  if (!results)
    throw failureOf(results.takeError());
  nb::list converted;
  for (const Tensor &result : *results)
    converted.append(toTuple(result, inDouble));
  return converted;
}

} // namespace ag::python
