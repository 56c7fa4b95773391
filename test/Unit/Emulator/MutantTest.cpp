//===- MutantTest.cpp - texts that are cut or changed ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is each mutated text refused, or run to an end? PtxFuzzer looks for more such
// texts. The mutants here are the same in each run, and include its findings.
//
//===----------------------------------------------------------------------===//
#include "Ptx.h"
#include "TestDevice.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ag::emulator {
namespace {

/// Returns a kernel that has most kinds of statements.
std::string makeSample() {
  return makeKernel(
      ".loc 1 2 3\nmov.b64 %rd3, tile; mul.wide.u32 %rd2, %r0, 4;\n"
      "add.s64 %rd4, %rd3, %rd2; add.s64 %rd1, %rd0, %rd2;\n"
      "ld.global.b32 %r1, [%rd1]; cvt.rn.f32.s32 %f1, %r1;\n"
      "{ .reg .pred p; setp.lt.f32 p, %f1, 0f3F800000; @p bra L;\n"
      "fma.rn.f32 %f1, %f1, 2.5, %f1; L: }\n"
      "st.shared.f32 [%rd4], %f1; bar.sync 0; mov.b32 %r5, 4;\n"
      "LOOP: xor.b32 %r2, %r0, %r5; mul.wide.u32 %rd5, %r2, 4;\n"
      "add.s64 %rd5, %rd3, %rd5; ld.shared.b32 %r3, [%rd5];\n"
      "shfl.sync.bfly.b32 %r4|%p1, %r3, 1, 31, -1; sub.s32 %r5, %r5, 1;\n"
      "setp.ne.b32 %p2, %r5, 0; @%p2 bra LOOP;\n"
      "{ .param .b32 a; st.param.b32 [a], %r3; call (%r4), twice, (a); }\n"
      "st.global.v2.b32 [table], {%r3, %r4};",
      1,
      ".shared .align 16 .b8 tile[128];\n"
      ".func (.reg .b32 b) twice(.param .b32 a) {\n"
      "ld.param.b32 b, [a]; add.u32 b, b, b; ret; }\n"
      ".global .align 8 .b32 table[4] = {1, 2, 3, 0x10};\n.file 1 \"a.c\"");
}

/// Returns the sample and the recorded files, in the order of their names.
std::vector<std::string> readTexts() {
  std::vector<std::filesystem::path> paths;
  for (const auto &entry :
       std::filesystem::directory_iterator(AG_FOREIGN_FOLDER))
    if (entry.path().extension() == ".ptx")
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts = {makeSample()};
  for (const std::filesystem::path &path : paths) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    texts.push_back(text.str());
  }
  return texts;
}

TEST(Mutant, cutTexts) {
  std::string sample = makeSample();
  TestDevice device;
  EXPECT_EQ(device.findError(sample), "");
  for (size_t length = 0; length < sample.size(); ++length)
    EXPECT_EQ(tryPtx(sample.substr(0, length)), "") << length;
}

TEST(Mutant, changedTexts) {
  std::vector<std::string> texts = readTexts();
  EXPECT_GT(texts.size(), 10u);
  std::mt19937_64 random(7);
  for (const std::string &text : texts)
    for (unsigned i = 0; i < 100; ++i) {
      std::string changed = changePtx(text, random);
      EXPECT_EQ(tryPtx(changed), "") << changed;
    }
}

} // namespace
} // namespace ag::emulator
