//===- BufferTableTest.cpp - tests of buffers in CSV files ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/BufferTable.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

TEST(BufferTable, ColumnsInAnyOrder) {
  BufferTable table = valueOf(parseBufferTable(
      "size, end,alignment,start,id\n4,3,,0,a\n8, 9 ,16,-1,\"b,c\"\n"));
  ASSERT_EQ(table.buffers.size(), 2u);
  EXPECT_EQ(table.idOf(1), "b,c");
  EXPECT_EQ(table.buffers[0].alignment, 1);
  EXPECT_EQ(table.buffers[1].alignment, 16);
  EXPECT_EQ(table.buffers[1].size, 8);
  EXPECT_EQ(table.buffers[1].live[0].start, -1);
  EXPECT_EQ(table.buffers[1].live[0].end, 9);
  EXPECT_EQ(formatBufferTable(table, {32, 0}),
            "size, end,alignment,start,id,offset\n4,3,,0,a,32\n"
            "8, 9 ,16,-1,\"b,c\",0\n");
}

TEST(BufferTable, OffsetsPin) {
  BufferTable table = valueOf(parseBufferTable(
      "id,offset,lower,upper,size\r\na,8,0,2,4\r\nb,,1,3,8\r\n"));
  EXPECT_EQ(table.buffers[0].pinned, 8);
  EXPECT_FALSE(table.buffers[1].pinned);
  Packing packing = valueOf(packTable(table, {}));
  EXPECT_EQ(formatBufferTable(table, packing.offsets),
            "id,offset,lower,upper,size\na,8,0,2,4\nb,0,1,3,8\n");
}

TEST(BufferTable, NothingButAHeader) {
  BufferTable table = valueOf(parseBufferTable("id,lower,upper,size"));
  EXPECT_EQ(valueOf(packTable(table, {})).peak, 0);
  EXPECT_EQ(formatBufferTable(table, {}), "id,lower,upper,size,offset\n");
}
