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

namespace {
/// Spells the loops of a part's dimensions: "02", "(2*0+1)".
std::string describe(const EinsumPart &part) {
  std::string text;
  for (const EinsumDim &dim : part) {
    if (dim.isLoop()) {
      text += std::to_string(dim.terms[0].loop);
      continue;
    }
    std::string terms;
    for (const EinsumTerm &term : dim.terms)
      terms += (terms.empty() ? "" : "+") + std::to_string(term.factor) + "*" +
               std::to_string(term.loop);
    text += "(" + terms + ")";
  }
  return text;
}
} // namespace

TEST(Einsum, ResultLoopsComeFirst) {
  Einsum einsum = valueOf(parseEinsum("bi,io->bo"));
  EXPECT_EQ(einsum.letters, "boi");
  EXPECT_EQ(einsum.resultLoops, 2u);
  EXPECT_EQ(describe(einsum.operands[0]), "02");
  EXPECT_EQ(describe(einsum.operands[1]), "21");
  EXPECT_EQ(describe(einsum.result), "01");
}

TEST(Einsum, ScalarsAndDiagonals) {
  Einsum scalars = valueOf(parseEinsum(",->"));
  EXPECT_EQ(scalars.letters, "");
  Einsum diagonal = valueOf(parseEinsum("ii,K->"));
  EXPECT_EQ(diagonal.letters, "iK");
  EXPECT_EQ(diagonal.resultLoops, 0u);
  EXPECT_EQ(describe(diagonal.operands[0]), "00");
}

TEST(Einsum, Windows) {
  Einsum conv = valueOf(parseEinsum("n(2y+u)(x+3v)i,uvio->nyxo"));
  EXPECT_EQ(conv.letters, "nyxouvi");
  EXPECT_EQ(describe(conv.operands[0]), "0(2*1+1*4)(1*2+3*5)6");
  // The loops of the result are numbered in its order.
  Einsum back = valueOf(parseEinsum("nyxo,uvio->n(2y+u)(x+3v)i"));
  EXPECT_EQ(back.letters, "nyuxvio");
  EXPECT_EQ(back.resultLoops, 6u);
  EXPECT_EQ(describe(back.result), "0(2*1+1*2)(1*3+3*4)5");
  Einsum pool = valueOf(parseEinsum("(2y)(y+u)->y", 1));
  EXPECT_EQ(describe(pool.operands[0]), "(2*0)(1*0+1*1)");
}

TEST(Einsum, SpellsWhatItReads) {
  for (llvm::StringRef text :
       {",->", "ii,K->", "n(2y+u)(x+3v)i,uvio->nyxo", "a,b->(2147483647a+b)"})
    EXPECT_EQ(spell(valueOf(parseEinsum(text))), text);
}

TEST(Einsum, Refusals) {
  auto refusal = [](const char *text) { return messageOf(parseEinsum(text)); };
  EXPECT_EQ(refusal("ij->i"),
            "\"ij->i\", column 3: expected a letter, '(' or ','");
  EXPECT_EQ(refusal("ij"),
            "\"ij\", column 3: expected ',' between two operands");
  EXPECT_EQ(refusal("ij,jk"),
            "\"ij,jk\", column 6: expected '->' before the result");
  EXPECT_EQ(refusal("i1,jk->i"),
            "\"i1,jk->i\", column 2: expected a letter, '(' or ','");
  EXPECT_EQ(refusal("i,j->i "),
            "\"i,j->i \", column 7: expected a letter or '('");
  EXPECT_EQ(refusal("i,j->ii"),
            "\"i,j->ii\", column 7: 'i' occurs twice in the result");
  EXPECT_EQ(refusal("i,j->k"), "\"i,j->k\", column 6: 'k' is in no operand");
}

TEST(Einsum, RefusalsOfWindows) {
  auto refusal = [](const char *text) { return messageOf(parseEinsum(text)); };
  EXPECT_EQ(refusal("(y),j->y"), "\"(y),j->y\", column 2: 'y' is no sum; "
                                 "expected it without parentheses");
  EXPECT_EQ(refusal("(y+y),j->y"),
            "\"(y+y),j->y\", column 4: 'y' occurs twice in the sum");
  EXPECT_EQ(refusal("(1y+u),u->y"), "\"(1y+u),u->y\", column 2: expected a "
                                    "number from 2 to 2147483647");
  EXPECT_EQ(refusal("(02y+u),u->y"), "\"(02y+u),u->y\", column 2: expected a "
                                     "number from 2 to 2147483647");
  EXPECT_EQ(refusal("(2147483648y),u->y"),
            "\"(2147483648y),u->y\", column 2: expected a number from 2 to "
            "2147483647");
  EXPECT_EQ(refusal("(y+2),u->y"),
            "\"(y+2),u->y\", column 5: expected a letter");
  EXPECT_EQ(refusal("(y-u),u->y"),
            "\"(y-u),u->y\", column 3: expected '+' or ')'");
  EXPECT_EQ(refusal("(y+u"), "\"(y+u\", column 5: expected '+' or ')'");
  EXPECT_EQ(refusal("u,y->(y+u)u"),
            "\"u,y->(y+u)u\", column 11: 'u' occurs twice in the result");
}
