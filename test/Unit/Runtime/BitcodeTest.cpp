//===- BitcodeTest.cpp - the runtime as the compiler carries it -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is the embedded bitcode a whole runtime that needs nothing but the C library,
// and the embedded header the one that the runtime was built with?
//
//===----------------------------------------------------------------------===//
#include "ag/Target/RuntimeBitcode.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <set>

namespace {
struct Bitcode : testing::Test {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module;
  void SetUp() override {
    auto parsed =
        llvm::parseBitcodeFile({ag::getRuntimeBitcode(), "runtime"}, context);
    ASSERT_TRUE(bool(parsed)) << llvm::toString(parsed.takeError());
    module = std::move(*parsed);
  }
};

TEST_F(Bitcode, definesWhatEmittedCodeCalls) {
  EXPECT_FALSE(llvm::verifyModule(*module, &llvm::errs()));
  for (const char *name : {"ag_rt_load", "ag_rt_unload", "ag_rt_query",
                           "ag_rt_run", "ag_rt_fail", "ag_rt_main"}) {
    const llvm::Function *function = module->getFunction(name);
    ASSERT_NE(function, nullptr) << name;
    EXPECT_FALSE(function->isDeclaration()) << name;
  }
}

TEST_F(Bitcode, needsOnlyTheCLibrary) {
  const std::set<llvm::StringRef> allowed = {"__errno_location",
                                             "aligned_alloc",
                                             "bcmp",
                                             "close",
                                             "free",
                                             "fstat",
                                             "madvise",
                                             "memchr",
                                             "mmap",
                                             "munmap",
                                             "open",
                                             "snprintf",
                                             "strchr",
                                             "strcmp",
                                             "strerror",
                                             "strlen",
                                             "syscall",
                                             "vsnprintf",
                                             "memcmp"};
  // Only executables have ag_rt_main, which prints.
  llvm::Module object("object", context);
  object.setTargetTriple(module->getTargetTriple());
  object.setDataLayout(module->getDataLayout());
  for (const char *name :
       {"ag_rt_load", "ag_rt_unload", "ag_rt_query", "ag_rt_run", "ag_rt_fail"})
    object.getOrInsertFunction(name,
                               module->getFunction(name)->getFunctionType());
  ASSERT_FALSE(llvm::Linker::linkModules(object, std::move(module),
                                         llvm::Linker::LinkOnlyNeeded));
  ASSERT_NE(object.getFunction("ag_rt_check_context"), nullptr);
  EXPECT_EQ(object.getFunction("ag_rt_npy_parse"), nullptr);
  for (const llvm::Function &function : object)
    if (function.isDeclaration() && !function.isIntrinsic())
      EXPECT_TRUE(allowed.count(function.getName()))
          << function.getName().str();
  for (const llvm::GlobalVariable &global : object.globals())
    EXPECT_TRUE(global.isConstant()) << global.getName().str();
}

TEST_F(Bitcode, runsOnAnyCpu) {
  for (const llvm::Function &function : *module) {
    if (function.isDeclaration())
      continue;
    EXPECT_EQ(function.getFnAttribute("target-cpu").getValueAsString(),
              "x86-64");
    EXPECT_EQ(function.getFnAttribute("target-features")
                  .getValueAsString()
                  .find("avx"),
              llvm::StringRef::npos);
  }
}

TEST(ABIHeader, isWhole) {
  EXPECT_TRUE(ag::getABIHeader().starts_with("/*===- ABI.h"));
  EXPECT_TRUE(ag::getABIHeader().ends_with("#endif\n"));
  EXPECT_TRUE(ag::getABIHeader().contains("typedef struct ag_context"));
}
} // namespace
