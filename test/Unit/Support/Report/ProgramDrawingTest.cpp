//===- ProgramDrawingTest.cpp - programs as drawings ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/ProgramDrawing.h"
#include "ag/Support/Report/FoldRepeats.h"
#include "llvm/ADT/StringRef.h"
#include "gtest/gtest.h"
#include <chrono>

using namespace ag;

static GraphNode makeNode(std::string name, PartNumber part = std::nullopt) {
  GraphNode node;
  node.name = std::move(name);
  node.type = "4x8xf32";
  node.bytes = 128;
  node.seconds = 1e-6;
  node.part = part;
  return node;
}

/// Returns a graph of `count` layers. Each layer is a region with a group of
/// three ops in a row. An op precedes and another follows them.
static ProgramGraph makeDrawnLayers(unsigned count) {
  ProgramGraph graph;
  graph.function = "f";
  graph.nodes.push_back(makeNode("exp"));
  for (unsigned layer = 0; layer < count; ++layer) {
    unsigned region = graph.parts.size();
    graph.parts.push_back({GraphPart::Body, "layer"});
    graph.parts.push_back({GraphPart::Group, "1 pass", "", 1e-6, region});
    for (std::string name : {"contract", "add", "tanh"}) {
      unsigned last = graph.nodes.size() - 1;
      graph.nodes.push_back(makeNode(name, region + 1));
      graph.edges.push_back({last, last + 1, GraphEdge::Together, name});
    }
  }
  graph.nodes.push_back(makeNode("neg"));
  graph.edges.push_back({unsigned(graph.nodes.size()) - 2,
                         unsigned(graph.nodes.size()) - 1, GraphEdge::Apart});
  return graph;
}

TEST(FoldRepeats, leaves_one_layer) {
  ProgramGraph folded = foldRepeats(makeDrawnLayers(6));
  ASSERT_EQ(folded.nodes.size(), 5u);
  ASSERT_EQ(folded.parts.size(), 3u);
  EXPECT_EQ(folded.parts[0].kind, GraphPart::Repeat);
  EXPECT_EQ(folded.parts[0].name, "6 times");
  EXPECT_NEAR(folded.parts[0].seconds, 24e-6, 1e-12);
  EXPECT_EQ(folded.parts[1].parent, 0u);
  EXPECT_EQ(folded.nodes[1].part, 2u);
  // The edges into the first layer, two inside, from the last layer to the
  // next, and out of it
  EXPECT_EQ(folded.edges.size(), 5u);
}

/// The inputs that are drawn are those of the first layer.
TEST(FoldRepeats, looks_past_what_is_given) {
  ProgramGraph graph;
  for (std::string name : {"x", "w0", "", "w1", ""}) {
    unsigned number = graph.nodes.size();
    if (name.empty()) {
      unsigned region = graph.parts.size();
      graph.parts.push_back({GraphPart::Body, "layer"});
      for (unsigned turn = 0; turn < 3; ++turn)
        graph.nodes.push_back(makeNode("add", region));
      graph.edges.push_back({number - 1, number, GraphEdge::Given});
      continue;
    }
    graph.nodes.push_back(makeNode(name));
    graph.nodes.back().isInput = true;
  }
  ProgramGraph folded = foldRepeats(graph);
  EXPECT_EQ(folded.nodes.size(), 5u);
  EXPECT_EQ(folded.nodes[1].name, "w0");
  EXPECT_EQ(folded.edges.size(), 1u);
}

TEST(FoldRepeats, tells_layers_apart) {
  ProgramGraph graph = makeDrawnLayers(3);
  graph.nodes[5].name = "mul";
  EXPECT_EQ(foldRepeats(graph).nodes.size(), graph.nodes.size());
  graph = makeDrawnLayers(3);
  // The second layer has one more edge, from its first op to its third.
  graph.edges.push_back({4, 6, GraphEdge::Together});
  EXPECT_EQ(foldRepeats(graph).nodes.size(), graph.nodes.size());
}

TEST(FoldRepeats, takes_periods_of_ops_in_no_part) {
  ProgramGraph graph;
  for (unsigned turn = 0; turn < 12; ++turn)
    graph.nodes.push_back(makeNode(turn % 4 == 3 ? "exp" : "add"));
  ProgramGraph folded = foldRepeats(graph);
  EXPECT_EQ(folded.nodes.size(), 4u);
  EXPECT_EQ(folded.parts.at(0).name, "3 times");
  EXPECT_TRUE(foldRepeats(ProgramGraph()).nodes.empty());
}

TEST(ProgramDrawing, draws_parts_nodes_and_edges) {
  ProgramGraph graph = makeDrawnLayers(2);
  graph.nodes.front().name = "<&>";
  graph.edges.front().text = "why: x < y";
  graph.edges.push_back({6, 1, GraphEdge::Later, "back"});
  std::string text = drawPrograms({graph});
  llvm::StringRef drawing = text;
  EXPECT_EQ(drawing.count("&lt;&amp;&gt;"), 2u);
  EXPECT_EQ(drawing.count("<title>why: x &lt; y</title>"), 1u);
  // Each of two layers has a time, and so have the ops, of which two are in
  // no part.
  EXPECT_EQ(drawing.count("<title>2 times, 8 us, 80 %</title>"), 1u);
  EXPECT_EQ(drawing.count(">1 pass, 1 us, 10 %</text>"), 1u);
  EXPECT_EQ(drawing.count("class=\"edge\""), 5u);
  EXPECT_EQ(drawing.count("marker-end=\"url(#head0)\""), 5u);
  EXPECT_EQ(drawing.count("<marker id=\"head0\""), 1u);
  EXPECT_EQ(drawing.count("<g") - drawing.count("<g>") - drawing.count("<g "),
            0u);
  EXPECT_EQ(drawing.count("<g>") + drawing.count("<g "), drawing.count("</g>"));
  EXPECT_EQ(drawing.count("nan") + drawing.count("inf"), 0u);
  EXPECT_EQ(drawing.count(">computed together<"), 1u);
  EXPECT_EQ(drawing.count(">repeated part, drawn once<"), 1u);
  EXPECT_EQ(drawing.count(">input<") + drawing.count("ranks send"), 0u);
  EXPECT_EQ(drawPrograms({graph}), text);
  text = drawPrograms({graph}, DrawnPlan::Shardings);
  EXPECT_NE(text.find(">resharded, and ranks send<"), std::string::npos);
}

TEST(ProgramDrawing, takes_programs_without_ops) {
  EXPECT_TRUE(llvm::StringRef(drawPrograms({})).ends_with("</svg>\n"));
  ProgramGraph graph;
  graph.function = "f";
  EXPECT_EQ(llvm::StringRef(drawPrograms({graph, graph})).count("@f"), 2u);
}

TEST(ProgramDrawing, draws_thousands_of_ops_in_a_second) {
  ProgramGraph graph = makeDrawnLayers(1000);
  // All ops have different names, so no layers are folded.
  for (size_t number = 0; number < graph.nodes.size(); ++number)
    graph.nodes[number].name += std::to_string(number);
  auto start = std::chrono::steady_clock::now();
  std::string text = drawPrograms({graph});
  std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  EXPECT_EQ(llvm::StringRef(text).count("class=\"edge\""), 3001u);
  EXPECT_LT(seconds.count(), 1.0);
  EXPECT_EQ(llvm::StringRef(drawPrograms({makeDrawnLayers(1000)}))
                .count("1000 times"),
            2u);
}
