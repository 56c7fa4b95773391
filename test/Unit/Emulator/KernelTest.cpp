//===- KernelTest.cpp - kernels as LLVM writes them -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does PTX that LLVM compiled from C, with its comments and .loc lines, compute
// what the C code says?
//
//===----------------------------------------------------------------------===//
#include "TestDevice.h"
#include <numeric>

namespace ag::emulator {
namespace {

const char *const addText = R"(
.version 7.0
.target sm_80
.address_size 64

	// .globl	add                     // -- Begin function add
.visible .entry add(
	.param .u64 .ptr .global .align 1 add_param_0,
	.param .u64 .ptr .global .align 1 add_param_1,
	.param .u64 .ptr .global .align 1 add_param_2,
	.param .u64 add_param_3
)
{
	.reg .pred 	%p<2>;
	.reg .b32 	%r<7>;
	.reg .b64 	%rd<12>;
$L__func_begin0:

// %bb.0:
	.loc	1 7 75                          // a.c:7:75
	mov.u32 	%r1, %ctaid.x;
	ld.param.b64 	%rd7, [add_param_3];
	mov.u32 	%r2, %ntid.x;
	mul.wide.u32 	%rd8, %r1, %r2;
	mov.u32 	%r3, %tid.x;
	cvt.u64.u32 	%rd9, %r3;
	add.s64 	%rd10, %rd8, %rd9;
	setp.ge.s64 	%p1, %rd10, %rd7;
	@%p1 bra 	$L__BB0_2;
// %bb.1:
	ld.param.b64 	%rd4, [add_param_0];
	ld.param.b64 	%rd5, [add_param_1];
	ld.param.b64 	%rd6, [add_param_2];
	shl.b64 	%rd11, %rd10, 2;
	add.s64 	%rd1, %rd6, %rd11;
	add.s64 	%rd2, %rd5, %rd11;
	add.s64 	%rd3, %rd4, %rd11;
	.loc	1 7 99                          // a.c:7:99
	ld.global.b32 	%r4, [%rd3];
	ld.global.b32 	%r5, [%rd2];
	fma.rn.f32 	%r6, %r4, %r5, 0f3FC00000;
	st.global.b32 	[%rd1], %r6;
$L__BB0_2:
	ret;
$L__tmp0:
$L__func_end0:
                                        // -- End function
}
	.section	.debug_macinfo	{	}
	.file	1 "a.c"
)";

TEST(Kernel, addsArrays) {
  TestDevice device;
  device.load(addText);
  std::vector<float> a(1000), b(1000);
  std::iota(a.begin(), a.end(), -500.0f);
  std::iota(b.begin(), b.end(), 0.25f);
  uint64_t c = device.upload(std::vector<float>(1000));
  LaunchReport report = device.run(
      {device.upload(a), device.upload(b), c, 1000}, makeShape(256, 4));
  ASSERT_EQ(report.text, "");
  std::vector<float> got = device.download<float>(c);
  for (size_t i = 0; i < a.size(); ++i)
    EXPECT_EQ(got[i], a[i] * b[i] + 1.5f) << i;
}

TEST(Kernel, namesTheLinesOfAFault) {
  TestDevice device;
  device.load(addText);
  uint64_t a = device.upload(std::vector<float>(40));
  LaunchReport report = device.run({a, a, a, 1000}, makeShape(32, 2));
  EXPECT_EQ(report.result, Result::IllegalAddress);
  EXPECT_NE(report.text.find("kernel 'add', block (1, 0, 0), thread (8, 0, 0) "
                             "reads 4 bytes at 0x"),
            std::string::npos)
      << report.text;
  EXPECT_NE(report.text.find("0 bytes past the end of an allocation of 160"),
            std::string::npos)
      << report.text;
  EXPECT_NE(report.text.find("line 39 of its PTX, made from line 7, column 99 "
                             "of a.c: ld.global.b32"),
            std::string::npos)
      << report.text;
}

} // namespace
} // namespace ag::emulator
