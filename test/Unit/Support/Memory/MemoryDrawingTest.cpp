//===- MemoryDrawingTest.cpp - a workspace over program time, as SVG ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/MemoryDrawing.h"
#include "MakeBuffer.h"
#include "llvm/Support/JSON.h"
#include "gtest/gtest.h"

using namespace ag;

static size_t countOf(llvm::StringRef text, llvm::StringRef part) {
  return text.count(part);
}

/// Returns true if an XML text has matching tags, and every '<' and '&' begins
/// a tag or an entity.
static bool isWellFormed(llvm::StringRef text) {
  std::vector<llvm::StringRef> open;
  for (size_t at = 0; (at = text.find('<', at)) != llvm::StringRef::npos;) {
    size_t end = text.find('>', at);
    if (end == llvm::StringRef::npos)
      return false;
    llvm::StringRef tag = text.slice(at + 1, end);
    at = end;
    if (tag.consume_front("/")) {
      if (open.empty() || open.back() != tag)
        return false;
      open.pop_back();
    } else if (!tag.ends_with("/") && !tag.starts_with("?")) {
      open.push_back(tag.split(' ').first);
    }
  }
  size_t entities = countOf(text, "&lt;") + countOf(text, "&gt;") +
                    countOf(text, "&amp;") + countOf(text, "&quot;") +
                    countOf(text, "&apos;");
  return open.empty() && countOf(text, "&") == entities;
}

TEST(MemoryDrawing, drawsARectangleForEachRange) {
  MemoryPlan plan;
  plan.entry = "mlp";
  plan.sizes = {{"batch", 64}};
  plan.buffers = {makeBuffer("h", 1024, 0, {{0, 2}, {3, 4}}),
                  makeBuffer("t", 512, 1024, {{1, 3}})};
  plan.buffers[0].value = {"h", "mlp.mlir", 4, 8};
  plan.buffers[0].copies = 2;
  plan.steps = {{"contract"}, {"tanh", "mlp.mlir", 5, 3}, {"add"}, {"add"}};
  plan.peak = 1536;
  plan.bound = 1280;
  plan.certainty = Certainty::BestFound;
  std::string text = drawMemory(plan);
  EXPECT_TRUE(isWellFormed(text));
  // Four steps span x = 90 to 1180. 1,536 bytes span y = 590 up to 60.
  EXPECT_EQ(countOf(text, "<title>h\nmlp.mlir:4:8\n1024 bytes from 0 on\nsteps "
                          "[0, 2)\nsteps [3, 4)\n2 copies</title>\n"
                          "<rect x=\"90.00\" y=\"236.67\" width=\"545.00\" "
                          "height=\"353.33\"/>\n"
                          "<rect x=\"907.50\" y=\"236.67\" width=\"272.50\" "
                          "height=\"353.33\"/>"),
            1u);
  EXPECT_EQ(countOf(text, "<rect x=\"362.50\" y=\"60.00\" width=\"545.00\" "
                          "height=\"176.67\"/>"),
            1u);
  EXPECT_EQ(countOf(text, ">h</text>"), 2u);
  EXPECT_EQ(countOf(text, ">peak: 1536 bytes<"), 1u);
  EXPECT_EQ(countOf(text, ">bound: 1280 bytes<"), 1u);
  EXPECT_EQ(countOf(text, ">most is live at step 1, tanh at mlp.mlir:5: 1536 "
                          "bytes<"),
            1u);
  EXPECT_EQ(countOf(text, ">1.5 KiB<"), 1u);
  EXPECT_EQ(countOf(text, "of workspace at batch 64, of which it needs"), 1u);
  EXPECT_EQ(drawMemory(plan), text);
}

TEST(MemoryDrawing, takesNoPlanAndNoBuffers) {
  EXPECT_TRUE(isWellFormed(drawMemory({})));
  MemoryPlan plan;
  plan.entry = "f";
  std::string text = drawMemory({plan, plan});
  EXPECT_TRUE(isWellFormed(text));
  EXPECT_EQ(countOf(text, ">@f: no workspace<"), 2u);
}

TEST(MemoryDrawing, escapesNames) {
  MemoryPlan plan;
  plan.entry = "<&\">'";
  plan.buffers = {
      makeBuffer("<&\">\x01\n\xff\xef\xbf\xbf", 64, 0, {{-5, 5}}),
      // The name has more letters than fit into the rectangle.
      makeBuffer("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4"
                 "\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6",
                 64, 64, {{4, 5}})};
  plan.peak = plan.bound = 128;
  std::string text = drawMemory(plan);
  EXPECT_TRUE(isWellFormed(text));
  EXPECT_EQ(countOf(text, "<title>&lt;&amp;&quot;&gt;?\n\xef\xbf\xbd?\n"), 1u);
  EXPECT_TRUE(llvm::json::isUTF8(text));
  EXPECT_EQ(countOf(text, ">-5<"), 1u);
}

TEST(MemoryDrawing, takesHugeValues) {
  constexpr int64_t huge = int64_t(1) << 62;
  MemoryPlan plan;
  plan.buffers = {makeBuffer("a", huge, huge - 1, {{INT64_MIN, INT64_MAX}}),
                  makeBuffer("b", 1, 0, {{0, 1}})};
  plan.peak = plan.bound = 2 * (huge - 1) + 1;
  std::string text = drawMemory(plan);
  EXPECT_TRUE(isWellFormed(text));
  EXPECT_EQ(countOf(text, "nan") + countOf(text, "inf"), 0u);
  EXPECT_EQ(countOf(text, ">7 EiB<"), 1u);
}

TEST(MemoryDrawing, drawsManyBuffers) {
  MemoryPlan plan;
  for (int64_t number = 0; number < 5000; ++number)
    plan.buffers.push_back(makeBuffer("b" + std::to_string(number), 64,
                                      number % 10 * 64,
                                      {{number, number + 10}}));
  plan.peak = plan.bound = 640;
  std::string text = drawMemory(plan);
  EXPECT_EQ(countOf(text, "<title>"), 5000u);
  EXPECT_LT(text.size(), 2'000'000u);
}
