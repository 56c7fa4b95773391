//===- CallTest.cpp - calls of functions ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do functions get a call's arguments and return their results, whichever lanes
// call them? Is each unsupported call refused at its line?
//
//===----------------------------------------------------------------------===//
#include "TestDevice.h"

namespace ag::emulator {
namespace {
using U32 = uint32_t;

/// Runs `body`, after `functions`, in `threads` threads. %rd1 points to the
/// thread's element of an array of zeros. Returns the array.
std::vector<U32> runBody(const std::string &functions, const std::string &body,
                         U32 threads = 40) {
  TestDevice device;
  device.load(makeKernel("mul.wide.u32 %rd1, %r0, 4;\n"
                         "add.s64 %rd1, %rd0, %rd1;\n" +
                             body,
                         1, functions));
  if (device.loaded->programs.empty())
    return {};
  uint64_t array = device.upload(std::vector<U32>(threads));
  EXPECT_EQ(device.run({array}, makeShape(threads)).text, "");
  return device.download<U32>(array);
}

template <class F> std::vector<U32> makeExpected(F function, U32 threads = 40) {
  std::vector<U32> values;
  for (U32 i = 0; i < threads; ++i)
    values.push_back(function(i));
  return values;
}

/// Returns 3 * a + b.
const char *const weigh = R"(
.func (.param .b32 result) weigh(.param .b32 a, .param .b32 b) {
  .reg .b32 %r<3>;
  ld.param.b32 %r0, [a];
  ld.param.b32 %r1, [b];
  mad.lo.u32 %r2, %r0, 3, %r1;
  st.param.b32 [result], %r2;
}
)";

TEST(Call, passesVariables) {
  const char *body = R"({
    .param .b32 x; .param .b32 y; .param .b32 z;
    st.param.b32 [x], %r0;
    st.param.b32 [y+0], 5;
    call.uni (z), weigh, (x, y);
    ld.param.b32 %r1, [z];
  } {
    .param .align 8 .b8 x[4]; .param .b32 z;
    st.param.b32 [x], %r1;
    call (z), weigh, (x, 7);
    ld.param.b32 %r1, [z+0];
  }
  st.global.b32 [%rd1], %r1;)";
  EXPECT_EQ(runBody(weigh, body),
            makeExpected([](U32 i) { return 3 * (3 * i + 5) + 7; }));
}

TEST(Call, passesRegistersAndNumbers) {
  const char *functions = R"(
.func (.reg .b32 sum, .reg .b64 product) both(.reg .b32 a, .reg .f32 b,
                                              .reg .b64 c) {
  .reg .b32 t;
  cvt.rzi.u32.f32 t, b;
  add.u32 sum, a, t;
  mul.lo.u64 product, c, 3;
  ret;
})";
  const char *body = R"(
  cvt.u64.u32 %rd2, %r0;
  call (%r1, %rd3), both, (%r0, 2.5, %rd2);
  call (_, %rd4), both, (%r1, 0f40400000, 100);
  call (%r2, _), both, (%r1, 0f40400000, 0);
  cvt.u32.u64 %r3, %rd3; cvt.u32.u64 %r4, %rd4;
  add.u32 %r2, %r2, %r3; add.u32 %r2, %r2, %r4;
  st.global.b32 [%rd1], %r2;)";
  EXPECT_EQ(runBody(functions, body),
            makeExpected([](U32 i) { return i + 2 + 3 + 3 * i + 300; }));
}

TEST(Call, passesStructs) {
  const char *functions = R"(
.func (.param .align 8 .b8 r[24]) turn(.param .align 4 .b8 s[20]);
.func (.param .align 8 .b8 r[24]) turn(.param .align 4 .b8 s[20]) {
  .reg .b32 %r<5>; .reg .b64 %rd<2>;
  ld.param.v2.b32 {%r0, %r1}, [s];
  ld.param.b64 %rd0, [s+8];
  ld.param.u16 %r2, [s+16];
  ld.param.s8 %r3, [s+19];
  st.param.v2.b32 [r], {%r1, %r0};
  st.param.b64 [r+8], %rd0;
  st.param.b32 [r+16], %r2;
  st.param.b32 [r+20], %r3;
  ret;
})";
  const char *body = R"({
    .param .align 4 .b8 s[20]; .param .align 8 .b8 r[24];
    st.param.b32 [s], %r0; st.param.b32 [s+4], 100;
    mul.wide.u32 %rd2, %r0, 10;
    st.param.b64 [s+8], %rd2; st.param.b32 [s+16], 0xfe001234;
    call (r), turn, (s);
    ld.param.v2.b32 {%r1, %r2}, [r]; ld.param.b64 %rd3, [r+8];
    ld.param.v2.b32 {%r3, %r4}, [r+16];
  }
  cvt.u32.u64 %r5, %rd3; mad.lo.u32 %r1, %r2, 2, %r1;
  add.u32 %r1, %r1, %r5; add.u32 %r1, %r1, %r3; add.u32 %r1, %r1, %r4;
  st.global.b32 [%rd1], %r1;)";
  EXPECT_EQ(runBody(functions, body), makeExpected([](U32 i) {
              return 100 + 2 * i + 10 * i + 0x1234 - 2;
            }));
}

