//===- SpecResultTest.cpp - tests of results with any affine map ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SpecTest.h"
#include "ag/Interfaces/Spec/Spec.h"

namespace {
class SpecResultTest : public SpecTest {
protected:
  /// Returns the Spec of a window's gradient: g[y] * k[u], added at `place`.
  /// Operand 2, x, gives the sizes of the result.
  Spec window(llvm::StringRef place) {
    Spec spec;
    spec.loops = {Extent::dimension(0, 0), Extent::dimension(1, 0)};
    spec.inputs = {{0, map("(y, u) -> (y)")}, {1, map("(y, u) -> (u)")}};
    Expr g = spec.body.input(T::F32), k = spec.body.input(T::F32);
    spec.body.yield(g * k);
    spec.results = {{map(place), T::F32, T::F32}};
    spec.results[0].shape = {Extent::dimension(2, 0)};
    spec.combiner = binaryProgram(P::Add, T::F32);
    return spec;
  }

  /// Returns the Spec that writes x[i] at `place` of a result of `shape`, and 7
  /// elsewhere.
  Spec placement(llvm::StringRef place, SmallVector<Extent> shape) {
    Spec spec;
    spec.loops = {Extent::dimension(0, 0)};
    spec.inputs = {{0, map("(i) -> (i)")}};
    spec.body.yield(spec.body.input(T::F32));
    spec.results = {{map(place), T::F32, T::F32, floatCell(7.0)}};
    spec.results[0].shape = std::move(shape);
    return spec;
  }

  /// Returns the result's type, or the error of an invalid Spec.
  std::string infer(const Spec &spec, llvm::StringRef types) {
    std::string text;
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      text = diagnostic.str();
      return success();
    });
    auto operands =
        cast<FunctionType>(parseType(("(" + types + ") -> ()").str(), &context))
            .getInputs();
    SmallVector<Type> results;
    Reporter report("op", UnknownLoc::get(&context));
    if (succeeded(inferResultTypes(spec, operands, report, results)))
      llvm::raw_string_ostream(text) << results.front();
    return text;
  }

  Tensor g = floats({3}, {1, 2, 3}), k = floats({3}, {1, 10, 100});
};
} // namespace

TEST_F(SpecResultTest, AWindowAddsWhereItReadAndLeavesTheRest) {
  Spec spec = window("(y, u) -> (2 * y + u)");
  EXPECT_FALSE(spec.isParallel(0) || spec.isParallel(1));
  // 3 rows with 3 window offsets and stride 2 cover 7 of 8 elements.
  EXPECT_EQ(valuesOf(only(spec, {g, k, floats({8}, Values(8))})),
            (Values{1, 10, 102, 20, 203, 30, 300, 0}));
  // With dilation 3, the window offsets are 3 apart.
  EXPECT_EQ(valuesOf(only(window("(y, u) -> (y + 3 * u)"),
                          {g, k, floats({9}, Values(9))})),
            (Values{1, 2, 3, 10, 20, 30, 100, 200, 300}));
}

TEST_F(SpecResultTest, PointsOfAnElementAreCombinedInOrder) {
  // 1e8 absorbs a 1 in f32. The element y + u = 2 is the sum over (0, 2), (1,
  // 1), (2, 0), in this order.
  Spec spec = window("(y, u) -> (y + u)");
  Tensor x = floats({5}, Values(5)), one = floats({3}, {1, 1, 1});
  EXPECT_EQ(only(spec, {floats({3}, {1, 1e8, -1e8}), one, x}).cells()[2].f, 0);
  EXPECT_EQ(only(spec, {floats({3}, {1e8, -1e8, 1}), one, x}).cells()[2].f, 1);
}

TEST_F(SpecResultTest, AccumulatesPastTheTypeOfTheResult) {
  Spec spec = window("(y, u) -> (y + u)");
  spec.results[0].accumulator = T::F32;
  spec.results[0].type = T::BF16;
  // 256 absorbs a 1 in bf16, but not in f32.
  Tensor sums = only(spec, {floats({3}, {256, 1, 1}), floats({3}, {1, 1, 1}),
                            floats({5}, Values(5))});
  EXPECT_EQ(sums.cells()[2].f, 258);
}

TEST_F(SpecResultTest, AParallelLoopBesideAWindow) {
  Spec spec;
  spec.loops = {Extent::dimension(0, 0), Extent::dimension(0, 1),
                Extent::number(2)};
  spec.inputs = {{0, map("(n, y, u) -> (n, y)")}};
  spec.body.yield(spec.body.input(T::F32));
  spec.results = {{map("(n, y, u) -> (n, y + u)"), T::F32, T::F32}};
  spec.results[0].shape = {Extent::dimension(0, 0), Extent::number(3)};
  spec.combiner = binaryProgram(P::Add, T::F32);
  EXPECT_TRUE(spec.isParallel(0) && !spec.isParallel(1));
  EXPECT_EQ(valuesOf(only(spec, {floats({2, 2}, {1, 2, 3, 4})})),
            (Values{1, 3, 2, 3, 7, 4}));
}

