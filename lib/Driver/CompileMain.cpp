//===- CompileMain.cpp - ag-compile's command line ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/CompileMain.h"
#include "Compile/CompileFile.h"
#include "Compile/CompileFlags.h"
#include "Compile/OutputFiles.h"
#include "Compile/Topics.h"
#include "Plugins.h"
#include "ag/Pipeline/Passes.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ag {
namespace {
constexpr StringLiteral compileOverview =
    "Compiles an MLIR program, in ag or in linalg on tensors, to native "
    "code.\n\n"
    "  ag-compile f.mlir -o f.o                an object, and f.h beside it\n"
    "  ag-compile f.mlir -o f.so               a shared library, and f.h\n"
    "  ag-compile f.mlir --emit=exe -o f       f x.npy -o y.npy runs it\n"
    "  ag-compile f.mlir --emit=asm -o -       the assembly\n"
    "  ag-compile f.mlir --target=cuda -o f.o  an object for a GPU of NVIDIA\n"
    "  ag-compile f.mlir --to=schedule         the program after a phase\n"
    "  ag-compile f.mlir -o f.o --graph=f.svg  a drawing of the program with "
    "its fused\n"
    "                                          groups; --graph=memory:f.svg "
    "draws its workspace\n";

/// The options exist while the command line is read; they are not globals.
class CompileCommandLine {
  using Text = cl::opt<std::string, /*ExternalStorage=*/true>;

  CompileRequest request;
  cl::OptionCategory ours{"ag-compile options"};
  cl::cat in{ours};
  Text input{cl::Positional, cl::Required, in, cl::location(request.input),
             cl::desc("<program, or - for standard input>")};
  Text output{"o", in, cl::location(request.output), cl::value_desc("file"),
              cl::desc("The artefact, or - for standard output")};
  cl::opt<Emission, /*ExternalStorage=*/true> emission{
      "emit", in, cl::location(request.emission),
      cl::desc(
          "The kind of artefact; default follows from the output's suffix, "
          "else an object:")};
  std::vector<std::string> emissionHelp;
  CompileFlags compiling{AGCompile, ours};
  PluginFlag plugins{ours};
  cl::opt<bool, /*ExternalStorage=*/true> time{
      "time", in, cl::location(request.time),
      cl::desc("Print how long each phase and pass took")};
  cl::opt<bool, /*ExternalStorage=*/true> verbose{
      "v", in, cl::location(request.verbose),
      cl::desc("Print what --time prints, the ops before and after and the "
               "counts of each pass, and the buffers of the workspace")};
  cl::list<std::string, std::vector<std::string>> remarks{
      "remarks",
      in,
      cl::location(request.remarks),
      cl::CommaSeparated,
      cl::value_desc("kind|topic"),
      cl::desc("Print remarks at lines of the source: what was done (passed), "
               "what was not done, and why (missed), errors (failed), and "
               "facts such as sizes and costs (analysis). Topics restrict "
               "them: fusion, a pass's or a remark's name, as in "
               "missed,fusion")};
  Text report{"report", in, cl::location(request.report),
              cl::value_desc("file.json"),
              cl::desc("Write all remarks, times and plans to a file; - is "
                       "standard output")};
  cl::list<std::string> graphs{
      "graph", in, cl::value_desc("[program:|memory:|sharding:]file.svg"),
      cl::desc("Draw the program with its fused groups; with memory:, the "
               "workspace over the steps of the program; with sharding:, the "
               "programs of ranks and their collectives")};

  /// Options of ag-opt for which ag-compile has advice, with their pipelines.
  std::vector<
      std::pair<const Pipeline *, std::unique_ptr<cl::opt<std::string>>>>
      answered;

  Error answer() const {
    for (const auto &[pipeline, option] : answered)
      if (option->getNumOccurrences() > 0)
        return wrongUse(pipeline->inCompile);
    return Error::success();
  }

