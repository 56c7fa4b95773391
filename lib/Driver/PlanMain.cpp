//===- PlanMain.cpp - ag-plan's command line ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/PlanMain.h"
#include "Compile/OutputFiles.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Memory/BufferTable.h"
#include "ag/Support/Memory/MemoryDrawing.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Report/WriteFile.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include <chrono>

using namespace llvm;

namespace ag {
namespace {
constexpr StringLiteral planOverview =
    "Packs buffers into one workspace that is as small as possible: each gets "
    "an offset such that no two that live at the same time overlap.\n\n"
    "  ag-plan buffers.csv -o plan.csv\n"
    "  ag-plan buffers.csv --capacity=1048576\n"
    "  ag-plan buffers.csv --svg=plan.svg        to look at\n"
    "  ag-plan plan.csv                          check the offsets of a "
    "plan\n\n"
    "The file has a header and a row for each buffer. Its columns, in any "
    "order:\n"
    "  id            any text, of each buffer another one\n"
    "  lower, start  the first step at which it lives\n"
    "  upper, end    the first step after that at which it does not\n"
    "  size          in bytes\n"
    "  alignment     optional: a power of two\n"
    "  offset        optional: where the buffer has to lie; may be empty\n"
    "-o writes the same rows with all offsets; it may name the same file.\n\n"
    "Exit status: 0 done; 1 the file is wrong, or the capacity does not hold "
    "the buffers; 2 wrong use.\n";

struct PlanRequest {
  std::string input;
  std::string output;
  std::string drawing;
  PackingOptions options;
};

/// The options exist while the command line is read; they are not globals.
class PlanCommandLine {
  using Text = cl::opt<std::string, /*ExternalStorage=*/true>;

  PlanRequest request;
  cl::OptionCategory ours{"ag-plan options"};
  cl::cat in{ours};
  Text input{cl::Positional, cl::Required, in, cl::location(request.input),
             cl::desc("<CSV file, or - for standard input>")};
  cl::opt<std::string> capacity{
      "capacity", in, cl::value_desc("bytes"),
      cl::desc("Accept a workspace of this size, and fail if none is found; "
               "default is to search for the smallest")};
  cl::opt<std::string> effort{
      "effort", in, cl::value_desc("steps"), cl::init("100000000"),
      cl::desc("The steps of the search before it takes the best plan found; "
               "default 100000000, about half a second. The same effort gives "
               "the same plan")};
  Text output{"o", in, cl::location(request.output), cl::value_desc("plan.csv"),
              cl::desc("The file for the rows with their offsets; - is "
                       "standard output")};
  Text drawing{
      "svg", in, cl::location(request.drawing), cl::value_desc("plan.svg"),
      cl::desc("The file for a drawing of the plan: the workspace over "
               "time, each buffer a rectangle with its id")};

