//===- SpecWriterTest.cpp - tests of Specs built by hand ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "WriterTest.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"

namespace {
class SpecWriterTest : public WriterTest {
protected:
  /// Returns the Spec that adds g[y] * k[u] at `place` of a result as long as
  /// operand 2.
  Spec window(StringRef place, T type = T::F32) {
    Spec spec;
    spec.loops = {Extent::dimension(0, 0), Extent::dimension(1, 0)};
    spec.inputs = {{0, map("(y, u) -> (y)")}, {1, map("(y, u) -> (u)")}};
    ScalarType wide = getAccumulatorType(type);
    Expr g = spec.body.input(type), k = spec.body.input(type);
    spec.body.yield(spec.body.cast(g, wide) * spec.body.cast(k, wide));
    spec.results = {{map(place), type, wide}};
    spec.results[0].shape = {Extent::dimension(2, 0)};
    spec.combiner = binaryProgram(P::Add, wide);
    return spec;
  }

  /// Returns the Spec that writes x[i] at `place` of a result of `shape`, and 7
  /// elsewhere.
  Spec placement(StringRef place, SmallVector<Extent> shape, T type = T::F32) {
    Spec spec;
    spec.loops = {Extent::dimension(0, 0)};
    spec.inputs = {{0, map("(i) -> (i)")}};
    spec.body.yield(spec.body.input(type));
    spec.results = {{map(place), type, type,
                     castCell(intCell(7), T::I64, type, Precision::Declared)}};
    spec.results[0].shape = std::move(shape);
    return spec;
  }
};
} // namespace

TEST_F(SpecWriterTest, WindowsOfResults) {
  for (StringRef place : {"(y, u) -> (2 * y + u)", "(y, u) -> (y + 3 * u)",
                          "(y, u) -> (2 * y + u + 1)"}) {
    check(window(place), "tensor<3xf32>, tensor<3xf32>, tensor<11xf32>");
    check(window(place), "tensor<?xf32>, tensor<?xf32>, tensor<11xf32>");
    check(window(place, T::BF16),
          "tensor<3xbf16>, tensor<3xbf16>, tensor<11xbf16>");
    check(window(place, T::UI8),
          "tensor<3xui8>, tensor<?xui8>, tensor<11xui8>");
  }
  check(window("(y, u) -> (y - u + 2)"),
        "tensor<3xf32>, tensor<3xf32>, tensor<8xf32>");
  check(window("(y, u) -> ((y + u) floordiv 2)"),
        "tensor<3xf32>, tensor<3xf32>, tensor<8xf32>");
}

TEST_F(SpecWriterTest, WindowsOfInputs) {
  // The sums of three neighbours, with stride 2. No operand has the window's
  // size.
  Spec spec;
  spec.loops = {Extent::number(3), Extent::number(3)};
  spec.inputs = {{0, map("(y, u)[s] -> (2 * y + u + s)")}};
  spec.symbols = {1};
  spec.body.yield(spec.body.input(T::F32));
  spec.results = {{map("(y, u) -> (y)"), T::F32, T::F32}};
  spec.combiner = binaryProgram(P::Add, T::F32);
  check(spec, "tensor<9xf32>, index", {1});
  spec.loops[0] = Extent::operand(2);
  check(spec, "tensor<9xf32>, index, index", {2, 3});
  check(spec, "tensor<9xf32>, index, index", {2, 0});
}

TEST_F(SpecWriterTest, PlacesOfResults) {
  Spec strided = placement("(i)[s] -> (2 * i + s)", {Extent::operand(2)});
  strided.symbols = {1};
  check(strided, "tensor<3xf32>, index, index", {1, 8});
  check(strided, "tensor<?xf32>, index, index", {0, 5});
  check(strided, "tensor<0xf32>, index, index", {0, 5});
  check(placement("(i) -> (3 * i + 1)", {Extent::number(8)}), "tensor<?xf32>");
  check(placement("(i) -> (i + 1)", {Extent::number(8)}), "tensor<3xf32>");
  check(placement("(i) -> (i)", {Extent::number(8)}), "tensor<3xf32>");
  check(placement("(i) -> (2, i)", {Extent::number(3), Extent::number(4)}),
        "tensor<3xf32>");
  check(placement("(i) -> (i, i)", {}, T::I1), "tensor<3xi1>");
  check(placement("(i) -> (i, i)", {}), "tensor<?xf32>");
  check(placement("(i) -> (i, 2 * i + 1)",
                  {Extent::dimension(0, 0), Extent::number(8)}),
        "tensor<?xf32>");
}

