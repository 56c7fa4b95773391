//===- SpeedTest.cpp - the table of processors' numbers -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Machine/Common/Speed.h"
#include "llvm/TargetParser/X86TargetParser.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
Machine machine(llvm::StringRef march, std::vector<std::string> features = {},
                int64_t threads = 1) {
  return llvm::cantFail(
      makeMachine({"cpu", march.str(), std::move(features), threads}));
}

Speed speed(llvm::StringRef march) { return getSpeed(machine(march)); }

llvm::SmallVector<llvm::StringRef> listProcessors() {
  llvm::SmallVector<llvm::StringRef> names;
  llvm::X86::fillValidCPUArchList(names, /*Only64Bit=*/true);
  return names;
}

TEST(Speed, EveryProcessorHasARow) {
  EXPECT_GT(listProcessors().size(), 50U);
  for (llvm::StringRef name : listProcessors())
    EXPECT_TRUE(isInSpeedTable(name)) << name.str();
  EXPECT_FALSE(isInSpeedTable("znver"));
}

/// Each level is at least as large as the one before it, and no faster. Levels
/// that a processor lacks are skipped.
TEST(Speed, LevelsAreOrdered) {
  for (llvm::StringRef name : listProcessors()) {
    Speed core = speed(name);
    EXPECT_GT(core.stepsPerSecond(ScalarType::F32), 1e9) << name.str();
    int64_t held = 0;
    for (size_t level = 0; level < core.levels.size(); ++level) {
      if (core.levels[level].bytes == 0)
        continue;
      EXPECT_GE(core.levels[level].bytes, held) << name.str() << level;
      held = core.levels[level].bytes;
      EXPECT_EQ(core.levelHolding(held), level) << name.str();
      if (level > 0)
        EXPECT_LE(core.levels[level].bytesPerSecond,
                  core.levels[level - 1].bytesPerSecond)
            << name.str() << level;
    }
    EXPECT_GE(core.lastCacheBytes, core.levels[1].bytes) << name.str();
  }
}

TEST(Speed, ZenFour) {
  Speed core = speed("znver4");
  // 95 % of 2 ports x 8 lanes x 2 x 3.67 GHz
  EXPECT_NEAR(core.flopsPerSecond(ScalarType::F32), 111.6e9, 0.1e9);
  EXPECT_NEAR(core.flopsPerSecond(ScalarType::F64), 55.8e9, 0.1e9);
  EXPECT_EQ(core.flopsPerSecond(ScalarType::BF16),
            core.flopsPerSecond(ScalarType::F32));
  EXPECT_NEAR(core.stepsPerSecond(ScalarType::F32), 39.3e9, 0.1e9);
  EXPECT_EQ(core.stepsPerSecond(ScalarType::I8),
            core.stepsPerSecond(ScalarType::I1));
  EXPECT_NEAR(core.levels[1].bytesPerSecond, 99.1e9, 0.1e9);
  EXPECT_NEAR(core.levels[2].bytesPerSecond, 49.9e9, 0.1e9);
  EXPECT_EQ(core.levels[3].bytesPerSecond, 20e9);
  EXPECT_EQ(core.lastCacheBytes, 32 << 20);
  EXPECT_EQ(core.levelHolding(1 << 20), 1U);
  EXPECT_EQ(core.levelHolding((1 << 20) + 1), 2U);
}

/// Each use has its memory: accumulators are in L1, tiles in L2, and data that
/// blocks re-read in the core's share of the last cache.
TEST(Speed, MemoryByUse) {
  Speed core = speed("znver4");
  EXPECT_EQ(core.block.accumulators, 32 << 10);
  EXPECT_EQ(core.block.tiles, 1 << 20);
  EXPECT_EQ(core.block.shared, 5 << 20);
  EXPECT_EQ(core.block.operands, core.block.tiles);
  EXPECT_EQ(core.block.whole, INT64_MAX);
  EXPECT_EQ(core.bytesPerSecond(3), core.memoryBytesPerSecond());
  // Knights Landing has no L3.
  EXPECT_EQ(speed("knl").block.shared, 512 << 10);
}

/// A kernel's sums, its tiles and what its threads stage have the shared memory
/// that it gets without a request.
TEST(Speed, MemoryOfABlock) {
  EXPECT_FALSE(speed("znver4").isGPU);
  for (const char *march :
       {"sm_80", "sm_86", "sm_89", "sm_90", "sm_100", "sm_120"}) {
    Speed gpu = getSpeed(
        llvm::cantFail(makeMachine({"cuda", march, {}, std::nullopt})));
    EXPECT_TRUE(gpu.isGPU) << march;
    EXPECT_EQ(gpu.block.whole, 48 << 10) << march;
    EXPECT_EQ(gpu.block.accumulators, gpu.block.whole) << march;
    EXPECT_EQ(gpu.block.tiles, gpu.block.whole) << march;
    EXPECT_EQ(gpu.block.operands, gpu.block.shared) << march;
    EXPECT_GT(gpu.block.shared, 0) << march;
    EXPECT_LT(gpu.block.shared, gpu.lastCacheBytes) << march;
  }
}

