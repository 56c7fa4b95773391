//===- CompareFormTest.cpp - comparisons against C++ ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is each comparison true exactly where PTX says, also for NaN?
//
//===----------------------------------------------------------------------===//
#include "FormTest.h"

namespace ag::emulator {
namespace {

TEST(CompareForm, integers) {
  check("setp.eq.b32",
        [](uint32_t a, uint32_t b) { return Predicate(a == b); });
  check("setp.ne.s64", [](int64_t a, int64_t b) { return Predicate(a != b); });
  check("setp.lt.s32", [](int32_t a, int32_t b) { return Predicate(a < b); });
  check("setp.lt.u32", [](uint32_t a, uint32_t b) { return Predicate(a < b); });
  check("setp.ge.s16", [](int16_t a, int16_t b) { return Predicate(a >= b); });
  check("setp.hi.u64", [](uint64_t a, uint64_t b) { return Predicate(a > b); });
  check("setp.ls.u16",
        [](uint16_t a, uint16_t b) { return Predicate(a <= b); });
}

TEST(CompareForm, floatsOrderedOrNot) {
  check("setp.eq.f32", [](float a, float b) { return Predicate(a == b); });
  check("setp.ne.f32",
        [](float a, float b) { return Predicate(a < b || a > b); });
  check("setp.neu.f32", [](float a, float b) { return Predicate(a != b); });
  check("setp.equ.f64",
        [](double a, double b) { return Predicate(!(a < b || a > b)); });
  check("setp.lt.f64", [](double a, double b) { return Predicate(a < b); });
  check("setp.ltu.f32", [](float a, float b) { return Predicate(!(a >= b)); });
  check("setp.geu.f64", [](double a, double b) { return Predicate(!(a < b)); });
  check("setp.num.f32", [](float a, float b) {
    return Predicate(!std::isnan(a) && !std::isnan(b));
  });
  check("setp.nan.f64", [](double a, double b) {
    return Predicate(std::isnan(a) || std::isnan(b));
  });
  check("setp.gt.f16",
        [](Half a, Half b) { return Predicate(toFloat(a) > toFloat(b)); });
  check("setp.le.bf16",
        [](Brain a, Brain b) { return Predicate(toFloat(a) <= toFloat(b)); });
  check("setp.eq.ftz.f32", [](float a, float b) {
    auto flushed = [](float x) {
      return std::fpclassify(x) == FP_SUBNORMAL ? 0.0f : x;
    };
    return Predicate(flushed(a) == flushed(b));
  });
}

TEST(CompareForm, classesOfNumbers) {
  check("testp.finite.f32",
        [](float a) { return Predicate(std::fabs(a) <= 0x1.fffffep127f); });
  check("testp.infinite.f64", [](double a) {
    return Predicate(std::fabs(a) > 0x1.fffffffffffffp1023);
  });
  check("testp.number.f32", [](float a) { return Predicate(!std::isnan(a)); });
  check("testp.notanumber.f64",
        [](double a) { return Predicate(std::isnan(a)); });
  check("testp.normal.f32", [](float a) {
    return Predicate(std::fabs(a) >= 0x1p-126f &&
                     std::fabs(a) <= 0x1.fffffep127f);
  });
  check("testp.subnormal.f64", [](double a) {
    return Predicate(a != 0.0 && std::fabs(a) < 0x1p-1022);
  });
}

TEST(CompareForm, setsAndChoices) {
  check("set.lt.u32.s32",
        [](int32_t a, int32_t b) { return a < b ? ~0u : 0u; });
  check("set.gt.f32.f32", [](float a, float b) { return a > b ? 1.0f : 0.0f; });
  check("slct.b32.s32",
        [](uint32_t a, uint32_t b, int32_t c) { return c >= 0 ? a : b; });
}

/// Returns %p1 + 2 * %p2 for a body that sets them from %r1 = tid and %r2 = 5.
std::vector<uint32_t> runPredicates(const std::string &body) {
  TestDevice device;
  device.load(makeKernel("mov.b32 %r2, 5; setp.lt.u32 %p3, %r0, 7;\n" + body +
                             "selp.b32 %r3, 1, 0, %p1;\n"
                             "@%p2 add.s32 %r3, %r3, 2;\n"
                             "mad.wide.u32 %rd1, %r0, 4, %rd0;\n"
                             "st.global.b32 [%rd1], %r3;",
                         1));
  uint64_t result = device.upload(std::vector<uint32_t>(10));
  EXPECT_EQ(device.run({result}, makeShape(10)).text, "");
  return device.download<uint32_t>(result);
}

TEST(CompareForm, pairsAreOpposites) {
  std::vector<uint32_t> expected = {1, 1, 1, 1, 1, 2, 2, 2, 2, 2};
  EXPECT_EQ(runPredicates("setp.lt.u32 %p1|%p2, %r0, %r2;\n"), expected);
}

TEST(CompareForm, combineWithAThird) {
  std::vector<uint32_t> both = {0, 0, 0, 0, 0, 1, 1, 0, 0, 0};
  for (uint32_t i = 0; i < 5; ++i)
    both[i] = 2;
  EXPECT_EQ(runPredicates("setp.ge.and.u32 %p1|%p2, %r0, %r2, %p3;\n"), both);
  std::vector<uint32_t> negated = {2, 2, 2, 2, 2, 2, 2, 1, 1, 1};
  EXPECT_EQ(runPredicates("setp.ge.and.u32 %p1, %r0, %r2, !%p3;\n"
                          "not.pred %p2, %p1;\n"),
            negated);
}

TEST(CompareForm, logicOnPredicates) {
  std::vector<uint32_t> expected = {2, 2, 2, 2, 2, 3, 3, 1, 1, 1};
  EXPECT_EQ(runPredicates("setp.ge.u32 %p1, %r0, %r2;\n"
                          "and.pred %p2, %p3, %p3;\n"),
            expected);
}

} // namespace
} // namespace ag::emulator
