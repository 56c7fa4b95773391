//===- RegisterPassesTest.cpp - all passes after some of them -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a tool have all passes if it registers some of ag's, and then all?
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Fuse/Passes.h"
#include "ag/Pipeline/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
bool hasAllPasses() {
  return mlir::PassInfo::lookup("ag-batch") &&
         mlir::PassInfo::lookup("ag-fuse") &&
         mlir::PassInfo::lookup("ag-run-phases") &&
         mlir::PassPipelineInfo::lookup("ag-schedule-cpu");
}

/// The test runs in a process of its own, where no other test has registered
/// passes.
TEST(RegisterPasses, SomeThenAllTwice) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto registerThem = [] {
    registerFusePasses();
    registerPasses();
    registerPasses();
    std::exit(hasAllPasses() ? 0 : 1);
  };
  EXPECT_EXIT(registerThem(), testing::ExitedWithCode(0), "");
}
} // namespace
