//===- Run.cpp - running and comparing programs ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/Run.h"
#include "Verify/VerifyGrad.h"
#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Arguments.h"
#include "ag/Driver/Run/CompiledExecution.h"
#include "ag/Driver/Run/Emulator.h"
#include "ag/Driver/Run/InterpretedExecution.h"
#include "ag/Driver/Run/ResultComparison.h"
#include "ag/Driver/Run/Weights.h"
#include "ag/Phases/Differentiate/Requests/RequestedDerivatives.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Report/WriteFile.h"
#include "ag/Support/Tensor/Npy.h"
#include "ag/Support/Tensor/TensorPrint.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <chrono>
#include <numeric>

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// Returns the line of --time: the least, median and mean of all runs.
std::string describeRuns(StringRef what, std::vector<double> taken,
                         llvm::function_ref<std::string(double)> spell) {
  llvm::sort(taken);
  size_t runs = taken.size();
  double median = (taken[(runs - 1) / 2] + taken[runs / 2]) / 2;
  double mean = std::accumulate(taken.begin(), taken.end(), 0.0) / runs;
  return llvm::formatv("{0}: least {1}, median {2}, mean {3} of {4} run{5}\n",
                       what, spell(taken.front()), spell(median), spell(mean),
                       runs, runs == 1 ? "" : "s");
}

/// Runs the entry `request.repeat` times. With --time, prints a line with the
/// times, which include waiting for a GPU.
llvm::Error runRepeatedly(const RunRequest &request, Execution &execution) {
  std::vector<double> seconds;
  for (unsigned trial = 0; trial < request.repeat; ++trial) {
    auto start = std::chrono::steady_clock::now();
    if (llvm::Error error = execution.run())
      return error;
    std::chrono::duration<double> taken =
        std::chrono::steady_clock::now() - start;
    seconds.push_back(taken.count());
  }
  if (request.time)
    llvm::outs() << describeRuns("time", std::move(seconds), spellSeconds);
  return llvm::Error::success();
}

/// Runs the entry `request.repeat` times on the emulator, whose time does not
/// predict that of a GPU. Prints a line with the instructions that warps
/// executed, and a line for each kernel of the last run.
llvm::Error runCounted(const RunRequest &request, Execution &execution) {
  std::vector<double> instructions;
  std::vector<EmulatedKernel> kernels;
  for (unsigned trial = 0; trial < request.repeat; ++trial) {
    if (llvm::Error error = execution.run())
      return error;
    auto taken = takeEmulatedKernels();
    if (!taken)
      return taken.takeError();
    kernels = std::move(*taken);
    uint64_t sum = 0;
    for (const EmulatedKernel &kernel : kernels)
      sum += kernel.instructions;
    instructions.push_back(double(sum));
  }
  llvm::outs() << describeRuns(
      "instructions", std::move(instructions),
      [](double count) { return llvm::formatv("{0:f0}", count).str(); });
  for (const EmulatedKernel &kernel : kernels)
    llvm::outs() << llvm::formatv(
        "  {0}: {1} by {2} block{3} in {4} launch{5}\n", kernel.name,
        kernel.instructions, kernel.blocks, kernel.blocks == 1 ? "" : "s",
        kernel.launches, kernel.launches == 1 ? "" : "es");
  return llvm::Error::success();
}

/// An entry, its signature, and the user's arguments.
struct Entry {
  FunctionOpInterface function;
  EntrySignature signature;
  Tensors arguments;
};

llvm::Expected<Entry> makeEntry(const RunRequest &request, ModuleOp module) {
  auto function = findEntry(module, request.entry);
  if (!function)
    return function.takeError();
  auto signature = readSignature(*function);
  if (!signature)
    return signature.takeError();
  auto arguments = makeArguments(*signature, request.inputs, request.dims);
  if (!arguments)
    return arguments.takeError();
  return Entry{*function, std::move(*signature), std::move(*arguments)};
}