TEST(Call, lanesDivergeAroundCalls) {
  // One lane of four returns early; the others call `weigh` from two places.
  std::string functions = std::string(weigh) + R"(
.func (.param .b32 result) bend(.param .b32 a) {
  .reg .pred p; .reg .b32 x, y;
  ld.param.b32 x, [a];
  and.b32 y, x, 3;
  setp.eq.u32 p, y, 0;
  @p bra early;
  setp.eq.u32 p, y, 1;
  @p call (x), weigh, (x, 1);
  @!p call (x), weigh, (y, x);
  st.param.b32 [result], x;
  ret;
early:
  st.param.b32 [result], 77;
})";
  const char *body = R"({
    .param .b32 x; .param .b32 z;
    st.param.b32 [x], %r0;
    setp.gt.u32 %p1, %r0, 20;
    @%p1 bra other;
    call (z), bend, (x);
    bra join;
  other:
    call (z), bend, (x);
  join:
    ld.param.b32 %r1, [z];
  }
  shfl.sync.idx.b32 %r2, %r1, 3, 31, %r4;
  st.global.b32 [%rd1], %r2;)";
  auto bend = [](U32 i) {
    return i % 4 == 0 ? 77 : i % 4 == 1 ? 3 * i + 1 : 3 * (i % 4) + i;
  };
  // The second warp has 8 lanes.
  std::string members = "setp.lt.u32 %p2, %r0, 32; "
                        "selp.b32 %r4, -1, 0xff, %p2;\n";
  EXPECT_EQ(runBody(functions, members + body),
            makeExpected([&](U32 i) { return bend(i / 32 * 32 + 3); }));
}

TEST(Call, warpInstructionsInFunctions) {
  // Both halves of a warp call one function, whose barrier is the block's.
  const char *functions = R"(
.shared .align 4 .b8 tile[256];
.func (.reg .b32 r) exchange(.reg .b32 a) {
  .local .align 4 .b8 mine[8];
  .reg .b32 x, y; .reg .b64 at, base;
  mov.b64 base, tile;
  mov.u32 x, %tid.x;
  mul.wide.u32 at, x, 4;
  add.s64 at, base, at;
  st.local.b32 [mine+4], a;
  st.shared.b32 [at], a;
  bar.sync 0;
  xor.b32 x, x, 63;
  mul.wide.u32 at, x, 4;
  add.s64 at, base, at;
  ld.shared.b32 r, [at];
  ld.local.b32 y, [mine+4];
  sub.u32 r, r, y;
  shfl.sync.bfly.b32 x, r, 16, 31, -1;
  add.u32 r, r, x;
})";
  const char *body = R"(
  setp.lt.u32 %p1, %r0, 16;
  mul.lo.u32 %r2, %r0, 5;
  @%p1 call (%r1), exchange, (%r2);
  @!%p1 call (%r1), exchange, (%r2);
  st.global.b32 [%rd1], %r1;)";
  auto difference = [](U32 i) { return (63 - i) * 5 - i * 5; };
  EXPECT_EQ(runBody(functions, body, 64),
            makeExpected(
                [&](U32 i) { return difference(i) + difference(i ^ 16); }, 64));
}