/// Cache lines, and the shared memory that a kernel gets without a request
TEST(Machine, LinesAndVariables) {
  EXPECT_EQ(machine("znver4").lineBytes, 64);
  EXPECT_EQ(machine("znver4").staticSharedBytes, 0);
  for (const char *march : {"sm_80", "sm_120"}) {
    Machine gpu =
        llvm::cantFail(makeMachine({"cuda", march, {}, std::nullopt}));
    EXPECT_EQ(gpu.lineBytes, 128);
    EXPECT_EQ(gpu.staticSharedBytes, 48 << 10);
    EXPECT_EQ(gpu.vectorBits, 32 * warpThreads);
  }
}

/// Without AVX-512, a processor's ports are as wide as the remaining vectors.
/// Without multiply-adds, each lane does one operation per cycle.
TEST(Speed, FeaturesCount) {
  Speed whole = speed("skylake-avx512"),
        narrow = getSpeed(machine("skylake-avx512", {"-avx512vl"})),
        apart = getSpeed(machine("haswell", {"-fma"}));
  EXPECT_EQ(whole.bitsPerCycle, 1024);
  EXPECT_EQ(narrow.bitsPerCycle, 512);
  EXPECT_EQ(apart.flopsPerLane, 1);
  EXPECT_EQ(speed("haswell").flopsPerLane, 2);
}

TEST(Speed, ThreadsDoNotCount) {
  Speed one = speed("znver5"), many = getSpeed(machine("znver5", {}, 64));
  EXPECT_EQ(one.stepsPerSecond(ScalarType::F32),
            many.stepsPerSecond(ScalarType::F32));
  for (size_t level = 0; level < one.levels.size(); ++level) {
    EXPECT_EQ(one.levels[level].bytes, many.levels[level].bytes);
    EXPECT_EQ(one.levels[level].bytesPerSecond,
              many.levels[level].bytesPerSecond);
  }
  EXPECT_EQ(one.rank.flops, many.rank.flops);
  EXPECT_EQ(one.rank.memoryBandwidth, many.rank.memoryBandwidth);
}

//===----------------------------------------------------------------------===//
// Ranks
//===----------------------------------------------------------------------===//

TEST(Speed, ARankIsAllCores) {
  Speed core = speed("znver5");
  // 95 % of 128 cores x 2 ports x 16 lanes x 2 x 4.77 GHz
  EXPECT_NEAR(core.rank.flops, 37.1e12, 0.1e12);
  EXPECT_EQ(core.rank.cacheBytes, 128 * (5 << 20));
  EXPECT_NEAR(core.rank.cacheBandwidth, 12.8e12, 0.1e12);
  EXPECT_EQ(core.rank.memoryBandwidth, 576e9);
  EXPECT_EQ(core.rank.link, (MeshLink{14e-6, 25e9}));
  // L2 is the last cache.
  EXPECT_EQ(speed("knl").rank.cacheBytes, 64 * (512 << 10));
}

TEST(Speed, ARankIsAWholeGPU) {
  Speed core = getSpeed(
      llvm::cantFail(makeMachine({"cuda", "sm_90", {}, std::nullopt})));
  // 132 multiprocessors x 128 lanes x 2 x 1.83 GHz
  EXPECT_NEAR(core.rank.flops, 58.7e12, 0.1e12);
  EXPECT_NEAR(double(core.rank.cacheBytes), 50 << 20, 1 << 20);
  EXPECT_EQ(core.rank.memoryBandwidth, 3350e9);
  EXPECT_EQ(core.rank.link.bandwidth, 450e9);
  EXPECT_NEAR(core.levels.back().bytesPerSecond, 3350e9 / 132, 1);
}

TEST(Speed, ARankIsAtLeastOneCore) {
  for (llvm::StringRef name : listProcessors()) {
    Speed core = speed(name);
    EXPECT_GE(core.rank.flops, core.flopsPerSecond(ScalarType::F32));
    EXPECT_GE(core.rank.memoryBandwidth, core.levels.back().bytesPerSecond);
    EXPECT_GE(core.rank.cacheBandwidth, core.rank.memoryBandwidth)
        << name.str();
    EXPECT_LT(core.rank.link.bandwidth, core.rank.memoryBandwidth);
  }
}

/// Each number of a level is the minimum of two servers'.
TEST(Speed, Levels) {
  Speed intel = speed("cascadelake");
  for (auto [level, server] :
       {std::pair{"x86-64-v3", "znver3"}, std::pair{"x86-64-v4", "znver4"}}) {
    Speed core = speed(level), amd = speed(server);
    EXPECT_EQ(core.cyclesPerSecond,
              std::min(intel.cyclesPerSecond, amd.cyclesPerSecond));
    EXPECT_EQ(core.bitsPerCycle,
              std::min(intel.bitsPerCycle, amd.bitsPerCycle));
    EXPECT_EQ(core.lastCacheBytes,
              std::min(intel.lastCacheBytes, amd.lastCacheBytes));
    EXPECT_EQ(core.rank.memoryBandwidth,
              std::min(intel.rank.memoryBandwidth, amd.rank.memoryBandwidth));
    for (size_t cache = 0; cache < 4; ++cache) {
      auto perCycle = [&](const Speed &core) {
        return core.levels[cache].bytesPerSecond / core.cyclesPerSecond;
      };
      EXPECT_EQ(core.levels[cache].bytes,
                std::min(intel.levels[cache].bytes, amd.levels[cache].bytes));
      EXPECT_NEAR(perCycle(core), std::min(perCycle(intel), perCycle(amd)),
                  1e-6 * perCycle(core));
    }
  }
}
} // namespace
