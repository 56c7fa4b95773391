//===- CompileMain.cpp - ag-compile's command line ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CompileFile.h"
#include "OutputFiles.h"
#include "Topics.h"
#include "ag/Pipeline/Phases.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ag {
namespace {
constexpr StringLiteral overview =
    "Compiles an MLIR program, in ag or in linalg on tensors, to native "
    "code.\n\n"
    "  ag-compile f.mlir -o f.o                an object, and f.h beside it\n"
    "  ag-compile f.mlir -o f.so               a shared library, and f.h\n"
    "  ag-compile f.mlir --emit=exe -o f       f x.npy -o y.npy runs it\n"
    "  ag-compile f.mlir --emit=asm -o -       what it comes to\n"
    "  ag-compile f.mlir --to=schedule         the program after a phase\n"
    "  ag-compile f.mlir -o f.o --graph=memory:f.svg\n"
    "                                          its workspace, to look at\n";

/// The options live as long as the command line is read, not as globals.
class Options {
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
      cl::desc("What to make; default is what the output's name ends in, else "
               "an object:"),
      cl::values(
          clEnumValN(Emission::MLIR, "mlir",
                     "the program, ready to lower, .mlir"),
          clEnumValN(Emission::Linalg, "linalg", "stated in linalg and tensor"),
          clEnumValN(Emission::LLVM, "llvm", "optimised LLVM IR, .ll"),
          clEnumValN(Emission::Assembly, "asm", "assembly, .s"),
          clEnumValN(Emission::Object, "obj", "an object file, .o"),
          clEnumValN(Emission::SharedLibrary, "so", "a shared library, .so"),
          clEnumValN(Emission::Executable, "exe",
                     "an executable, which reads and writes .npy files"))};
  Text target{"target", in, cl::location(request.options.target.kind),
              cl::value_desc("kind"),
              cl::desc("What it runs on: cpu, as which one --march says")};
  cl::opt<const Phase *> to{
      "to", in, cl::desc("Print the program as it is after a phase:")};
  Text march{"march", in, cl::location(request.options.target.march),
             cl::value_desc("cpu"),
             cl::desc("native, x86-64-v3, ...; default is what the program's "
                      "ag.target says, else x86-64-v3")};
  cl::opt<unsigned, /*ExternalStorage=*/true> opt{
      "opt", in, cl::location(request.options.opt), cl::value_desc("0..3"),
      cl::desc("How much to optimise; default 3")};
  cl::opt<unsigned> threads{
      "threads", in, cl::value_desc("n"),
      cl::desc("At most how many threads a run uses; with 1, no threading is "
               "emitted; default is what ag.target says, else 1")};
  cl::list<std::string, std::vector<std::string>> entries{
      "entry",
      in,
      cl::location(request.options.entries),
      cl::CommaSeparated,
      cl::value_desc("f,g"),
      cl::desc("The functions to offer; default is all public ones")};
  cl::list<std::string, std::vector<std::string>> dims{
      "dim",
      in,
      cl::location(request.options.dims),
      cl::CommaSeparated,
      cl::value_desc("name=size"),
      cl::desc("Fix a dimension that ag.dims names; the artefact takes no "
               "other size")};
  Text name{
      "name", in, cl::location(request.options.name), cl::value_desc("name"),
      cl::desc("The prefix of all symbols; default is the output's stem")};

