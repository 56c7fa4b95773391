//===- Report.h - what a compilation did, and why ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What did the compiler do to a program, why, and what did it refuse to do?
//
// This is a plain value, which --report writes as JSON:
//
//   {"format": 1, "version": "0.2.0", "name": "mlp", "kind": "cpu",
//    "march": "x86-64-v3", "phases": [
//      {"name": "schedule", "seconds": 0.004, "ops_before": 40,
//       "ops_after": 310,
//       "passes": [
//         {"name": "ag-tile-contractions", "seconds": 0.002,
//          "ops_before": 38, "ops_after": 300,
//          "counts": {"contraction": {"passed": 2}}}]}],
//    "remarks": [
//      {"kind": "passed", "phase": "schedule",
//       "pass": "ag-tile-contractions", "name": "contraction",
//       "function": "mlp", "file": "mlp.mlir", "line": 4, "column": 8,
//       "message": "becomes tiles of 8 x 32",
//       "values": {"columns": 32, "rows": 8}}],
//    "groups": {"planned": 2, "made": 2, "taken_back": 0},
//    "costs": [{"entry": "mlp", "flops": 13200000, "exact": true,
//               "sizes": "batch 64"}],
//    "memory": [...], "kernels": [...], "sharding": {...}}
//
// Remarks are sorted by phase, then by function name, and then by the order in
// which they were emitted. If a location is unknown, file, line and column are
// missing. A remark that refuses has a "reason". Equal remarks about one line
// are joined, with their number as "times". If `schedule` ran for a CPU,
// "groups" has the number of groups that it was given (ag.fused), of groups
// that are computed together, and of groups of which a complete tensor is in
// memory between two ops. "costs" has the operations of a run of each entry at
// these sizes, approximately if not "exact". "memory" has the plan of each
// entry's workspace (MemoryPlan.h), if memory was planned. "kernels", for a
// GPU, has the launches of each entry (KernelSignature.h). "sharding" describes
// the sharding over ranks (ag/Support/Sharding/ShardingReport.h), if there is
// one.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_REPORT_H
#define AG_SUPPORT_REPORT_REPORT_H

#include "ag/Support/Memory/MemoryPlan.h"
#include "ag/Support/Sharding/ShardingReport.h"
#include "ag/Support/Signature/KernelSignature.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <string>
#include <vector>

namespace ag {

struct Remark {
  /// Passed: something was done. Missed: it was not done, although it would
  /// have helped. Failed: it was tried without success. Analysis: a fact.
  enum Kind : uint8_t { Passed, Missed, Failed, Analysis };

  Kind kind;
  std::string phase;
  std::string pass;
  std::string name;
  std::string function;
  /// The location in the user's source; the file is empty and the line 0 if it
  /// is unknown.
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  std::string message;
  std::string reason;
  llvm::json::Object values;
  /// The number of equal remarks about this line; `column` is that of the
  /// first.
  int64_t times = 1;
};

struct PassRow {
  std::string name;
  /// For function passes, the sum over all functions.
  double seconds = 0;
  int64_t opsBefore = 0;
  int64_t opsAfter = 0;
};

struct PhaseRow {
  std::string name;
  double seconds = 0;
  int64_t opsBefore = 0;
  int64_t opsAfter = 0;
  std::vector<PassRow> passes;
};

/// The operations of a run of an entry.
struct EntryCost {
  std::string entry;
  int64_t flops;
  /// Whether the run takes exactly this many.
  bool isExact;
  /// The sizes to which this applies, as in "batch 64".
  std::string sizes;
};

/// The launches of an entry, in order.
struct EntryKernels {
  std::string entry;
  std::vector<KernelSignature> kernels;
};

struct Report {
  std::string name;
  /// The kind of the target: "cpu" or "cuda".
  std::string kind;
  /// Empty if no phase needed it.
  std::string march;
  std::vector<PhaseRow> phases;
  std::vector<Remark> remarks;
  std::vector<EntryCost> costs;
  std::vector<MemoryPlan> memory;
  /// For a GPU, once its kernels are outlined.
  std::vector<EntryKernels> kernels;
  std::optional<ShardingReport> sharding;
};

/// Returns "passed", "missed", "failed" or "analysis".
llvm::StringRef spell(Remark::Kind kind);

/// Joins remarks that differ in their columns only into the first one, with
/// their count.
void joinRemarks(std::vector<Remark> &remarks);

/// For one pass in one phase, the number of remarks of each name and kind.
using RemarkCounts =
    std::map<std::string, std::map<Remark::Kind, int64_t>, std::less<>>;
RemarkCounts countRemarks(const Report &report, llvm::StringRef phase,
                          llvm::StringRef pass);

/// Returns the JSON text.
std::string formatReport(const Report &report);

/// Returns a text such as "mlp.mlir:4:8: remark: [ag-tile-contractions] passed
/// contraction: becomes tiles of 8 x 32", followed by "(3 times)" if it was
/// repeated.
std::string formatRemark(const Remark &remark);

/// Returns a line for each phase and, indented, each pass, with its time. With
/// `details`, also the number of ops before and after, and the counts.
std::string formatTree(const Report &report, bool details);

} // namespace ag

#endif // AG_SUPPORT_REPORT_REPORT_H
