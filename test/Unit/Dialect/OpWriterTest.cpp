//===- OpWriterTest.cpp - tests of Specs as ops of ag ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "WriterTest.h"

namespace {
class OpWriterTest : public WriterTest {
protected:
  /// Checks the written ops by running them, and expects these ops of ag.
  void expect(const Spec &spec, StringRef types, StringRef ops,
              ArrayRef<int64_t> indices = {}) {
    check(spec, types, indices);
    EXPECT_EQ(opsOf(spec, typesOf(types), Vocabulary::AG), ops.str());
  }

  /// Returns the text of the only op with this name.
  std::string textOf(StringRef name) {
    std::string text;
    module->walk([&](Operation *op) {
      if (op->getName().getStringRef() == name)
        llvm::raw_string_ostream(text) << *op;
    });
    return text;
  }

  /// Returns the Spec that reads x at `from` and writes it at `to`.
  Spec move(SmallVector<Extent> loops, StringRef from, StringRef to) {
    Spec spec;
    spec.loops = std::move(loops);
    spec.inputs = {{0, map(from)}};
    spec.body.yield(spec.body.input(T::F32));
    spec.results = {{map(to), T::F32, T::F32}};
    return spec;
  }
  static Extent size(int64_t dim) { return Extent::dimension(0, dim); }
};
} // namespace

TEST_F(OpWriterTest, FactorsStayAlongTheirLoops) {
  // g * (1 - y * y) * w, summed over o.
  Spec spec;
  spec.loops = {size(0), Extent::dimension(2, 0), size(1)};
  spec.loopNames = {"'b'", "'i'", "'o'"};
  spec.inputs = {{0, map("(b, i, o) -> (b, o)")},
                 {1, map("(b, i, o) -> (b, o)")},
                 {2, map("(b, i, o) -> (i, o)")}};
  Expr g = spec.body.input(T::F32), y = spec.body.input(T::F32),
       w = spec.body.input(T::F32);
  spec.body.yield(g * (1.0 - y * y) * w);
  spec.results = {{map("(b, i, o) -> (b, i)"), T::F32, T::F32}};
  spec.combiner = binaryProgram(P::Add, T::F32);
  expect(spec, "tensor<3x5xf32>, tensor<3x5xf32>, tensor<4x5xf32>",
         "ag.mul arith.constant ag.sub ag.mul ag.contract");
  EXPECT_NE(textOf("ag.contract").find("\"bo,io->bi\""), std::string::npos);
  expect(spec, "tensor<?x5xf32>, tensor<?x5xf32>, tensor<?x5xf32>",
         "ag.mul arith.constant tensor.dim arith.constant ag.broadcast ag.sub "
         "ag.mul ag.contract");
}

TEST_F(OpWriterTest, SumsOfProductsInAnyType) {
  Spec spec;
  spec.loops = {size(0), Extent::dimension(1, 1), size(1)};
  spec.inputs = {{0, map("(i, j, k) -> (i, k)")},
                 {1, map("(i, j, k) -> (k, j)")}};
  Expr x = spec.body.input(T::BF16), y = spec.body.input(T::F32);
  spec.body.yield(spec.body.cast(x, T::F32) * y);
  spec.results = {{map("(i, j, k) -> (i, j)"), T::BF16, T::F32}};
  spec.combiner = binaryProgram(P::Add, T::F32);
  expect(spec, "tensor<3x4xbf16>, tensor<4x2xf32>",
         "ag.cast ag.contract ag.cast");
  // ag.contract does not accumulate in bf16.
  spec.body = ScalarProgram();
  Expr a = spec.body.input(T::BF16), b = spec.body.input(T::BF16);
  spec.body.yield(a * b);
  spec.results[0].accumulator = T::BF16;
  spec.combiner = binaryProgram(P::Add, T::BF16);
  expect(spec, "tensor<3x4xbf16>, tensor<4x2xbf16>",
         "tensor.empty arith.constant linalg.fill linalg.generic");
}

TEST_F(OpWriterTest, AdjointsOfMoves) {
  // The adjoints of a reduction, a broadcast, a stretched broadcast and a
  // transpose
  expect(move({Extent::dimension(1, 0), Extent::dimension(1, 1)},
              "(i, j) -> (i)", "(i, j) -> (i, j)"),
         "tensor<3xf32>, tensor<3x4xf32>", "ag.broadcast");
  Spec sum = move({size(1), size(0)}, "(i, j) -> (j, i)", "(i, j) -> (i)");
  sum.combiner = binaryProgram(P::Add, T::F32);
  expect(sum, "tensor<4x3xf32>", "ag.reduce");
  Spec stretched =
      move({size(0), size(1)}, "(i, j) -> (i, j)", "(i, j) -> (i, 0)");
  stretched.results[0].shape = {size(0), Extent::number(1)};
  stretched.combiner = binaryProgram(P::Add, T::F32);
  expect(stretched, "tensor<3x4xf32>", "ag.reduce ag.broadcast");
  expect(move({size(1), size(0)}, "(i, j) -> (j, i)", "(i, j) -> (i, j)"),
         "tensor<?x4xf32>", "ag.transpose");
}

