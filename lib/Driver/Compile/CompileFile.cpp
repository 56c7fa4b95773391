//===- CompileFile.cpp - from a program to files --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/CompileFile.h"
#include "Compile/Summary.h"
#include "Compile/Topics.h"
#include "Verify/VerifyGrad.h"
#include "ag/Driver/Program.h"
#include "ag/Support/Memory/MemoryDrawing.h"
#include "ag/Support/Memory/MemoryTable.h"
#include "ag/Support/Report/Destination.h"
#include "ag/Support/Report/ProgramDrawing.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Report/WriteFile.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include <chrono>

using namespace llvm;

namespace ag {

/// Returns f.h for the output f.o.
static std::string pathBeside(StringRef output, StringRef extension) {
  SmallString<64> path = output;
  sys::path::replace_extension(path, extension);
  return path.str().str();
}

bool isStream(StringRef path) {
  auto destination = findDestination(path);
  if (destination)
    return destination->isWrittenInPlace() && !sys::fs::is_directory(path);
  consumeError(destination.takeError());
  return false;
}

std::string getHeaderPath(const CompileRequest &request) {
  return getKind(request.emission).has(HasHeader) && !isStream(request.output)
             ? pathBeside(request.output, "h")
             : "";
}

std::string getWeightsPath(const CompileRequest &request) {
  const ProgramRequest &program = request.options.request;
  bool hasWeights = !program.weights.empty() && !program.embedWeights;
  return hasWeights ? pathBeside(request.output, "weights") : "";
}

/// Prints "f.o  41.3 kB, f.h, f.weights 2.7 MB   0.09 s", and a line for each
/// entry.
static void printSummary(const CompileRequest &request, const Outcome &outcome,
                         double seconds) {
  const Artefact &artefact = outcome.artefact;
  const Report &report = outcome.collected.report;
  errs() << request.output << "  " << spellBytes(artefact.code.size());
  if (std::string header = getHeaderPath(request); !header.empty())
    errs() << ", " << header;
  if (std::string weights = getWeightsPath(request); !weights.empty())
    errs() << ", " << weights << " " << spellBytes(artefact.weights.size());
  errs() << formatv("   {0:f2} s\n", seconds);
  errs() << describeNeeds(artefact.signature, report);
  if (report.sharding)
    errs() << describeSharding(*report.sharding);
}

/// Writes all files, or none. The artefact comes first, so that an error about
/// a missing folder names its path.
static Error writeFiles(const CompileRequest &request, const Outcome &outcome) {
  const Artefact &artefact = outcome.artefact;
  const Collector &collected = outcome.collected;
  std::string headerPath = getHeaderPath(request);
  std::string weightsPath = getWeightsPath(request);
  std::string header, json, drawing, program, sharding;
  std::vector<NewFile> files = {
      {request.output, artefact.code,
       /*isExecutable=*/getKind(request.emission).has(HasMain)}};
  if (!headerPath.empty()) {
    header = makeHeader(artefact.signature,
                        sys::path::filename(request.output).str());
    files.push_back({headerPath, header});
  }
  if (!weightsPath.empty())
    files.push_back({weightsPath, artefact.weights});
  if (!request.report.empty()) {
    json = formatReport(collected.report);
    files.push_back({request.report, json});
  }
  if (!request.programGraph.empty()) {
    program = drawPrograms(collected.programs);
    files.push_back({request.programGraph, program});
  }
  if (!request.shardingGraph.empty()) {
    sharding = drawPrograms(collected.rankPrograms, DrawnPlan::Shardings);
    files.push_back({request.shardingGraph, sharding});
  }
  if (!request.memoryGraph.empty()) {
    drawing = drawMemory(collected.report.memory);
    files.push_back({request.memoryGraph, drawing});
  }
  return writeFiles(files);
}

/// Prints what --remarks, --time and -v request.
static void printReport(const CompileRequest &request, const Report &report,
                        mlir::ModuleOp module) {
  std::vector<std::string> topics = expandTopics(request.remarks);
  for (const Remark &remark : report.remarks)
    if (isRequested(remark, topics) &&
        (request.verbose || !isStatistic(remark)))
      errs() << formatRemark(remark) << "\n";
  if (request.verbose) {
    auto found = explainNative(module, request.options.target);
    std::string words = found ? *found : toString(found.takeError());
    if (!words.empty())
      errs() << "native: " << words << "\n";
  }
  if (request.time || request.verbose)
    errs() << formatTree(report, request.verbose);
  constexpr size_t rows = 10;
  if (request.verbose)
    for (const MemoryPlan &plan : report.memory)
      errs() << "\n" << formatMemoryTable(plan, rows);
}

static ExitStatus verifyCompiledGradients(const CompileRequest &request,
                                          mlir::ModuleOp module) {
  VerifyGradRequest asked;
  asked.entries = request.options.request.entries;
  asked.dims = request.options.request.dims;
  asked.weights = request.options.request.weights;
  asked.options = request.options;
  if (request.options.target.kind == "cuda")
    asked.device = "cuda";
  return verifyGrad(asked, module, errs());
}

/// Fails if there is nothing to draw because the phase did not run.
static Error checkGraphs(const CompileRequest &request,
                         const Collector &collected) {
  auto nothing = [](StringRef what, StringRef phase) {
    return wrongUse("--graph=" + what +
                    ": there is nothing to draw: the phase " + phase +
                    ", is past or was not asked for");
  };
  if (!request.programGraph.empty() && collected.programs.empty())
    return nothing("program", "fuse, which makes groups");
  if (!request.shardingGraph.empty() && collected.rankPrograms.empty())
    return nothing("sharding", "shard, which makes ranks (--shard=SPEC)");
  if (!request.memoryGraph.empty() && collected.report.memory.empty())
    return nothing("memory", "allocate, which plans memory");
  return Error::success();
}

ExitStatus compileFile(const CompileRequest &request,
                       const mlir::DialectRegistry &registry) {
  auto start = std::chrono::steady_clock::now();
  std::unique_ptr<mlir::MLIRContext> context = makeContext(registry);
  std::optional<Program> program = Program::read(request.input, *context);
  if (!program)
    return ExitStatus::InputAtFault;
  if (request.options.watch.verifyGrad) {
    if (Error error =
            checkEntries(program->module(), request.emission, request.options))
      return report(std::move(error));
    ExitStatus status = verifyCompiledGradients(request, program->module());
    if (status != ExitStatus::Right)
      return status;
  }
  CompileOptions options = request.options;
  options.collect = CollectMemory | CollectSharding;
  // Steps have a remark for each op and edge, which may need more memory than
  // the program.
  if (!request.report.empty() || !request.remarks.empty() || request.time ||
      request.verbose || !request.programGraph.empty())
    options.collect |= CollectSteps;
  if (!request.programGraph.empty())
    options.collect |= CollectPrograms;
  if (!request.shardingGraph.empty())
    options.collect |= CollectRankPrograms;
  Expected<Outcome> outcome = run(program->module(), options, request.emission);
  if (!outcome)
    return report(handleErrors(
        outcome.takeError(),
        [&](std::unique_ptr<CompilationFailed> failed) -> Error {
          printReport(request, failed->collected.report, program->module());
          return Error(std::move(failed));
        }));
  printReport(request, outcome->collected.report, program->module());
  if (Error error = checkGraphs(request, outcome->collected))
    return report(std::move(error));
  std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  if (Error error = writeFiles(request, *outcome))
    return report(std::move(error));
  if (request.output != "-")
    printSummary(request, *outcome, seconds.count());
  return ExitStatus::Right;
}

} // namespace ag