  /// Derives each of emission, output and name from the others if it is not
  /// given.
  void complete() {
    if (compiling.isGiven("to") && request.output.empty())
      request.output = "-";
    if (emission.getNumOccurrences() == 0)
      request.emission = compiling.isGiven("to") ? Emission::MLIR
                                                 : getEmission(request.output);
    if (request.output == "-")
      return;
    ProgramRequest &program = request.options.request;
    program.libraryName = sys::path::filename(request.output).str();
    if (!compiling.isGiven("name"))
      program.name = sys::path::stem(request.output).str();
  }

  /// Reads the subjects and files of --graph.
  Error readGraphs() {
    for (const std::string &graph : graphs) {
      auto [kind, file] = StringRef(graph).split(':');
      bool isNamed = StringRef(graph).contains(':') && !kind.contains('/');
      if (!isNamed)
        file = graph;
      std::string *known =
          llvm::StringSwitch<std::string *>(isNamed ? kind : "program")
              .Case("program", &request.programGraph)
              .Case("memory", &request.memoryGraph)
              .Case("sharding", &request.shardingGraph)
              .Default(nullptr);
      if (!known || !file.ends_with(".svg"))
        return wrongUse("--graph=" + graph +
                        ": expected FILE.svg, program:FILE.svg, "
                        "memory:FILE.svg or sharding:FILE.svg");
      std::string &path = *known;
      if (!path.empty())
        return wrongUse("--graph=" + Twine(graph) +
                        ": that is to be drawn to " + path + " already");
      path = file.str();
    }
    return Error::success();
  }

  /// Fails if two outputs are one file, or if an output is an input.
  Error checkFiles() {
    std::string header = getHeaderPath(request);
    std::string weights = getWeightsPath(request);
    return checkOutputs({{request.output, "-o"},
                         {request.report, "--report"},
                         {request.programGraph, "--graph"},
                         {request.memoryGraph, "--graph"},
                         {request.shardingGraph, "--graph"},
                         {header, "", "header"},
                         {weights, "", "weights"}},
                        {request.input, request.options.request.weights});
  }

public:
  CompileCommandLine() {
    ArrayRef<EmissionKind> kinds = getEmissionKinds();
    for (const EmissionKind &kind : kinds)
      emissionHelp.push_back(
          (kind.help + (kind.suffix.empty() ? "" : ", ") + kind.suffix).str());
    for (auto [kind, help] : zip(kinds, emissionHelp))
      emission.getParser().addLiteralOption(kind.name, kind.emission, help);
    for (const Pipeline &pipeline : getPipelines())
      if (!pipeline.inCompile.empty())
        answered.emplace_back(&pipeline, std::make_unique<cl::opt<std::string>>(
                                             StringRef(pipeline.name),
                                             cl::ValueOptional, cl::Hidden));
  }

  /// Returns the request. Loads the plugins of the command line, which register
  /// their dialects in `registry`.
  Expected<CompileRequest> finish(mlir::DialectRegistry &registry) {
    if (Error error = answer())
      return std::move(error);
    if (Error error = plugins.load(registry))
      return std::move(error);
    if (Error error = compiling.read(request.options))
      return std::move(error);
    complete();
    if (request.output.empty())
      return wrongUse("-o is missing: expected the artefact's file");
    if (Error error = readGraphs())
      return std::move(error);
    if (Error error = checkTopics(request.remarks))
      return std::move(error);
    if (Error error =
            asWrongUse(checkOptions(request.options, request.emission)))
      return std::move(error);
    if (Error error = checkFiles())
      return std::move(error);
    if (request.output == "-" && getKind(request.emission).has(IsNative))
      return wrongUse("-o -: what is made by --emit=" +
                      listEmissions(IsNative) + " needs a file");
    if (!getWeightsPath(request).empty() && isStream(request.output))
      return wrongUse("-o " + request.output +
                      ": there is no place beside it for the weights; expected "
                      "a file, or --embed-weights");
    return request;
  }
};

} // namespace

int compileMain(int argc, char **argv, mlir::DialectRegistry &registry) {
  forgetOptions();
  CompileCommandLine options;
  return runTool(argc, argv, compileOverview, [&] {
    auto request = options.finish(registry);
    return request ? compileFile(*request, registry)
                   : report(request.takeError());
  });
}

} // namespace ag
