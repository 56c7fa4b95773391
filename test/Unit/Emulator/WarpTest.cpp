//===- WarpTest.cpp - lanes that part and meet ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do diverged lanes run their own branches and reconverge? Do shuffles and
// votes exchange the right values?
//
//===----------------------------------------------------------------------===//
#include "TestDevice.h"

namespace ag::emulator {
namespace {

/// Runs a body that sets %r9 in each thread, in several orders of execution,
/// and expects the same results. Returns %r9 of each thread.
std::vector<uint32_t> runLanes(const std::string &body, uint32_t threads,
                               const std::string &before = "",
                               uint32_t sharedBytes = 0) {
  std::vector<uint32_t> first;
  for (uint64_t seed = 0; seed < 4; ++seed) {
    TestDevice device;
    if (seed != 0)
      device.order = Order(seed);
    device.load(makeKernel(body + "\nmul.wide.u32 %rd1, %r0, 4; add.s64 %rd1, "
                                  "%rd0, %rd1; st.global.b32 [%rd1], %r9;",
                           1, before));
    uint64_t result = device.upload(std::vector<uint32_t>(threads));
    EXPECT_EQ(device.run({result}, makeShape(threads, 1, sharedBytes)).text,
              "");
    std::vector<uint32_t> got = device.download<uint32_t>(result);
    EXPECT_TRUE(first.empty() || got == first);
    first = got;
  }
  return first;
}

template <class F> void expectEach(const std::vector<uint32_t> &got, F wanted) {
  for (uint32_t i = 0; i < got.size(); ++i)
    EXPECT_EQ(got[i], wanted(i)) << i;
}

TEST(Warp, loopsOfDifferentLength) {
  std::string body = "mov.b32 %r9, 0; mov.b32 %r1, 0;\n"
                     "LOOP: setp.ge.u32 %p1, %r1, %r0; @%p1 bra DONE;\n"
                     "add.s32 %r9, %r9, %r1; add.s32 %r1, %r1, 1; bra LOOP;\n"
                     "DONE:";
  expectEach(runLanes(body, 70), [](uint32_t i) { return i * (i - 1) / 2; });
}

TEST(Warp, bodiesBehindTheLoopMeetAgain) {
  // The branch's body comes after the shuffle, which needs all lanes.
  std::string body = "mov.b32 %r9, 1; setp.lt.u32 %p1, %r0, 2; @%p1 bra BODY;\n"
                     "BACK: shfl.sync.idx.b32 %r9, %r9, 0, 31, -1; bra END;\n"
                     "BODY: mov.b32 %r9, 7; bra BACK;\n"
                     "END:";
  expectEach(runLanes(body, 32), [](uint32_t) { return 7; });
}

TEST(Warp, nestedBranches) {
  std::string body = "and.b32 %r1, %r0, 1; setp.eq.b32 %p1, %r1, 0;\n"
                     "and.b32 %r2, %r0, 2; setp.eq.b32 %p2, %r2, 0;\n"
                     "mov.b32 %r9, 0; @%p1 bra A;\n"
                     "add.s32 %r9, %r9, 1; @%p2 bra B; add.s32 %r9, %r9, 2;\n"
                     "bra C;\nA: @!%p2 add.s32 %r9, %r9, 4;\n"
                     "B: add.s32 %r9, %r9, 8;\nC:";
  expectEach(runLanes(body, 32), [](uint32_t i) {
    return (i & 1) == 0 ? ((i & 2) ? 12 : 8) : ((i & 2) ? 3 : 9);
  });
}

TEST(Warp, shuffles) {
  auto shuffle = [](const std::string &how) {
    return runLanes("mul.lo.u32 %r1, %r0, 3; shfl.sync." + how + ";", 32);
  };
  expectEach(shuffle("bfly.b32 %r9, %r1, 5, 31, -1"),
             [](uint32_t i) { return (i ^ 5) * 3; });
  expectEach(shuffle("down.b32 %r9, %r1, 3, 31, -1"),
             [](uint32_t i) { return (i + 3 < 32 ? i + 3 : i) * 3; });
  expectEach(shuffle("up.b32 %r9, %r1, 3, 0, -1"),
             [](uint32_t i) { return (i >= 3 ? i - 3 : i) * 3; });
  expectEach(shuffle("idx.b32 %r9, %r1, 9, 31, -1"),
             [](uint32_t) { return 27; });
  // Bits 8 to 12 hold the mask 0x18, which makes segments of eight lanes.
  expectEach(shuffle("idx.b32 %r9, %r1, 2, 0x181f, -1"),
             [](uint32_t i) { return (i / 8 * 8 + 2) * 3; });
  expectEach(shuffle("down.b32 %r9, %r1, 5, 0x181f, -1"),
             [](uint32_t i) { return (i % 8 + 5 < 8 ? i + 5 : i) * 3; });
  expectEach(runLanes("shfl.sync.down.b32 %r1|%p1, %r0, 3, 31, -1; "
                      "selp.b32 %r9, 1, 0, %p1;",
                      32),
             [](uint32_t i) { return i + 3 < 32; });
}

TEST(Warp, votes) {
  std::string odd = "and.b32 %r1, %r0, 1; setp.eq.b32 %p1, %r1, 1;\n";
  expectEach(runLanes(odd + "vote.sync.ballot.b32 %r9, %p1, -1;", 32),
             [](uint32_t) { return 0xaaaaaaaau; });
  expectEach(runLanes(odd + "vote.sync.ballot.b32 %r9, !%p1, -1;", 40),
             [](uint32_t i) { return i < 32 ? 0x55555555u : 0x55u; });
  expectEach(runLanes(odd + "vote.sync.any.pred %p2, %p1, -1; "
                            "selp.b32 %r9, 1, 0, %p2;",
                      32),
             [](uint32_t) { return 1; });
  expectEach(runLanes(odd + "vote.sync.all.pred %p2, %p1, -1; "
                            "selp.b32 %r9, 1, 0, %p2;",
                      32),
             [](uint32_t) { return 0; });
}

TEST(Warp, reductionInSharedMemory) {
  std::string body =
      "mov.b64 %rd3, sums; mul.wide.u32 %rd2, %r0, 4; add.s64 %rd2, %rd3, "
      "%rd2;\nst.shared.b32 [%rd2], %r0; bar.sync 0; mov.b32 %r1, 64;\n"
      "LOOP: setp.ge.u32 %p1, %r0, %r1; @%p1 bra NEXT;\n"
      "mul.wide.u32 %rd4, %r1, 4; add.s64 %rd4, %rd2, %rd4;\n"
      "ld.shared.b32 %r2, [%rd4]; ld.shared.b32 %r3, [%rd2];\n"
      "add.s32 %r2, %r2, %r3; st.shared.b32 [%rd2], %r2;\n"
      "NEXT: bar.sync 0; shr.u32 %r1, %r1, 1; setp.ne.b32 %p2, %r1, 0;\n"
      "@%p2 bra LOOP; ld.shared.b32 %r9, [sums];";
  expectEach(runLanes(body, 128, ".shared .align 4 .b8 sums[512];"),
             [](uint32_t) { return 127 * 64; });
  expectEach(runLanes(body, 128, ".extern .shared .align 16 .b8 sums[];", 512),
             [](uint32_t) { return 127 * 64; });
}

TEST(Warp, inlineScopesHaveTheirOwnNames) {
  std::string body = "mov.b32 %r9, 0; mov.b32 %r1, 5;\n"
                     "{ .reg .b32 %r1; .reg .pred p; mov.b32 %r1, %r0;\n"
                     "LAB: setp.lt.u32 p, %r1, 40; @p add.s32 %r1, %r1, 10;\n"
                     "@p bra LAB; add.s32 %r9, %r9, %r1; }\n"
                     "{ LAB: add.s32 %r9, %r9, %r1; }";
  expectEach(runLanes(body, 32), [](uint32_t i) {
    while (i < 40)
      i += 10;
    return i + 5;
  });
}

TEST(Warp, specialRegisters) {
  expectEach(runLanes("mov.u32 %r9, %laneid;", 70),
             [](uint32_t i) { return i % 32; });
  expectEach(runLanes("mov.u32 %r9, %warpid;", 70),
             [](uint32_t i) { return i / 32; });
  expectEach(runLanes("mov.u32 %r9, %ntid.x;", 70),
             [](uint32_t) { return 70; });
  expectEach(runLanes("mov.u32 %r9, %lanemask_lt;", 32),
             [](uint32_t i) { return (1u << i) - 1; });
  expectEach(runLanes("add.u32 %r9, %tid.x, %nctaid.y;", 32),
             [](uint32_t i) { return i + 1; });
}

} // namespace
} // namespace ag::emulator
