//===- Report.h - what a compilation did, and why ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What did the compiler do to a program, why, and what did it refuse? A plain
// value, which --report writes as JSON:
//
//   {"format": 1, "version": "0.1.0", "name": "mlp", "kind": "cpu",
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
// Remarks stand in the order of the phases, within one in the order of their
// functions' names, and then as they were made. Unknown places have no file,
// line and column; a remark that refuses has a "reason"; one that was made
// several times about a line stands there once, with how many "times". Where
// `schedule` ran for a CPU, "groups" counts the groups that it was given
// (ag.fused), those that are computed together, and those of which a tensor
// lies whole in memory between two ops. In "costs" is what a run of each entry
// takes at these sizes, about that where it is not exact; in "memory" is the
// plan of each entry's workspace (MemoryPlan.h), where memory was planned; in
// "kernels", of a program for a GPU, is what each entry launches
// (KernelSignature.h); "sharding" is how the program is shared among ranks
// (ag/Support/Sharding/ShardingReport.h), if it is.
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
  /// Something was done; or was not, though it would have helped; or was tried
  /// and failed; or is merely so.
  enum Kind : uint8_t { Passed, Missed, Failed, Analysis };

  Kind kind;
  std::string phase;
  std::string pass;
  std::string name;
  std::string function;
  /// Where in the user's source; no file and line 0 if that is unknown.
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  std::string message;
  std::string reason;
  llvm::json::Object values;
  /// How often it was made about its line; `column` is that of the first.
  int64_t times = 1;
};

struct PassRow {
  std::string name;
  /// Of passes on single functions, the sum over these.
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

/// What a run of an entry takes.
struct EntryCost {
  std::string entry;
  int64_t flops;
  /// Whether it takes no more than these.
  bool isExact;
  /// For which that is so: "batch 64".
  std::string sizes;
};

/// What an entry launches, in order.
struct EntryKernels {
  std::string entry;
  std::vector<KernelSignature> kernels;
};

struct Report {
  std::string name;
  /// Of the target: "cpu" or "cuda".
  std::string kind;
  /// Empty where no phase needed to know.
  std::string march;
  std::vector<PhaseRow> phases;
  std::vector<Remark> remarks;
  std::vector<EntryCost> costs;
  std::vector<MemoryPlan> memory;
  /// Of a program for a GPU whose kernels are made.
  std::vector<EntryKernels> kernels;
  std::optional<ShardingReport> sharding;
};

/// "passed", "missed", "failed" or "analysis".
llvm::StringRef spell(Remark::Kind kind);

/// Leaves of remarks that are alike, but for their columns, the first, with how
/// many there were.
void joinRemarks(std::vector<Remark> &remarks);

/// How often a pass made remarks of each name and kind, in one phase.
using RemarkCounts =
    std::map<std::string, std::map<Remark::Kind, int64_t>, std::less<>>;
RemarkCounts countRemarks(const Report &report, llvm::StringRef phase,
                          llvm::StringRef pass);

/// The JSON text.
std::string formatReport(const Report &report);

/// "mlp.mlir:4:8: remark: [ag-tile-contractions] passed contraction: becomes
/// tiles of 8 x 32", with "(3 times)" behind it where that is so.
std::string formatRemark(const Remark &remark);

/// A line for each phase and, indented, each pass: how long it took; with
/// `details`, also how many ops there were before and after, and what was
/// counted.
std::string formatTree(const Report &report, bool details);

} // namespace ag

#endif // AG_SUPPORT_REPORT_REPORT_H
