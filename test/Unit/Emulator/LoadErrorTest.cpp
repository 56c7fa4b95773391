//===- LoadErrorTest.cpp - texts that are refused -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does each error in a PTX text name its line and its cause?
//
//===----------------------------------------------------------------------===//
#include "TestDevice.h"

namespace ag::emulator {
namespace {

struct ErrorRow {
  const char *body;
  const char *expected;
};

// The body begins at line 16.
TEST(LoadError, statements) {
  constexpr ErrorRow rows[] = {
      {"frob.b32 %r1, %r2;",
       "16: no instruction that is emulated is 'frob.b32'"},
      {"\nadd.s33 %r1, %r2, %r3;", "17: no instruction that is emulated is"},
      {"add.f32 %f1, %f2;", "16: 'add.f32' takes more operands than these"},
      {"add.f32 %f1, %f2, %f3, %f4;", "16: 'add.f32' takes fewer operands"},
      {"add.f32 %f1, %f2, 1;", "16: 'add.f32' takes a float, not an integer"},
      {"add.s32 %r1, %r2, %rd3;",
       "16: register '%rd3' has 64 bits, but 'add.s32' takes 32"},
      {"add.s32 %r1, %r2, %p3;",
       "16: register '%p3' has 1 bits, but 'add.s32' takes 32"},
      {"setp.lt.s32 %r1, %r2, %r3;",
       "16: register '%r1' has 32 bits, but 'setp.lt.s32' takes 1"},
      {"add.s32 5, %r2, %r3;", "16: 'add.s32' takes a register for its result"},
      {"add.s32 %r1, %r2, %r99;", "16: '%r99' is no special register of 32"},
      {"add.s32 %r1, %r2, {%r3, %r4};",
       "16: 'add.s32' takes a register or a number here"},
      {"add.s32 %r1, %r2, !%r3;", "16: '!' is for predicates"},
      {"@%r1 add.s32 %r1, %r2, %r3;", "16: register '%r1' has 32 bits"},
      {"bra NOWHERE;", "16: no label is called 'NOWHERE'"},
      {"L: L: ret;", "16: label 'L' is there twice"},
      {"{ L: } bra L;", "16: no label is called 'L'"},
      {"mov.b64 %rd1, nothing;", "16: nothing is called 'nothing'"},
      {"ld.global.b32 %r1, %rd1;", "16: 'ld.global.b32' takes an address"},
      {"ld.global.b32 %r1, [%rs1];", "16: register '%rs1' is no address"},
      {"ld.global.v2.b32 %r1, [%rd1];",
       "16: 'ld.global.v2.b32' takes 2 elements here"},
      {"ld.global.b64 %r1, [%rd1];",
       "16: register '%r1' has 32 bits, but 'ld.global.b64' takes 64"},
      {"st.param.b32 [%rd1], %r1;", "16: no instruction that is emulated"},
      {"mov.u32 %r1, %clock;", "16: '%clock' is no special register"},
      {"mov.b32 %r1, 5", "17: expected ';', but found 'ret'"},
      {"add.s32 %r1, , %r2;", "16: expected a number, but found ','"},
      {"add.s32 %r1, %r2, 99999999999999999999;", "16: expected a number"},
      {".reg .b32 %r<4>;", "16: register '%r' is there twice, or one too many"},
      {".reg .b33 x;", "16: expected a type of registers behind '.reg'"},
      {".reg .b32 y<99999999>;", "16: a number of registers is 99999999, "
                                 "expected at most 65536"},
      {".reg .b32 y<4294967295>;", "16: a number of registers is 4294967295"},
      {".local .b8 big[600000];", "5: a thread takes 600000 bytes of local"},
      {".shared .b8 big[49153]; mov.b64 %rd1, big;",
       "5: the kernel takes 49153 bytes of shared memory, at most 49152"},
      {"a;", "16: no instruction that is emulated is 'a'"},
      {"/* no end", "16: the comment has no end"},
      {"\x01", "16: a character of code 1 is no part of PTX"},
  };
  TestDevice device;
  for (const ErrorRow &row : rows) {
    std::string error = device.findError(makeKernel(row.body, 1));
    EXPECT_EQ(error.substr(0, std::string(row.expected).size()), row.expected)
        << row.body;
  }
}

TEST(LoadError, modules) {
  const std::string header = ".version 7.0\n.target sm_80\n.address_size 64\n";
  const ErrorRow rows[] = {
      {"", ""},
      {".alias f, g;", "4: no directive that is emulated is '.alias'"},
      {".global .b8 x;\n.global .b8 x;", "5: 'x' is there twice"},
      {".global .b8 x[2] = {1, 2, 3};", "4: 'x' has 3 bytes of values, but 2"},
      {".global .align 3 .b8 x;", "4: an alignment has to be a power of two"},
      {".global .u64 x = y;", "4: nothing is called 'y'"},
      {".global .b8 x[99999999999];", "4: an array's size is 99999999999"},
      {".global .b8 x[20000][20000];", "4: the array is larger than 256 MiB"},
      {".extern .global .b8 x[4];", "4: 'x' has no bytes in this text"},
      {".entry k() { ret; }\n.entry k() { ret; }",
       "5: kernel 'k' is there twice"},
      {".entry k() {", "4: 'k' has no end"},
      {".entry k(.param .b8 big[5000]) { }", "4: the parameters take more"},
      {".entry k() .maxntid 2048 { }", "4: a number of threads is 2048"},
      {"ret;", "4: expected a directive, but found 'ret'"},
      {".section .debug {", "4: the block has no end"},
  };
  TestDevice device;
  for (const ErrorRow &row : rows) {
    std::string error = device.findError(header + row.body);
    EXPECT_EQ(error.substr(0, std::string(row.expected).size()), row.expected)
        << row.body;
  }
  const std::string large =
      "\n.target sm_80\n.entry k(.param .b8 x[32764]) { ret; }\n";
  EXPECT_EQ(device.findError(".version 8.1" + large), "");
  EXPECT_EQ(device.findError(".version 8.0" + large),
            "3: the parameters take more than 4352 bytes, or 'x' takes none");
  EXPECT_EQ(device.findError(""), "1: expected '.version', but the text ends");
  EXPECT_EQ(device.findError("\x7f"
                             "ELF"),
            "1: a character of code 127 is no part of PTX");
  EXPECT_EQ(device.findError(".version 7.0\n.target sm_80\n.address_size 32\n"),
            "4: addresses have to have 64 bits");
}

} // namespace
} // namespace ag::emulator
