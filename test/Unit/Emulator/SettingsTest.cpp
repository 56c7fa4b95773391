//===- SettingsTest.cpp - what AG_EMULATOR sets ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is each setting read, and any other text refused? Does each order visit all
// blocks?
//
//===----------------------------------------------------------------------===//
#include "Driver/Settings.h"
#include "TestDevice.h"
#include <set>

namespace ag::emulator {
namespace {

TEST(Settings, areRead) {
  Settings settings;
  EXPECT_FALSE(parseSettings("", settings));
  EXPECT_FALSE(settings.order.isRandom());
  EXPECT_FALSE(parseSettings("order=random:7,sm=80,memory=16,count,"
                             "patience=1000,limit=2000,blocks=5",
                             settings));
  EXPECT_TRUE(settings.order.isRandom() && settings.counts);
  EXPECT_EQ(settings.sm, 80u);
  EXPECT_EQ(settings.memoryMiB, 16u);
  EXPECT_EQ(settings.mostBlocks, 5u);
  EXPECT_EQ(settings.patience.idle, 1000u);
  EXPECT_EQ(settings.patience.total, 2000u);
  EXPECT_FALSE(parseSettings("order=in", settings));
  EXPECT_FALSE(settings.order.isRandom());
}

TEST(Settings, othersAreRefused) {
  for (const char *text : {"order", "order=", "order=random", "order=random:",
                           "order=random:x", "sm=70", "sm=", "memory=0",
                           "blocks=0", "counts", "count=1", ",", "limit=-1"}) {
    Settings settings;
    std::optional<std::string> error = parseSettings(text, settings);
    ASSERT_TRUE(error) << text;
    EXPECT_EQ(error->find("AG_EMULATOR has '"), 0u);
  }
}

TEST(Order, visitsEachOnce) {
  for (uint64_t seed = 0; seed < 20; ++seed)
    for (uint64_t count : {1, 2, 6, 7, 64, 100}) {
      Order::Walk walk = Order(seed).pickWalk(count);
      std::set<uint64_t> visited;
      for (uint64_t i = 0; i < count; ++i)
        visited.insert((walk.first + i * walk.step) % count);
      EXPECT_EQ(visited.size(), count);
    }
}

TEST(Order, blocksGiveTheSameBits) {
  std::vector<uint32_t> first;
  for (uint64_t seed = 0; seed < 4; ++seed) {
    TestDevice device;
    if (seed != 0)
      device.order = Order(seed);
    device.load(makeKernel("mov.u32 %r1, %ctaid.x; mov.u32 %r2, %ntid.x;\n"
                           "mad.lo.u32 %r3, %r1, %r2, %r0; mul.wide.u32 %rd1, "
                           "%r3, 4; add.s64 %rd1, %rd0, %rd1;\n"
                           "mul.lo.u32 %r4, %r3, %r3; st.global.b32 [%rd1], "
                           "%r4;",
                           1));
    uint64_t array = device.upload(std::vector<uint32_t>(480));
    EXPECT_EQ(device.run({array}, makeShape(48, 10)).text, "");
    std::vector<uint32_t> got = device.download<uint32_t>(array);
    EXPECT_TRUE(first.empty() || got == first);
    EXPECT_EQ(got[479], 479u * 479u);
    first = got;
  }
}

} // namespace
} // namespace ag::emulator