InterpreterOptions getInterpreting(const RunRequest &request) {
  bool isChecker = request.engine != Engine::Interpreter;
  InterpreterOptions options;
  options.precision = request.precision.value_or(isChecker ? Precision::Declared
                                                           : Precision::Double);
  options.stepLimit = request.maxSteps;
  return options;
}

llvm::Expected<std::unique_ptr<Execution>>
makeInterpreted(const RunRequest &request, const Entry &entry,
                const InterpreterOptions &options) {
  auto parameters = openWeights(request.weights);
  if (!parameters)
    return parameters.takeError();
  return makeInterpreted(entry.function, entry.signature, entry.arguments,
                         *parameters, options);
}

llvm::Expected<Tensors> runEntry(const RunRequest &request,
                                 const Entry &entry) {
  int64_t alive = 0;
  InterpreterOptions options = getInterpreting(request);
  if (request.alive)
    options.alive = &alive;
  auto execution = isCompiled(request.engine)
                       ? makeCompiled(entry.function, entry.arguments,
                                      request.weights, request.options)
                       : makeInterpreted(request, entry, options);
  if (!execution)
    return execution.takeError();
  bool isCounted = request.time && request.engine == Engine::Emulator;
  if (llvm::Error error = isCounted ? runCounted(request, **execution)
                                    : runRepeatedly(request, **execution))
    return std::move(error);
  if (request.alive)
    llvm::outs() << "alive: at most " << alive << " bytes at once\n";
  return (*execution)->results();
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// Prints the comparisons, and returns true if all results are the same.
llvm::Expected<bool>
report(llvm::Expected<std::vector<Comparison>> comparisons) {
  if (!comparisons)
    return comparisons.takeError();
  llvm::outs() << describe(*comparisons) << "\n";
  return areSame(*comparisons);
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
  return report(compareResults(results, expected, request.rtol, request.atol));
}

llvm::Error write(const RunRequest &request, ArrayRef<Tensor> results) {
  if (!request.outputs.empty() && request.outputs.size() != results.size())
    return wrongUse(
        llvm::formatv("there are {0} results, but {1} files to write to",
                      results.size(), request.outputs.size()));
  auto contents = llvm::map_to_vector(results, formatNpy);
  SmallVector<NewFile> files;
  for (auto [path, content] : llvm::zip(request.outputs, contents))
    files.push_back({path, content});
  if (llvm::Error error = writeFiles(files))
    return error;
  if (request.print)
    for (const Tensor &result : results) {
      print(llvm::outs(), result);
      llvm::outs() << "\n";
    }
  return llvm::Error::success();
}

/// Interprets the entry of the other program, and returns its results in the
/// types of `entry`.
llvm::Expected<Tensors> runOther(const RunRequest &request, const Entry &entry,
                                 const Entry &other,
                                 const InterpreterOptions &options) {
  auto execution = makeInterpreted(request, other, options);
  if (!execution)
    return execution.takeError();
  if (llvm::Error error = (*execution)->run())
    return std::move(error);
  auto results = (*execution)->results();
  if (!results)
    return results.takeError();
  for (auto [result, type] : llvm::zip(*results, entry.signature.results))
    result = adapt(std::move(result), type.type);
  return results;
}

/// Returns the entry of the same name in the other program, with the same
/// arguments.
llvm::Expected<Entry> findOther(const Entry &entry, ModuleOp other) {
  auto function = findEntry(other, getEntryName(entry.function));
  if (!function)
    return function.takeError();
  auto signature = readSignature(*function);
  if (!signature)
    return signature.takeError();
  return Entry{*function, std::move(*signature), entry.arguments};
}

llvm::Expected<bool> compareToOther(const RunRequest &request,
                                    ArrayRef<Tensor> results,
                                    const Entry &entry, ModuleOp module) {
  auto other = findOther(entry, module);
  if (!other)
    return other.takeError();
  InterpreterOptions options = getInterpreting(request);
  auto expected = runOther(request, entry, *other, options);
  if (!expected)
    return expected.takeError();
  if (request.atol)
    return report(
        compareResults(results, *expected, request.rtol, request.atol));
  return report(compareRounded(results, *expected, request.rtol,
                               [&](Precision precision, TangentRule rule) {
                                 options.precision = precision;
                                 options.tangents = rule;
                                 return runOther(request, entry, *other,
                                                 options);
                               }));
}

ExitStatus verifyRunGradients(const RunRequest &request, ModuleOp module) {
  VerifyGradRequest asked;
  if (!request.entry.empty())
    asked.entries = {request.entry};
  asked.inputs = request.inputs;
  asked.dims = request.dims;
  asked.weights = request.weights;
  asked.options = request.options;
  if (request.engine == Engine::CUDA)
    asked.device = "cuda";
  if (request.engine == Engine::Emulator)
    asked.device = "emulator";
  if (request.maxSteps > 0)
    asked.maxSteps = request.maxSteps;
  asked.rtol = request.rtol;
  asked.atol = request.atol;
  return verifyGrad(asked, module, llvm::outs());
}

/// Runs the phases differentiate and shard if the request needs them. Resets
/// --grad and --shard in the request.
llvm::Error runFirstPhases(RunRequest &request, ModuleOp module) {
  CompileOptions options;
  options.target = request.options.target;
  options.request.remat = request.options.request.remat;
  options.request.grad =
      std::exchange(request.options.request.grad, std::nullopt);
  options.request.shard =
      std::exchange(request.options.request.shard, std::nullopt);
  if (!options.request.shard && !requestsDerivatives(module, options))
    return llvm::Error::success();
  bool isSharded = options.request.shard.has_value();
  return run(module, options,
             Until::phase(isSharded ? "shard" : "differentiate"))
      .takeError();
}

/// Runs the program, writes its results and compares them. Returns true if they
/// are as expected. `grad` is the --grad that was applied to the program; it is
/// applied to the other program, too.
llvm::Expected<bool> runProgram(const RunRequest &request, ModuleOp module,
                                const std::optional<std::string> &grad) {
  auto entry = makeEntry(request, module);
  if (!entry)
    return entry.takeError();
  auto results = runEntry(request, *entry);
  if (!results)
    return results.takeError();
  if (llvm::Error error = write(request, *results))
    return error;
  if (!request.expected.empty())
    return compareToFiles(request, *results);
  if (request.sameAs.empty())
    return true;
  auto other = Program::read(request.sameAs, *module.getContext());
  if (!other)
    return false;
  // A program at a later phase has the derivative already.
  RunRequest asked = request;
  if (!SymbolTable::lookupSymbolIn(other->module(),
                                   getEntryName(entry->function)))
    asked.options.request.grad = grad;
  if (llvm::Error error = runFirstPhases(asked, other->module()))
    return std::move(error);
  return compareToOther(request, *results, *entry, other->module());
}

/// Chooses the first derivative that --grad adds as the function to run, unless
/// --entry names another one.
llvm::Error chooseDerivative(RunRequest &request, ModuleOp module) {
  const std::optional<std::string> &grad = request.options.request.grad;
  if (!grad)
    return llvm::Error::success();
  auto names = listDerivatives(module, *grad);
  if (!names)
    return asWrongUse(names.takeError());
  if (request.entry.empty())
    request.entry = names->front();
  return llvm::Error::success();
}
} // namespace

ExitStatus runFile(const RunRequest &request, const DialectRegistry &registry) {
  auto context = makeContext(registry, MLIRContext::Threading::DISABLED);
  auto program = Program::read(request.input, *context);
  if (!program)
    return ExitStatus::InputAtFault;
  if (request.options.watch.verifyGrad)
    return verifyRunGradients(request, program->module());
  RunRequest rest = request;
  if (llvm::Error error = chooseDerivative(rest, program->module()))
    return report(std::move(error));
  if (llvm::Error error = runFirstPhases(rest, program->module()))
    return report(std::move(error));
  auto isRight =
      runProgram(rest, program->module(), request.options.request.grad);
  if (!isRight)
    return report(isRight.takeError());
  return *isRight ? ExitStatus::Right : ExitStatus::InputAtFault;
}

} // namespace ag
