//===- HostTest.cpp - which processor a machine is taken for --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is the host described by its model's name, or by its features? The machines
// of these tests are invented.
//
//===----------------------------------------------------------------------===//
#include "CPU/Host.h"
#include "CPU/X86Features.h"
#include "ag/Machine/Common/Speed.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
constexpr int64_t KiB = 1 << 10;

/// Returns the caches of a core with two threads. Many cores share the last
/// one.
std::vector<HostFacts::Cache> makeCaches(int64_t l1, int64_t l2, int64_t last) {
  return {{1, l1 * KiB, 2}, {2, l2 * KiB, 2}, {3, last * KiB, 64}};
}

/// Returns a machine with this name and the features of processor `can`.
HostFacts makeHost(llvm::StringRef vendor, llvm::StringRef name,
                   llvm::StringRef can) {
  HostFacts facts{vendor.str(), name.str(), {}, {}};
  for (llvm::StringRef feature : llvm::cantFail(getX86Features(can, {})))
    facts.features.push_back(feature.str());
  return facts;
}

/// Returns the names in alphabetical order, separated by commas.
template <typename List> std::string sorted(const List &list) {
  std::vector<std::string> names(list.begin(), list.end());
  llvm::sort(names);
  return llvm::join(names, ",");
}

/// Returns the features that code for this host may use.
std::string listFeatures(const HostProcessor &host) {
  return sorted(llvm::cantFail(getX86Features(host.march, host.changes)));
}

bool says(const HostProcessor &host, llvm::StringRef words) {
  return llvm::StringRef(host.found).contains(words);
}

HostProcessor describe(const HostFacts &facts) {
  return llvm::cantFail(describeHost(facts));
}

TEST(Host, AVirtualMachineHidesItsModel) {
  HostFacts facts = makeHost("GenuineIntel", "rocketlake", "sapphirerapids");
  facts.caches = makeCaches(48, 2048, 491520);
  HostProcessor host = describe(facts);
  EXPECT_EQ(host.march, "sapphirerapids");
  EXPECT_TRUE(host.changes.empty());
  EXPECT_EQ(host.caches, (CacheSizes{48 * KiB, 2048 * KiB, 491520 * KiB}));
  EXPECT_TRUE(says(host, "the host is named rocketlake, which lacks "))
      << host.found;
  EXPECT_TRUE(says(host, "amx-tile")) << host.found;
  EXPECT_TRUE(says(host,
                   "; compiled for sapphirerapids; cache sizes from cpuid: "
                   "L1 48 KiB, L2 2048 KiB, last 491520 KiB"))
      << host.found;
}

TEST(Host, AClientLacksOfItsName) {
  HostFacts facts = makeHost("GenuineIntel", "tigerlake", "tigerlake");
  llvm::erase(facts.features, "sha");
  facts.caches = makeCaches(48, 1280, 12288);
  HostProcessor host = describe(facts);
  EXPECT_EQ(host.march, "tigerlake");
  EXPECT_EQ(sorted(host.changes), "-sha");
  EXPECT_EQ(host.caches, std::nullopt) << "as the table has them";
}

TEST(Host, AServerOfAMD) {
  HostFacts facts = makeHost("AuthenticAMD", "znver3", "znver4");
  facts.caches = {{1, 32 * KiB, 2}, {2, 1024 * KiB, 2}, {3, 98304 * KiB, 16}};
  HostProcessor host = describe(facts);
  EXPECT_EQ(host.march, "znver4") << "not one of Intel's with fewer features";
  EXPECT_TRUE(host.changes.empty());
  EXPECT_EQ(host.caches, (CacheSizes{32 * KiB, 1024 * KiB, 98304 * KiB}));
}

TEST(Host, AServerWhoseCoresShareL2) {
  HostFacts facts = makeHost("GenuineIntel", "sierraforest", "sierraforest");
  facts.caches = {{1, 32 * KiB, 1}, {2, 4096 * KiB, 4}, {3, 110592 * KiB, 144}};
  HostProcessor host = describe(facts);
  EXPECT_EQ(host.march, "sierraforest");
  EXPECT_EQ(host.caches, std::nullopt) << "a quarter of L2 is a core's";
}

