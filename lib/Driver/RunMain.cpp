//===- RunMain.cpp - ag-run's command line --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/RunMain.h"
#include "Compile/CompileFlags.h"
#include "Compile/OutputFiles.h"
#include "Plugins.h"
#include "ag/Driver/Run/Emulator.h"
#include "ag/Driver/Run/Run.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace ag {
namespace {
constexpr StringLiteral runOverview =
    "Runs a function of an MLIR program on given or generated inputs.\n\n"
    "  ag-run f.mlir --entry=f --input=randn:1 --dim batch=4 --print\n"
    "  ag-run f.mlir --input=x.npy --expect=y.npy\n"
    "  ag-run f.mlir --input=randn:1 --same-as=optimised.mlir\n"
    "  ag-run f.mlir --input=randn:1 --on=cpu --same-as=f.mlir\n"
    "  ag-run f.mlir --input=randn:1 --on=emulator --same-as=f.mlir\n";

/// The options exist while the command line is read; they are not globals.
class RunCommandLine {
  using Text = cl::opt<std::string, /*ExternalStorage=*/true>;
  using Texts = cl::list<std::string, std::vector<std::string>>;
  using Number = cl::opt<double>;
  using Flag = cl::opt<bool, /*ExternalStorage=*/true>;

  RunRequest request;
  cl::OptionCategory ours{"ag-run options"};
  cl::OptionCategory compile{"How --on=cpu, cuda and emulator compile"};
  cl::cat in{ours};
  Text input{cl::Positional, cl::Required, in, cl::location(request.input),
             cl::desc("<program, or - for standard input>")};
  Text entry{"entry", in, cl::location(request.entry), cl::value_desc("name"),
             cl::desc("The function; default is @main, or else the only "
                      "public one")};
  Texts inputs{"input", in, cl::location(request.inputs),
               cl::value_desc("x.npy|zeros|ones|iota|randn:SEED|wide:SEED"),
               cl::desc("One for each argument, or one generator for all")};
  Texts dims{
      "dim", in, cl::location(request.dims), cl::value_desc("name=size"),
      cl::desc("The size of a dimension that ag.dims names, or, as *=size, "
               "of all others")};
  Text weights{
      "weights", in, cl::location(request.weights),
      cl::value_desc("file.safetensors|zeros|ones|iota|randn:SEED|wide:SEED"),
      cl::desc("The parameters")};
  Text sameAs{"same-as", in, cl::location(request.sameAs),
              cl::value_desc("file"),
              cl::desc("A program, at any phase with tensors, whose entry must "
                       "compute the same, by --grad if it has none of that "
                       "name; it is interpreted, so with --on=cpu, cuda or "
                       "emulator this compares compiled with interpreted")};
  Texts expected{"expect", in, cl::location(request.expected),
                 cl::value_desc("y.npy"),
                 cl::desc("The expected results, one file for each result")};
  Number rtol{"rtol", in,
              cl::desc("x matches y if |x - y| <= atol + rtol * |y|; default "
                       "1e-5, but 1e-12 for f64 with --same-as")};
  Number atol{
      "atol", in,
      cl::desc("Default with --same-as: 64 times the change of y under other "
               "roundings (4 times in bf16 and f16). Default otherwise: "
               "rtol times the greatest finite |y| of a result of floats, or "
               "0.1 if that is greater; 0 for integers")};
  cl::opt<Engine, /*ExternalStorage=*/true> on{
      "on", in, cl::location(request.engine),
      cl::desc("The interpreter or device that runs the function:"),
      cl::values(
          clEnumValN(Engine::Interpreter, "interpreter",
                     "the reference interpreter (default)"),
          clEnumValN(Engine::CPU, "cpu",
                     "this machine, after the remaining phases"),
          clEnumValN(Engine::CUDA, "cuda", "this machine's GPU, likewise"),
          clEnumValN(Engine::Emulator, "emulator",
                     "an emulator of a GPU, which finds races and "
                     "accesses outside of memory"))};
  cl::opt<Precision> precision{
      "precision", in,
      cl::desc("The interpreter's precision of floats; default is double, but "
               "declared if it checks a compiled program:"),
      cl::values(clEnumValN(Precision::Double, "double", "64 bits"),
                 clEnumValN(Precision::Declared, "declared",
                            "the program's own types"))};
  cl::opt<uint64_t, /*ExternalStorage=*/true> maxSteps{
      "max-steps", in, cl::location(request.maxSteps),
      cl::desc(
          "Fail after this number of steps: ops, entered regions, and each "
          "thousand points of an op's loops; default is no limit")};
  cl::opt<std::string> time{
      "time", in, cl::ValueOptional, cl::value_desc("repeat"),
      cl::desc("Run this number of times, once by default, and print the time; "
               "on the emulator, the instructions that each kernel executed")};
  Flag alive{"alive", in, cl::location(request.alive),
             cl::desc("Print the peak of bytes of live tensors if ops run in "
                      "the order of the program, on one rank if there are "
                      "several")};
  Flag print{"print", in, cl::location(request.print),
             cl::desc("Print the results; default if nothing else is "
                      "requested")};
  CompileFlags compiling{AGRun, compile};
  PluginFlag plugins{ours};
  Texts outputs{"output", in, cl::location(request.outputs),
                cl::value_desc("y.npy"),
                cl::desc("Write a result to a file, one for each result")};

