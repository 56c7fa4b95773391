//===- AtomicFormTest.cpp - atomic updates --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do atomic updates of global and shared memory leave and return what C++ says,
// and which of them race?
//
//===----------------------------------------------------------------------===//
#include "FormTest.h"

namespace ag::emulator {
namespace {
using U32 = uint32_t;
using U64 = uint64_t;
using S32 = int32_t;
using S64 = int64_t;

const char *const cell = ".shared .align 8 .b8 cell[1024];";

/// Returns the kernel whose threads each update one element by `opcode`. Old
/// values and operands are in two arrays. The kernel stores what the update
/// returned and what it left.
template <class T>
std::string makeKernelOf(const std::string &opcode, bool hasThird) {
  std::string bits = ".b" + std::to_string(sizeof(T) * 8) + " ";
  std::string name = getRegister<T>(), size = std::to_string(sizeof(T));
  std::string body = "mul.wide.u32 %rd10, %r0, " + size + ";\n";
  for (const char *base : {"0", "1", "2", "3"})
    body += "add.s64 %rd2" + std::string(base) + ", %rd" + base + ", %rd10;\n";
  bool isShared = opcode.find(".shared") != opcode.npos;
  body += "ld.global" + bits + name + "11, [%rd21];\n";
  if (isShared)
    body += "mov.b64 %rd15, cell; add.s64 %rd15, %rd15, %rd10;\n"
            "ld.global" +
            bits + name +
            "10, [%rd20];\n"
            "st.shared" +
            bits + "[%rd15], " + name + "10;\n";
  std::string address = isShared ? "[%rd15]" : "[%rd20]";
  body += opcode + " " + name + "12, " + address + ", " + name + "11" +
          (hasThird ? ", " + name + "11" : "") + ";\n";
  body += "ld" + std::string(isShared ? ".shared" : ".global") + bits + name +
          "13, " + address + ";\n";
  body += "st.global" + bits + "[%rd22], " + name + "12;\n";
  body += "st.global" + bits + "[%rd23], " + name + "13;\n";
  return makeKernel(body, 4, cell);
}

/// Expects that the update of each pair of edge values leaves `expected` of
/// them.
template <class T, class F>
void checkAtomic(const std::string &opcode, F expected) {
  std::vector<T> old, other;
  for (T a : getEdges<T>())
    for (T b : getEdges<T>()) {
      old.push_back(a);
      other.push_back(b);
    }
  bool hasThird = opcode.find(".cas.") != opcode.npos;
  for (size_t first = 0; first < old.size(); first += 128) {
    size_t count = std::min<size_t>(128, old.size() - first);
    std::vector<T> a(&old[first], &old[first] + count);
    std::vector<T> b(&other[first], &other[first] + count);
    TestDevice device;
    device.load(makeKernelOf<T>(opcode, hasThird));
    uint64_t got = device.upload(a), left = device.upload(a);
    LaunchReport report =
        device.run({device.upload(a), device.upload(b), got, left},
                   makeShape(static_cast<uint32_t>(count)));
    ASSERT_EQ(report.text, "") << opcode;
    std::vector<T> before = device.download<T>(got);
    std::vector<T> after = device.download<T>(left);
    for (size_t i = 0; i < count; ++i) {
      EXPECT_TRUE(isSame(before[i], a[i])) << opcode;
      EXPECT_TRUE(isSame(after[i], T(expected(a[i], b[i]))))
          << opcode << " of " << a[i] << " and " << b[i] << ": " << after[i];
    }
  }
}

TEST(AtomicForm, integers) {
  for (const std::string &atom : {"atom", "atom.global", "atom.shared"}) {
    checkAtomic<U32>(atom + ".add.u32", [](U32 a, U32 b) { return a + b; });
    checkAtomic<U64>(atom + ".add.u64", [](U64 a, U64 b) { return a + b; });
    checkAtomic<S32>(atom + ".min.s32",
                     [](S32 a, S32 b) { return a < b ? a : b; });
    checkAtomic<U32>(atom + ".min.u32",
                     [](U32 a, U32 b) { return a < b ? a : b; });
    checkAtomic<S64>(atom + ".max.s64",
                     [](S64 a, S64 b) { return a > b ? a : b; });
    checkAtomic<U64>(atom + ".max.u64",
                     [](U64 a, U64 b) { return a > b ? a : b; });
    checkAtomic<U32>(atom + ".and.b32", [](U32 a, U32 b) { return a & b; });
    checkAtomic<U64>(atom + ".or.b64", [](U64 a, U64 b) { return a | b; });
    checkAtomic<U32>(atom + ".xor.b32", [](U32 a, U32 b) { return a ^ b; });
    checkAtomic<U64>(atom + ".exch.b64", [](U64, U64 b) { return b; });
    checkAtomic<U32>(atom + ".cas.b32", [](U32 a, U32) { return a; });
    checkAtomic<U32>(atom + ".inc.u32",
                     [](U32 a, U32 b) { return a >= b ? 0 : a + 1; });
    checkAtomic<U32>(atom + ".dec.u32",
                     [](U32 a, U32 b) { return a == 0 || a > b ? b : a - 1; });
  }
}

TEST(AtomicForm, floats) {
  auto sum = [](auto a, auto b) { return canonical(a + b); };
  checkAtomic<float>("atom.shared.add.f32", sum);
  checkAtomic<double>("atom.global.add.f64", sum);
  checkAtomic<float>("atom.global.add.f32", [](float a, float b) {
    auto flushed = [](float x) {
      return std::fpclassify(x) == FP_SUBNORMAL ? std::copysign(0.0f, x) : x;
    };
    return canonical(flushed(flushed(a) + flushed(b)));
  });
}

TEST(AtomicForm, swapsWhereEqual) {
  TestDevice device;
  device.load(makeKernel("atom.global.cas.b32 %r1, [%rd0], %r0, 40;\n"
                         "red.global.add.u32 [%rd0+4], %r1;",
                         1));
  uint64_t array = device.upload(std::vector<U32>{0, 0});
  EXPECT_EQ(device.run({array}, makeShape(8)).text, "");
  EXPECT_EQ(device.download<U32>(array), (std::vector<U32>{40, 7 * 40}));
}

TEST(AtomicForm, foldsOfAWarp) {
  TestDevice device;
  device.load(makeKernel("sub.s32 %r1, %r0, 5; mov.b32 %r9, 0xff;\n"
                         "setp.ge.u32 %p1, %r0, 8; @%p1 ret;\n"
                         "redux.sync.add.s32 %r2, %r1, %r9;\n"
                         "redux.sync.min.s32 %r3, %r1, 0xff;\n"
                         "redux.sync.max.u32 %r4, %r1, 0xff;\n"
                         "redux.sync.xor.b32 %r5, %r1, 0xff;\n"
                         "setp.ne.u32 %p1, %r0, 3; @%p1 ret;\n"
                         "st.global.v4.b32 [%rd0], {%r2, %r3, %r4, %r5};",
                         1));
  uint64_t array = device.upload(std::vector<U32>(4));
  EXPECT_EQ(device.run({array}, makeShape(32)).text, "");
  U32 parity = 0;
  for (int i = -5; i < 3; ++i)
    parity ^= U32(i);
  EXPECT_EQ(device.download<U32>(array),
            (std::vector<U32>{U32(-12), U32(-5), ~0u, parity}));
}

/// Runs a body in blocks of 64 threads. Expects a fault whose text has
/// `expected`, or no fault if `expected` is empty.
void expectRace(const std::string &body, const std::string &expected,
                uint32_t blocks = 1) {
  TestDevice device;
  device.load(makeKernel(body, 1, cell));
  uint64_t array = device.upload(std::vector<U32>(64));
  std::string text = device.run({array}, makeShape(64, blocks)).text;
  if (expected.empty())
    EXPECT_EQ(text, "");
  EXPECT_NE(text.find(expected), std::string::npos) << text;
}

TEST(AtomicForm, racesWithOtherAccesses) {
  std::string update = "atom.global.add.u32 %r1, [%rd0], 1;\n";
  std::string zero = "setp.eq.u32 %p1, %r0, 0;\n";
  expectRace(update, "");
  expectRace(update + update, "", 2);
  expectRace(update + "bar.sync 0; ld.global.b32 %r2, [%rd0];\n", "");
  expectRace(update + "ld.global.b32 %r2, [%rd0];\n",
             "a race: several threads updated");
  expectRace("ld.global.b32 %r2, [%rd0];\n" + update,
             "a race: several threads read");
  expectRace(zero + "@%p1 st.global.b32 [%rd0], %r0;\n" + update,
             "updates 4 bytes at ");
  expectRace(zero + "@%p1 st.global.b32 [%rd0], %r0; bar.sync 0;\n" + update,
             "");
  expectRace(update + zero + "@%p1 st.global.b32 [%rd0], %r0;\n",
             "updated the byte");
  expectRace(update + "bar.sync 0; ld.global.b32 %r2, [%rd0];\n",
             "a race: another block of this launch", 2);
}

TEST(AtomicForm, ownReadsAndUpdates) {
  // Each thread updates an element of its own; below, several update one.
  std::string own = "mul.wide.u32 %rd1, %r0, 4; add.s64 %rd1, %rd0, %rd1;\n";
  std::string update = "atom.global.add.u32 %r1, [%rd1], 1;\n";
  std::string read = "ld.global.b32 %r2, [%rd1];\n";
  expectRace(own + read + update + read + update, "");
  expectRace(own + update + read + "st.global.b32 [%rd1], %r2;\n" + update, "");
  std::string first = "setp.eq.u32 %p1, %r0, 0; mov.b64 %rd1, %rd0;\n@%p1 ";
  std::string others = "@!%p1 ";
  expectRace(first + read + "@%p1 " + update + others + update,
             "a race: thread (0, 0, 0) read");
  expectRace(first + update + "@%p1 " + read + others + update,
             "a race: thread (0, 0, 0) read");
  expectRace(first + update + "@%p1 " + read + others + read,
             "a race: thread (0, 0, 0) updated");
  expectRace(first + read + "@%p1 " + update + "bar.sync 0;\n" + update, "");
  expectRace(first + update + "@%p1 " + read + "bar.sync 0;\n" + read, "");
}

TEST(AtomicForm, findsOtherFaults) {
  expectRace("atom.global.add.u32 %r1, [%rd0+2], 1;", "which is misaligned");
  expectRace("atom.global.add.u32 %r1, [%rd0+256], 1;",
             "past the end of an allocation");
  expectRace("atom.shared.add.u32 %r1, [cell], 1;",
             "shared memory that no thread of its block wrote");
  TestDevice device;
  for (const char *body : {"atom.global.cta.add.u32 %r1, [%rd0], 1;",
                           "atom.global.add.f16x2 %r1, [%rd0], 1;",
                           "atom.add.f32 %f1, [%rd0], %f2;"})
    EXPECT_EQ(device.findError(makeKernel(body, 1))
                  .find("16: no instruction that is emulated is 'atom."),
              0u);
}

} // namespace
} // namespace ag::emulator
