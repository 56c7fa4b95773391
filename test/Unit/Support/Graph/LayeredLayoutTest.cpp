//===- LayeredLayoutTest.cpp - places for boxes with arrows between -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Graph/LayeredLayout.h"
#include "gtest/gtest.h"
#include <random>
#include <vector>

using namespace ag;

using Edges = std::vector<std::pair<unsigned, unsigned>>;

static bool overlap(const LayoutBox &a, const LayoutBox &b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
         b.y < a.y + a.height;
}

TEST(LayeredLayout, puts_a_diamond_in_three_rows) {
  std::vector<LayoutBox> boxes(4, LayoutBox{10, 4});
  LayoutSize size = layOut(boxes, Edges{{0, 1}, {0, 2}, {1, 3}, {2, 3}}, 2, 99);
  EXPECT_EQ(size.width, 22);
  EXPECT_EQ(size.height, 16);
  EXPECT_EQ(boxes[0].x, 6);
  EXPECT_EQ(boxes[0].y, 0);
  EXPECT_EQ(boxes[1].y, 6);
  EXPECT_EQ(boxes[2].y, 6);
  EXPECT_LT(boxes[1].x, boxes[2].x);
  EXPECT_EQ(boxes[3].y, 12);
}

TEST(LayeredLayout, takes_no_boxes_and_edges_back) {
  EXPECT_EQ(layOut({}, {}, 2, 99).width, 0);
  std::vector<LayoutBox> boxes(2, LayoutBox{10, 4});
  layOut(boxes, Edges{{0, 1}, {1, 0}}, 2, 99);
  EXPECT_LT(boxes[0].y, boxes[1].y);
}

TEST(LayeredLayout, stands_right_above_what_it_goes_to) {
  std::vector<LayoutBox> boxes(4, LayoutBox{10, 4});
  layOut(boxes, Edges{{1, 2}, {2, 3}, {0, 3}}, 2, 99);
  EXPECT_EQ(boxes[0].y, boxes[2].y);
}

TEST(LayeredLayout, breaks_wide_rows) {
  std::vector<LayoutBox> boxes(10, LayoutBox{10, 4});
  EXPECT_LE(layOut(boxes, {}, 2, 50).width, 50);
}

TEST(LayeredLayout, puts_no_box_over_another) {
  std::mt19937 random(1);
  for (int turn = 0; turn < 50; ++turn) {
    std::vector<LayoutBox> boxes;
    Edges edges;
    for (unsigned box = 0; box < 40; ++box) {
      boxes.push_back({double(random() % 50 + 1), double(random() % 20 + 1)});
      for (unsigned count = random() % 3; box > 0 && count > 0; --count)
        edges.emplace_back(random() % box, box);
    }
    LayoutSize size = layOut(boxes, edges, 3, 120);
    for (size_t a = 0; a < boxes.size(); ++a) {
      EXPECT_LE(boxes[a].x + boxes[a].width, size.width);
      EXPECT_LE(boxes[a].y + boxes[a].height, size.height);
      for (size_t b = 0; b < a; ++b)
        EXPECT_FALSE(overlap(boxes[a], boxes[b]));
    }
    for (auto [from, to] : edges)
      EXPECT_LT(boxes[from].y, boxes[to].y);
  }
}