  static Error parse(const cl::opt<std::string> &option, int64_t &number) {
    if (StringRef(option).getAsInteger(10, number) || number < 0)
      return wrongUse("--" + option.ArgStr + "=" + option +
                      ": expected an integer of 0 or more");
    return Error::success();
  }

public:
  Expected<PlanRequest> finish() {
    if (Error error = parse(effort, request.options.effort))
      return std::move(error);
    // -o may name the input file, but --svg may not.
    if (Error error =
            checkOutputs({{request.drawing, "--svg"}}, {request.input}))
      return std::move(error);
    if (Error error = checkOutputs(
            {{request.output, "-o"}, {request.drawing, "--svg"}}, {}))
      return std::move(error);
    if (capacity.getNumOccurrences() > 0)
      if (Error error = parse(capacity, request.options.capacity.emplace()))
        return std::move(error);
    return request;
  }
};

/// Returns a sentence about `certainty`, for readers new to it.
StringRef explainCertainty(Certainty certainty) {
  switch (certainty) {
  case Certainty::MeetsBound:
    return "optimal: no workspace is smaller than the bound";
  case Certainty::Proved:
    return "optimal: the search has refuted all smaller ones";
  case Certainty::BestFound:
    return "best found: more --effort may find a smaller one";
  }
  llvm_unreachable("all are explained");
}

std::string summarise(const BufferTable &table, const Packing &packing,
                      double seconds) {
  int64_t sum = 0;
  for (const LiveBuffer &buffer : table.buffers)
    sum += buffer.size;
  int64_t gap = packing.peak - packing.bound;
  double percent = 100.0 * static_cast<double>(gap) /
                   static_cast<double>(std::max<int64_t>(packing.bound, 1));
  std::string text;
  raw_string_ostream os(text);
  os << formatv("buffers   {0}, {1} bytes if each had its own place\n",
                table.buffers.size(), sum)
     << formatv("bound     {0} bytes: so much must lie there at one time\n",
                packing.bound)
     << formatv("peak      {0} bytes: the workspace that holds them all\n",
                packing.peak)
     << formatv("gap       {0} bytes, {1:f2} % of the bound\n", gap, percent)
     << formatv("answer    {0}\n", explainCertainty(packing.certainty))
     << formatv("time      {0}\n", spellSeconds(seconds));
  return text;
}

void printTextError(const TextError &error, const SourceMgr &sources) {
  sources.PrintMessage(errs(), error.at, SourceMgr::DK_Error, error.text);
  if (error.note)
    sources.PrintMessage(errs(), error.note->first, SourceMgr::DK_Note,
                         error.note->second);
}

/// Fails if there is a capacity and the peak exceeds it.
Error checkCapacity(const PackingOptions &options, const Packing &packing) {
  if (!options.capacity || packing.peak <= *options.capacity)
    return Error::success();
  std::string reason =
      packing.leastPossible > *options.capacity
          ? formatv("does not hold them: no workspace is smaller than {0} "
                    "bytes",
                    packing.leastPossible)
          : formatv("was not found to hold them, but {0} bytes do; more "
                    "--effort may find it",
                    packing.peak);
  return createStringError("a capacity of " + Twine(*options.capacity) +
                           " bytes " + reason);
}

/// Returns the packing as a memory plan whose steps have no ops.
MemoryPlan describePacking(const BufferTable &table, const Packing &packing) {
  MemoryPlan plan;
  for (auto [number, live, offset] :
       enumerate(table.buffers, packing.offsets)) {
    PlannedBuffer buffer;
    buffer.value.name = table.idOf(number);
    buffer.bytes = live.size;
    buffer.offset = offset;
    buffer.live = live.live;
    plan.buffers.push_back(std::move(buffer));
  }
  plan.peak = packing.peak;
  plan.bound = packing.leastPossible;
  plan.certainty = packing.certainty;
  return plan;
}

/// Writes the requested files, or none if one fails.
Error writePlan(const PlanRequest &request, const BufferTable &table,
                const Packing &packing) {
  std::string rows, drawing;
  std::vector<NewFile> files;
  if (!request.output.empty()) {
    rows = formatBufferTable(table, packing.offsets);
    files.push_back({request.output, rows});
  }
  if (!request.drawing.empty()) {
    drawing = drawMemory(describePacking(table, packing));
    files.push_back({request.drawing, drawing});
  }
  return writeFiles(files);
}

ExitStatus plan(const PlanRequest &request) {
  auto file = MemoryBuffer::getFileOrSTDIN(request.input);
  if (std::error_code code = file.getError())
    return report(createStringError("cannot read " + request.input + ": " +
                                    code.message()));
  SourceMgr sources;
  StringRef text = (*file)->getBuffer();
  keepForReproducer(text);
  sources.AddNewSourceBuffer(std::move(*file), SMLoc());
  auto fail = [&](Error error) {
    return report(
        handleErrors(std::move(error), [&](const TextError &each) -> Error {
          printTextError(each, sources);
          return Error::success();
        }));
  };
  Expected<BufferTable> table = parseBufferTable(text);
  if (!table)
    return fail(table.takeError());
  auto start = std::chrono::steady_clock::now();
  Expected<Packing> packing = packTable(*table, request.options);
  if (!packing)
    return fail(packing.takeError());
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  bool toStdout = request.output == "-" || request.drawing == "-";
  (toStdout ? errs() : outs()) << summarise(*table, *packing, time.count());
  if (Error error = checkCapacity(request.options, *packing))
    return report(std::move(error));
  if (Error error = writePlan(request, *table, *packing))
    return report(std::move(error));
  return ExitStatus::Right;
}
} // namespace

int planMain(int argc, char **argv) {
  forgetOptions();
  PlanCommandLine options;
  return runTool(argc, argv, planOverview, [&] {
    auto request = options.finish();
    return request ? plan(*request) : report(request.takeError());
  });
}

} // namespace ag
