//===- WorkTest.cpp - what ops do, and how long it takes ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Driver/Program.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
/// A core of 16 lanes of f32 at 1 GHz, with caches of 1, 16 and 1,024 KiB
const Speed speed = {
    1e9,
    512,
    2,
    {{{1 << 10, 100e9}, {16 << 10, 50e9}, {1 << 20, 20e9}, {INT64_MAX, 10e9}}},
    /*block=*/{},
    1 << 20,
    /*rank=*/{}};
const double flops = speed.flopsPerSecond(ScalarType::F32),
             steps = speed.stepsPerSecond(ScalarType::F32);

class WorkTest : public testing::Test {
protected:
  WorkTest() : context(makeRegistry()) { context.loadAllAvailableDialects(); }

  /// Parses a function at its planned sizes and stores its ops in `ops`.
  void parse(StringRef function) {
    module = parseSourceString<ModuleOp>(("func.func @f" + function).str(),
                                         &context);
    ASSERT_TRUE(module) << function.str();
    auto op = *module->getOps<FunctionOpInterface>().begin();
    sizes.emplace(op, getPlannedSizes(op));
    ops.clear();
    for (Operation &inner : op.getFunctionBody().front().without_terminator())
      ops.push_back(&inner);
  }

  Work opByOp() {
    WorkModel model(speed, *sizes);
    Work sum;
    for (Operation *op : ops)
      sum.add(model.estimate(op));
    return sum;
  }
  Work asGroup(int64_t passes = 1) {
    return WorkModel(speed, *sizes).estimateGroup(ops, passes);
  }

