//===- ShardingReport.cpp - what ranks hold and send ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardingReport.h"

namespace ag {

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
    json.attribute("certainty", report.isOptimal ? "optimal" : "best found");
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
