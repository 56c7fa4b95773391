//===- FragmentsTest.cpp - tests of lanes by their next instructions ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do lanes part where they branch, and meet where they reach each other?
//
//===----------------------------------------------------------------------===//
#include "Machine/Fragments.h"
#include "gtest/gtest.h"

namespace ag::emulator {
namespace {

using List = std::vector<std::pair<uint32_t, Lanes>>;

/// Returns the instruction and the lanes of each fragment.
List listAll(Fragments fragments) {
  List list;
  while (!fragments.isEmpty()) {
    Fragment first = fragments.takeFirst();
    list.emplace_back(first.next, first.lanes);
  }
  return list;
}

TEST(Fragments, areSortedAndJoined) {
  Fragments fragments;
  EXPECT_TRUE(fragments.isEmpty());
  fragments.start({7, 0b0001});
  fragments.insert({9, 0b0010});
  fragments.insert({3, 0b0100});
  fragments.insert({7, 0b1000});
  fragments.insert({8, 0});
  EXPECT_EQ(listAll(fragments), (List{{3, 0b0100}, {7, 0b1001}, {9, 0b0010}}));
}

TEST(Fragments, startForgetsTheOthers) {
  Fragments fragments;
  fragments.insert({9, 0b10});
  fragments.start({7, 0b01});
  EXPECT_EQ(listAll(fragments), (List{{7, 0b01}}));
}

TEST(Fragments, firstJoinsTheNextOneAtTheLimit) {
  Fragments fragments;
  fragments.start({3, 0b01});
  EXPECT_EQ(fragments.getLimit(), UINT32_MAX);
  fragments.insert({7, 0b10});
  EXPECT_EQ(fragments.getLimit(), 7u);
  fragments.moveFirst(6);
  EXPECT_EQ(listAll(fragments), (List{{6, 0b01}, {7, 0b10}}));
  fragments.moveFirst(7);
  EXPECT_EQ(listAll(fragments), (List{{7, 0b11}}));
}

TEST(Fragments, allLanesBranchOrNone) {
  Fragments fragments;
  fragments.start({3, 0b11});
  fragments.branchFirst(9, 0b11);
  EXPECT_EQ(listAll(fragments), (List{{9, 0b11}}));
  fragments.branchFirst(1, 0);
  EXPECT_EQ(listAll(fragments), (List{{10, 0b11}}));
}

TEST(Fragments, branchesPartAndMeet) {
  Fragments fragments;
  fragments.start({3, 0b0011});
  fragments.insert({9, 0b0100});
  fragments.branchFirst(9, 0b0010);
  EXPECT_EQ(listAll(fragments), (List{{4, 0b0001}, {9, 0b0110}}));
  fragments.branchFirst(9, 0b0001);
  EXPECT_EQ(listAll(fragments), (List{{9, 0b0111}}));
}

TEST(Fragments, lanesReturnToTheirOwnCallers) {
  Fragments fragments;
  fragments.start({5, 0b0001});
  const uint32_t next[] = {0, 8, 5, 8};
  fragments.insertEach(next, 0b1110);
  EXPECT_EQ(listAll(fragments), (List{{5, 0b0101}, {8, 0b1010}}));
}

} // namespace
} // namespace ag::emulator
