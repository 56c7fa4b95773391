//===- ShardPaddingTest.cpp - tests of what blocks of a plan don't fit ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardPadding.h"
#include "AllStates.h"
#include "GraphMaker.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// exp(x), and another op that reads the same blocks of x
struct PaddedProgram {
  PaddedProgram(int64_t size, llvm::ArrayRef<int64_t> axes)
      : mesh(makeMesh(axes)), made(mesh) {
    x = made.give(made.addBoundary({size}));
    made.addMap({x}, {});
  }

  /// Returns the loops of the second op that do not fit.
  std::vector<unsigned> findUnfit(const AxisList &ofExp,
                                  const AxisList &ofLoop) const {
    ShardChoice choice;
    for (const ShardGraph::Op &op : made.graph.ops)
      choice.ops.push_back(doNothing(op.rule));
    choice.boundaries = {wholeState(1)};
    choice.ops[0].loops[0] = ofExp;
    choice.ops[1].loops[0] = ofLoop;
    std::vector<unsigned> loops;
    for (const UnfitLoop &each : findUnfitLoops(made.graph, mesh, choice)) {
      EXPECT_EQ(each.op, 1u);
      loops.push_back(each.loop);
    }
    return loops;
  }

  Mesh mesh;
  GraphMaker made;
  unsigned x;
};

/// Another op reads x with a dynamic size.
struct Cast : PaddedProgram {
  explicit Cast(int64_t size) : PaddedProgram(size, {2, 2}) {
    unsigned y = made.addMap({x}, {});
    made.graph.ops[1].rule.loops[0] = {std::nullopt, /*isWhole=*/false, size};
    made.graph.tensors[y].isDynamic = {true};
  }
};
} // namespace

TEST(ShardPadding, AReshapeSplitsWhatIsNotPadded) {
  PaddedProgram program(12, {4, 2});
  program.made.addSplit(program.x, 0, 3);
  EXPECT_EQ(program.findUnfit({0}, {0}), std::vector<unsigned>());
  EXPECT_EQ(program.findUnfit({0, 1}, {0}), std::vector<unsigned>({0}));
  EXPECT_EQ(program.findUnfit({0, 1}, {}), std::vector<unsigned>());
}

TEST(ShardPadding, WhatIsDynamicElsewhereIsNotPadded) {
  EXPECT_EQ(Cast(6).findUnfit({0, 1}, {0}), std::vector<unsigned>({0}));
  EXPECT_EQ(Cast(6).findUnfit({0}, {0}), std::vector<unsigned>());
  EXPECT_EQ(Cast(6).findUnfit({0, 1}, {}), std::vector<unsigned>());
  EXPECT_EQ(Cast(8).findUnfit({0, 1}, {0}), std::vector<unsigned>());
}

TEST(ShardPadding, WhatIsDynamicIsNotPadded) {
  Cast program(6);
  for (ShardGraph::Tensor &tensor : program.made.graph.tensors)
    tensor.isDynamic = {true};
  for (ShardGraph::Op &op : program.made.graph.ops)
    op.rule.loops[0] = {std::nullopt, /*isWhole=*/false, /*divisor=*/4};
  EXPECT_EQ(program.findUnfit({0, 1}, {0}), std::vector<unsigned>());
}
