//===- SizeFormulasTest.cpp - tests of sizes as formulas ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeFormulas.h"
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {

TEST(SizeFormulasTest, FormulasAreOfTheSymbols) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  auto spell = [&](const Size &size) {
    return spellSize(algebra.getAtoms(), size,
                     [](unsigned i) { return i == 0 ? "n" : "rows"; })
        .value_or("unknown");
  };
  EXPECT_EQ(spell(0), "0");
  EXPECT_EQ(spell(-3), "-3");
  EXPECT_EQ(spell(n), "n");
  EXPECT_EQ(spell(4 - 2 * n), "-2 * n + 4");
  EXPECT_EQ(spell((n + 1) * 3 * m), "3 * rows + 3 * n * rows");
  Size ceil = algebra.floorDivide(n + 1023, 1024);
  EXPECT_EQ(spell(ceil * m), "rows * ceildiv(n, 1024)");
  EXPECT_EQ(spell(algebra.floorDivide(n + 7, 16)), "floordiv(n + 7, 16)");
  Size parts = algebra.floorDivide(n, 4096) + 1;
  EXPECT_EQ(spell(algebra.min(parts, 512)), "min(floordiv(n, 4096) + 1, 512)");
  EXPECT_EQ(spell(algebra.max(n - m, 0)), "max(-rows + n, 0)");
  EXPECT_EQ(spell(algebra.roundDown(n + 63, 64)), "64 * ceildiv(n, 64)");
  Size unknown = algebra.unknown({1}, 0, n);
  Size columns = algebra.max(m, 1), rest = n - n;
  Size atATime = algebra.max(algebra.divide(1024, columns, /*isUp=*/false), 1);
  EXPECT_EQ(spell(algebra.divide(n, atATime, /*isUp=*/true)),
            "ceildiv(n, max(floordiv(1024, max(rows, 1)), 1))");
  EXPECT_EQ(spell(algebra.divide(n, rest + 4, /*isUp=*/true)), "ceildiv(n, 4)");
  EXPECT_EQ(spell(algebra.divide(n, unknown + 1, /*isUp=*/true)), "unknown");
  EXPECT_EQ(spell(n + unknown), "unknown");
  EXPECT_EQ(spell(INT64_MAX * (n * 2)), "unknown");
  // Each part occurs twice in the next one, so the text would be exponential.
  Size doubled = n;
  for (int part = 0; part < 40; ++part)
    doubled = algebra.floorDivide(doubled, 7) + doubled;
  EXPECT_EQ(spell(doubled), "unknown");
}

} // namespace
