//===- Recorder.cpp - from passes at work to a report ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/Recorder.h"
#include "Compile/OpCount.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/Support/Threading.h"
#include <mutex>

using namespace mlir;

namespace ag {
namespace {
using Clock = std::chrono::steady_clock;

double secondsBetween(Clock::time_point start, Clock::time_point end) {
  return std::chrono::duration<double>(end - start).count();
}

//===----------------------------------------------------------------------===//
// Remarks
//===----------------------------------------------------------------------===//

Remark::Kind getKind(llvm::remarks::Type type) {
  switch (type) {
  case llvm::remarks::Type::Passed:
    return Remark::Passed;
  case llvm::remarks::Type::Missed:
    return Remark::Missed;
  case llvm::remarks::Type::Failure:
    return Remark::Failed;
  default:
    return Remark::Analysis;
  }
}

void addArgument(Remark &row, StringRef key, StringRef text) {
  int64_t number;
  if (key == "Remark")
    row.message += text;
  else if (key == "Reason")
    row.reason += text;
  else if (text.getAsInteger(10, number))
    row.values[key.str()] = text.str();
  else
    row.values[key.str()] = number;
}

/// Appends remarks to a report. Several threads may emit them, as passes on
/// functions run in parallel.
class Streamer : public remark::detail::MLIRRemarkStreamerBase {
public:
  explicit Streamer(Report &report) : report(report) {}

  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    Remark row;
    row.kind = getKind(remark.getRemarkType());
    row.pass = remark.getCombinedCategoryName().str();
    row.name = remark.getRemarkName().str();
    row.function = remark.getFunction().str();
    if (FileLineColRange place = findPlace(remark.getLocation())) {
      row.file = place.getFilename().str();
      row.line = place.getStartLine();
      row.column = place.getStartColumn();
    }
    for (const auto &argument : remark.getArgs())
      addArgument(row, argument.key, argument.val);
    std::lock_guard<std::mutex> guard(lock);
    if (!report.phases.empty())
      row.phase = report.phases.back().name;
    report.remarks.push_back(std::move(row));
  }

private:
  Report &report;
  std::mutex lock;
};

//===----------------------------------------------------------------------===//
// Passes
//===----------------------------------------------------------------------===//

/// Adds a row for each pass. A pass that another pass runs has no row. A pass
/// on functions, which several threads may run at a time, has one row for all
/// functions.
class PhaseWatch : public PassInstrumentation {
public:
  explicit PhaseWatch(PhaseRow &phase) : phase(phase) {}

  void runBeforePass(Pass *pass, Operation *op) override {
    // Adaptors and the pass that ends a phase have no command-line name.
    if (pass->getArgument().empty())
      return;
    std::lock_guard<std::mutex> guard(lock);
    uint64_t thread = llvm::get_threadid();
    if (modulePass || running.count(thread))
      return;
    size_t row = findRow(pass->getArgument(), op);
    phase.passes[row].opsBefore += countOps(op);
    running[thread] = {pass, row, Clock::now()};
    if (isa<ModuleOp>(op))
      modulePass = pass;
  }

  void runAfterPass(Pass *pass, Operation *op) override {
    // Reads the clock before waiting for other threads.
    Clock::time_point end = Clock::now();
    std::lock_guard<std::mutex> guard(lock);
    auto found = running.find(llvm::get_threadid());
    if (found == running.end() || found->second.pass != pass)
      return;
    PassRow &row = phase.passes[found->second.row];
    row.seconds += secondsBetween(found->second.start, end);
    row.opsAfter += countOps(op);
    running.erase(found);
    if (modulePass == pass)
      modulePass = nullptr;
  }

private:
  struct Running {
    Pass *pass;
    size_t row;
    Clock::time_point start;
  };

  /// Returns the row of the pass `name` on `op`. The k-th run of a pass on
  /// different ops has the same row.
  size_t findRow(StringRef name, Operation *op) {
    std::vector<size_t> &rows = rowsOf[name.str()];
    size_t occurrence = occurrences[{name.str(), op}]++;
    if (occurrence == rows.size()) {
      rows.push_back(phase.passes.size());
      phase.passes.push_back({name.str()});
    }
    return rows[occurrence];
  }

  PhaseRow &phase;
  std::mutex lock;
  Pass *modulePass = nullptr;
  std::map<uint64_t, Running> running;
  std::map<std::string, std::vector<size_t>> rowsOf;
  std::map<std::pair<std::string, Operation *>, size_t> occurrences;
};
} // namespace

//===----------------------------------------------------------------------===//
// The recorder
//===----------------------------------------------------------------------===//

Recorder::Recorder(Report *report, MLIRContext &context)
    : report(report), context(context) {
  if (!report)
    return;
  // The first field, RemarkCategories::all, only extends the filters of kinds
  // that are set, and enables none by itself.
  remark::RemarkCategories all{{}, ".*", ".*", ".*", ".*"};
  [[maybe_unused]] LogicalResult isEnabled = remark::enableOptimizationRemarks(
      context, std::make_unique<Streamer>(*report),
      std::make_unique<remark::RemarkEmittingPolicyAll>(), all);
  assert(succeeded(isEnabled) && "fails for want of a streamer alone");
}

/// Sorts remarks by phase, then by function. The order within a function stays.
static void sortRemarks(Report &report) {
  std::map<std::string, size_t> phases;
  for (auto [number, phase] : llvm::enumerate(report.phases))
    phases.try_emplace(phase.name, number);
  std::map<std::pair<size_t, std::string>, std::vector<Remark>> sorted;
  for (Remark &remark : report.remarks)
    sorted[{phases[remark.phase], remark.function}].push_back(
        std::move(remark));
  report.remarks.clear();
  for (auto &[key, remarks] : sorted)
    llvm::append_range(
        report.remarks,
        llvm::make_range(std::make_move_iterator(remarks.begin()),
                         std::make_move_iterator(remarks.end())));
}

Recorder::~Recorder() {
  if (!report)
    return;
  context.setRemarkEngine(nullptr);
  sortRemarks(*report);
  joinRemarks(report->remarks);
}

RecordedStep::RecordedStep(Report *report, StringRef name, ModuleOp module)
    : report(report), module(module), start(Clock::now()) {
  if (report)
    report->phases.push_back(
        {name.str(), 0, module ? countOps(module) : 0, 0, {}});
}

RecordedStep::~RecordedStep() {
  if (!report)
    return;
  report->phases.back().seconds = secondsBetween(start, Clock::now());
  report->phases.back().opsAfter = module ? countOps(module) : 0;
}

void Recorder::watch(mlir::PassManager &passes) {
  if (report)
    passes.addInstrumentation(
        std::make_unique<PhaseWatch>(report->phases.back()));
}

} // namespace ag
