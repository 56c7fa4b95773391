//===- RosterTest.cpp - the unplaced items of each section ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Packing/Roster.h"
#include "Packing/Conflicts.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Returns a problem whose items 0 to 2 have the sizes 1, 2 and 4:
///
///   section   0   1   2
///   item 0    x       x
///   item 1    x   x
///   item 2        x   x
Problem makeTriangle() {
  Problem problem;
  problem.sections = 3;
  problem.items = {{1, {{0, 1}, {2, 3}}, 1, std::nullopt, 1},
                   {2, {{0, 2}}, 1, std::nullopt, 2},
                   {4, {{1, 3}}, 1, std::nullopt, 4}};
  return problem;
}

std::vector<unsigned> listUnplaced(const Roster &roster, unsigned section) {
  std::vector<unsigned> items = roster.unplacedIn(section).vec();
  llvm::sort(items);
  return items;
}

TEST(Roster, listsAllItemsFirst) {
  Problem problem = makeTriangle();
  Roster roster(problem);
  EXPECT_EQ(roster.countPlaced(), 0u);
  EXPECT_EQ(roster.sectionsOf(0).vec(), (std::vector<unsigned>{0, 2}));
  EXPECT_EQ(listUnplaced(roster, 0), (std::vector<unsigned>{0, 1}));
  EXPECT_EQ(listUnplaced(roster, 1), (std::vector<unsigned>{1, 2}));
  EXPECT_EQ(listUnplaced(roster, 2), (std::vector<unsigned>{0, 2}));
  EXPECT_EQ(roster.sumIn(0), 3);
  EXPECT_EQ(roster.sumIn(1), 6);
  EXPECT_EQ(roster.sumIn(2), 5);
}

TEST(Roster, placesItems) {
  Problem problem = makeTriangle();
  Roster roster(problem);
  roster.place(0);
  EXPECT_TRUE(roster.isPlaced(0));
  EXPECT_FALSE(roster.isPlaced(1));
  EXPECT_EQ(listUnplaced(roster, 0), std::vector<unsigned>{1});
  EXPECT_EQ(listUnplaced(roster, 2), std::vector<unsigned>{2});
  EXPECT_EQ(roster.sumIn(0), 2);
  EXPECT_EQ(roster.sumIn(1), 6);
  EXPECT_EQ(roster.sumIn(2), 4);
  roster.place(1);
  EXPECT_EQ(roster.countIn(0), 0u);
  EXPECT_EQ(listUnplaced(roster, 1), std::vector<unsigned>{2});
  EXPECT_EQ(roster.sumIn(1), 4);
}

TEST(Roster, unplacesTheLastItems) {
  Problem problem = makeTriangle();
  Roster roster(problem);
  for (unsigned item : {2, 0, 1})
    roster.place(item);
  EXPECT_EQ(roster.countPlaced(), 3u);
  roster.unplaceTo(1);
  EXPECT_EQ(roster.countPlaced(), 1u);
  EXPECT_TRUE(roster.isPlaced(2));
  EXPECT_EQ(listUnplaced(roster, 0), (std::vector<unsigned>{0, 1}));
  EXPECT_EQ(listUnplaced(roster, 1), std::vector<unsigned>{1});
  EXPECT_EQ(listUnplaced(roster, 2), std::vector<unsigned>{0});
  EXPECT_EQ(roster.sumIn(1), 2);
  roster.unplaceTo(0);
  EXPECT_EQ(listUnplaced(roster, 1), (std::vector<unsigned>{1, 2}));
  EXPECT_EQ(roster.sumIn(2), 5);
}

TEST(Conflicts, findsItemsThatMeet) {
  Problem problem = makeTriangle();
  problem.items[2].live = {{1, 2}};
  Conflicts conflicts(problem.items);
  EXPECT_EQ(conflicts.of(0).vec(), std::vector<unsigned>{1});
  EXPECT_EQ(conflicts.of(1).vec(), (std::vector<unsigned>{0, 2}));
  EXPECT_EQ(conflicts.of(2).vec(), std::vector<unsigned>{1});
  EXPECT_TRUE(conflicts.areMeeting(0, 1));
  EXPECT_FALSE(conflicts.areMeeting(0, 2));
  EXPECT_FALSE(conflicts.areMeeting(1, 1));
}
} // namespace