TEST(Host, AnUnknownMachine) {
  HostFacts facts = makeHost("GenuineIntel", "lakeofnext", "graniterapids");
  facts.features.emplace_back("avxvnniint16");
  HostProcessor host = describe(facts);
  EXPECT_EQ(listFeatures(host), sorted(facts.features));
  EXPECT_TRUE(says(host, "LLVM has no name for the host, which lacks "))
      << host.found;
  EXPECT_TRUE(says(host, "; cpuid has no usable cache sizes, so those of "))
      << host.found;
}

/// Without a known processor of the same vendor, the machine keeps its name.
TEST(Host, AnUnknownVendor) {
  HostFacts facts = makeHost("CentaurHauls", "x86-64-v3", "haswell");
  HostProcessor host = describe(facts);
  EXPECT_EQ(host.march, "x86-64-v3");
  EXPECT_EQ(listFeatures(host), sorted(facts.features));
}

TEST(Host, CachesThatMakeNoSense) {
  HostFacts facts = makeHost("GenuineIntel", "haswell", "haswell");
  std::vector<HostFacts::Cache> odd[] = {{},
                                         {{1, 32 * KiB, 2}},
                                         {{1, 0, 2}, {2, 256 * KiB, 2}},
                                         {{1, 512 * KiB, 2}, {2, 256 * KiB, 2}},
                                         makeCaches(32, 256, 128),
                                         makeCaches(32, 256, int64_t(1) << 40)};
  for (const std::vector<HostFacts::Cache> &caches : odd) {
    facts.caches = caches;
    EXPECT_EQ(describe(facts).caches, std::nullopt);
  }
}

/// Without an L3, L2 is the last cache.
TEST(Host, NoThirdCache) {
  HostFacts facts = makeHost("GenuineIntel", "haswell", "haswell");
  facts.caches = {{1, 32 * KiB, 2}, {2, 512 * KiB, 2}};
  EXPECT_EQ(describe(facts).caches,
            (CacheSizes{32 * KiB, 512 * KiB, 512 * KiB}));
}

/// The machine's cache sizes replace the table's. The speeds stay.
TEST(Host, CachesCount) {
  Target target{"cpu", "sapphirerapids", {}, std::nullopt};
  Speed usual = getSpeed(llvm::cantFail(makeMachine(target)));
  target.caches = CacheSizes{32 * KiB, 1024 * KiB, 1536 * KiB};
  Speed own = getSpeed(llvm::cantFail(makeMachine(target)));
  EXPECT_EQ(own.levels[0].bytes, 32 * KiB);
  EXPECT_EQ(own.levels[1].bytes, 1024 * KiB);
  EXPECT_EQ(own.levels[2].bytes, 1536 * KiB) << "no more than the whole";
  EXPECT_EQ(own.block.tiles, 1024 * KiB);
  EXPECT_EQ(own.block.shared, 1536 * KiB);
  EXPECT_EQ(own.lastCacheBytes, 1536 * KiB);
  for (size_t level = 0; level < own.levels.size(); ++level)
    EXPECT_EQ(own.levels[level].bytesPerSecond,
              usual.levels[level].bytesPerSecond);
  target = {"cuda", "sm_90", {}, std::nullopt, target.caches};
  EXPECT_EQ(llvm::toString(makeMachine(target).takeError()),
            "caches: are for target=cpu; expected none");
}

/// Whichever machine runs this test, its description has all of its features.
TEST(Host, ThisOne) {
  HostFacts facts = readHost();
  HostProcessor host = describe(facts);
  EXPECT_EQ(facts.vendor.size(), 12U);
  EXPECT_FALSE(facts.features.empty());
  EXPECT_EQ(listFeatures(host), sorted(facts.features));
}
} // namespace
