//===- MemoryPlanTest.cpp - an entry's workspace, to be looked at ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "MakeBuffer.h"
#include "ag/Support/Memory/MemoryTable.h"
#include "gtest/gtest.h"

using namespace ag;

/// Returns the example of MemoryPlan.h.
static MemoryPlan makePlan() {
  MemoryPlan plan;
  plan.entry = "mlp";
  plan.sizes = {{"batch", 64}};
  plan.buffers = {makeBuffer("h", 16384, 8192, {{0, 2}}),
                  makeBuffer("t", 8192, 0, {{1, 3}}),
                  makeBuffer("y", 8192, 8192, {{2, 3}})};
  plan.buffers[0].value = {"h", "mlp.mlir", 4, 8};
  plan.buffers[0].type = "memref<64x64xf32>";
  plan.steps = {{"contract"}, {"tanh", "mlp.mlir", 5, 3}, {"contract"}};
  plan.peak = plan.bound = 24576;
  plan.samples = {{{{"batch", 1}}, 384, 256}};
  return plan;
}

static std::string toJson(const MemoryPlan &plan) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream);
  writeMemoryPlan(plan, json);
  return text;
}

TEST(MemoryPlan, findsWhatLivesWhenMostDoes) {
  MemoryPlan plan = makePlan();
  EXPECT_EQ(sumOfBuffers(plan), 32768);
  std::optional<BusiestStep> busiest = findBusiestStep(plan);
  ASSERT_TRUE(busiest);
  EXPECT_EQ(busiest->step, 1);
  EXPECT_EQ(busiest->bytes, 24576);
  EXPECT_EQ(busiest->buffers, (std::vector<size_t>{0, 1}));
}

TEST(MemoryPlan, countsNothingInTheHolesOfALife) {
  MemoryPlan plan;
  plan.buffers = {
      makeBuffer("a", 8, 0, {{0, 1}, {4, 6}}), makeBuffer("b", 4, 0, {{1, 4}}),
      makeBuffer("empty", 0, 0, {{0, 9}}), makeBuffer("dead", 100, 0, {{3, 3}}),
      makeBuffer("c", 4, 8, {{5, 9}})};
  std::optional<BusiestStep> busiest = findBusiestStep(plan);
  ASSERT_TRUE(busiest);
  EXPECT_EQ(busiest->step, 5);
  EXPECT_EQ(busiest->bytes, 12);
  EXPECT_EQ(busiest->buffers, (std::vector<size_t>{0, 4}));
  EXPECT_EQ(findGreedyPeak(plan), 12);
}

TEST(MemoryPlan, comparesWithTheLargestFirst) {
  // In the order of sizes, b and c conflict, so they get 0 and 3. a fits beside
  // c. d conflicts with both and gets 6.
  MemoryPlan plan;
  plan.buffers = {
      makeBuffer("a", 2, 0, {{0, 2}}), makeBuffer("b", 3, 2, {{1, 3}}),
      makeBuffer("c", 3, 5, {{2, 4}}), makeBuffer("d", 2, 0, {{2, 4}})};
  EXPECT_EQ(findGreedyPeak(plan), 8);
  plan.buffers.resize(5001);
  EXPECT_EQ(findGreedyPeak(plan), std::nullopt);
}

TEST(MemoryPlan, printsItsTable) {
  EXPECT_EQ(
      formatMemoryTable(makePlan(), 2),
      R"(@mlp: 24.6 kB of workspace at batch 64, the least that its buffers fit into
  buffers                  3   that hold temporaries
  peak                 24576   bytes of the workspace
  bound                24576   no plan takes less
  gap                      0   0.0 %, meets the bound
  sum                  32768   of all buffers, each by itself
  reuse                 1.33   sum / peak
  greedy               24576   if the largest buffer is placed first

  Most is live (*) at step 1, tanh at mlp.mlir:5: 24576 bytes.
               bytes          offset  steps             buffer
  *            16384            8192  [0, 2)            h at mlp.mlir:4
  *             8192               0  [1, 3)            t
  and 1 more

              peak           bound       gap  at
               384             256    50.0 %  batch 1
)");
}

TEST(MemoryPlan, saysHowSureItIs) {
  MemoryPlan plan = makePlan();
  plan.sizes.clear();
  plan.bound = 20000;
  plan.certainty = Certainty::BestFound;
  EXPECT_EQ(spellNeed(plan),
            "24.6 kB of workspace, of which it needs at least 20 kB");
  plan.certainty = Certainty::Proved;
  EXPECT_EQ(spellNeed(plan),
            "24.6 kB of workspace, the least that its buffers fit into");
}

TEST(MemoryPlan, hasNothingToSayOfNoBuffers) {
  MemoryPlan plan;
  plan.entry = "f";
  EXPECT_EQ(formatMemoryTable(plan), "@f: no workspace\n");
  EXPECT_EQ(findBusiestStep(plan), std::nullopt);
  EXPECT_EQ(toJson(plan),
            R"({"entry":"f","sizes":{},"peak":0,"bound":0,"gap":0,)"
            R"("certainty":"meets the bound","sum":0,"greedy":0,"steps":0,)"
            R"("busiest":null,"buffers":[],"samples":[]})");
}

TEST(MemoryPlan, isJson) {
  MemoryPlan plan = makePlan();
  plan.buffers.resize(2);
  EXPECT_EQ(
      toJson(plan),
      R"({"entry":"mlp","sizes":{"batch":64},"peak":24576,"bound":24576,)"
      R"("gap":0,"certainty":"meets the bound","sum":24576,"greedy":24576,)"
      R"("steps":3,"busiest":{"step":1,"bytes":24576,"name":"tanh",)"
      R"("file":"mlp.mlir","line":5,"column":3,"buffers":[0,1]},)"
      R"("buffers":[{"name":"h","file":"mlp.mlir","line":4,"column":8,)"
      R"("type":"memref<64x64xf32>","bytes":16384,"offset":8192,)"
      R"("live":[[0,2]],"copies":1},{"name":"t","bytes":8192,"offset":0,)"
      R"("live":[[1,3]],"copies":1}],"samples":[{"sizes":{"batch":1},)"
      R"("peak":384,"bound":256,"gap":128}]})");
}

TEST(MemoryPlan, takesOddNamesAndHugeValues) {
  constexpr int64_t huge = int64_t(1) << 62;
  MemoryPlan plan;
  plan.entry = "\xff\"";
  plan.buffers = {makeBuffer("<&\">\x80", huge, huge - 1, {{0, huge}})};
  plan.peak = 2 * (huge - 1) + 1;
  plan.bound = huge;
  plan.certainty = Certainty::BestFound;
  llvm::Expected<llvm::json::Value> read = llvm::json::parse(toJson(plan));
  ASSERT_TRUE(bool(read));
  llvm::json::Object &object = *read->getAsObject();
  EXPECT_EQ(object.getInteger("peak"), INT64_MAX);
  EXPECT_EQ(object.getInteger("gap"), huge - 1);
  llvm::json::Object &buffer =
      *object.getArray("buffers")->front().getAsObject();
  EXPECT_EQ(buffer.getString("name"), "<&\">\xef\xbf\xbd");
  EXPECT_NE(formatMemoryTable(plan).find("4611686018427387903"),
            std::string::npos);
}
