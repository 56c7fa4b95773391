//===- ShardingReport.cpp - what ranks hold and send ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardingReport.h"
#include "ag/Support/Report/Quantities.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

namespace ag {

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

static std::string describeHeld(const ShardingReport::Rank &rank) {
  std::vector<std::string> held;
  for (auto [bytes, what] : {std::pair(rank.parameters, "parameters"),
                             std::pair(rank.states, "states"),
                             std::pair(rank.arguments, "arguments")})
    if (bytes > 0)
      held.push_back(spellBytes(bytes) + " of " + what);
  if (held.empty())
    return "takes nothing";
  return "holds " + llvm::join(held, ", ");
}

namespace {
struct Sent {
  int64_t count = 0, bytes = 0;
};
} // namespace

/// Returns the line of an entry's collectives, summed up by kind and axes in
/// the order of the program.
static std::string describeSent(const ShardingReport &report,
                                llvm::StringRef entry) {
  llvm::MapVector<llvm::StringRef, Sent> kinds;
  std::vector<std::string> names;
  names.reserve(report.collectives.size());
  Sent all;
  double seconds = 0;
  bool isAssumed = false;
  for (const ShardingReport::Collective &each : report.collectives) {
    if (each.entry != entry)
      continue;
    isAssumed |= each.isAssumed;
    names.push_back(each.kind + " along " + llvm::join(each.axes, ", "));
    for (Sent *sent : {&kinds[names.back()], &all}) {
      sent->count += each.times;
      sent->bytes += each.bytes;
    }
    seconds += each.seconds;
  }
  if (all.count == 0)
    return "    sends nothing\n";
  std::vector<std::string> parts;
  for (const auto &[name, sent] : kinds)
    parts.push_back(std::to_string(sent.count) + " " + name.str() + " " +
                    spellBytes(sent.bytes));
  return std::string("    sends ") + (isAssumed ? "about " : "") +
         spellBytes(all.bytes) + " in " + spellSeconds(seconds) + ": " +
         llvm::join(parts, ", ") + "\n";
}

std::string describeIdle(llvm::StringRef axis) {
  return "no op is split along " + axis.str() + ": its ranks compute the same";
}

std::string describeSharding(const ShardingReport &report) {
  std::string text;
  for (const std::string &axis : report.idleAxes)
    text += "  " + describeIdle(axis) + "\n";
  for (const ShardingReport::Rank &rank : report.ranks)
    text += "  " + rank.entry + " on " + describeAxes(*report.plan.mesh) +
            " (" + report.certainty + "): a rank " + describeHeld(rank) +
            ", at most " + spellBytes(rank.alive) + " at once\n" +
            describeSent(report, rank.entry);
  return text;
}

//===----------------------------------------------------------------------===//
// For programs
//===----------------------------------------------------------------------===//

static void write(const ShardingReport::Collective &each,
                  llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("entry", each.entry);
    json.attribute("kind", each.kind);
    json.attribute("axes", llvm::json::Array(each.axes));
    json.attribute("operands", each.operands);
    json.attribute("bytes", each.bytes);
    json.attribute("seconds", each.seconds);
    json.attribute("times", each.times);
    if (each.isAssumed)
      json.attribute("assumed", true);
    if (each.line > 0) {
      json.attribute("file", each.file);
      json.attribute("line", each.line);
    }
  });
}

static void write(const ShardingReport::Rank &rank, llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("entry", rank.entry);
    json.attribute("parameters", rank.parameters);
    json.attribute("states", rank.states);
    json.attribute("arguments", rank.arguments);
    json.attribute("results", rank.results);
    json.attribute("alive", rank.alive);
  });
}

void writeShardingReport(const ShardingReport &report,
                         llvm::json::OStream &json) {
  json.object([&] {
    json.attributeObject("mesh", [&] {
      for (const ShardAxis &axis : *report.plan.mesh)
        json.attribute(axis.name, axis.size);
    });
    json.attribute("certainty", report.certainty);
    json.attribute("idle_axes", llvm::json::Array(report.idleAxes));
    json.attribute("seconds", report.seconds);
    json.attributeArray("collectives", [&] {
      for (const ShardingReport::Collective &each : report.collectives)
        write(each, json);
    });
    json.attributeArray("ranks", [&] {
      for (const ShardingReport::Rank &rank : report.ranks)
        write(rank, json);
    });
    json.attributeBegin("plan");
    json.rawValue(llvm::StringRef(writeShardFile(report.plan)).trim());
    json.attributeEnd();
  });
}

} // namespace ag