TEST(Call, exitsAndFaultsInFunctions) {
  const char *functions = R"(
.func stop(.reg .b32 a) {
  .reg .pred p;
  setp.gt.u32 p, a, 4;
  @p exit;
})";
  EXPECT_EQ(runBody(functions, "call stop, (%r0); st.global.b32 [%rd1], 9;"),
            makeExpected([](U32 i) { return i > 4 ? 0 : 9; }));
  TestDevice device;
  device.load(makeKernel("call f;", 1,
                         ".func f() { .reg .b64 a;\nmov.b64 a, 8;"
                         "\nst.global.b64 [a], a; }"));
  std::string text = device.run({0}, makeShape(1)).text;
  EXPECT_NE(text.find("at line 6 of its PTX"), text.npos) << text;
  // Each function calls the one before it twice.
  std::string doubling = ".func f0() { }\n";
  for (int i = 1; i < 40; ++i) {
    std::string before = "call f" + std::to_string(i - 1) + "; ";
    doubling +=
        ".func f" + std::to_string(i) + "() { " + before + before + "}\n";
  }
  device.load(makeKernel("call f39;", 1, doubling));
  EXPECT_EQ(device.run({0}, makeShape(1)).result, Result::LaunchTimeout);
}

struct RefusalRow {
  const char *function;
  const char *body;
  const char *expected;
};

// The function begins at line 4, and the body at line 16.
TEST(Call, refusals) {
  const RefusalRow rows[] = {
      {"", "call f;", "16: no function is called 'f'"},
      {".extern .func f();", "call f;",
       "16: function 'f' has no body in this text"},
      {".func f() { call f; }", "call f;",
       "4: function 'f' calls itself by this, which is not emulated"},
      {".func g(); .func f() { call g; } .func g() { call f; }", "call f;",
       "4: function 'f' calls itself"},
      {".func f() { }", "\nP: .callprototype _ ();\ncall %rd0, P;",
       "18: 'call' takes the name of a function"},
      {".func f() { }", "mov.b64 %rd1, f;",
       "16: the address of function 'f' is not emulated"},
      {".func f() { }", "call f, (%r0);",
       "16: 'f' takes 0 parameters, but the call names 1"},
      {".func (.reg .b32 r) f() { }", "call f;",
       "16: 'f' has 1 results, but the call names 0"},
      {".func f(.reg .b32 a) { }", "call f, (%rd0);",
       "16: 'f' takes 4 bytes as its parameter 1, in a register, a number or"},
      {".func f(.reg .f32 a) { }", "call f, (1);",
       "16: 'f' takes a float, not an integer"},
      {".func f(.reg .b16 a) { }", "",
       "4: a register that is passed has at least 32 bits"},
      {".func (.param .b32 r) f() { }", "call (%rd1), f;",
       "16: 'f' returns 4 bytes as its result 1, in a register or a '.param'"},
      {".func f() { }\n.func f() { }", "", "5: function 'f' is there twice"},
      {".func f() .maxntid 32 { }", "",
       "4: no attribute of a function that is emulated is '.maxntid'"},
      {".func f(.param .b8 a[9999]) { }", "",
       "4: 'a' takes more than 4352 bytes"},
      {".func f(.param .b32 a, .param .b32 a) { }", "",
       "4: 'a' is there twice"},
      {".func f(.param .b64 a) { .reg .b64 b;\nmov.b64 b, a; }",
       "{ .param "
       ".b64 x; call f, (x); }",
       "5: the address of 'a', which a call passes, is not emulated"},
      {".func f(.param .b32 a) { .reg .b64 b;\nld.param.b64 b, [a]; }",
       "call f, (1);", "5: 'a' has 4 bytes, of which this is none"},
      {".func f() { .reg .b64 b;\nld.param.b64 b, [p0]; }", "call f;",
       "5: nothing is called 'p0'"},
      {".func f() { .reg .b64 b;\nld.param.b64 b, [b]; }", "call f;",
       "5: 'ld.param.b64' takes the name of a parameter in a function"},
      {"", "st.param.b32 [p0], %r0;",
       "16: no instruction that is emulated is 'st.param.b32'"},
      {"", ".param .b32 x = 5;",
       "16: only globals and constants begin with values"},
      {"", "{ .param .b32 x; } ld.param.b32 %r1, [x];",
       "16: nothing is called 'x'"},
  };
  TestDevice device;
  for (const RefusalRow &row : rows) {
    std::string error = device.findError(makeKernel(row.body, 1, row.function));
    EXPECT_EQ(error.substr(0, std::string(row.expected).size()), row.expected)
        << row.function << row.body;
  }
  std::string chain = ".func f0() { }\n";
  for (int i = 1; i < 300; ++i)
    chain += ".func f" + std::to_string(i) + "() { call f" +
             std::to_string(i - 1) + "; }\n";
  std::string error = device.findError(makeKernel("call f299;", 1, chain));
  EXPECT_NE(error.find("more than 256 calls in each other"), error.npos);
}

} // namespace
} // namespace ag::emulator