  /// Fails if two outputs are one file, or if an output is an input. Outputs
  /// may replace the files of arguments.
  Error checkFiles() {
    SmallVector<OutputFile> written;
    for (StringRef path : request.outputs)
      written.push_back({path, "--output"});
    SmallVector<StringRef> read = {request.input, request.sameAs,
                                   request.weights};
    llvm::append_range(read, request.expected);
    return checkOutputs(written, read);
  }

  /// Fails if --verify-grad is combined with options that it does not support:
  /// it has no results of its own.
  Error checkProof() {
    const cl::Option *others[] = {&sameAs, &expected, &time,
                                  &alive,  &print,    &outputs};
    for (const cl::Option *other : others)
      if (request.options.watch.verifyGrad && other->getNumOccurrences() > 0)
        return wrongUse(formatv("--{0}: --verify-grad runs derivatives to "
                                "compare them; expected one of the two",
                                other->ArgStr));
    return Error::success();
  }

  /// Sets the target to the device of --on, before --march=native reads it.
  Error chooseTarget() {
    if (!isCompiled(request.engine))
      return Error::success();
    bool isOnGPU = request.engine != Engine::CPU;
    std::string &kind = request.options.target.kind;
    if (!kind.empty() && (kind == "cuda") != isOnGPU)
      return wrongUse("--target=" + kind + ": --on asks for another");
    kind = isOnGPU ? "cuda" : "cpu";
    return request.engine == Engine::Emulator ? useEmulator()
                                              : Error::success();
  }

  /// Fails if a tolerance is below 0, by which no number matches another.
  Error checkTolerance(const cl::Option &option, double tolerance) {
    if (tolerance >= 0)
      return Error::success();
    return wrongUse(formatv("--{0}={1}: expected a number of 0 or more",
                            option.ArgStr, tolerance));
  }

public:
  /// Returns the request. Loads the plugins of the command line, which register
  /// their dialects in `registry`.
  Expected<RunRequest> finish(mlir::DialectRegistry &registry) {
    if (Error error = plugins.load(registry))
      return std::move(error);
    if (Error error = compiling.read(request.options))
      return std::move(error);
    if (Error error = chooseTarget())
      return std::move(error);
    if (Error error =
            asWrongUse(checkOptions(request.options, Emission::Object)))
      return std::move(error);
    if (Error error = checkFiles())
      return std::move(error);
    if (Error error = checkTolerance(rtol, rtol))
      return std::move(error);
    if (Error error = checkTolerance(atol, atol))
      return std::move(error);
    if (rtol.getNumOccurrences() > 0)
      request.rtol = rtol;
    if (atol.getNumOccurrences() > 0)
      request.atol = atol;
    if (precision.getNumOccurrences() > 0)
      request.precision = precision;
    request.time = time.getNumOccurrences() > 0;
    if (!time.empty() && (StringRef(time).getAsInteger(10, request.repeat) ||
                          request.repeat == 0))
      return wrongUse("--time=" + time + ": expected a number of 1 or more");
    if (Error error = checkProof())
      return std::move(error);
    if (request.alive && isCompiled(request.engine))
      return wrongUse(
          "--alive: only the interpreter counts live bytes; for the memory "
          "plan of a compiled program, use ag-compile -v");
    bool asksElse = request.time || request.alive || !request.sameAs.empty() ||
                    !request.expected.empty() || !request.outputs.empty();
    request.print |= !asksElse;
    return request;
  }
};
} // namespace

int runMain(int argc, char **argv, mlir::DialectRegistry &registry) {
  forgetOptions();
  RunCommandLine options;
  return runTool(argc, argv, runOverview, [&] {
    auto request = options.finish(registry);
    return request ? runFile(*request, registry) : report(request.takeError());
  });
}

} // namespace ag
