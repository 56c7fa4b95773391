//===- SharedMemoryTest.cpp - memory that ag shares with MLIR -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Attributes of ag and of MLIR are in the same blocks of memory, which the code
// of either begins. In a build with sanitizers only ag's has sanitizers: does
// AddressSanitizer accept what MLIR writes there?
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGAttrs.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ag;

TEST(SharedMemoryTest, HoldsAttributesOfBoth) {
  MLIRContext context;
  context.loadDialect<AGDialect>();
  auto none = ArrayAttr::get(&context, {});
  auto axes = ArrayAttr::get(&context, {none});
  for (int64_t size = 0; size < 2000; ++size) {
    auto ours = ShardingAttr::get(&context, axes, {size}, {}, none);
    EXPECT_EQ(ours.getSizes().front(), size);
    auto theirs = DenseI64ArrayAttr::get(&context, {size, size + 1});
    EXPECT_EQ(theirs[1], size + 1);
  }
}
