//===- TensorSlicesTest.cpp - tests of regular parts of tensors -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/TensorSlices.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;
using T = ScalarType;

namespace {
std::vector<int64_t> intsOf(const Tensor &tensor) {
  std::vector<int64_t> values;
  for (Cell cell : tensor.cells())
    values.push_back(cell.i);
  return values;
}

using Ints = std::vector<int64_t>;
} // namespace

TEST(TensorSlices, ReadsAPartWithStridesAndBackwards) {
  Tensor x = valueOf(Tensor::iota(T::I32, {3, 4}));
  Tensor part = valueOf(readSlice(x, {{1, 0}, {1, 2}}, {2, 2}));
  EXPECT_EQ(intsOf(part), (Ints{4, 6, 8, 10}));
  Tensor backwards = valueOf(readSlice(x, {{2, 3}, {-1, -3}}, {2, 2}));
  EXPECT_EQ(intsOf(backwards), (Ints{11, 8, 7, 4}));
}

TEST(TensorSlices, AnEmptyPartLiesNowhere) {
  Tensor x = valueOf(Tensor::iota(T::I32, {3}));
  EXPECT_EQ(valueOf(readSlice(x, Slice::from({7}), {0})).size(), 0);
}

TEST(TensorSlices, RefusesWhatLiesOutside) {
  Tensor x = valueOf(Tensor::iota(T::I32, {3}));
  EXPECT_EQ(messageOf(readSlice(x, {{1}, {2}}, {2})),
            "[bounds] 2 elements from 1 on, 2 apart, do not fit into dimension "
            "0 of size 3");
  EXPECT_EQ(messageOf(readSlice(x, Slice::from({-1}), {1})),
            "[bounds] 1 elements from -1 on, 1 apart, do not fit into "
            "dimension 0 of size 3");
  EXPECT_EQ(messageOf(readSlice(x, {{0}, {INT64_MAX}}, {3})),
            "[bounds] 3 elements from 0 on, 9223372036854775807 apart, do not "
            "fit into dimension 0 of size 3");
  EXPECT_EQ(messageOf(readSlice(x, Slice::from({0}), {-1})),
            "[extents] size -1 of dimension 0, expected 0 or more");
}

TEST(TensorSlices, WritesAPartWithoutTouchingCopies) {
  Tensor x = valueOf(Tensor::zeros(T::I8, {4})), before = x;
  Tensor part = valueOf(Tensor::ones(T::I8, {2}));
  EXPECT_EQ(messageOf(writeSlice(x, {{0}, {2}}, part)), "");
  EXPECT_EQ(intsOf(x), (Ints{1, 0, 1, 0}));
  EXPECT_EQ(intsOf(before), (Ints{0, 0, 0, 0}));
}

TEST(TensorSlices, ConcatenatesAlongADimension) {
  Tensor a = valueOf(Tensor::iota(T::I32, {2, 1}));
  Tensor b = valueOf(Tensor::iota(T::I32, {2, 2}));
  EXPECT_EQ(intsOf(valueOf(concatenate({a, b}, 1))), (Ints{0, 0, 1, 1, 2, 3}));
  EXPECT_EQ(messageOf(concatenate({a, b}, 0)),
            "[sizes] dimension 1 is 1 but 2 in operand 1");
}

TEST(TensorSlices, ConcatenationsDoNotOverflow) {
  Tensor big = valueOf(Tensor::zeros(T::I32, {INT64_MAX, 0}));
  EXPECT_EQ(messageOf(concatenate({big, big}, 0)),
            "[sizes] dimension 0 becomes too large");
}

TEST(TensorSlices, FindsPositions) {
  Tensor x = valueOf(Tensor::iota(T::I32, {3, 4}));
  EXPECT_EQ(valueOf(positionOf(x, {2, 1})), 9);
  EXPECT_EQ(messageOf(positionOf(x, {0, 4})),
            "[bounds] index 4 is outside of dimension 1, which has size 4");
}
