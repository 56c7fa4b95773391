//===- Report.cpp - what a compilation did, and why -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/Report.h"
#include "ag/Support/Memory/MemoryTable.h"
#include "ag/Support/Report/Quantities.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

namespace ag {

StringRef spell(Remark::Kind kind) {
  switch (kind) {
  case Remark::Passed:
    return "passed";
  case Remark::Missed:
    return "missed";
  case Remark::Failed:
    return "failed";
  case Remark::Analysis:
    return "analysis";
  }
  llvm_unreachable("all kinds are listed");
}

/// Returns the properties that joined remarks share.
static std::string keyOf(const Remark &remark) {
  return llvm::formatv("{0}\n{1}\n{2}\n{3}\n{4}\n{5}\n{6}\n{7}\n{8}\n{9}",
                       spell(remark.kind), remark.phase, remark.pass,
                       remark.name, remark.function, remark.file, remark.line,
                       remark.message, remark.reason,
                       llvm::json::Value(llvm::json::Object(remark.values)));
}

void joinRemarks(std::vector<Remark> &remarks) {
  std::vector<Remark> joined;
  std::map<std::string, size_t> places;
  for (Remark &remark : remarks) {
    auto [place, isNew] = places.try_emplace(keyOf(remark), joined.size());
    if (isNew)
      joined.push_back(std::move(remark));
    else
      joined[place->second].times += remark.times;
  }
  remarks = std::move(joined);
}

RemarkCounts countRemarks(const Report &report, StringRef phase,
                          StringRef pass) {
  RemarkCounts counts;
  for (const Remark &remark : report.remarks)
    if (remark.phase == phase && remark.pass == pass)
      counts[remark.name][remark.kind] += remark.times;
  return counts;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static void writeCounts(double seconds, int64_t opsBefore, int64_t opsAfter,
                        llvm::json::OStream &json) {
  json.attribute("seconds", seconds);
  json.attribute("ops_before", opsBefore);
  json.attribute("ops_after", opsAfter);
}

static void writePhase(const PhaseRow &phase, const Report &report,
                       llvm::json::OStream &json) {
  json.attribute("name", phase.name);
  writeCounts(phase.seconds, phase.opsBefore, phase.opsAfter, json);
  json.attributeArray("passes", [&] {
    for (const PassRow &pass : phase.passes)
      json.object([&] {
        json.attribute("name", pass.name);
        writeCounts(pass.seconds, pass.opsBefore, pass.opsAfter, json);
        json.attributeObject("counts", [&] {
          for (auto &[name, kinds] :
               countRemarks(report, phase.name, pass.name))
            json.attributeObject(name, [&, &kinds = kinds] {
              for (auto [kind, count] : kinds)
                json.attribute(spell(kind), count);
            });
        });
      });
  });
}

static void writeRemark(const Remark &remark, llvm::json::OStream &json) {
  json.attribute("kind", spell(remark.kind));
  json.attribute("phase", remark.phase);
  json.attribute("pass", remark.pass);
  json.attribute("name", remark.name);
  json.attribute("function", remark.function);
  if (remark.line > 0) {
    json.attribute("file", remark.file);
    json.attribute("line", remark.line);
    json.attribute("column", remark.column);
  }
  json.attribute("message", remark.message);
  if (!remark.reason.empty())
    json.attribute("reason", remark.reason);
  if (remark.times > 1)
    json.attribute("times", remark.times);
  json.attribute("values", llvm::json::Object(remark.values));
}

static void writeCost(const EntryCost &cost, llvm::json::OStream &json) {
  json.attribute("entry", cost.entry);
  json.attribute("flops", cost.flops);
  json.attribute("exact", cost.isExact);
  json.attribute("sizes", cost.sizes);
}

/// Returns true if `schedule` compared the planned groups with the resulting
/// code.
static bool hasGroups(const Report &report) {
  return llvm::any_of(report.phases, [](const PhaseRow &phase) {
    return llvm::any_of(phase.passes, [](const PassRow &pass) {
      return pass.name == "ag-check-groups";
    });
  });
}

static void writeGroups(const Report &report, llvm::json::OStream &json) {
  RemarkCounts counts = countRemarks(report, "schedule", "ag-check-groups");
  int64_t made = counts["group"][Remark::Passed];
  int64_t takenBack = counts["group"][Remark::Missed];
  json.attribute("planned", made + takenBack);
  json.attribute("made", made);
  json.attribute("taken_back", takenBack);
}

static void writeKernels(const Report &report, llvm::json::OStream &json) {
  for (const EntryKernels &entry : report.kernels)
    for (const KernelSignature &kernel : entry.kernels)
      json.object([&] {
        json.attribute("entry", entry.entry);
        writeKernel(kernel, json);
      });
}

std::string formatReport(const Report &report) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream, /*IndentSize=*/1);
  json.object([&] {
    json.attribute("format", 1);
    json.attribute("version", AG_VERSION);
    json.attribute("name", report.name);
    json.attribute("kind", report.kind);
    json.attribute("march", report.march);
    json.attributeArray("phases", [&] {
      for (const PhaseRow &phase : report.phases)
        json.object([&] { writePhase(phase, report, json); });
    });
    json.attributeArray("remarks", [&] {
      for (const Remark &remark : report.remarks)
        json.object([&] { writeRemark(remark, json); });
    });
    if (hasGroups(report))
      json.attributeObject("groups", [&] { writeGroups(report, json); });
    json.attributeArray("costs", [&] {
      for (const EntryCost &cost : report.costs)
        json.object([&] { writeCost(cost, json); });
    });
    json.attributeArray("memory", [&] {
      for (const MemoryPlan &plan : report.memory)
        writeMemoryPlan(plan, json);
    });
    if (!report.kernels.empty())
      json.attributeArray("kernels", [&] { writeKernels(report, json); });
    if (report.sharding) {
      json.attributeBegin("sharding");
      writeShardingReport(*report.sharding, json);
      json.attributeEnd();
    }
  });
  stream << "\n";
  return text;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

std::string formatRemark(const Remark &remark) {
  std::string place = remark.line > 0
                          ? llvm::formatv("{0}:{1}:{2}", remark.file,
                                          remark.line, remark.column)
                                .str()
                          : "@" + remark.function;
  std::string text =
      llvm::formatv("{0}: remark: [{1}] {2} {3}: {4}", place, remark.pass,
                    spell(remark.kind), remark.name, remark.message);
  if (!remark.reason.empty())
    text += ": " + remark.reason;
  if (remark.times > 1)
    text += " (" + std::to_string(remark.times) + " times)";
  return text;
}

/// Returns a text such as "contraction: 2 passed, 1 missed; reduction: 3
/// passed".
static std::string formatCounts(const RemarkCounts &counts) {
  std::vector<std::string> names;
  for (auto &[name, kinds] : counts) {
    std::vector<std::string> parts;
    for (auto [kind, count] : kinds)
      parts.push_back(llvm::formatv("{0} {1}", count, spell(kind)));
    names.push_back(name + ": " + llvm::join(parts, ", "));
  }
  return llvm::join(names, "; ");
}

/// Prints the row of a phase or pass. Steps without passes have no ops.
static void printRow(llvm::raw_ostream &os, const PhaseRow &row,
                     StringRef indent, bool details, StringRef counts) {
  os << llvm::formatv("{0,+10}", spellSeconds(row.seconds));
  if (details) {
    std::string ops = llvm::formatv("{0} -> {1}", row.opsBefore, row.opsAfter);
    os << llvm::formatv("  {0,+16}", row.opsBefore > 0 ? ops : "");
  }
  os << "  " << indent << row.name;
  if (details && !counts.empty())
    os << "   " << counts;
  os << "\n";
}

std::string formatTree(const Report &report, bool details) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::formatv("{0,+10}", "time");
  if (details)
    os << llvm::formatv("  {0,+16}", "ops");
  os << "\n";
  PhaseRow total{"total", 0, 0, 0, {}};
  for (const PhaseRow &phase : report.phases) {
    printRow(os, phase, "", details, "");
    total.seconds += phase.seconds;
    for (const PassRow &pass : phase.passes)
      printRow(os, {pass.name, pass.seconds, pass.opsBefore, pass.opsAfter, {}},
               "  ", details,
               formatCounts(countRemarks(report, phase.name, pass.name)));
  }
  printRow(os, total, "", details, "");
  return text;
}

} // namespace ag
