//===- AssemblyTest.cpp - the runtime as the compiler carries it ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does the embedded assembly need nothing but the C library? Is the embedded
// header the one that the runtime was built with?
//
//===----------------------------------------------------------------------===//
#include "ag/Emit/Runtime/RuntimeAssembly.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <set>

using llvm::StringRef;

namespace {
bool defines(StringRef text, StringRef name) {
  return text.contains(("\n" + name + ":\n").str());
}

/// Returns the symbols that the linker's tables resolve, such as "open" in
/// "callq open@PLT".
std::set<std::string> findNeeds(StringRef text) {
  std::set<std::string> needs;
  for (StringRef line : llvm::split(text, '\n')) {
    auto [before, after] = line.split('@');
    if (after.starts_with("PLT") || after.starts_with("GOTPCREL"))
      needs.insert(before.substr(before.find_last_of("\t *") + 1).str());
  }
  return needs;
}

TEST(RuntimeAssembly, holdsWhatIsNeeded) {
  std::string text = ag::getRuntimeAssembly({"ag_rt_load", "expf"});
  EXPECT_TRUE(defines(text, "ag_rt_load"));
  EXPECT_TRUE(defines(text, "ag_rt_check_context"));
  EXPECT_FALSE(defines(text, "ag_rt_run"));
  EXPECT_FALSE(defines(text, "ag_rt_npy_parse"));
  EXPECT_TRUE(
      defines(ag::getRuntimeAssembly({"ag_rt_main"}), "ag_rt_npy_parse"));
  EXPECT_EQ(ag::getRuntimeAssembly({"expf"}), "");
}

TEST(RuntimeAssembly, needsOnlyTheCLibrary) {
  // ag_rt_main, which prints, is only in executables.
  EXPECT_EQ(
      findNeeds(
          ag::getRuntimeAssembly({"ag_rt_load", "ag_rt_unload", "ag_rt_query",
                                  "ag_rt_run", "ag_rt_fail"})),
      (std::set<std::string>{
          "__errno_location", "aligned_alloc", "bcmp", "close", "free", "fstat",
          "madvise", "memchr", "memcpy", "memset", "mmap", "munmap", "open",
          "snprintf", "strcmp", "strerror", "strlen", "syscall", "vsnprintf"}));
}

TEST(RuntimeAssembly, needsOnlyTheCLibraryForCuda) {
  std::set<std::string> needs = findNeeds(ag::getRuntimeAssembly(
      {"ag_rt_cuda_load", "ag_rt_cuda_unload", "ag_rt_query", "ag_rt_cuda_run",
       "ag_rt_cuda_allocate", "ag_rt_cuda_free", "ag_rt_cuda_copy",
       "ag_rt_launch", "ag_rt_get_constant", "ag_rt_fail"}));
  for (const std::string &name :
       findNeeds(ag::getRuntimeAssembly({"ag_rt_load", "ag_rt_run"})))
    needs.erase(name);
  EXPECT_EQ(needs,
            (std::set<std::string>{"dlclose", "dlerror", "dlopen", "dlsym",
                                   "getenv", "pthread_mutex_lock",
                                   "pthread_mutex_unlock", "secure_getenv"}));
}

TEST(RuntimeAssembly, hasCudaOnlyWhereItIsNeeded) {
  std::string text =
      ag::getRuntimeAssembly({"ag_rt_load", "ag_rt_unload", "ag_rt_query",
                              "ag_rt_run", "ag_rt_main", "ag_rt_fail"});
  EXPECT_FALSE(StringRef(text).contains("cuda_"));
}

TEST(RuntimeAssembly, hasNoVariables) {
  std::string text = ag::getRuntimeAssembly({"ag_rt_load", "ag_rt_main"});
  for (StringRef section : {".data,", ".data\n", ".bss", ".tdata", ".tbss"})
    EXPECT_FALSE(StringRef(text).contains(section)) << section.str();
}

TEST(RuntimeAssembly, runsOnAnyCpu) {
  std::string text = ag::getRuntimeAssembly({"ag_rt_load", "ag_rt_main"});
  EXPECT_TRUE(StringRef(text).contains("%xmm"));
  EXPECT_FALSE(StringRef(text).contains("%ymm"));
  EXPECT_FALSE(StringRef(text).contains("\tvmov"));
}

TEST(ABIHeader, isWhole) {
  EXPECT_TRUE(ag::getABIHeader().starts_with("/*===- ABI.h"));
  EXPECT_TRUE(ag::getABIHeader().ends_with("#endif\n"));
  EXPECT_TRUE(ag::getABIHeader().contains("typedef struct ag_context"));
}
} // namespace
