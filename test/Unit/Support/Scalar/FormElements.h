//===- FormElements.h - elements of two tensors, as forms -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SCALAR_FORMELEMENTS_H
#define AG_TEST_UNIT_SUPPORT_SCALAR_FORMELEMENTS_H

#include "FormNotation.h"
#include "gtest/gtest.h"

namespace ag {

/// Elements of x and y at i, of size 8, and at j, of unknown size
struct FormElements : testing::Test {
  FormTable table{0x1p-22};
  unsigned rows = table.loops().addDimension(8),
           columns = table.loops().addDimension({});
  unsigned i = table.loops().addLoop(rows), j = table.loops().addLoop(columns);
  T tensor{&table, table.addInput()}, other{&table, table.addInput()};
  F x = tensor(i, j), y = other(i, j);
  F ii{&table, table.index(i)}, jj{&table, table.index(j)};
  F holds = isAtMost(jj, ii);
};

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SCALAR_FORMELEMENTS_H
