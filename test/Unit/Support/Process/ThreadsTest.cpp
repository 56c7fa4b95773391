//===- ThreadsTest.cpp - tests of starting threads ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Process/Threads.h"
#include "gtest/gtest.h"

using namespace ag;

TEST(Threads, CanStart) {
  EXPECT_TRUE(canStartThreads(0));
  EXPECT_TRUE(canStartThreads(1));
  EXPECT_TRUE(canStartThreads(3, /*stackBytes=*/1 << 20));
}

TEST(Threads, CannotStart) {
  // Linux has no address space of this size.
  EXPECT_FALSE(canStartThreads(1, /*stackBytes=*/size_t(1) << 62));
}
