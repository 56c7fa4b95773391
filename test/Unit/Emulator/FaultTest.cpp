//===- FaultTest.cpp - what threads may not do ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is each kind of fault found, and none in a right kernel? Each test has a
// kernel with a fault, and one without.
//
//===----------------------------------------------------------------------===//
#include "TestDevice.h"

namespace ag::emulator {
namespace {

/// Runs `body` on an array of 64 numbers of 32 bits at %rd0. Expects a fault
/// whose text has `expected`, or no fault if `expected` is empty.
void expectFault(const std::string &body, const std::string &expected,
                 LaunchShape shape, Result result = Result::LaunchFailed,
                 const std::string &before = "") {
  TestDevice device;
  device.load(makeKernel("mul.wide.u32 %rd1, %r0, 4;\n"
                         "add.s64 %rd1, %rd0, %rd1; mov.u32 %r1, %ctaid.x;\n" +
                             body,
                         1, before));
  uint64_t array = device.upload(std::vector<uint32_t>(64));
  LaunchReport report = device.run({array}, shape);
  if (expected.empty()) {
    EXPECT_EQ(report.text, "");
    EXPECT_EQ(report.result, Result::Success);
    return;
  }
  EXPECT_NE(report.text.find(expected), std::string::npos) << report.text;
  EXPECT_EQ(report.result, result);
}

const char *const tile = ".shared .align 4 .b8 tile[256];";
const char *const tileAddress = "mov.b64 %rd3, tile; mul.wide.u32 %rd2, %r0, "
                                "4; add.s64 %rd2, %rd3, %rd2;\n";

TEST(Fault, accessPastTheEnd) {
  expectFault("st.global.b32 [%rd1+4], %r0;", "past the end of an allocation",
              makeShape(64), Result::IllegalAddress);
  expectFault("st.global.b32 [%rd1-4], %r0;", "4 bytes before an allocation",
              makeShape(64), Result::IllegalAddress);
  expectFault("st.global.b32 [%rd1], %r0;", "", makeShape(64));
}

TEST(Fault, nullAndOtherSpaces) {
  expectFault("mov.b64 %rd1, 0; ld.global.b32 %r2, [%rd1];",
              "which is no address of the device's memory", makeShape(1),
              Result::IllegalAddress);
  expectFault("st.shared.b32 [%rd1], %r0;", "bytes of shared memory",
              makeShape(1), Result::IllegalAddress, tile);
  expectFault("mov.b64 %rd2, tile; st.shared.b32 [%rd2+256], %r0;",
              "but the block has 256 bytes", makeShape(1),
              Result::IllegalAddress, tile);
}

TEST(Fault, misaligned) {
  expectFault("ld.global.b32 %r2, [%rd1+2];", "which is misaligned",
              makeShape(1), Result::MisalignedAddress);
  expectFault("ld.global.v2.b32 {%r2, %r3}, [%rd1+4];", "which is misaligned",
              makeShape(1), Result::MisalignedAddress);
  expectFault("ld.global.v2.b32 {%r2, %r3}, [%rd1+8];", "", makeShape(1));
}

TEST(Fault, variablesAreAlignedAsDeclared) {
  for (std::string space : {"shared", "local"}) {
    auto declare = [&](const std::string &alignment) {
      return "." + space + " .align " + alignment + " .b8 a[8];\n." + space +
             " .align " + alignment + " .b8 b[8];\n";
    };
    for (std::string name : {"a", "b"}) {
      std::string store = "st." + space + ".v2.b32 [" + name + "], {%r0, %r0};";
      expectFault(declare("4") + store, "which is misaligned", makeShape(1),
                  Result::MisalignedAddress);
      expectFault(declare("8") + store, "", makeShape(1));
    }
  }
}

TEST(Fault, freedMemory) {
  TestDevice device;
  device.load(makeKernel("ld.global.b32 %r2, [%rd0];", 1));
  uint64_t array = device.upload(std::vector<uint32_t>(64));
  EXPECT_EQ(device.run({array}, makeShape(1)).text, "");
  EXPECT_TRUE(device.memory.free(array));
  EXPECT_FALSE(device.memory.free(array));
  EXPECT_NE(device.run({array}, makeShape(1)).text.find("that is freed"),
            std::string::npos);
}

TEST(Fault, constantsAreNotWritten) {
  const char *data = ".const .b32 c[4] = {1, 2, 3, 4};";
  expectFault("mov.b64 %rd2, c; st.global.b32 [%rd2], %r0;",
              "which is constant memory", makeShape(1), Result::IllegalAddress,
              data);
  expectFault("ld.const.b32 %r2, [%rd1];", "which is no constant memory",
              makeShape(1), Result::IllegalAddress, data);
  expectFault("ld.const.b32 %r2, [c+12]; st.global.b32 [%rd1], %r2;", "",
              makeShape(1), Result::Success, data);
}

TEST(Fault, sharedMemoryReadBeforeItIsWritten) {
  std::string address = tileAddress;
  expectFault(address + "ld.shared.b32 %r2, [%rd2];",
              "shared memory that no thread of its block wrote", makeShape(1),
              Result::LaunchFailed, tile);
  expectFault(address + "st.shared.b16 [%rd2], %rs1; "
                        "ld.shared.b32 %r2, [%rd2];",
              "shared memory that no thread of its block wrote", makeShape(1),
              Result::LaunchFailed, tile);
  expectFault(address + "st.shared.b32 [%rd2], %r0; "
                        "ld.shared.b32 %r2, [%rd2];",
              "", makeShape(64, 2), Result::Success, tile);
  // Shared memory does not survive its block.
  expectFault(address + "setp.eq.b32 %p1, %r1, 0; @%p1 st.shared.b32 [%rd2], "
                        "%r0; ld.shared.b32 %r2, [%rd2];",
              "block (1, 0, 0)", makeShape(1, 2), Result::LaunchFailed, tile);
}

/// Each thread writes its element of the tile and reads that of another warp.
std::string exchange(const std::string &between) {
  return std::string(tileAddress) + "st.shared.b32 [%rd2], %r0;\n" + between +
         "xor.b32 %r2, %r0, 33; mul.wide.u32 %rd4, %r2, 4;\n"
         "add.s64 %rd4, %rd3, %rd4; ld.shared.b32 %r3, [%rd4];\n"
         "st.global.b32 [%rd1], %r3;\n";
}

TEST(Fault, raceInSharedMemory) {
  expectFault(exchange(""), "shared memory that no thread", makeShape(64),
              Result::LaunchFailed, tile);
  // The tile is written twice, so that the early read finds a value.
  std::string twice = std::string(tileAddress) +
                      "st.shared.b32 [%rd2], %r0; bar.sync 0;\n" + exchange("");
  expectFault(twice, "a race: thread (", makeShape(64), Result::LaunchFailed,
              tile);
  expectFault(exchange("bar.sync 0;\n"), "", makeShape(64), Result::Success,
              tile);
}

TEST(Fault, writeAfterReadIsARace) {
  std::string again = exchange("bar.sync 0;\n");
  expectFault(again + "st.shared.b32 [%rd2], %r0;", "a race: thread (",
              makeShape(64), Result::LaunchFailed, tile);
  expectFault(again + "bar.sync 0; st.shared.b32 [%rd2], %r0;", "",
              makeShape(64), Result::Success, tile);
}

TEST(Fault, severalReadersRaceWithAWriter) {
  std::string all = std::string(tileAddress) +
                    "st.shared.b32 [%rd2], %r0; bar.sync 0;\n"
                    "ld.shared.b32 %r2, [tile+128];\n";
  std::string write = "setp.eq.b32 %p1, %r0, 32; "
                      "@%p1 st.shared.b32 [%rd2], %r0;";
  expectFault(all + write, "a race: several threads read", makeShape(64),
              Result::LaunchFailed, tile);
  expectFault(all + "bar.sync 0;\n" + write, "", makeShape(64), Result::Success,
              tile);
}

TEST(Fault, lanesOfAWarpAreThreads) {
  // Lane i reads the value of lane i ^ 1. Without a barrier, lanes in step are
  // right only by chance.
  auto swap = [](const std::string &between) {
    return std::string(tileAddress) + "st.shared.b32 [%rd2], %r0;\n" + between +
           "xor.b32 %r2, %r0, 1; mul.wide.u32 %rd4, %r2, 4;\n"
           "add.s64 %rd4, %rd3, %rd4; ld.shared.b32 %r3, [%rd4];\n" +
           between + "st.shared.b32 [%rd2], %r3;";
  };
  expectFault(swap(""), "a race: thread (1, 0, 0) wrote", makeShape(32),
              Result::LaunchFailed, tile);
  expectFault(swap("bar.warp.sync -1;\n"), "", makeShape(32), Result::Success,
              tile);
  expectFault(swap("bar.warp.sync -1;\n"), "", makeShape(64), Result::Success,
              tile);
}

TEST(Fault, warpBarriersOrderNoOtherWarp) {
  expectFault(exchange("bar.warp.sync -1;\n"), "no thread of its block wrote",
              makeShape(64), Result::LaunchFailed, tile);
}

TEST(Fault, racesBetweenBlocks) {
  expectFault("st.global.b32 [%rd1], %r0;", "a race: another block",
              makeShape(1, 2));
  expectFault("mul.wide.u32 %rd2, %r1, 4; add.s64 %rd1, %rd0, %rd2; "
              "st.global.b32 [%rd1], %r0;",
              "", makeShape(1, 2));
  expectFault("setp.eq.b32 %p1, %r1, 1; @%p1 st.global.b32 [%rd1], %r0; "
              "@!%p1 ld.global.b32 %r2, [%rd1];",
              "a race: another block of this launch read", makeShape(1, 2));
  // The earlier block's read is a race although this block has read since.
  expectFault("setp.eq.b32 %p1, %r1, 1; ld.global.b32 %r2, [%rd1]; "
              "@%p1 st.global.b32 [%rd1], %r0;",
              "a race: another block of this launch read", makeShape(1, 2));
  expectFault("ld.global.b32 %r2, [%rd1];", "", makeShape(1, 3));
}

TEST(Fault, racesInGlobalMemoryOfABlock) {
  std::string one = "st.global.b32 [%rd0], %r0;";
  expectFault(one, "a race: thread (0, 0, 0) wrote", makeShape(2));
  expectFault(one + "bar.sync 0;\n", "a race", makeShape(2));
  expectFault("setp.eq.b32 %p1, %r0, 0; @%p1 " + one +
                  "bar.sync 0; @!%p1 ld.global.b32 %r2, [%rd0];",
              "", makeShape(2));
}

TEST(Fault, equalWritesToSharedMemory) {
  // All threads write one value, or each thread writes its own number.
  std::string same = "st.shared.b32 [tile], %r1; ";
  std::string other = "st.shared.b32 [tile], %r0; ";
  std::string read = "ld.shared.b32 %r2, [tile]; ";
  std::string first = "setp.eq.u32 %p1, %r0, 0; @%p1 ";
  auto expectTile = [](const std::string &body, const std::string &expected,
                       uint32_t threads = 64) {
    expectFault(body, expected, makeShape(threads), Result::LaunchFailed, tile);
  };
  expectTile(same + same + "bar.sync 0; " + read, "");
  expectTile(other, "a race: thread (0, 0, 0) wrote");
  expectTile(other, "", 1);
  // The reader is not synchronized with all of the writers.
  expectTile(same + read, "a race: several threads wrote");
  expectTile(same + "bar.warp.sync -1; " + read,
             "a race: several threads wrote");
  expectTile(same + "bar.warp.sync -1; " + read, "", 32);
  // A second value comes from a thread that wrote the first, or from another.
  expectTile(same + "add.u32 %r1, %r1, 1; " + first + same,
             "a race: several threads wrote");
  expectTile(same + "bar.sync 0; add.u32 %r1, %r1, 1; " + same, "");
  expectTile(first + other + same, "");
  expectTile(first + other + "add.u32 %r1, %r1, 1; " + same, "a race: thread");
  expectTile("add.u32 %r4, %r1, 1; " + first + "st.shared.b32 [tile], %r4; " +
                 same,
             "a race: thread (0, 0, 0) wrote");
  // The values differ in the last of their four bytes.
  expectTile("shl.b32 %r4, %r0, 24; st.shared.b32 [tile], %r4;",
             "a race: thread (0, 0, 0) wrote the byte at 0x7");
  expectTile("atom.shared.add.u32 %r2, [tile], 0;", "that no thread", 1);
  expectTile(same + "atom.shared.add.u32 %r2, [tile], 0;",
             "a race: several threads wrote");
  // In global memory, equal writes of several threads are a race.
  expectFault("st.global.b32 [%rd0], %r1;", "a race: thread (0, 0, 0) wrote",
              makeShape(64));
}

TEST(Fault, launchesAreOrdered) {
  TestDevice device;
  device.load(makeKernel("st.global.b32 [%rd0], %r0;", 1));
  uint64_t array = device.upload(std::vector<uint32_t>(1));
  EXPECT_EQ(device.run({array}, makeShape(1)).text, "");
  EXPECT_EQ(device.run({array}, makeShape(1)).text, "");
}

TEST(Fault, barrierThatNotAllReach) {
  expectFault("setp.lt.u32 %p1, %r0, 32; @%p1 bra L; bar.sync 0; L:",
              "waits at a barrier that thread 0 never reaches", makeShape(64));
  expectFault("setp.lt.u32 %p1, %r0, 8; @%p1 bra L; bar.sync 0; L:",
              "waits at a barrier that thread 0 never reaches", makeShape(32));
  expectFault("setp.lt.u32 %p1, %r0, 32; @%p1 bra L; bar.sync 0; ret;\n"
              "L: bar.sync 1;",
              "waits at one of another number", makeShape(64));
  expectFault("setp.lt.u32 %p1, %r0, 32; @%p1 bra L; bar.sync 0; ret;\n"
              "L: bar.sync 0;",
              "", makeShape(64));
}

TEST(Fault, shufflesWithoutTheirLanes) {
  std::string shuffle = "shfl.sync.bfly.b32 %r2, %r0, 1, 31, -1;";
  expectFault("setp.lt.u32 %p1, %r0, 8; @%p1 ret; " + shuffle,
              "waits for lane 0 of its warp, which has ended", makeShape(32));
  expectFault("setp.lt.u32 %p1, %r0, 8; @%p1 bra L; " + shuffle +
                  "ret; L: bar.sync 0;",
              "waits for the other lanes of its warp, but lane", makeShape(32));
  expectFault("setp.lt.u32 %p1, %r0, 8; "
              "@%p1 shfl.sync.bfly.b32 %r2, %r0, 1, 31, 0xff;",
              "", makeShape(32));
  expectFault("shfl.sync.bfly.b32 %r2, %r0, 1, 31, 0xff;",
              "is not among the lanes", makeShape(32));
  expectFault("shfl.sync.bfly.b32 %r2, %r0, 16, 31, -1;",
              "which does not take part", makeShape(16));
}

TEST(Fault, deadlock) {
  expectFault("L: bra L;", "without a store or a barrier", makeShape(1),
              Result::LaunchTimeout);
  expectFault("L: st.global.b32 [%rd1], %r0; bra L;", "and did not end",
              makeShape(1), Result::LaunchTimeout);
  expectFault("L: add.s32 %r0, %r0, 1; setp.lt.u32 %p1, %r0, 1000; @%p1 bra L;",
              "", makeShape(1));
  expectFault("trap;", "executes a trap", makeShape(1));
}

TEST(Fault, clockIsRenewed) {
  TestDevice device;
  device.load(makeKernel("mov.u32 %r1, %ctaid.x; mul.wide.u32 %rd1, %r1, 4;\n"
                         "add.s64 %rd1, %rd0, %rd1; st.global.b32 [%rd1], %r1;",
                         1));
  uint64_t array = device.upload(std::vector<uint32_t>(8));
  for (unsigned i = 0; i < 4; ++i) {
    device.clock.now |= (1u << 31) - 4 * oneTick;
    EXPECT_EQ(device.run({array}, makeShape(1, 8)).text, "");
    EXPECT_LT(device.clock.now, 1u << 20);
  }
  device.load(makeKernel("st.global.b32 [%rd0], %r0;", 1));
  device.clock.now |= (1u << 31) - 2 * oneTick;
  EXPECT_NE(device.run({array}, makeShape(1, 8)).text.find("a race"),
            std::string::npos);
}

} // namespace
} // namespace ag::emulator