TEST_F(OpWriterTest, AdjointsOfSlices) {
  Spec spec = move({size(0), size(1)}, "(i, j) -> (i, j)",
                   "(i, j)[s] -> (i + s, 2 * j + 1)");
  spec.symbols = {1};
  spec.results[0].shape = {Extent::number(8), Extent::number(9)};
  expect(spec, "tensor<3x4xf32>, index", "arith.constant affine.apply ag.pad");
  EXPECT_NE(textOf("ag.pad").find("high [%0, 1] interior [0, 1]"),
            std::string::npos)
      << textOf("ag.pad");
  // Inserting a number of columns that may be 0 is not an ag.pad.
  expect(spec, "tensor<3x?xf32>, index",
         "arith.constant ag.broadcast ag.update");
  spec.results[0].map = map("(i, j)[s] -> (i + s, j)");
  spec.results[0].shape[1] = size(1);
  expect(spec, "tensor<3x?xf32>, index",
         "arith.constant tensor.dim arith.constant affine.apply ag.pad");
}

TEST_F(OpWriterTest, SmallerInputsAreBroadcastLate) {
  // The gradient of a maximum: the row's g / count where x equals its maximum y
  Spec spec;
  spec.loops = {size(0), size(1)};
  AffineMap all = map("(i, j) -> (i, j)"), row = map("(i, j) -> (i)");
  spec.inputs = {{0, all}, {1, row}, {2, row}, {3, row}};
  Expr x = spec.body.input(T::F32), y = spec.body.input(T::F32),
       g = spec.body.input(T::F32), count = spec.body.input(T::F32);
  Expr zero = spec.body.constant(0.0, T::F32);
  spec.body.yield(select(compare(P::Eq, x, y), g / count, zero));
  spec.results = {{all, T::F32, T::F32}};
  expect(spec, "tensor<3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>",
         "ag.broadcast ag.compare ag.div ag.broadcast arith.constant "
         "ag.select");
}

TEST_F(OpWriterTest, EachResultByItself) {
  // The row's sum of x and its maximum of y
  Spec spec;
  spec.loops = {size(0), size(1)};
  AffineMap all = map("(i, j) -> (i, j)"), row = map("(i, j) -> (i)");
  spec.inputs = {{0, all}, {1, all}};
  spec.body.yield(spec.body.input(T::F32));
  spec.body.yield(spec.body.input(T::I32));
  spec.results = {{row, T::F32, T::F32},
                  {row, T::I32, T::I32, intCell(getLowest(T::I32))}};
  ScalarProgram combiner;
  Expr total = combiner.input(T::F32), most = combiner.input(T::I32);
  Expr a = combiner.input(T::F32), b = combiner.input(T::I32);
  combiner.yield(total + a);
  combiner.yield(max(b, most));
  spec.combiner = combiner;
  expect(spec, "tensor<3x4xf32>, tensor<3x4xi32>", "ag.reduce ag.reduce");
  // With another initial value, the maximum is not a reduction of ag's.
  spec.results[1].init = intCell(0);
  expect(spec, "tensor<3x4xf32>, tensor<3x4xi32>",
         "tensor.empty arith.constant linalg.fill tensor.empty arith.constant "
         "linalg.fill linalg.generic");
}

TEST_F(OpWriterTest, PartsOfInputsAndIndices) {
  Spec spec;
  spec.loops = {Extent::number(2), Extent::operand(1)};
  spec.inputs = {{0, map("(i, j)[s] -> (j, s, 3 * i + 1)")}};
  spec.symbols = {1};
  Expr x = spec.body.input(T::I64);
  spec.body.yield(x * spec.body.index(1));
  spec.results = {{map("(i, j) -> (i, j)"), T::I64, T::I64}};
  expect(spec, "tensor<3x4x6xi64>, index",
         "ag.slice arith.constant tensor.dim ag.reshape ag.iota ag.broadcast "
         "ag.mul ag.transpose");
}

TEST_F(OpWriterTest, SizesAreKnownByWhereTheyComeFrom) {
  auto program = parseSourceString<ModuleOp>(R"(
    func.func @f(%x: tensor<?x10xf32>) {
      %c0 = arith.constant 0 : index
      %n = tensor.dim %x, %c0 : tensor<?x10xf32>
      %0 = ag.slice %x [0, 1] [%n, 4] [1, 1] : tensor<?x10xf32> -> tensor<?x4xf32>
      %1 = ag.exp %0 : tensor<?x4xf32>
      return
    })",
                                             &context);
  ASSERT_TRUE(program);
  func::FuncOp function = *program->getOps<func::FuncOp>().begin();
  Operation *end = function.front().getTerminator();
  Value part = end->getPrevNode()->getResult(0);
  OpBuilder builder(end);
  // The result has all rows of x, although the slice's size is another value.
  Spec spec =
      move({size(0), size(1)}, "(i, j) -> (i, j)", "(i, j) -> (i, j + 1)");
  spec.results[0].shape = {Extent::dimension(1, 0), Extent::number(10)};
  writeSpec(spec, {part, function.getArgument(0)}, Vocabulary::AG, builder,
            function.getLoc());
  module = std::move(program);
  EXPECT_NE(textOf("ag.pad").find("low [0, 1] high [0, 5]"), std::string::npos)
      << textOf("ag.pad");
}

TEST_F(OpWriterTest, OneOperandReadInTwoWays) {
  Spec spec = move({size(0), size(0)}, "(i, j) -> (i)", "(i, j) -> (i, j)");
  spec.inputs.push_back({0, map("(i, j) -> (j)")});
  spec.body = ScalarProgram();
  Expr x = spec.body.input(T::F32), y = spec.body.input(T::F32);
  spec.body.yield(x - y);
  expect(spec, "tensor<3xf32>", "ag.broadcast ag.broadcast ag.sub");
}
