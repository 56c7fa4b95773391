//===- MeshTest.cpp - tests of ranks in a grid ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/Mesh.h"
#include "AllStates.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
using Groups = std::vector<std::vector<int64_t>>;
} // namespace

TEST(Mesh, TheExamplesOfTheHeader) {
  Mesh mesh = valueOf(Mesh::get({{"dp", 2}, {"tp", 3}}));
  EXPECT_EQ(mesh.getNumRanks(), 6);
  EXPECT_EQ(mesh.findAxis("tp"), 1u);
  EXPECT_EQ(mesh.findAxis("ep"), std::nullopt);
  EXPECT_EQ(mesh.getGroups({1}), Groups({{0, 1, 2}, {3, 4, 5}}));
  EXPECT_EQ(mesh.getGroups({0}), Groups({{0, 3}, {1, 4}, {2, 5}}));
  EXPECT_EQ(mesh.getIndex(5, {1, 0}), 5);
  EXPECT_EQ(mesh.getIndex(2, {1, 0}), 4);
}

TEST(Mesh, GroupsAreInTheOrderOfTheirIndex) {
  Mesh mesh = makeMesh({2, 2, 3});
  EXPECT_EQ(mesh.getGroups({2, 0}),
            Groups({{0, 6, 1, 7, 2, 8}, {3, 9, 4, 10, 5, 11}}));
  for (const AxisList &along :
       {AxisList({1, 2}), AxisList({2, 1, 0}), AxisList()}) {
    int64_t ranks = 0;
    for (const std::vector<int64_t> &group : mesh.getGroups(along)) {
      ASSERT_EQ(int64_t(group.size()), mesh.getSize(along));
      for (size_t index = 0; index < group.size(); ++index, ++ranks)
        EXPECT_EQ(mesh.getIndex(group[index], along), int64_t(index));
    }
    EXPECT_EQ(ranks, mesh.getNumRanks());
  }
}

TEST(Mesh, CoordinatesAreReadAndChanged) {
  Mesh mesh = makeMesh({2, 3, 4});
  EXPECT_EQ(mesh.getCoordinate(23, 0), 1);
  EXPECT_EQ(mesh.getCoordinate(23, 1), 2);
  EXPECT_EQ(mesh.getCoordinate(23, 2), 3);
  EXPECT_EQ(mesh.withCoordinate(23, 1, 0), 15);
  EXPECT_EQ(mesh.withCoordinate(15, 1, 2), 23);
}

TEST(Mesh, TheSlowestLinkIsTheWorstOfEach) {
  Mesh mesh = makeMesh({2, 2}, {{1e-6, 1e9}, {2e-6, 1e10}});
  EXPECT_EQ(mesh.getSlowestLink({0, 1}).latency, 2e-6);
  EXPECT_EQ(mesh.getSlowestLink({0, 1}).bandwidth, 1e9);
  EXPECT_EQ(mesh.getSlowestLink({1}).bandwidth, 1e10);
}

TEST(Mesh, AnOwnLinkWins) {
  Mesh mesh = valueOf(Mesh::get({{"x", 2}, {"y", 2, MeshLink{1e-6, 1e9}}}))
                  .withDefaultLink({3e-6, 1e12});
  EXPECT_EQ(mesh.getSlowestLink({0}), (MeshLink{3e-6, 1e12}));
  EXPECT_EQ(mesh.getSlowestLink({1}), (MeshLink{1e-6, 1e9}));
  EXPECT_EQ(mesh.getSlowestLink({0, 1}), (MeshLink{3e-6, 1e9}));
  EXPECT_FALSE(mesh.getAxes()[0].link);
}

TEST(Mesh, OneRankAndTheMost) {
  Mesh one = valueOf(Mesh::get({}));
  EXPECT_EQ(one.getNumRanks(), 1);
  EXPECT_EQ(one.getGroups({}), Groups({{0}}));
  Mesh most = makeMesh({256, 1, 256});
  EXPECT_EQ(most.getNumRanks(), Mesh::mostRanks);
  EXPECT_EQ(most.getGroups({2, 0}).front().back(), Mesh::mostRanks - 1);
}

TEST(Mesh, WhatIsNoMeshIsRefused) {
  auto refusal = [](std::vector<MeshAxis> axes) {
    return messageOf(Mesh::get(std::move(axes)));
  };
  EXPECT_EQ(refusal({{"x", 2}, {"", 2}}), "axis 1 has no name");
  EXPECT_EQ(refusal({{"x", 2}, {"x", 2}}), "two axes 'x'");
  EXPECT_EQ(refusal({{"x", 0}}), "axis 'x' has the size 0; expected 1 or more");
  EXPECT_EQ(refusal({{"x", 2, MeshLink{-1, 1}}}),
            "axis 'x' has no latency; expected seconds, 0 or more");
  EXPECT_EQ(refusal({{"x", 2, MeshLink{0, 0}}}),
            "axis 'x' has no bandwidth; expected bytes a second, more than 0");
  EXPECT_EQ(refusal({{"x", 256}, {"y", 257}}),
            "a mesh of more than 65536 ranks");
  int64_t large = int64_t(1) << 40;
  EXPECT_EQ(refusal({{"x", large}, {"y", large}}),
            "a mesh of more than 65536 ranks");
}