  static DialectRegistry makeRegistry() {
    DialectRegistry registry;
    ag::registerAllDialects(registry);
    return registry;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::optional<SizeEvaluator> sizes;
  SmallVector<Operation *> ops;
};

void expect(const Work &work, int64_t flops, int64_t read, int64_t written) {
  EXPECT_EQ(work.flops, flops);
  EXPECT_EQ(work.bytesRead, read);
  EXPECT_EQ(work.bytesWritten, written);
}

TEST_F(WorkTest, ElementsOneByOne) {
  // 4 KiB fit in L2.
  parse("(%x: tensor<1024xf32>) -> tensor<1024xf32> {"
        "  %0 = ag.neg %x : tensor<1024xf32>"
        "  return %0 : tensor<1024xf32> }");
  expect(opByOp(), 1024, 4096, 4096);
  EXPECT_DOUBLE_EQ(opByOp().getSeconds(), 8192 / 50e9);
  EXPECT_EQ(opByOp().getBound(), "L2");
  parse("(%x: tensor<1024xf32>) -> tensor<1024xf32> {"
        "  %0 = ag.exp %x : tensor<1024xf32>"
        "  return %0 : tensor<1024xf32> }");
  EXPECT_DOUBLE_EQ(opByOp().getSeconds(), 1024 * 12 / steps);
  EXPECT_EQ(opByOp().getBound(), "computing");
  // sin calls the C library, and takes 7 cycles of 1 ns for each element.
  parse("(%x: tensor<1024xf32>) -> tensor<1024xf32> {"
        "  %0 = ag.sin %x : tensor<1024xf32>"
        "  return %0 : tensor<1024xf32> }");
  EXPECT_NEAR(opByOp().getSeconds(), 7168e-9, 1e-15);
}

/// The example in Work.h
TEST_F(WorkTest, AGroupSavesWhatItHandsOn) {
  parse("(%x: tensor<1024xf32>) -> tensor<1024xf32> {"
        "  %0 = ag.exp %x : tensor<1024xf32>"
        "  %1 = ag.mul %0, %x : tensor<1024xf32>"
        "  return %1 : tensor<1024xf32> }");
  expect(opByOp(), 2048, 3 * 4096, 2 * 4096);
  expect(asGroup(), 2048, 4096, 4096);
  EXPECT_DOUBLE_EQ(opByOp().getSeconds(), 1024 * 12 / steps + 3 * 4096 / 50e9);
  EXPECT_DOUBLE_EQ(asGroup().getSeconds(), 1024 * 12 / steps + 1024 / steps);
}

/// A value that is also used outside is written. An operand with two uses is
/// read once.
TEST_F(WorkTest, AGroupWritesWhatIsUsedElsewhere) {
  parse("(%x: tensor<1024xf32>) -> (tensor<1024xf32>, tensor<1024xf32>) {"
        "  %0 = ag.mul %x, %x : tensor<1024xf32>"
        "  %1 = ag.neg %0 : tensor<1024xf32>"
        "  return %0, %1 : tensor<1024xf32>, tensor<1024xf32> }");
  expect(opByOp(), 2048, 2 * 4096, 2 * 4096);
  expect(asGroup(), 2048, 4096, 2 * 4096);
}

TEST_F(WorkTest, Products) {
  parse("(%x: tensor<64x64xf32>, %y: tensor<64x64xf32>) -> tensor<64x64xf32> {"
        "  %0 = ag.contract \"mk,kn->mn\" %x, %y"
        "      : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>"
        "  return %0 : tensor<64x64xf32> }");
  Work ag = opByOp();
  expect(ag, 2 * 64 * 64 * 64, 2 * 16384, 16384);
  EXPECT_DOUBLE_EQ(ag.getSeconds(), 2 * 64 * 64 * 64 / flops);
  // The linalg form does the same work: its zeros are not read from memory.
  parse("(%x: tensor<64x64xf32>, %y: tensor<64x64xf32>) -> tensor<64x64xf32> {"
        "  %zero = arith.constant 0.0 : f32"
        "  %e = tensor.empty() : tensor<64x64xf32>"
        "  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<64x64xf32>)"
        "      -> tensor<64x64xf32>"
        "  %0 = linalg.matmul ins(%x, %y : tensor<64x64xf32>, "
        "tensor<64x64xf32>) outs(%i : tensor<64x64xf32>) -> tensor<64x64xf32>"
        "  return %0 : tensor<64x64xf32> }");
  Work linalg = opByOp();
  expect(linalg, ag.flops, ag.bytesRead, ag.bytesWritten);
  EXPECT_DOUBLE_EQ(linalg.getSeconds(), ag.getSeconds());
  // bf16 halves the bytes and computes at f32's speed.
  parse("(%x: tensor<64x64xbf16>, %y: tensor<64x64xbf16>)"
        "    -> tensor<64x64xbf16> {"
        "  %0 = ag.contract \"mk,kn->mn\" %x, %y"
        "      : tensor<64x64xbf16>, tensor<64x64xbf16> -> tensor<64x64xbf16>"
        "  return %0 : tensor<64x64xbf16> }");
  EXPECT_EQ(opByOp().bytesRead, ag.bytesRead / 2);
  EXPECT_GE(opByOp().getSeconds(), ag.getSeconds());
}

/// A product of a vector and a matrix is bound by the matrix, which is in
/// memory.
TEST_F(WorkTest, ProductsOfFewRows) {
  parse("(%x: tensor<1x1024xf32>, %y: tensor<1024x1024xf32>)"
        "    -> tensor<1x1024xf32> {"
        "  %0 = ag.contract \"mk,kn->mn\" %x, %y : tensor<1x1024xf32>,"
        "      tensor<1024x1024xf32> -> tensor<1x1024xf32>"
        "  return %0 : tensor<1x1024xf32> }");
  EXPECT_DOUBLE_EQ(opByOp().getSeconds(), (4 << 20) / 10e9 + 8192 / 50e9);
  EXPECT_EQ(opByOp().getBound(), "memory");
}

TEST_F(WorkTest, WindowsReadTheirImageOnce) {
  parse("(%x: tensor<1x9x9x2xf32>, %w: tensor<3x3x2x4xf32>)"
        "    -> tensor<1x7x7x4xf32> {"
        "  %0 = ag.contract \"n(y+u)(x+v)i,uvio->nyxo\" %x, %w :"
        "      tensor<1x9x9x2xf32>, tensor<3x3x2x4xf32> -> tensor<1x7x7x4xf32>"
        "  return %0 : tensor<1x7x7x4xf32> }");
  expect(opByOp(), 2 * 49 * 4 * 18, 4 * (81 * 2 + 72), 4 * 49 * 4);
}

const char *const softmax =
    "(%x: tensor<8x4096xf32>) -> tensor<8x4096xf32> {"
    "  %m = ag.reduce max %x [1] : tensor<8x4096xf32> -> tensor<8xf32>"
    "  %bm = ag.broadcast %m [0] : tensor<8xf32> -> tensor<8x4096xf32>"
    "  %d = ag.sub %x, %bm : tensor<8x4096xf32>"
    "  %e = ag.exp %d : tensor<8x4096xf32>"
    "  %s = ag.reduce sum %e [1] : tensor<8x4096xf32> -> tensor<8xf32>"
    "  %bs = ag.broadcast %s [0] : tensor<8xf32> -> tensor<8x4096xf32>"
    "  %y = ag.div %e, %bs : tensor<8x4096xf32>"
    "  return %y : tensor<8x4096xf32> }";

/// x fits in L3. The second pass over a row reads it from L2.
TEST_F(WorkTest, Passes) {
  parse(softmax);
  int64_t tensor = 8 * 4096 * 4, points = 8 * 4096;
  expect(opByOp(), 5 * points, 7 * tensor + 2 * 32, 5 * tensor + 2 * 32);
  expect(asGroup(1), 5 * points, tensor, tensor);
  expect(asGroup(2), 5 * points, 2 * tensor, tensor);
  // The maximum, difference, sum, exp (12 steps) and quotient (4 steps) take
  // longer than the memory traffic.
  EXPECT_DOUBLE_EQ(asGroup(2).getSeconds(), points * 19 / steps);
  parse("(%x: tensor<8x4096xf32>) -> tensor<8xf32> {"
        "  %m = ag.reduce sum %x [1] : tensor<8x4096xf32> -> tensor<8xf32>"
        "  return %m : tensor<8xf32> }");
  EXPECT_DOUBLE_EQ(asGroup(2).getSeconds(),
                   tensor / 20e9 + tensor / 50e9 + 32 / 100e9);
  EXPECT_EQ(asGroup(2).getBound(), "L3");
}

TEST_F(WorkTest, GroupsInTheirBoxes) {
  parse("(%x: tensor<?x16xf32> {ag.dims = [\"n\", 16]}, %c: tensor<16xf32>)"
        "    -> tensor<?x16xf32> attributes {ag.ranges = {n = [1, 8]}} {"
        "  %r = ag.fused (%a = %x : tensor<?x16xf32>, %b = %c : tensor<16xf32>)"
        "      -> (tensor<?x16xf32>) attributes {passes = 3 : i64} {"
        "    %zero = arith.constant 0 : index"
        "    %n = tensor.dim %a, %zero : tensor<?x16xf32>"
        "    %w = ag.broadcast %b [1] (%n) : tensor<16xf32> -> tensor<?x16xf32>"
        "    %0 = ag.add %a, %w : tensor<?x16xf32>"
        "    ag.yield %0 : tensor<?x16xf32> }"
        "  return %r : tensor<?x16xf32> }");
  GroupWork work = WorkModel(speed, *sizes).compare(cast<FusedOp>(ops.front()));
  expect(work.opByOp, 128, 64 + 2 * 512, 2 * 512);
  expect(work.asGroup, 128, 3 * (64 + 512), 512);
}

/// 16 queries of 4 features and 64 keys have 4,096 bytes of scores. A group
/// keeps them out of memory.
TEST_F(WorkTest, AttentionInItsBox) {
  parse(
      "(%q: tensor<16x4xf32>, %k: tensor<64x4xf32>, %v: tensor<64x4xf32>)"
      "    -> tensor<16x4xf32> {"
      "  %r = ag.fused (%a = %q : tensor<16x4xf32>, %b = %k : tensor<64x4xf32>,"
      "      %c = %v : tensor<64x4xf32>) -> (tensor<16x4xf32>)"
      "      attributes {passes = 1 : i64} {"
      "    %0 = ag.contract \"qd,kd->qk\" %a, %b : tensor<16x4xf32>,"
      "        tensor<64x4xf32> -> tensor<16x64xf32>"
      "    %1 = ag.exp %0 : tensor<16x64xf32>"
      "    %2 = ag.contract \"qk,kd->qd\" %1, %c : tensor<16x64xf32>,"
      "        tensor<64x4xf32> -> tensor<16x4xf32>"
      "    ag.yield %2 : tensor<16x4xf32> }"
      "  return %r : tensor<16x4xf32> }");
  GroupWork work = WorkModel(speed, *sizes).compare(cast<FusedOp>(ops.front()));
  int64_t product = 2 * 16 * 64 * 4, scores = 4096, keys = 1024, queries = 256;
  expect(work.opByOp, 2 * product + 1024, queries + 2 * keys + 2 * scores,
         2 * scores + queries);
  expect(work.asGroup, 2 * product + 1024, queries + 2 * keys, queries);
  EXPECT_DOUBLE_EQ(work.asGroup.getSeconds(),
                   2 * product / flops + 1024 * 12 / steps);
}

/// A group does not read its destination, neither in linalg nor in ag.
TEST_F(WorkTest, LinalgInItsBox) {
  parse("(%x: tensor<8x8xf32>, %y: tensor<8x8xf32>) -> tensor<8x8xf32> {"
        "  %r = ag.fused (%a = %x : tensor<8x8xf32>, %b = %y : tensor<8x8xf32>)"
        "      -> (tensor<8x8xf32>) {"
        "    %zero = arith.constant 0.0 : f32"
        "    %e = tensor.empty() : tensor<8x8xf32>"
        "    %i = linalg.fill ins(%zero : f32) outs(%e : tensor<8x8xf32>)"
        "        -> tensor<8x8xf32>"
        "    %0 = linalg.matmul ins(%a, %b : tensor<8x8xf32>, tensor<8x8xf32>)"
        "        outs(%i : tensor<8x8xf32>) -> tensor<8x8xf32>"
        "    %1 = linalg.exp ins(%0 : tensor<8x8xf32>)"
        "        outs(%e : tensor<8x8xf32>) -> tensor<8x8xf32>"
        "    ag.yield %1 : tensor<8x8xf32> }"
        "  return %r : tensor<8x8xf32> }");
  GroupWork work = WorkModel(speed, *sizes).compare(cast<FusedOp>(ops.front()));
  expect(work.opByOp, 1024 + 64, 3 * 256, 2 * 256);
  expect(work.asGroup, 1024 + 64, 2 * 256, 256);
}

/// Views, constants, parameters and barriers take no work.
TEST_F(WorkTest, ViewsAndNumbers) {
  parse("(%x: tensor<4x8xf32>) -> tensor<32xf32> {"
        "  %two = arith.constant dense<2.0> : tensor<32xf32>"
        "  %w = ag.parameter \"w\" : tensor<32xf32>"
        "  %0 = ag.reshape %x : tensor<4x8xf32> -> tensor<32xf32>"
        "  %a = ag.barrier %0 after %w : tensor<32xf32>, tensor<32xf32>"
        "      -> tensor<32xf32>"
        "  %1 = ag.mul %a, %two : tensor<32xf32>"
        "  return %1 : tensor<32xf32> }");
  expect(opByOp(), 32, 128, 128);
  expect(asGroup(), 32, 128, 128);
}

TEST_F(WorkTest, WhatReadsItsDestinationAlone) {
  parse("(%x: tensor<16xf32>) -> tensor<16xf32> {"
        "  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>],"
        "      iterator_types = [\"parallel\"]} outs(%x : tensor<16xf32>) {"
        "  ^bb0(%o: f32):"
        "    %1 = arith.addf %o, %o : f32"
        "    linalg.yield %1 : f32"
        "  } -> tensor<16xf32>"
        "  return %0 : tensor<16xf32>"
        "}");
  EXPECT_EQ(opByOp().flops, 16);
  EXPECT_DOUBLE_EQ(opByOp().secondsBy[computing], 16 / steps);
}

TEST_F(WorkTest, WithoutASpec) {
  // 3 indices select rows of 1,000.
  parse("(%x: tensor<1000x8xf32>, %i: tensor<3xi64>) -> tensor<3x8xf32> {"
        "  %0 = ag.gather 0 clamp %x, %i"
        "      : tensor<1000x8xf32>, tensor<3xi64> -> tensor<3x8xf32>"
        "  return %0 : tensor<3x8xf32> }");
  expect(opByOp(), 0, 96 + 24, 96);
  parse("(%x: tensor<8xf32>, %y: tensor<2xf32>) -> tensor<10xf32> {"
        "  %0 = ag.concat 0 %x, %y : tensor<8xf32>, tensor<2xf32>"
        "      -> tensor<10xf32>"
        "  return %0 : tensor<10xf32> }");
  expect(opByOp(), 0, 40, 40);
  parse("(%x: tensor<100xf32>, %y: tensor<2xf32>) -> tensor<100xf32> {"
        "  %0 = tensor.insert_slice %y into %x[4] [2] [1]"
        "      : tensor<2xf32> into tensor<100xf32>"
        "  return %0 : tensor<100xf32> }");
  expect(opByOp(), 0, 8, 8);
}

TEST_F(WorkTest, SizesThatOnlyValuesTell) {
  parse("(%x: tensor<f32>, %n: index) -> tensor<?xf32> {"
        "  %0 = ag.broadcast %x [] (%n) : tensor<f32> -> tensor<?xf32>"
        "  %1 = ag.neg %0 : tensor<?xf32>"
        "  return %1 : tensor<?xf32> }");
  expect(opByOp(), 512, 4 + 512 * 4, 2 * 512 * 4);
  EXPECT_EQ(opByOp().unknown, ops.back());
}

TEST_F(WorkTest, SumsAndTurns) {
  Work a, b;
  a.flops = 3;
  a.secondsBy[computing] = 1;
  b.bytesRead = INT64_MAX;
  b.secondsBy[0] = 2;
  Work most = greater(a, b);
  EXPECT_EQ(most.flops, 3);
  EXPECT_EQ(most.getSeconds(), 2);
  a.add(b);
  a.repeat(5);
  expect(a, 15, INT64_MAX, 0);
  EXPECT_EQ(a.getSeconds(), 15);
  EXPECT_EQ(a.getBound(), "L1");
}
} // namespace
