//===- MemoryFormTest.cpp - loads, stores and moves -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do loads and stores move the right bytes, for each space, width and vector?
//
//===----------------------------------------------------------------------===//
#include "TestDevice.h"

namespace ag::emulator {
namespace {

/// Runs a body in one thread on these words, at %rd0, and returns them.
std::vector<uint32_t> runBytes(const std::string &body,
                               std::vector<uint32_t> words,
                               const std::string &before = "") {
  TestDevice device;
  device.load(makeKernel(body, 1, before));
  uint64_t array = device.upload(words);
  EXPECT_EQ(device.run({array}, makeShape(1)).text, "");
  return device.download<uint32_t>(array);
}
using Words = std::vector<uint32_t>;

TEST(MemoryForm, narrowLoadsExtend) {
  EXPECT_EQ(
      runBytes("ld.global.s8 %r1, [%rd0]; st.global.b32 [%rd0+4], %r1;\n"
               "ld.global.u8 %r1, [%rd0]; st.global.b32 [%rd0+8], %r1;\n"
               "ld.global.s16 %rd1, [%rd0]; st.global.b64 [%rd0+16], %rd1;\n"
               "ld.global.u8 %rs1, [%rd0]; st.global.b16 [%rd0+12], %rs1;",
               {0x8182, 0, 0, 0, 0, 0}),
      (Words{0x8182, 0xffffff82, 0x82, 0x82, 0xffff8182, 0xffffffff}));
}

TEST(MemoryForm, narrowStoresTruncate) {
  EXPECT_EQ(runBytes("mov.b32 %r1, 0x12345678; mov.b16 %rs1, 0xabcd;\n"
                     "st.global.b8 [%rd0], %r1; st.global.u16 [%rd0+4], %r1;\n"
                     "st.global.b8 [%rd0+9], %rs1;",
                     {0, 0, 0}),
            (Words{0x78, 0x5678, 0xcd00}));
}

TEST(MemoryForm, vectors) {
  EXPECT_EQ(runBytes("ld.global.v4.b32 {%r1, %r2, %r3, %r4}, [%rd0];\n"
                     "st.global.v4.b32 [%rd0], {%r4, %r3, %r2, %r1};",
                     {1, 2, 3, 4}),
            (Words{4, 3, 2, 1}));
  EXPECT_EQ(runBytes("ld.global.nc.v2.f32 {%f1, _}, [%rd0];\n"
                     "st.global.v2.f32 [%rd0+8], {%f1, %f1};",
                     {1, 2, 3, 4}),
            (Words{1, 2, 1, 1}));
  EXPECT_EQ(runBytes("ld.global.L1::no_allocate.v2.b64 {%rd1, %rd2}, [%rd0];\n"
                     "st.global.v2.u64 [%rd0], {%rd2, %rd1};",
                     {1, 2, 3, 4}),
            (Words{3, 4, 1, 2}));
}

TEST(MemoryForm, packing) {
  EXPECT_EQ(runBytes("ld.global.b64 %rd1, [%rd0]; mov.b64 {%r1, %r2}, %rd1;\n"
                     "mov.b64 %rd2, {%r2, %r1}; st.global.b64 [%rd0+8], %rd2;\n"
                     "mov.b32 {%rs1, %rs2}, %r1; mov.b32 %r3, {%rs2, %rs1};\n"
                     "st.global.b32 [%rd0], %r3;",
                     {0x11112222, 5, 0, 0}),
            (Words{0x22221111, 5, 5, 0x11112222}));
}

TEST(MemoryForm, genericAddresses) {
  EXPECT_EQ(
      runBytes("mov.b64 %rd1, buf; cvta.shared.u64 %rd1, %rd1;\n"
               "mov.b32 %r1, 7; st.b32 [%rd1+4], %r1;\n"
               "cvta.to.shared.u64 %rd2, %rd1; ld.shared.b32 %r2, [%rd2+4];\n"
               "cvta.to.global.u64 %rd3, %rd0; st.b32 [%rd3], %r2;",
               {0}, ".shared .align 8 .b8 buf[16];"),
      (Words{7}));
}

TEST(MemoryForm, localMemory) {
  EXPECT_EQ(runBytes(".local .align 8 .b8 depot[16]; mov.b64 %rd1, depot;\n"
                     "cvta.local.u64 %rd2, %rd1; mov.b32 %r1, 9;\n"
                     "st.local.b32 [%rd1+8], %r1; ld.b32 %r2, [%rd2+8];\n"
                     "st.global.b32 [%rd0], %r2; ld.local.b32 %r3, [depot];\n"
                     "st.global.b32 [%rd0+4], %r3;",
                     {0, 0}),
            (Words{9, 0xfff5fff5}));
}

// A poison value near 0 would not show in a sum.
TEST(MemoryForm, poisonIsNoNumber) {
  EXPECT_EQ(runBytes("setp.nan.f32 %p1, %f1, %f1; selp.b32 %r1, 1, 0, %p1;\n"
                     "setp.nan.f64 %p1, %fd1, %fd1; selp.b32 %r2, 1, 0, %p1;\n"
                     "st.global.b32 [%rd0], %r1;\n"
                     "st.global.b32 [%rd0+4], %r2;",
                     {0, 0}),
            (Words{1, 1}));
}

TEST(MemoryForm, globalsAndConstants) {
  const char *data = ".visible .global .align 4 .u32 counter = 3;\n"
                     ".const .align 4 .b8 table[8] = {1, 0, 0, 0, 255, 1};\n"
                     ".global .align 8 .u64 pointer = counter;\n"
                     ".const .f32 half[2] = {0.5, 0f3F800000};\n"
                     ".global .b32 grid[2][2] = {{1, 2}, {3, -4}};";
  EXPECT_EQ(
      runBytes("ld.global.b32 %r1, [counter]; st.global.b32 [%rd0], %r1;\n"
               "ld.const.b32 %r1, [table+4]; st.global.b32 [%rd0+4], %r1;\n"
               "ld.global.b64 %rd1, [pointer]; ld.global.u32 %r1, [%rd1];\n"
               "st.global.b32 [%rd0+8], %r1; ld.const.f32 %f1, [half];\n"
               "st.global.f32 [%rd0+12], %f1; ld.global.b32 %r1, [grid+12];\n"
               "st.global.b32 [%rd0+16], %r1;",
               Words(5), data),
      (Words{3, 0x1ff, 3, 0x3f000000, ~3u}));
}

TEST(MemoryForm, parametersByTheirAddress) {
  EXPECT_EQ(runBytes("mov.b64 %rd1, p0; ld.param.b32 %r1, [%rd1+4];\n"
                     "cvta.param.u64 %rd2, %rd1; ld.b32 %r2, [%rd2+4];\n"
                     "sub.s32 %r1, %r1, %r2; st.global.b32 [%rd0], %r1;",
                     {1}),
            (Words{0}));
}

TEST(MemoryForm, immediates) {
  EXPECT_EQ(runBytes("mov.f32 %f1, 0.1; st.global.f32 [%rd0], %f1;\n"
                     "mov.b32 %r1, 0f3F800000; st.global.b32 [%rd0+4], %r1;\n"
                     "mov.b32 %r1, -2; st.global.b32 [%rd0+8], %r1;\n"
                     "mov.b64 %rd1, 0d3FF0000000000000; "
                     "st.global.b64 [%rd0+16], %rd1;",
                     Words(6)),
            (Words{0x3dcccccd, 0x3f800000, ~1u, 0, 0, 0x3ff00000}));
}

} // namespace
} // namespace ag::emulator
