//===- EinsumTest.cpp - tests of the notation of contractions -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/Einsum.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;
using Loops = llvm::SmallVector<unsigned>;

TEST(Einsum, ResultLoopsComeFirst) {
  Einsum einsum = valueOf(parseEinsum("bi,io->bo"));
  EXPECT_EQ(einsum.letters, "boi");
  EXPECT_EQ(einsum.resultRank, 2u);
  EXPECT_EQ(einsum.operands[0], (Loops{0, 2}));
  EXPECT_EQ(einsum.operands[1], (Loops{2, 1}));
}

TEST(Einsum, ScalarsAndDiagonals) {
  Einsum scalars = valueOf(parseEinsum(",->"));
  EXPECT_EQ(scalars.letters, "");
  Einsum diagonal = valueOf(parseEinsum("ii,K->"));
  EXPECT_EQ(diagonal.letters, "iK");
  EXPECT_EQ(diagonal.resultRank, 0u);
  EXPECT_EQ(diagonal.operands[0], (Loops{0, 0}));
}

TEST(Einsum, Refusals) {
  auto refusal = [](const char *text) { return messageOf(parseEinsum(text)); };
  EXPECT_EQ(refusal("ij->i"),
            "\"ij->i\", column 6: expected ',' between two operands");
  EXPECT_EQ(refusal("ij,jk"),
            "\"ij,jk\", column 6: expected '->' before the result");
  EXPECT_EQ(refusal("i1,jk->i"), "\"i1,jk->i\", column 2: expected a letter");
  EXPECT_EQ(refusal("i,j->ii"),
            "\"i,j->ii\", column 7: 'i' occurs twice in the result");
  EXPECT_EQ(refusal("i,j->k"), "\"i,j->k\", column 6: 'k' is in no operand");
}
