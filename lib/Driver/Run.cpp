//===- Run.cpp - what ag-run does ----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run.h"
#include "ag/Driver/Arguments.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Weights.h"
#include "ag/Reference/Interpreter.h"
#include "ag/Support/Npy.h"
#include "ag/Support/Primitives.h"
#include "ag/Support/TensorCompare.h"
#include "ag/Support/TensorPrint.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <chrono>

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

llvm::Expected<FunctionOpInterface> findEntry(ModuleOp module, StringRef name) {
  SmallVector<FunctionOpInterface> candidates;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    if (function.isExternal())
      continue;
    if (function.getName() == (name.empty() ? "main" : name))
      return function;
    if (name.empty() && function.isPublic())
      candidates.push_back(function);
  }
  if (candidates.size() == 1)
    return candidates.front();
  if (name.empty())
    return wrongUse(
        llvm::formatv("there is no @main, but {0} public functions; "
                      "name one by --entry",
                      candidates.size()));
  return wrongUse("there is no function @" + name + " with a body");
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// `tensors` as values of `types`: an integer may have lost its sign on the way
/// to lower phases, and an i1 may have become an i8 there.
Tensors adapt(Tensors tensors, TypeRange types) {
  for (auto [tensor, type] : llvm::zip(tensors, types)) {
    auto element = elementTypeOf(type);
    bool fits = element && !isFloat(*element) && !isFloat(tensor.type()) &&
                getByteWidth(*element) == getByteWidth(tensor.type());
    if (!element)
      llvm::consumeError(element.takeError());
    if (!fits || *element == tensor.type())
      continue;
    SmallVector<Cell> cells;
    for (Cell cell : tensor.cells())
      cells.push_back(
          castCell(cell, tensor.type(), *element, Precision::Declared));
    tensor = llvm::cantFail(Tensor::fromCells(*element, tensor.shape(), cells));
  }
  return tensors;
}

struct Runner {
  const RunRequest &request;
  ParameterSource parameters;

  llvm::Expected<Tensors> operator()(FunctionOpInterface entry,
                                     const Tensors &arguments) const {
    InterpreterOptions options;
    options.precision = request.precision;
    return interpret(entry, adapt(arguments, entry.getArgumentTypes()),
                     parameters, options);
  }

  /// The same, as often as asked for, with a line that says how long it took.
  llvm::Expected<Tensors> timed(FunctionOpInterface entry,
                                const Tensors &arguments) const {
    double least = 0.0, sum = 0.0;
    llvm::Expected<Tensors> results = Tensors();
    for (unsigned trial = 0; trial < request.repeat; ++trial) {
      auto start = std::chrono::steady_clock::now();
      results = (*this)(entry, arguments);
      if (!results)
        return results;
      double seconds = std::chrono::duration<double>(
                           std::chrono::steady_clock::now() - start)
                           .count();
      least = trial == 0 ? seconds : std::min(least, seconds);
      sum += seconds;
    }
    if (request.time)
      llvm::outs() << llvm::formatv(
          "time: {0:f6} s, least of {1}, mean {2:f6} s\n", least,
          request.repeat, sum / request.repeat);
    return results;
  }
};

//===----------------------------------------------------------------------===//
// What becomes of the results
//===----------------------------------------------------------------------===//

/// Compares, says how it went, and gives whether all is the same.
llvm::Expected<bool> compareAll(const RunRequest &request,
                                ArrayRef<Tensor> actual,
                                ArrayRef<Tensor> expected) {
  if (actual.size() != expected.size())
    return llvm::createStringError(
        llvm::formatv("there are {0} results, but {1} are expected",
                      actual.size(), expected.size()));
  std::vector<Comparison> comparisons;
  bool isSame = true;
  for (auto [number, pair] : llvm::enumerate(llvm::zip(actual, expected))) {
    auto [a, b] = pair;
    auto comparison = compare(a, b, request.rtol, request.atol);
    if (!comparison)
      return llvm::createStringError("result " + Twine(number) + ": " +
                                     llvm::toString(comparison.takeError()));
    isSame &= comparison->mismatches == 0;
    comparisons.push_back(std::move(*comparison));
  }
  llvm::outs() << describe(comparisons) << "\n";
  return isSame;
}

llvm::Expected<bool> compareToFiles(const RunRequest &request,
                                    ArrayRef<Tensor> results) {
  Tensors expected;
  for (const std::string &path : request.expected) {
    auto tensor = readNpy(path);
    if (!tensor)
      return tensor.takeError();
    expected.push_back(std::move(*tensor));
  }
  return compareAll(request, results, expected);
}

llvm::Error write(const RunRequest &request, ArrayRef<Tensor> results) {
  if (!request.outputs.empty() && request.outputs.size() != results.size())
    return wrongUse(
        llvm::formatv("there are {0} results, but {1} files to write to",
                      results.size(), request.outputs.size()));
  for (auto [path, result] : llvm::zip(request.outputs, results))
    if (llvm::Error error = writeNpy(result, path))
      return error;
  if (request.print)
    for (const Tensor &result : results) {
      print(llvm::outs(), result);
      llvm::outs() << "\n";
    }
  return llvm::Error::success();
}

llvm::Expected<bool> runProgram(const RunRequest &request, Program &program,
                                MLIRContext &context) {
  auto entry = findEntry(program.module(), request.entry);
  if (!entry)
    return entry.takeError();
  auto parameters = openWeights(request.weights);
  if (!parameters)
    return parameters.takeError();
  Runner runner{request, std::move(*parameters)};
  auto arguments = makeArguments(*entry, request.inputs, request.dims);
  if (!arguments)
    return arguments.takeError();
  auto results = runner.timed(*entry, *arguments);
  if (!results)
    return results.takeError();
  if (llvm::Error error = write(request, *results))
    return error;
  if (!request.expected.empty())
    return compareToFiles(request, *results);
  if (request.sameAs.empty())
    return true;

  auto other = Program::read(request.sameAs, context);
  if (!other)
    return false;
  auto otherEntry = findEntry(other->module(), entry->getName());
  if (!otherEntry)
    return otherEntry.takeError();
  auto otherResults = runner(*otherEntry, *arguments);
  if (!otherResults)
    return otherResults.takeError();
  return compareAll(request, *results,
                    adapt(std::move(*otherResults), entry->getResultTypes()));
}
} // namespace

ExitStatus run(const RunRequest &request) {
  auto context = makeContext(MLIRContext::Threading::DISABLED);
  auto program = Program::read(request.input, *context);
  if (!program)
    return ExitStatus::InputAtFault;
  auto isRight = runProgram(request, *program, *context);
  if (!isRight)
    return report(isRight.takeError());
  return *isRight ? ExitStatus::Right : ExitStatus::InputAtFault;
}

} // namespace ag
