//===- CpuTest.cpp - which CPUs are taken for able ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a feature usable exactly if the CPU has it and the operating system saves
// its registers?
//
//===----------------------------------------------------------------------===//
extern "C" {
#include "Cpu.h"
}
#include "gtest/gtest.h"

namespace {
/// The cpuid leaves of the fake CPU
ag_rt_cpuid leaf1, leaf7, leaf7sub1, extended;
uint64_t savedState;

ag_rt_cpuid fakeCpuid(uint32_t leaf, uint32_t subleaf) {
  if (leaf == 1)
    return leaf1;
  if (leaf == 7)
    return subleaf == 0 ? leaf7 : leaf7sub1;
  return leaf == 0x80000001 ? extended : ag_rt_cpuid{0, 0, 0, 0};
}
uint64_t fakeXcr0() { return savedState; }

bool has(const char *feature) {
  return ag_rt_cpu_has(feature, fakeCpuid, fakeXcr0);
}

struct Cpu : testing::Test {
  void SetUp() override {
    leaf1 = leaf7 = leaf7sub1 = extended = {~0u, ~0u, ~0u, ~0u};
    savedState = ~0ull;
  }
};

TEST_F(Cpu, readsTheRightBit) {
  leaf1 = {0, 0, 1u << 27 | 1u << 20, 0};
  EXPECT_TRUE(has("sse4.2"));
  EXPECT_TRUE(has("crc32"));
  EXPECT_FALSE(has("sse4.1"));
  leaf7sub1 = {1u << 5, 0, 0, 0};
  EXPECT_TRUE(has("avx512bf16"));
  EXPECT_FALSE(has("avxvnni"));
  extended = {0, 0, 1u << 5, 0};
  EXPECT_TRUE(has("lzcnt"));
  EXPECT_FALSE(has("sahf"));
}

TEST_F(Cpu, needsRegistersToBeSaved) {
  for (const char *feature :
       {"avx2", "fma", "avx512f", "avx512fp16", "amx-tile"})
    EXPECT_TRUE(has(feature)) << feature;
  savedState = 0x7; // x87, SSE and AVX
  EXPECT_TRUE(has("avx2"));
  EXPECT_FALSE(has("avx512f"));
  savedState = 0xe7; // and AVX-512
  EXPECT_TRUE(has("avx512fp16"));
  EXPECT_FALSE(has("amx-tile"));
  savedState = 0x3;
  EXPECT_FALSE(has("fma"));
  EXPECT_TRUE(has("bmi2"));
}

TEST_F(Cpu, doesNotAskASystemThatCannotAnswer) {
  leaf1.ecx &= ~(1u << 27);
  auto never = []() -> uint64_t {
    ADD_FAILURE() << "xgetbv would fault here";
    return ~0ull;
  };
  EXPECT_FALSE(ag_rt_cpu_has("avx", fakeCpuid, never));
  EXPECT_TRUE(ag_rt_cpu_has("sse2", fakeCpuid, never));
}

TEST_F(Cpu, lacksWhatIsNotKnown) {
  EXPECT_FALSE(has("avx4096"));
  EXPECT_FALSE(has(""));
}

#if defined(__x86_64__)
TEST_F(Cpu, agreesWithTheCompilersOwnLibraryOnThisCpu) {
#define AGREE(ours, theirs)                                                    \
  EXPECT_EQ(ag_rt_cpu_has(ours, ag_rt_read_cpuid, ag_rt_read_xcr0),            \
            bool(__builtin_cpu_supports(theirs)))                              \
      << ours
  AGREE("sse2", "sse2");
  AGREE("sse4.2", "sse4.2");
  AGREE("popcnt", "popcnt");
  AGREE("avx", "avx");
  AGREE("avx2", "avx2");
  AGREE("fma", "fma");
  AGREE("bmi", "bmi");
  AGREE("bmi2", "bmi2");
  AGREE("gfni", "gfni");
  AGREE("avx512f", "avx512f");
  AGREE("avx512bw", "avx512bw");
  AGREE("avx512vl", "avx512vl");
  AGREE("avx512vnni", "avx512vnni");
  AGREE("avx512vbmi2", "avx512vbmi2");
  AGREE("avx512bf16", "avx512bf16");
#undef AGREE
}
#endif
} // namespace
