//===- QuantitiesTest.cpp - numbers with units, for people ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/Quantities.h"
#include "gtest/gtest.h"

using namespace ag;

TEST(Quantities, haveTheUnitThatFits) {
  EXPECT_EQ(spellSeconds(0), "0 s");
  EXPECT_EQ(spellSeconds(0.4e-9), "0.40 ns");
  EXPECT_EQ(spellSeconds(1.234e-6), "1.23 us");
  EXPECT_EQ(spellSeconds(0.0456), "45.6 ms");
  EXPECT_EQ(spellSeconds(7200), "7200 s");
  EXPECT_EQ(spellBytes(0), "0 B");
  EXPECT_EQ(spellBytes(640), "640 B");
  EXPECT_EQ(spellBytes(41312), "41.3 kB");
  EXPECT_EQ(spellFlops(1.32e7), "13.2 MFLOP");
}

TEST(Quantities, roundUpIntoTheNextUnit) {
  EXPECT_EQ(spellBytes(999.4), "999 B");
  EXPECT_EQ(spellBytes(999500), "1.00 MB");
  EXPECT_EQ(spellSeconds(0.99996), "1.00 s");
  EXPECT_EQ(spellSeconds(9.996e-3), "10.0 ms");
}