TEST_F(SpecWriterTest, ReductionsIntoAPart) {
  Spec spec = placement("(i) -> (0)", {Extent::number(2)});
  spec.combiner = binaryProgram(P::Add, T::F32);
  check(spec, "tensor<3xf32>");
  check(spec, "tensor<?xf32>");
  check(spec, "tensor<0xf32>");
  spec.results[0].map = map("(i) -> (i + 1)");
  spec.results[0].shape = {Extent::number(6)};
  check(spec, "tensor<?xf32>");
}

TEST_F(SpecWriterTest, StartsFromAnOperand) {
  Spec spec = window("(y, u) -> (2 * y + u)");
  spec.results[0].initOperand = 2;
  check(spec, "tensor<3xf32>, tensor<3xf32>, tensor<8xf32>");
  spec.results[0].map = map("(y, u) -> (y + 2)");
  check(spec, "tensor<3xf32>, tensor<3xf32>, tensor<8xf32>");
  spec.results[0].accumulator = T::F64;
  spec.combiner = binaryProgram(P::Add, T::F64);
  ScalarProgram body;
  Expr g = body.input(T::F32), k = body.input(T::F32);
  body.yield(body.cast(g * k, T::F64));
  spec.body = body;
  check(spec, "tensor<?xf32>, tensor<3xf32>, tensor<8xf32>");
}

TEST_F(SpecWriterTest, WhatLinalgCannotState) {
  // The last of each two elements, and the initial values before them
  Spec last = placement("(i)[s] -> ((i + s) floordiv 2)", {Extent::number(3)});
  last.symbols = {1};
  last.combiner = ScalarProgram();
  last.combiner->input(T::F32);
  last.combiner->yield(last.combiner->input(T::F32));
  check(last, "tensor<?xf32>, index", {2});
  check(last, "tensor<3xf32>, index", {0});
  EXPECT_EQ(opsOf(last, typesOf("tensor<3xf32>, index"), Vocabulary::Upstream),
            "tensor.empty arith.constant linalg.fill arith.constant "
            "arith.constant arith.constant scf.for");
  // The elements before an index, in reverse order
  Spec turned = placement("(i) -> (i)", {});
  turned.inputs[0].map = map("(i)[s] -> (s - i)");
  turned.symbols = {1};
  turned.loops = {Extent::number(3)};
  check(turned, "tensor<6xf32>, index", {4});
}

TEST_F(SpecWriterTest, DiagonalsAreChoices) {
  Spec spec = placement("(i) -> (i, i)", {});
  EXPECT_EQ(opsOf(spec, typesOf("tensor<3xf32>"), Vocabulary::AG),
            "ag.iota ag.iota ag.broadcast ag.broadcast ag.compare ag.broadcast "
            "arith.constant ag.select");
  EXPECT_EQ(opsOf(spec, typesOf("tensor<3xf32>"), Vocabulary::Upstream),
            "tensor.empty linalg.generic");
}

TEST_F(SpecWriterTest, NoLoopsAndNoInputs) {
  Spec spec;
  spec.body.yield(spec.body.floatConstant(2.0, T::F32));
  spec.results = {{map("() -> ()"), T::F32, T::F32}};
  check(spec, "");
  spec.results[0].map = map("() -> (1)");
  spec.results[0].shape = {Extent::number(3)};
  check(spec, "");
}

TEST_F(SpecWriterTest, OneAccumulatorReadsAnother) {
  Spec spec;
  spec.loops = {Extent::dimension(0, 0)};
  spec.inputs = {{0, map("(i) -> (i)")}};
  Expr x = spec.body.input(T::F32);
  spec.body.yield(x);
  spec.results = {{map("(i) -> (i)"), T::F32, T::F32},
                  {map("(i) -> ()"), T::F32, T::F32}};
  ScalarProgram combiner;
  combiner.input(T::F32);
  Expr total = combiner.input(T::F32), value = combiner.input(T::F32);
  combiner.yield(total + value);
  combiner.yield(total + value);
  spec.combiner = combiner;
  check(spec, "tensor<3xf32>");
  check(spec, "tensor<?xf32>");
}
