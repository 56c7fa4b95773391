//===- ReduceMain.cpp - ag-reduce's command line --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/ReduceMain.h"
#include "Compile/CompileFlags.h"
#include "Compile/OpCount.h"
#include "Compile/OutputFiles.h"
#include "Plugins.h"
#include "Reduce/Reduce.h"
#include "ag/Driver/Program.h"
#include "ag/Support/Report/WriteFile.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace ag {
namespace {
constexpr StringLiteral reduceOverview =
    "Makes an MLIR program as small as it can be and still fail.\n\n"
    "  ag-reduce f.mlir --test=./fails.sh    that exits with 0 for files that "
    "fail\n"
    "  ag-reduce f.mlir --same-as            computes something else if it is "
    "compiled\n"
    "  ag-reduce f.mlir --crash              crashes the compiler\n";

/// Returns the number of ops in the module, without itself.
int64_t countWithin(mlir::ModuleOp module) { return countOps(module) - 1; }

/// The options exist while the command line is read; they are not globals.
class ReduceCommandLine {
  using Text = cl::opt<std::string>;
  using RunText = cl::opt<std::string, /*ExternalStorage=*/true>;
  using Texts = cl::list<std::string, std::vector<std::string>>;

  RunRequest request;
  cl::OptionCategory ours{"ag-reduce options"};
  cl::OptionCategory compile{"How --same-as and --crash compile"};
  cl::cat in{ours};
  Text input{cl::Positional, cl::Required, in,
             cl::desc("<program, or - for standard input>")};
  Text output{"o", in, cl::init("-"), cl::value_desc("file"),
              cl::desc("The reduced program; default is standard output")};
  Text test{"test", in, cl::value_desc("program"),
            cl::desc("Called with a file, exits with 0 if the program in it is "
                     "to be reduced further")};
  cl::opt<bool> sameAs{
      "same-as", in,
      cl::desc("Keep programs whose results differ from the interpreter's, by "
               "ag-run --on=cpu --same-as")};
  cl::opt<bool> crash{
      "crash", in,
      cl::desc("Keep programs for which the compiler, or with --input the "
               "program, ends by a signal or an internal error")};
  cl::opt<unsigned> limit{
      "time-limit", in, cl::init(60), cl::value_desc("seconds"),
      cl::desc("The limit of a test; a program that takes longer is not "
               "interesting; default is 60")};
  RunText entry{"entry", in, cl::location(request.entry),
                cl::value_desc("name"), cl::desc("The function, as of ag-run")};
  Texts inputs{"input", in, cl::location(request.inputs),
               cl::value_desc("x.npy|zeros|ones|iota|randn:SEED|wide:SEED"),
               cl::desc("One for each argument, or one generator for all, "
                        "also those that are added; default of --same-as is "
                        "randn:1")};
  Texts dims{"dim", in, cl::location(request.dims), cl::value_desc("name=size"),
             cl::desc("The size of a dimension, as of ag-run")};
  RunText weights{
      "weights", in, cl::location(request.weights),
      cl::value_desc("file.safetensors|zeros|ones|iota|randn:SEED|wide:SEED"),
      cl::desc("The parameters; default is randn:2")};
  CompileFlags compiling{AGRun, compile};
  PluginFlag plugins{ours};

  Error checkQuestion() {
    int count = int(!test.empty()) + int(sameAs) + int(crash);
    if (count != 1)
      return wrongUse(formatv("{0} of --test, --same-as and --crash are given; "
                              "expected one, for what the program is reduced",
                              count == 0 ? "none" : "several"));
    if (limit == 0)
      return wrongUse("--time-limit=0: expected a number of 1 or more");
    if (request.options.watch.verifyGrad)
      return wrongUse("--verify-grad: expected a --test that runs it");
    return Error::success();
  }

  Expected<Question> makeQuestion(const mlir::DialectRegistry &registry) {
    if (!test.empty())
      return askScript(test, limit);
    request.engine = Engine::CPU;
    if (request.weights.empty())
      request.weights = "randn:2";
    if (crash)
      return askCrash(request, registry, limit);
    if (request.inputs.empty())
      request.inputs = {"randn:1"};
    return askSame(request, registry, limit);
  }

  Error readFlags(mlir::DialectRegistry &registry) {
    if (Error error = plugins.load(registry))
      return error;
    if (Error error = compiling.read(request.options))
      return error;
    if (Error error =
            asWrongUse(checkOptions(request.options, Emission::Object)))
      return error;
    if (Error error = checkQuestion())
      return error;
    return checkOutputs({{output, "-o"}}, {test, request.weights});
  }

public:
  ExitStatus run(mlir::DialectRegistry &registry) {
    if (Error error = readFlags(registry))
      return report(std::move(error));
    auto context =
        makeContext(registry, mlir::MLIRContext::Threading::DISABLED);
    auto program = Program::read(input, *context);
    if (!program)
      return ExitStatus::InputAtFault;
    auto question = makeQuestion(registry);
    if (!question)
      return report(question.takeError());
    int64_t before = countWithin(program->module());
    auto reduced = reduceProgram(program->module(), *question, limit);
    if (!reduced)
      return report(reduced.takeError());
    if (Error error = writeFile(output, printProgram(*reduced->module)))
      return report(std::move(error));
    errs() << formatv("reduced: {0} ops to {1}, by {2} tests\n", before,
                      countWithin(*reduced->module), reduced->tests);
    return ExitStatus::Right;
  }
};
} // namespace

int reduceMain(int argc, char **argv, mlir::DialectRegistry &registry) {
  forgetOptions();
  ReduceCommandLine options;
  return runTool(argc, argv, reduceOverview,
                 [&] { return options.run(registry); });
}

} // namespace ag
