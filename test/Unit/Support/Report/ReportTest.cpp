//===- ReportTest.cpp - what a compilation did, and why -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/Report.h"
#include "gtest/gtest.h"

using namespace ag;

/// Returns a report of two phases. The first has a pass with three remarks.
static Report makeReport() {
  Report report;
  report.name = "m";
  report.march = "native";
  report.phases.push_back({"one", 0.25, 3, 5, {{"ag-p", 0.125, 3, 5}}});
  report.phases.push_back({"LLVM: emit", 0.5, 0, 0, {}});
  Remark remark{};
  remark.phase = "one";
  remark.pass = "ag-p";
  remark.name = "fuse";
  remark.function = "f";
  remark.file = "f.mlir";
  remark.line = 4;
  remark.column = 8;
  remark.message = "joins";
  report.remarks.push_back(remark);
  report.remarks.push_back(remark);
  remark.kind = Remark::Missed;
  remark.reason = "too \"dear\"";
  remark.line = 0;
  remark.values["bytes"] = 64;
  report.remarks.push_back(remark);
  report.costs.push_back({"f", 4352, true, "batch 8"});
  return report;
}

TEST(Report, countsByNameAndKind) {
  RemarkCounts counts = countRemarks(makeReport(), "one", "ag-p");
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts["fuse"][Remark::Passed], 2);
  EXPECT_EQ(counts["fuse"][Remark::Missed], 1);
  EXPECT_TRUE(countRemarks(makeReport(), "two", "ag-p").empty());
}

TEST(Report, isSpelledForPeople) {
  Report report = makeReport();
  EXPECT_EQ(formatRemark(report.remarks[0]),
            "f.mlir:4:8: remark: [ag-p] passed fuse: joins");
  EXPECT_EQ(formatRemark(report.remarks[2]),
            "@f: remark: [ag-p] missed fuse: joins: too \"dear\"");
  EXPECT_EQ(formatTree(report, /*details=*/false), "      time\n"
                                                   "    250 ms  one\n"
                                                   "    125 ms    ag-p\n"
                                                   "    500 ms  LLVM: emit\n"
                                                   "    750 ms  total\n");
  EXPECT_NE(formatTree(report, /*details=*/true)
                .find("3 -> 5    ag-p   fuse: 2 passed, 1 missed\n"),
            std::string::npos);
}

TEST(Report, isJson) {
  llvm::Expected<llvm::json::Value> json =
      llvm::json::parse(formatReport(makeReport()));
  ASSERT_TRUE(bool(json)) << llvm::toString(json.takeError());
  const llvm::json::Object &root = *json->getAsObject();
  EXPECT_EQ(root.getInteger("format"), 1);
  EXPECT_EQ(root.getString("name"), "m");
  const llvm::json::Object &phase =
      *root.getArray("phases")->front().getAsObject();
  EXPECT_EQ(phase.getInteger("ops_after"), 5);
  const llvm::json::Object &pass =
      *phase.getArray("passes")->front().getAsObject();
  EXPECT_EQ(pass.getObject("counts")->getObject("fuse")->getInteger("passed"),
            2);
  const llvm::json::Object &missed =
      *root.getArray("remarks")->back().getAsObject();
  EXPECT_EQ(missed.getString("kind"), "missed");
  EXPECT_EQ(missed.getString("reason"), "too \"dear\"");
  EXPECT_EQ(missed.get("line"), nullptr);
  EXPECT_EQ(missed.getObject("values")->getInteger("bytes"), 64);
  const llvm::json::Object &cost =
      *root.getArray("costs")->front().getAsObject();
  EXPECT_EQ(cost.getString("entry"), "f");
  EXPECT_EQ(cost.getInteger("flops"), 4352);
  EXPECT_EQ(cost.getBoolean("exact"), true);
  EXPECT_EQ(cost.getString("sizes"), "batch 8");
}

TEST(Report, countsGroupsWhereTheyAreCompared) {
  Report report = makeReport();
  EXPECT_EQ(formatReport(report).find("\"groups\""), std::string::npos);
  report.phases.push_back(
      {"schedule", 0.25, 5, 9, {{"ag-check-groups", 0.125, 9, 9}}});
  Remark remark{};
  remark.phase = "schedule";
  remark.pass = "ag-check-groups";
  remark.name = "group";
  remark.times = 3;
  report.remarks.push_back(remark);
  remark.kind = Remark::Missed;
  remark.times = 1;
  report.remarks.push_back(remark);
  llvm::Expected<llvm::json::Value> json =
      llvm::json::parse(formatReport(report));
  ASSERT_TRUE(bool(json)) << llvm::toString(json.takeError());
  const llvm::json::Object &groups = *json->getAsObject()->getObject("groups");
  EXPECT_EQ(groups.getInteger("planned"), 4);
  EXPECT_EQ(groups.getInteger("made"), 3);
  EXPECT_EQ(groups.getInteger("taken_back"), 1);
}