  Text weights{"weights", in, cl::location(request.options.weights),
               cl::value_desc("file.safetensors"),
               cl::desc("Prepare these weights, for load to map: f.weights "
                        "beside the artefact")};
  cl::opt<bool, /*ExternalStorage=*/true> embed{
      "embed-weights", in, cl::location(request.options.embedWeights),
      cl::desc("Put the weights into the artefact instead")};
  cl::opt<bool, /*ExternalStorage=*/true> poison{
      "poison-memory", in, cl::location(request.options.poisonMemory),
      cl::desc("Fill memory that nothing should read with NaNs, for finding "
               "faults of the compiler")};
  cl::opt<Sanitizer, /*ExternalStorage=*/true> sanitizer{
      "sanitize", in, cl::location(request.options.sanitizer),
      cl::desc("What watches the code that is emitted:"),
      cl::values(clEnumValN(Sanitizer::Address, "address",
                            "AddressSanitizer, each temporary in a place of "
                            "its own; link with -fsanitize=address"))};
  cl::opt<bool, /*ExternalStorage=*/true> time{
      "time", in, cl::location(request.time),
      cl::desc("Print how long each phase and pass took")};
  cl::opt<bool, /*ExternalStorage=*/true> verbose{
      "v", in, cl::location(request.verbose),
      cl::desc("As --time, with the ops before and after and what each pass "
               "counted; and what the workspace holds")};
  cl::list<std::string, std::vector<std::string>> remarks{
      "remarks",
      in,
      cl::location(request.remarks),
      cl::CommaSeparated,
      cl::value_desc("kind|topic"),
      cl::desc("Print at which line of the source something was done (passed), "
               "was not done, and why (missed), went wrong (failed), or is "
               "known, as sizes and costs (analysis); a pass's name, or a "
               "remark's, says of what: missed,fuse")};
  Text report{"report", in, cl::location(request.report),
              cl::value_desc("file.json"),
              cl::desc("Write all of that to a file, - for standard output")};
  cl::opt<std::string> graph{
      "graph", in, cl::value_desc("memory:file.svg"),
      cl::desc("Draw the workspace over the steps of the program")};

  /// What --emit and --to say, or else the name of the output. With --to the
  /// program is printed instead.
  Error chooseEmission() {
    if (!to.getValue()) {
      if (emission.getNumOccurrences() == 0)
        request.emission = getEmission(request.output);
      return Error::success();
    }
    if (emission.getNumOccurrences() > 0 && request.emission != Emission::MLIR)
      return wrongUse("--to=" + to.getValue()->name +
                      " prints the program as --emit=mlir does: leave out the "
                      "other --emit");
    request.options.to = to.getValue()->name.str();
    request.emission = Emission::MLIR;
    if (request.output.empty())
      request.output = "-";
    return Error::success();
  }

  /// What --graph says: what to draw, and where to.
  Error readGraph() {
    if (graph.getNumOccurrences() == 0)
      return Error::success();
    StringRef file = graph.getValue();
    if (!file.consume_front("memory:") || file.empty())
      return wrongUse("--graph=" + graph.getValue() +
                      ": expected memory:FILE.svg");
    request.memoryGraph = file.str();
    return Error::success();
  }

  /// All that is written is a file of its own, and replaces none that is read.
  Error checkFiles() {
    std::string header = getHeaderPath(request);
    std::string weights = getWeightsPath(request);
    return checkOutputs({{request.output, "-o"},
                         {request.report, "--report"},
                         {request.memoryGraph, "--graph"},
                         {header, "", "header"},
                         {weights, "", "weights"}},
                        {request.input, request.options.weights});
  }

public:
  Options() {
    for (const Phase &phase : getPhases())
      to.getParser().addLiteralOption(phase.name, &phase, phase.promise);
  }

  Expected<CompileRequest> finish() {
    if (Error error = chooseEmission())
      return std::move(error);
    if (request.output.empty())
      return wrongUse("-o is missing: expected the artefact's file");
    if (weights.getNumOccurrences() > 0 && request.options.weights.empty())
      return wrongUse("--weights=: expected a safetensors file");
    if (Error error = readGraph())
      return std::move(error);
    if (Error error = checkTopics(request.remarks))
      return std::move(error);
    if (threads.getNumOccurrences() > 0)
      request.options.target.threads = threads;
    if (Error error = checkOptions(request.options, request.emission))
      return std::move(error);
    if (Error error = checkFiles())
      return std::move(error);
    bool toStdout = request.output == "-";
    if (toStdout && request.emission >= Emission::Object)
      return wrongUse(
          "-o -: what is made by --emit=obj, so or exe needs a file");
    if (name.getNumOccurrences() == 0)
      request.options.name =
          toStdout ? "module" : sys::path::stem(request.output).str();
    return request;
  }
};

} // namespace

int compileMain(int argc, char **argv) {
  forgetOptions();
  Options options;
  return runTool(argc, argv, overview, [&] {
    auto request = options.finish();
    return request ? compileFile(*request) : report(request.takeError());
  });
}

} // namespace ag