TEST_F(SpecResultTest, ADiagonalIsBesideTheInit) {
  Spec spec = placement("(i) -> (i, i)", {});
  EXPECT_FALSE(spec.results[0].isCovered());
  EXPECT_EQ(valuesOf(only(spec, {floats({2}, {1, 2})})), (Values{1, 7, 7, 2}));
  EXPECT_EQ(infer(spec, "tensor<?xf32>"), "tensor<?x?xf32>");
}

TEST_F(SpecResultTest, SymbolsMoveResultsToo) {
  Spec spec = placement("(i)[s] -> (2 * i + s)", {Extent::operand(2)});
  spec.symbols = {1};
  Tensor x = floats({2}, {1, 2});
  EXPECT_EQ(valuesOf(only(spec, {x, index(1), index(5)})),
            (Values{7, 1, 7, 2, 7}));
  EXPECT_EQ(messageOf(run(spec, {x, index(3), index(5)})),
            "[bounds] positions 3 to 5 are asked for in dimension 0 of result "
            "0, which has size 5");
  EXPECT_EQ(messageOf(run(spec, {x, index(0), index(-5)})),
            "[extents] dimension 0 of result 0 is -5, expected 0 or more");
  EXPECT_EQ(infer(spec, "tensor<2xf32>, index, index"), "tensor<?xf32>");
}

TEST_F(SpecResultTest, AConstantPlaceTakesEverything) {
  Spec spec = placement("(i) -> (0)", {Extent::number(2)});
  spec.combiner = binaryProgram(P::Add, T::F32);
  EXPECT_EQ(valuesOf(only(spec, {floats({3}, {1, 2, 3})})), (Values{13, 7}));
  EXPECT_EQ(valuesOf(only(spec, {floats({0}, {})})), (Values{7, 7}));
  EXPECT_EQ(infer(spec, "tensor<3xf32>"), "tensor<2xf32>");
}

TEST_F(SpecResultTest, PlacesThatAreNotLinear) {
  Spec spec = placement("(i) -> (i floordiv 2)", {Extent::number(2)});
  spec.combiner = binaryProgram(P::Add, T::F32);
  Tensor x = floats({4}, {1, 2, 3, 4});
  EXPECT_EQ(valuesOf(only(spec, {x})), (Values{10, 14}));
  spec.results[0].shape = {Extent::number(1)};
  EXPECT_EQ(messageOf(run(spec, {x})),
            "[bounds] position 1 is asked for in dimension 0 of result 0, "
            "which has size 1");
}

TEST_F(SpecResultTest, StartsFromAnOperandOfItsShape) {
  Spec spec = window("(y, u) -> (2 * y + u)");
  spec.results[0].initOperand = 2;
  Tensor start = floats({8}, {0, 0, 0, 0, 0, 0, 0, 5});
  EXPECT_EQ(valuesOf(only(spec, {g, k, start})),
            (Values{1, 10, 102, 20, 203, 30, 300, 5}));
  spec.results[0].shape = {Extent::number(9)};
  EXPECT_EQ(messageOf(run(spec, {g, k, start})),
            "[sizes] dimension 0 of result 0 is 9 but 8 in dimension 0 of "
            "operand 2");
  EXPECT_EQ(infer(spec, "tensor<3xf32>, tensor<3xf32>, tensor<8xf32>"),
            "'op' [sizes] dimension 0 of result 0 is 9 but 8 in operand 2");
  EXPECT_EQ(infer(spec, "tensor<3xf32>, tensor<3xf32>, tensor<f32>"),
            "'op' [ranks] operand 2 has rank 0, expected 1");
}

TEST_F(SpecResultTest, ExtentsAreThoseOfTheShape) {
  Spec spec = window("(y, u) -> (2 * y + u)");
  EXPECT_EQ(infer(spec, "tensor<3xf32>, tensor<3xf32>, tensor<8xf32>"),
            "tensor<8xf32>");
  EXPECT_EQ(infer(spec, "tensor<3xf32>, tensor<3xf32>, tensor<?xf32>"),
            "tensor<?xf32>");
  EXPECT_EQ(messageOf(run(spec, {g, k, floats({6}, Values(6))})),
            "[bounds] positions 0 to 6 are asked for in dimension 0 of result "
            "0, which has size 6");
}

TEST_F(SpecResultTest, OneAccumulatorReadsAnother) {
  // The prefix sums, and the total
  Spec spec;
  spec.loops = {Extent::dimension(0, 0)};
  spec.inputs = {{0, map("(i) -> (i)")}};
  Expr x = spec.body.input(T::F32);
  spec.body.yield(x);
  spec.body.yield(x);
  spec.results = {{map("(i) -> (i)"), T::F32, T::F32},
                  {map("(i) -> ()"), T::F32, T::F32}};
  ScalarProgram combiner;
  combiner.input(T::F32);
  Expr total = combiner.input(T::F32), value = combiner.input(T::F32);
  combiner.input(T::F32);
  combiner.yield(total + value);
  combiner.yield(total + value);
  spec.combiner = combiner;
  auto results = valueOf(run(spec, {floats({3}, {1, 2, 3})}));
  EXPECT_EQ(valuesOf(results[0]), (Values{1, 3, 6}));
  EXPECT_EQ(valuesOf(results[1]), Values{6});
}
